// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/roomdevices.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::chrono::milliseconds levelsEvery{100};
constexpr std::chrono::seconds retryEvery{1};

} // namespace

Error RoomDevices::notOpened(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.device_failed"_s, {}};
}

RoomDevices::RoomDevices(std::chrono::milliseconds keepsFor)
    : m_keepsFor(keepsFor)
    , m_tenth(this)
    , m_second(this)
    , m_keeping(this)
{
    for (auto *branch : {&m_sound, &m_picture, &m_detail})
        branch->room = this;
    m_sound.role = MediaRole::Microphone;
    m_picture.role = MediaRole::Camera;
    m_detail.role = MediaRole::TongueCamera;
    m_tenth.setInterval(levelsEvery);
    m_second.setInterval(retryEvery);
    m_keeping.setInterval(keepsFor);
    m_keeping.setSingleShot(true);
    connect(&m_tenth, &QTimer::timeout, this, &RoomDevices::tellLevels);
    connect(&m_second, &QTimer::timeout, this, &RoomDevices::apply);
    connect(&m_keeping, &QTimer::timeout, this, &RoomDevices::close);
}

RoomDevices::~RoomDevices()
{
    close();
}

RoomDevices::Branch &RoomDevices::branch(MediaRole role)
{
    return role == MediaRole::Microphone ? m_sound : role == MediaRole::Camera ? m_picture : m_detail;
}

void RoomDevices::keepTime(GstElement *pipeline)
{
    const GstRef<GstClock> clock(gst_system_clock_obtain());
    gst_pipeline_use_clock(GST_PIPELINE(pipeline), clock.get());
    gst_element_set_start_time(pipeline, GST_CLOCK_TIME_NONE); // it keeps the base time it is given
    const std::scoped_lock lock(m_timeMutex);
    if (!m_zero)
        m_zero = gst_clock_get_time(clock.get());
    gst_element_set_base_time(pipeline, *m_zero);
}

void RoomDevices::use(const CallDevices &devices)
{
    QMetaObject::invokeMethod(this, [this, devices] {
        m_devices = devices;
        apply();
    });
}

void RoomDevices::enter(const std::shared_ptr<const DeviceFeed> &feed)
{
    {
        const std::scoped_lock lock(m_feedsMutex);
        m_feeds.append(feed);
    }
    m_mix.add(feed->voice);
    QMetaObject::invokeMethod(this, &RoomDevices::entered);
}

void RoomDevices::leave(const std::shared_ptr<const DeviceFeed> &feed)
{
    m_mix.remove(feed->voice);
    {
        const std::scoped_lock lock(m_feedsMutex);
        if (m_feeds.removeAll(feed) == 0)
            return;
    }
    QMetaObject::invokeMethod(this, &RoomDevices::left, Qt::BlockingQueuedConnection);
}

void RoomDevices::entered()
{
    m_keeping.stop();
    if (!m_pipeline) {
        if (const auto built = build(); !built) {
            close();
            return Q_EMIT failed(built.error());
        }
        m_tenth.start();
        m_second.start();
    }
    fit();
    apply();
    tell(true);
}

void RoomDevices::left()
{
    fit();
    {
        const std::scoped_lock lock(m_feedsMutex);
        if (!m_feeds.isEmpty())
            return;
    }
    if (m_keepsFor.count() == 0)
        close();
    else if (m_pipeline)
        m_keeping.start();
}

Result<> RoomDevices::build()
{
    m_pipeline.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    keepTime(m_pipeline.get());
    // Else all would wait for the slowest camera.
    gst_pipeline_set_latency(GST_PIPELINE(m_pipeline.get()), outputMs * GST_MSECOND);
    auto *bin = GST_BIN(m_pipeline.get());
    const auto beat
        = makeElement("audiotestsrc", {{"is-live", "true"}, {"wave", "silence"}, {"samplesperbuffer", "480"}});
    const auto form = makeElement("capsfilter", {{"caps", callSound}});
    if (!beat || !form)
        return tl::unexpected(!beat ? beat.error() : form.error());
    if (const auto done = chain(bin, {*beat, *form}).and_then([&] { return m_output.build(bin); }); !done)
        return done;
    if (!gst_element_link(*form, m_output.first()))
        return fail(Fault::Unsupported, u"media: the mix does not fit"_s);
    const GstRef<GstPad> pad(gst_element_get_static_pad(*form, "src"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &RoomDevices::mixIn, this, nullptr);
    m_bus = std::make_unique<BusWatch>(
        m_pipeline.get(),
        [this](const QString &detail) {
            QMetaObject::invokeMethod(
                this,
                [this, detail] {
                    close();
                    Q_EMIT failed({Fault::Io, u"media: "_s + detail, {}, u"media.stopped"_s, {}});
                },
                Qt::QueuedConnection);
        },
        [this] {
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (m_pipeline)
                        gst_bin_recalculate_latency(GST_BIN(m_pipeline.get()));
                },
                Qt::QueuedConnection);
        },
        [this](GstObject *element, const QString &detail) { return spares(element, detail); });
    if (gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE)
        return fail(Fault::Io, u"media: the devices' pipeline does not start"_s);
    return {};
}

