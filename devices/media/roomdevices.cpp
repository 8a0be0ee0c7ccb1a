// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/roomdevices.h"

#include "core/base/async.h"

#include <gst/app/gstappsrc.h>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto openingMark = "sizhen-opening"; // on the bin of a source: its number
constexpr std::chrono::milliseconds levelsEvery{100};
constexpr std::chrono::seconds retryEvery{1};

// The mark of the source that this element belongs to; 0: none.
int openingOf(GstObject *element)
{
    int mark = 0;
    GstRef<GstObject> one(GST_OBJECT(gst_object_ref(element)));
    while (one && mark == 0) {
        mark = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(one.get()), openingMark));
        one.reset(gst_object_get_parent(one.get()));
    }
    return mark;
}

Error notOpened(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.device_failed"_s, {}};
}

Error noCamera()
{
    return {Fault::Refused, u"still: no camera runs"_s, {}, u"media.no_camera"_s, {}};
}

} // namespace

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

void RoomDevices::showPreview(const QVideoFrame &picture)
{
    const std::scoped_lock lock(m_feedsMutex);
    for (const auto &feed : m_feeds)
        feed->preview(picture);
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

// Shares the memory, and gives it the time that all pipelines have.
GstPadProbeReturn RoomDevices::handOut(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
    auto *branch = static_cast<Branch *>(data);
    const auto at = runningTimeOf(pad, GST_PAD_PROBE_INFO_BUFFER(info));
    const CapsRef caps(gst_pad_get_current_caps(pad));
    if (!at || !caps)
        return GST_PAD_PROBE_OK;
    auto *timed = gst_buffer_copy(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_BUFFER_PTS(timed) = *at;
    GST_BUFFER_DTS(timed) = GST_CLOCK_TIME_NONE;
    auto *sample = gst_sample_new(timed, caps.get(), nullptr, nullptr);
    gst_buffer_unref(timed);
    {
        const std::scoped_lock lock(branch->room->m_feedsMutex);
        for (const auto &feed : branch->room->m_feeds)
            if (const auto &source = feed->sources[std::size_t(branch->role)])
                gst_app_src_push_sample(GST_APP_SRC(source.get()), sample); // waits for nobody
    }
    gst_sample_unref(sample);
    return GST_PAD_PROBE_OK;
}

// Silence that keeps the time becomes what all say.
GstPadProbeReturn RoomDevices::mixIn(GstPad *pad, GstPadProbeInfo *info, gpointer self)
{
    auto *buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP); // a loudspeaker would skip it
    const auto at = runningTimeOf(pad, buffer);
    GstMapInfo map;
    if (!at || !gst_buffer_map(buffer, &map, GST_MAP_WRITE))
        return GST_PAD_PROBE_OK;
    auto *mine = static_cast<RoomDevices *>(self);
    const auto due = std::max(*at, mine->nowNs() - mostBehindMs * qint64(GST_MSECOND));
    mine->m_mix.take({reinterpret_cast<qint16 *>(map.data), map.size / sizeof(qint16)}, due);
    gst_buffer_unmap(buffer, &map);
    return GST_PAD_PROBE_OK;
}

qint64 RoomDevices::nowNs() const
{
    const GstRef<GstClock> clock(gst_system_clock_obtain());
    return qint64(gst_clock_get_time(clock.get()) - gst_element_get_base_time(m_pipeline.get()));
}

int RoomDevices::takeStill(MediaRole role)
{
    const int number = ++m_stills;
    QMetaObject::invokeMethod(
        this, [this, number, role] { lookForStill(number, role); }, Qt::QueuedConnection);
    return number;
}

void RoomDevices::lookForStill(int number, MediaRole role)
{
    auto &one = branch(role);
    if (role == MediaRole::Microphone || !one.source)
        return Q_EMIT stillFailed(number, noCamera());
    one.counts.still.ask([this, number](SharedSample sample) {
        QMetaObject::invokeMethod(
            this,
            [this, number, sample = std::move(sample)] {
                runThen(
                    this, [sample] { return pngOf(sample); },
                    [this, number](const Result<QByteArray> &png) {
                        if (png)
                            Q_EMIT stillTaken(number, *png);
                        else
                            Q_EMIT stillFailed(number, png.error());
                    });
            },
            Qt::QueuedConnection);
    });
}

void RoomDevices::flowed(MediaRole role, int number)
{
    auto &one = branch(role);
    if (number != one.number || !one.source)
        return;
    one.flows = true;
    tell();
}

// Queued even on our own thread: a device that does not open says so in the midst of its change of state.
bool RoomDevices::spares(GstObject *element, const QString &detail)
{
    if (m_output.failed(element)) {
        QMetaObject::invokeMethod(
            this, [this, detail] { outputGone(detail); }, Qt::QueuedConnection);
        return true;
    }
    const int opening = openingOf(element);
    if (opening == 0)
        return false;
    QMetaObject::invokeMethod(
        this, [this, opening, detail] { deviceGone(opening, detail); }, Qt::QueuedConnection);
    return true;
}

void RoomDevices::deviceGone(int number, const QString &detail)
{
    for (auto *one : {&m_sound, &m_picture, &m_detail}) {
        if (number != one->number || !one->device)
            continue;
        const auto device = *one->device;
        unplug(*one);
        Q_EMIT deviceFailed(device, notOpened(detail));
        tell();
    }
}

void RoomDevices::outputGone(const QString &detail)
{
    if (!m_output.device())
        return;
    const auto device = *m_output.device();
    m_output.close();
    Q_EMIT deviceFailed(device, notOpened(detail));
}

void RoomDevices::tell(bool anyway)
{
    CallSending now;
    now.sound = !m_sound.flows ? StreamState::None : m_devices.muted ? StreamState::Off : StreamState::On;
    now.picture = m_devices.cameraOff ? StreamState::Off : m_picture.flows ? StreamState::On : StreamState::None;
    now.detail = m_detail.flows ? StreamState::On
        : m_devices.detail && !m_devices.detailOn ? StreamState::Off
                                                  : StreamState::None;
    if (!anyway && m_told == now)
        return;
    m_told = now;
    Q_EMIT sendingChanged(now);
}

void RoomDevices::tellLevels()
{
    SoundLevels levels;
    if (m_sound.flows)
        levels.microphoneDb = m_sound.counts.level.db;
    levels.loudspeakerDb = m_output.level().db;
    levels.plays = m_output.device().has_value();
    Q_EMIT levelsChanged(levels);
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
