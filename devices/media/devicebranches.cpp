// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/devicebranches.h"

#include "core/base/async.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto numberMark = "sizhen-opening"; // on the bin of a source: its number, twice, plus one for pictures
constexpr std::chrono::milliseconds levelsEvery{100};

GstPadProbeReturn countLeft(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    auto *left = static_cast<std::atomic<qint64> *>(data);
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST)
        *left += gst_buffer_list_length(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
    else
        ++*left;
    return GST_PAD_PROBE_OK;
}

// The mark of the source that this element belongs to; 0: none.
int markOf(GstObject *element)
{
    int mark = 0;
    auto *one = GST_OBJECT(gst_object_ref(element));
    while (one && mark == 0) {
        mark = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(one), numberMark));
        auto *parent = gst_object_get_parent(one);
        gst_object_unref(one);
        one = parent;
    }
    if (one)
        gst_object_unref(one);
    return mark;
}

Error notOpened(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.device_failed"_s, {}};
}

} // namespace

DeviceBranches::DeviceBranches(QObject *parent)
    : QObject(parent)
    , m_tenth(this)
{
    m_picture.isPicture = true;
    m_tenth.setInterval(levelsEvery);
    connect(&m_tenth, &QTimer::timeout, this, &DeviceBranches::tellLevels);
}

Result<> DeviceBranches::build(GstBin *pipeline, const MediaSetup &setup)
{
    m_pipeline = pipeline;
    m_setup = setup;
    m_devices = setup.devices;
    return m_output.build(pipeline);
}

void DeviceBranches::adopt(const Sender &sender, bool isPicture)
{
    auto &one = branch(isPicture);
    one.sender = sender;
    one.source = sender.source();
    if (isPicture)
        return;
    const GstRef<GstPad> line(gst_element_get_static_pad(sender.line(), "src"));
    gst_pad_add_probe(line.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                      countLeft, &m_soundLeft, nullptr);
}

void DeviceBranches::open()
{
    if (m_ready || !m_pipeline)
        return;
    m_ready = true;
    unplug(m_sound); // the idle ones
    unplug(m_picture);
    m_tenth.start();
    apply();
}

void DeviceBranches::connected()
{
    m_connected = true;
    gate(m_sound);
    gate(m_picture);
}

void DeviceBranches::use(const CallDevices &devices)
{
    m_devices = devices;
    if (m_ready)
        apply();
}

void DeviceBranches::retry()
{
    if (m_ready)
        apply();
}

std::optional<MediaDevice> DeviceBranches::wantedPicture() const
{
    return m_devices.cameraOff ? std::nullopt : m_devices.camera;
}

// The loudspeaker first: the canceller's other half.
void DeviceBranches::apply()
{
    if (const auto done = m_output.use(m_devices.loudspeaker); !done && m_devices.loudspeaker)
        Q_EMIT deviceFailed(*m_devices.loudspeaker, notOpened(done.error().detail));
    applyTo(m_sound, m_devices.microphone);
    applyTo(m_picture, wantedPicture());
    if (m_sound.source)
        setMuted(m_sound.source, m_devices.muted);
    tell();
}

void DeviceBranches::applyTo(Branch &branch, const std::optional<MediaDevice> &wanted)
{
    const bool same = branch.isPicture || branch.echoCancel == m_devices.echoCancel;
    if (!branch.sender || (branch.device == wanted && same))
        return;
    unplug(branch);
    if (!wanted)
        return;
    if (const auto done = plugIn(branch, *wanted); !done) {
        unplug(branch);
        Q_EMIT deviceFailed(*wanted, notOpened(done.error().detail));
    }
}

void DeviceBranches::takeStill()
{
    if (!m_picture.source || !m_picture.device || !m_picture.counts)
        return Q_EMIT stillFailed({Fault::Refused, u"still: no camera runs"_s, {}, u"media.no_camera"_s, {}});
    m_picture.counts->still.ask([this](SharedSample sample) {
        QMetaObject::invokeMethod(this, [this, sample = std::move(sample)] {
            runThen(
                this, [sample] { return pngOf(sample); },
                [this](const Result<QByteArray> &png) {
                    if (png)
                        Q_EMIT stillTaken(*png);
                    else
                        Q_EMIT stillFailed(png.error());
                });
        });
    });
}

InputPlan DeviceBranches::planOf(Branch &branch)
{
    InputPlan plan;
    plan.size = m_setup.size;
    plan.framesPerSecond = m_setup.framesPerSecond;
    plan.muted = m_devices.muted;
    if (m_devices.echoCancel)
        plan.echoProbe = m_output.echoProbe();
    plan.flows = [this, isPicture = branch.isPicture, number = branch.number] {
        QMetaObject::invokeMethod(
            this, [this, isPicture, number] { flowed(isPicture, number); }, Qt::QueuedConnection);
    };
    plan.preview = [this, number = branch.number](const QVideoFrame &picture) {
        if (m_previewUnderWay.exchange(true))
            return; // a busy window gets fewer
        QMetaObject::invokeMethod(this, [this, number, picture] {
            if (number == m_picture.number && m_picture.source)
                Q_EMIT ownPictureArrived(picture);
            else
                m_previewUnderWay = false;
        });
    };
    return plan;
}

