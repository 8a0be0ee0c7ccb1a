// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/deviceseat.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

GstPadProbeReturn countLeft(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    auto *left = static_cast<std::atomic<qint64> *>(data);
    if (GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER_LIST)
        *left += gst_buffer_list_length(GST_PAD_PROBE_INFO_BUFFER_LIST(info));
    else
        ++*left;
    return GST_PAD_PROBE_OK;
}

bool flowsIn(const CallSending &sending, MediaRole role)
{
    if (role == MediaRole::Microphone)
        return sending.sound != StreamState::None; // muted: silence goes on
    return (role == MediaRole::Camera ? sending.picture : sending.detail) == StreamState::On;
}

// Waits for nobody and never holds the devices up: what is too much is dropped, oldest first.
Result<GstElement *> makeFeed(MediaRole role)
{
    GstSettings settings{{"is-live", "true"}, {"format", "time"}, {"max-bytes", "0"}, {"leaky-type", "downstream"}};
    if (role == MediaRole::Microphone)
        settings.push_back({"max-time", "200000000"});
    else
        settings.push_back({"max-buffers", "2"});
    return makeElement("appsrc", settings);
}

} // namespace

DeviceSeat::DeviceSeat(RoomDevices &room, QObject *parent)
    : QObject(parent)
    , m_room(room)
{
    connect(&room, &RoomDevices::stillTaken, this, [this](int number, const QByteArray &png) {
        if (m_stills.removeAll(number) > 0)
            Q_EMIT stillTaken(png);
    });
    connect(&room, &RoomDevices::stillFailed, this, [this](int number, const Error &reason) {
        if (m_stills.removeAll(number) > 0)
            Q_EMIT stillFailed(reason);
    });
}

DeviceSeat::~DeviceSeat()
{
    release();
}

void DeviceSeat::build(GstBin *pipeline, const MediaSetup &setup)
{
    m_pipeline = pipeline;
    m_setup = setup;
}

void DeviceSeat::adopt(const Sender &sender, MediaRole role)
{
    m_streams.push_back({role, sender});
    if (role != MediaRole::Microphone)
        return;
    const GstRef<GstPad> line(gst_element_get_static_pad(sender.line(), "src"));
    gst_pad_add_probe(line.get(), GstPadProbeType(GST_PAD_PROBE_TYPE_BUFFER | GST_PAD_PROBE_TYPE_BUFFER_LIST),
                      countLeft, &m_soundLeft, nullptr);
}

// In the place of the idle source.
GstElement *DeviceSeat::feed(const Stream &stream)
{
    auto *idle = stream.sender.source();
    gst_element_set_state(idle, GST_STATE_NULL); // its threads have ended
    gst_element_unlink(idle, stream.sender.waiting());
    gst_bin_remove(m_pipeline, idle);
    const auto made = makeFeed(stream.role);
    if (!made) {
        Q_EMIT failed(made.error());
        return nullptr;
    }
    gst_bin_add(m_pipeline, *made);
    gst_element_link(*made, stream.sender.waiting());
    gst_element_sync_state_with_parent(*made);
    return *made;
}

void DeviceSeat::open()
{
    if (m_feed || !m_pipeline)
        return;
    auto feed = std::make_shared<DeviceFeed>();
    feed->size = m_setup.size;
    feed->framesPerSecond = m_setup.framesPerSecond;
    feed->voice = m_voice;
    for (const auto &stream : m_streams)
        if (auto *source = this->feed(stream))
            feed->sources[std::size_t(stream.role)].reset(GST_ELEMENT(gst_object_ref(source)));
    feed->preview = [this, underWay = m_previewUnderWay](const QVideoFrame &picture) {
        if (underWay->exchange(true))
            return; // a busy window gets fewer
        QMetaObject::invokeMethod(
            this,
            [this, picture] {
                if (m_told && m_told->picture == StreamState::On)
                    Q_EMIT ownPictureArrived(picture);
                else
                    ownPictureTaken();
            },
            Qt::QueuedConnection);
    };
    connect(&m_room, &RoomDevices::sendingChanged, this, &DeviceSeat::sendingTold);
    connect(&m_room, &RoomDevices::levelsChanged, this, [this](SoundLevels levels) {
        levels.receivedDb = m_voice->db();
        Q_EMIT levelsChanged(levels);
    });
    connect(&m_room, &RoomDevices::deviceFailed, this, &DeviceSeat::deviceFailed);
    connect(&m_room, &RoomDevices::failed, this, &DeviceSeat::failed);
    m_picturesBefore = m_room.pictures();
    m_feed = std::move(feed);
    m_room.enter(m_feed);
}

void DeviceSeat::withhold(MediaRole role)
{
    std::erase_if(m_streams, [role](const Stream &stream) { return stream.role == role; });
}

void DeviceSeat::connected()
{
    m_connected = true;
    for (auto &stream : m_streams)
        gate(stream);
}

void DeviceSeat::gate(Stream &stream)
{
    const bool opens = m_connected && stream.flows;
    if (opens == stream.isOpen)
        return;
    stream.isOpen = opens;
    if (opens)
        stream.sender.go();
    else
        stream.sender.shut();
    if (stream.role == MediaRole::TongueCamera)
        Q_EMIT detailFlows(opens);
}

void DeviceSeat::sendingTold(CallSending sending)
{
    const auto sendsDetail = [](const Stream &stream) { return stream.role == MediaRole::TongueCamera; };
    if (std::ranges::none_of(m_streams, sendsDetail))
        sending.detail = StreamState::None;
    for (auto &stream : m_streams) {
        stream.flows = flowsIn(sending, stream.role);
        gate(stream);
    }
    if (std::exchange(m_told, sending) != sending)
        Q_EMIT sendingChanged(sending);
}

void DeviceSeat::takeStill(MediaRole role)
{
    m_stills.append(m_room.takeStill(role));
}

void DeviceSeat::hear(std::span<const qint16> samples, qint64 runningNs)
{
    constexpr qint64 nsPerMs = 1'000'000;
    m_voice->put(samples, runningNs + (m_waitMs + RoomDevices::slackMs) * nsPerMs);
}

void DeviceSeat::count(CallStatistics &statistics) const
{
    statistics.soundLeft = m_soundLeft;
    if (!m_feed)
        return;
    statistics.ownPictures = m_room.pictures() - m_picturesBefore;
    statistics.ownSize = m_room.pictureSize();
}

void DeviceSeat::release()
{
    if (m_feed) {
        disconnect(&m_room, nullptr, this, nullptr);
        m_room.leave(m_feed);
    }
    m_feed.reset();
    m_connected = false;
    m_pipeline = nullptr;
    m_streams.clear();
}

} // namespace sizhen
