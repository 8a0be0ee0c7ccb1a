// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/devicemonitor.h"

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::chrono::milliseconds settling{50};

struct StructureFree {
    void operator()(GstStructure *structure) const { gst_structure_free(structure); }
};

using StructureRef = std::unique_ptr<GstStructure, StructureFree>;

QString taken(gchar *text)
{
    const auto copy = QString::fromUtf8(text);
    g_free(text);
    return copy;
}

QString propertyOf(const StructureRef &properties, const char *name)
{
    return properties ? QString::fromUtf8(gst_structure_get_string(properties.get(), name)) : QString();
}

// Of the element it would make; PulseAudio's and ALSA's both call the same address so.
QString addressOf(GstDevice *device)
{
    const GstRef<GstElement> element(gst_device_create_element(device, nullptr));
    gchar *address = nullptr;
    if (element && g_object_class_find_property(G_OBJECT_GET_CLASS(element.get()), "device"))
        g_object_get(element.get(), "device", &address, nullptr);
    return taken(address);
}

// A null sink is "abstract", what listens to a loudspeaker "monitor", an equaliser "filter".
bool isMadeSound(const StructureRef &properties, const QString &address)
{
    const auto kind = propertyOf(properties, "device.class");
    return kind == u"monitor" || kind == u"abstract" || kind == u"filter" || address.endsWith(u".monitor"_s)
        || propertyOf(properties, "node.virtual") == u"true";
}

// "/dev/video0" is a place in a list. The bus and the card's name are the camera's.
QString cameraId(const StructureRef &properties, const QString &name)
{
    auto bus = propertyOf(properties, "v4l2.device.bus_info");
    if (bus.isEmpty())
        bus = propertyOf(properties, "device.bus_path");
    return u"v4l2:"_s + bus + u' ' + name;
}

QList<MediaDevice> practicePatient()
{
    auto picture = *madeDevice(u"patient:picture"_s, MediaRole::Camera);
    auto voice = *madeDevice(u"patient:voice"_s, MediaRole::Microphone);
    return {picture, voice};
}

// Both say the same devices; ALSA's would take them away from all other programs.
void leaveOutAlsa(QList<MediaDevice> &devices)
{
    const auto isPulse = [](const MediaDevice &device) { return device.id.startsWith(u"pulse:"); };
    if (std::ranges::any_of(devices, isPulse))
        devices.removeIf([](const MediaDevice &device) { return device.id.startsWith(u"alsa:"); });
}

} // namespace

std::optional<MediaDevice> describedDevice(GstDevice *device)
{
    const auto type = QByteArray(G_OBJECT_TYPE_NAME(device));
    const StructureRef properties(gst_device_get_properties(device));
    MediaDevice found;
    found.name = taken(gst_device_get_display_name(device));
    found.address = addressOf(device);
    if (found.address.isEmpty())
        return {};
    if (gst_device_has_classes(device, "Video/Source")) {
        if (!type.startsWith("GstV4l2"))
            return {};
        found.role = MediaRole::Camera;
        found.id = cameraId(properties, found.name);
        found.isVirtual = propertyOf(properties, "v4l2.device.driver") == u"v4l2 loopback";
        return found;
    }
    if (!type.startsWith("GstPulse") && !type.startsWith("GstAlsa"))
        return {};
    found.role = gst_device_has_classes(device, "Audio/Sink") ? MediaRole::Loudspeaker : MediaRole::Microphone;
    const bool pulse = type.startsWith("GstPulse");
    found.id = pulse ? u"pulse:"_s + found.address : u"alsa:"_s + found.name;
    found.isVirtual = isMadeSound(properties, found.address);
    gboolean usual = FALSE;
    found.isDefault = properties && gst_structure_get_boolean(properties.get(), "is-default", &usual) && usual;
    return found;
}

DeviceMonitor::DeviceMonitor(QObject *parent)
    : QObject(parent)
    , m_soon(this)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(settling);
    connect(&m_soon, &QTimer::timeout, this, &DeviceMonitor::look);
}

DeviceMonitor::~DeviceMonitor()
{
    if (!m_monitor)
        return;
    gst_device_monitor_stop(m_monitor.get());
    const GstRef<GstBus> bus(gst_device_monitor_get_bus(m_monitor.get()));
    gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
}

void DeviceMonitor::start()
{
    if (!loadGStreamer() || m_monitor)
        return look();
    m_monitor.reset(gst_device_monitor_new());
    for (const auto *classes : {"Audio/Source", "Audio/Sink", "Video/Source"})
        gst_device_monitor_add_filter(m_monitor.get(), classes, nullptr);
    const GstRef<GstBus> bus(gst_device_monitor_get_bus(m_monitor.get()));
    gst_bus_set_sync_handler(bus.get(), &DeviceMonitor::heard, this, nullptr);
    (void)gst_device_monitor_start(m_monitor.get()); // where no provider starts the list stays empty
    look();
}

GstBusSyncReply DeviceMonitor::heard(GstBus *, GstMessage *message, gpointer self)
{
    auto *mine = static_cast<DeviceMonitor *>(self);
    QMetaObject::invokeMethod(mine, [mine] { mine->m_soon.start(); });
    gst_message_unref(message);
    return GST_BUS_DROP;
}

void DeviceMonitor::look()
{
    QList<MediaDevice> devices;
    auto *all = m_monitor ? gst_device_monitor_get_devices(m_monitor.get()) : nullptr;
    for (auto *one = all; one; one = one->next)
        if (auto found = describedDevice(GST_DEVICE(one->data)); found && !devices.contains(*found))
            devices.append(*std::move(found));
    g_list_free_full(all, gst_object_unref);
    leaveOutAlsa(devices);
    Q_EMIT listed(devices + practicePatient());
}

} // namespace sizhen
