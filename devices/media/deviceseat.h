// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"
#include "devices/media/roomdevices.h"
#include "devices/media/sendbranch.h"

#include <span>

namespace sizhen {

// One engine's place among those that share the devices: what they give goes into its streams, what it brings into the
// mix. A stream whose device gives nothing is closed: no silence goes out as if it were sound. Lives on the engine's
// pipeline's thread.
class DeviceSeat final : public QObject
{
    Q_OBJECT
public:
    DeviceSeat(RoomDevices &room, QObject *parent);
    ~DeviceSeat() override;

    void build(GstBin *pipeline, const MediaSetup &setup);
    void adopt(const Sender &sender, MediaRole role); // whose source is an idle one
    void open(); // what is sent was described: the devices take the place of the idle sources
    void withhold(MediaRole role); // the other end would not know what it is
    void connected(); // somebody is there
    void count(CallStatistics &statistics) const;
    void takeStill(MediaRole role); // → `stillTaken`, or `stillFailed`

    void ownPictureTaken() { *m_previewUnderWay = false; }

    void setVolume(double gain) { m_voice->setGain(std::clamp(gain, 0.0, 1.0)); }

    void setWait(int ms) { m_waitMs = ms; } // packets wait for so long before they are decoded

    // What came from the other end, and when; on GStreamer's thread.
    void hear(std::span<const qint16> samples, qint64 runningNs);

    void release(); // before the pipeline goes

Q_SIGNALS:
    void sendingChanged(const sizhen::CallSending &sending);
    void levelsChanged(const sizhen::SoundLevels &levels);
    void ownPictureArrived(const QVideoFrame &picture);
    void stillTaken(const QByteArray &png);
    void stillFailed(const sizhen::Error &reason);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);
    void failed(const sizhen::Error &reason);
    void detailFlows(bool flows); // the second camera's picture goes to the line, or does no more

private:
    // One stream that is sent.
    struct Stream {
        MediaRole role = MediaRole::Camera;
        Sender sender;
        bool flows = false; // its device gives something
        bool isOpen = false;
    };

    [[nodiscard]] GstElement *feed(const Stream &stream);
    void gate(Stream &stream);
    void sendingTold(CallSending sending);

    RoomDevices &m_room;
    GstBin *m_pipeline = nullptr;
    MediaSetup m_setup;
    std::vector<Stream> m_streams;
    const std::shared_ptr<SoundMix::Voice> m_voice = std::make_shared<SoundMix::Voice>(); // the mix's, too
    std::shared_ptr<const DeviceFeed> m_feed; // the room's, too; null: not in it
    bool m_connected = false;
    qint64 m_picturesBefore = 0; // that the camera gave before we came
    std::atomic<qint64> m_soundLeft = 0;
    std::atomic<int> m_waitMs = 0;
    std::shared_ptr<std::atomic<bool>> m_previewUnderWay
        = std::make_shared<std::atomic<bool>>(false); // the feed's, too
    QList<int> m_stills; // that were asked for
    std::optional<CallSending> m_told;
};

} // namespace sizhen