void RoomDevices::close()
{
    for (auto *timer : {&m_tenth, &m_second, &m_keeping})
        timer->stop();
    if (!m_pipeline)
        return;
    // Each by itself: a device that has failed would be opened again on the pipeline's way down, and hold it up.
    m_output.close();
    for (auto *branch : {&m_sound, &m_picture, &m_detail})
        unplug(*branch);
    gst_element_set_state(m_pipeline.get(), GST_STATE_NULL);
    m_bus.reset();
    m_output.forget();
    m_pipeline.reset();
    m_told.reset();
}

void RoomDevices::fit()
{
    QSize size;
    int framesPerSecond = 0;
    {
        const std::scoped_lock lock(m_feedsMutex);
        for (const auto &feed : m_feeds) {
            if (size.height() < feed->size.height())
                size = feed->size;
            framesPerSecond = std::max(framesPerSecond, feed->framesPerSecond);
        }
    }
    if (framesPerSecond == 0 || (size == m_size && framesPerSecond == m_framesPerSecond))
        return; // who left last leaves it as it is: the next one wants it so
    m_size = size;
    m_framesPerSecond = framesPerSecond;
    for (auto *branch : {&m_picture, &m_detail})
        if (branch->source)
            setShape(branch->source, size, framesPerSecond);
}

// The loudspeaker first: the canceller's other half.
void RoomDevices::apply()
{
    if (!m_pipeline)
        return;
    if (const auto done = m_output.use(m_devices.loudspeaker); !done && m_devices.loudspeaker)
        Q_EMIT deviceFailed(*m_devices.loudspeaker, notOpened(done.error().detail));
    applyTo(m_sound, m_devices.microphone);
    applyTo(m_picture, m_devices.cameraOff ? std::nullopt : m_devices.camera);
    applyTo(m_detail, m_devices.detailOn ? m_devices.detail : std::nullopt);
    if (m_sound.source)
        setMuted(m_sound.source, m_devices.muted);
    tell();
}

void RoomDevices::applyTo(Branch &branch, const std::optional<MediaDevice> &wanted)
{
    const bool same = branch.role != MediaRole::Microphone || branch.echoCancel == m_devices.echoCancel;
    if (branch.device == wanted && same)
        return;
    unplug(branch);
    if (!wanted)
        return;
    if (const auto done = plugIn(branch, *wanted); !done) {
        unplug(branch);
        Q_EMIT deviceFailed(*wanted, notOpened(done.error().detail));
    }
}

InputPlan RoomDevices::planOf(Branch &branch)
{
    InputPlan plan;
    plan.size = m_size;
    plan.framesPerSecond = m_framesPerSecond;
    plan.muted = m_devices.muted;
    if (m_devices.echoCancel)
        plan.echoProbe = m_output.echoProbe();
    plan.flows = [this, role = branch.role, number = branch.number] {
        QMetaObject::invokeMethod(
            this, [this, role, number] { flowed(role, number); }, Qt::QueuedConnection);
    };
    if (branch.role == MediaRole::Camera)
        plan.preview = [this](const QVideoFrame &picture) { showPreview(picture); };
    return plan;
}

Result<> RoomDevices::plugIn(Branch &branch, const MediaDevice &device)
{
    branch.number = ++m_openings;
    branch.echoCancel = m_devices.echoCancel;
    const auto plan = planOf(branch);
    const auto made = branch.role == MediaRole::Microphone ? makeSoundInput(device, plan, branch.counts)
                                                           : makePictureInput(device, plan, branch.counts);
    if (!made)
        return tl::unexpected(made.error());
    auto *bin = GST_BIN(m_pipeline.get());
    g_object_set_data(G_OBJECT(*made), openingMark, GINT_TO_POINTER(branch.number));
    gst_bin_add(bin, *made);
    branch.source = *made;
    branch.device = device;
    const auto end = makeElement("fakesink", {{"sync", "false"}, {"async", "false"}});
    if (!end)
        return tl::unexpected(end.error());
    gst_bin_add(bin, *end);
    branch.end = *end;
    const GstRef<GstPad> pad(gst_element_get_static_pad(branch.end, "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, &RoomDevices::handOut, &branch, nullptr);
    if (!gst_element_link(branch.source, branch.end))
        return fail(Fault::Unsupported, u"media: a source does not fit"_s);
    if (!gst_element_sync_state_with_parent(branch.end) || !gst_element_sync_state_with_parent(branch.source))
        return fail(Fault::Io, u"media: it does not start"_s);
    return {};
}

void RoomDevices::unplug(Branch &branch)
{
    branch.flows = false;
    branch.device.reset();
    for (auto **element : {&branch.source, &branch.end}) { // the source's threads end first
        if (!*element)
            continue;
        gst_element_set_state(*element, GST_STATE_NULL);
        gst_bin_remove(GST_BIN(m_pipeline.get()), std::exchange(*element, nullptr));
    }
    branch.counts.reset();
}

DeviceRoom::DeviceRoom(std::chrono::milliseconds keepsFor)
    : m_devices(new RoomDevices(keepsFor))
{
    m_thread.setObjectName(u"devices"_s);
    m_devices->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_devices, &QObject::deleteLater);
    m_thread.start();
}

DeviceRoom::~DeviceRoom()
{
    m_thread.quit();
    m_thread.wait();
}

} // namespace sizhen
