// SPDX-License-Identifier: GPL-3.0-or-later
// RoomDevices: what devices give, and what becomes of them.
#include "devices/media/roomdevices.h"

#include "core/base/async.h"

#include <gst/app/gstappsrc.h>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The mark of the source that this element belongs to; 0: none.
int openingOf(GstObject *element)
{
    int mark = 0;
    GstRef<GstObject> one(GST_OBJECT(gst_object_ref(element)));
    while (one && mark == 0) {
        mark = GPOINTER_TO_INT(g_object_get_data(G_OBJECT(one.get()), RoomDevices::openingMark));
        one.reset(gst_object_get_parent(one.get()));
    }
    return mark;
}

Error noCamera()
{
    return {Fault::Refused, u"still: no camera runs"_s, {}, u"media.no_camera"_s, {}};
}

} // namespace

void RoomDevices::showPreview(const QVideoFrame &picture)
{
    const std::scoped_lock lock(m_feedsMutex);
    for (const auto &feed : m_feeds)
        feed->preview(picture);
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
    now.detail = m_detail.flows                   ? StreamState::On
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

} // namespace sizhen