Result<> DeviceBranches::plugIn(Branch &branch, const MediaDevice &device)
{
    ++branch.number;
    branch.counts = std::make_unique<InputCounts>();
    branch.echoCancel = m_devices.echoCancel;
    const auto plan = planOf(branch);
    const auto made = branch.isPicture ? makePictureInput(device, plan, *branch.counts)
                                       : makeSoundInput(device, plan, *branch.counts);
    if (!made)
        return tl::unexpected(made.error());
    g_object_set_data(G_OBJECT(*made), numberMark, GINT_TO_POINTER(2 * branch.number + int(branch.isPicture)));
    gst_bin_add(m_pipeline, *made);
    branch.source = *made;
    branch.device = device;
    if (!gst_element_link(branch.source, branch.sender->waiting()))
        return fail(Fault::Unsupported, u"media: a source does not fit"_s);
    if (!gst_element_sync_state_with_parent(branch.source))
        return fail(Fault::Io, u"media: it does not start"_s);
    return {};
}

void DeviceBranches::unplug(Branch &branch)
{
    branch.flows = false;
    branch.device.reset();
    gate(branch);
    if (!branch.source)
        return;
    gst_element_set_state(branch.source, GST_STATE_NULL); // its threads have ended
    gst_element_unlink(branch.source, branch.sender->waiting());
    gst_bin_remove(m_pipeline, std::exchange(branch.source, nullptr));
    if (branch.isPicture && branch.counts)
        m_picturesBefore += branch.counts->pictures;
    branch.counts.reset();
}

void DeviceBranches::gate(Branch &branch)
{
    if (!branch.sender || !m_ready)
        return;
    if (m_connected && branch.flows)
        branch.sender->go();
    else
        branch.sender->shut();
}

void DeviceBranches::flowed(bool isPicture, int number)
{
    auto &one = branch(isPicture);
    if (number != one.number || !one.source)
        return;
    one.flows = true;
    gate(one);
    tell();
}

// Queued even on our own thread: a device that does not open says so in the midst of its change of state.
bool DeviceBranches::failedElement(GstObject *element, const QString &detail)
{
    if (m_output.failed(element)) {
        QMetaObject::invokeMethod(
            this, [this, detail] { outputFailed(detail); }, Qt::QueuedConnection);
        return true;
    }
    const int mark = markOf(element);
    if (mark == 0)
        return false;
    QMetaObject::invokeMethod(
        this, [this, mark, detail] { failed(mark % 2 == 1, mark / 2, detail); }, Qt::QueuedConnection);
    return true;
}

void DeviceBranches::failed(bool isPicture, int number, const QString &detail)
{
    auto &one = branch(isPicture);
    if (number != one.number || !one.device)
        return;
    const auto device = *one.device;
    unplug(one);
    Q_EMIT deviceFailed(device, notOpened(detail));
    tell();
}

void DeviceBranches::outputFailed(const QString &detail)
{
    if (!m_output.device())
        return;
    const auto device = *m_output.device();
    m_output.close();
    Q_EMIT deviceFailed(device, notOpened(detail));
}

void DeviceBranches::tell()
{
    CallSending now;
    now.sound = !m_sound.flows ? StreamState::None : m_devices.muted ? StreamState::Off : StreamState::On;
    now.picture = m_devices.cameraOff ? StreamState::Off : m_picture.flows ? StreamState::On : StreamState::None;
    if (m_told == now)
        return;
    m_told = now;
    Q_EMIT sendingChanged(now);
}

void DeviceBranches::tellLevels()
{
    SoundLevels levels;
    if (m_sound.flows)
        levels.microphoneDb = m_sound.counts->level.db;
    levels.loudspeakerDb = m_output.level().db;
    levels.plays = m_output.device().has_value();
    Q_EMIT levelsChanged(levels);
}

void DeviceBranches::count(CallStatistics &statistics) const
{
    statistics.soundLeft = m_soundLeft;
    statistics.ownPictures = m_picturesBefore;
    if (!m_picture.counts)
        return;
    statistics.ownPictures += m_picture.counts->pictures;
    statistics.ownSize = {m_picture.counts->width, m_picture.counts->height};
}

void DeviceBranches::release()
{
    m_tenth.stop();
    // Each by itself: a device that has failed would be opened again on the pipeline's way down, and hold it up.
    m_output.close();
    unplug(m_sound);
    unplug(m_picture);
    m_ready = false;
    m_connected = false;
    m_pipeline = nullptr;
    m_sound.sender.reset();
    m_picture.sender.reset();
}

} // namespace sizhen
