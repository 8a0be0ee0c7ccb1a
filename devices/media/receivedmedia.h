// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "core/call/encodedpacket.h"
#include "devices/media/gstref.h"

#include <QVideoFrame>

#include <atomic>
#include <functional>
#include <mutex>
#include <span>

typedef struct _GstAppSink GstAppSink;
typedef struct _GstVideoInfo GstVideoInfo;

namespace sizhen {

// BGRx in one plane, as QImage and QWidget paint it without a change.
[[nodiscard]] QVideoFrame frameOf(GstBuffer *buffer, const GstVideoInfo &info);

// Where received picture and sound end. Nothing is counted or shown before the gate is opened: that is when the other
// end's key was found to be the announced one (SES-08).
class ReceivedMedia
{
public:
    using PictureTaker = std::function<void(const QVideoFrame &)>; // called on GStreamer's thread

    ReceivedMedia(bool wantsPictures, PictureTaker taker);
    Q_DISABLE_COPY_MOVE(ReceivedMedia)

    void openGate() { m_open = true; }

    using SoundTaker = std::function<void(std::span<const qint16> samples, qint64 runningNs)>; // on GStreamer's thread

    // Who plays it, as soon as it is decoded; before anything is attached.
    void giveSoundTo(SoundTaker taker) { m_listener = std::move(taker); }

    // Who hears it encoded, too, and whose it is; before anything is attached.
    void tap(std::shared_ptr<EncodedTap> tap, const QString &side);

    [[nodiscard]] bool isOpen() const { return m_open; }

    // Who sees the second camera's picture; before anything is attached.
    void giveDetailTo(PictureTaker taker) { m_detailTaker = std::move(taker); }

    // From webrtcbin's new pad to a sink; elements are added to `pipeline`. What is neither picture nor sound is
    // dropped. `isDetail`: a picture of the second camera, which is not counted.
    [[nodiscard]] Result<> attach(GstBin *pipeline, GstPad *pad, bool isDetail);

    void pictureTaken() { --m_underWay; } // by whom PictureTaker gave it to

    void detailTaken() { --m_detailUnderWay; }

    // Packets of the second camera come, and no picture of it for so long.
    [[nodiscard]] bool missesDetail(double seconds) const;

    void expectPicture(bool expected); // none is missing while the other end says that it sends none
    void count(CallStatistics &statistics) const;
    void end(); // the last picture stands until now
    [[nodiscard]] double sinceLastPictureS() const; // or since the gate was opened

private:
    [[nodiscard]] Result<> attachVideo(GstBin *pipeline, GstPad *pad, const QByteArray &encoding, bool isDetail);
    [[nodiscard]] Result<> attachAudio(GstBin *pipeline, GstPad *pad);
    static GstPadProbeReturn soundPacket(GstPad *, GstPadProbeInfo *info, gpointer self);
    static GstPadProbeReturn detailPacket(GstPad *, GstPadProbeInfo *info, gpointer self);
    void tapReceived(GstElement *from, MediaTrack::Kind kind, PacketCodec codec);
    [[nodiscard]] Result<GstElement *> sink(const QByteArray &caps, GstFlowReturn (*taken)(GstAppSink *, gpointer));
    static GstFlowReturn pictureTakenOff(GstAppSink *from, gpointer self);
    static GstFlowReturn detailTakenOff(GstAppSink *from, gpointer self);
    static GstFlowReturn soundTakenOff(GstAppSink *from, gpointer self);
    void picture(GstSample *sample);
    void detail(GstSample *sample);
    void sound(GstSample *sample);

    const bool m_wantsPictures;
    const PictureTaker m_taker;
    PictureTaker m_detailTaker; // none: nobody looks at it
    std::shared_ptr<EncodedTap> m_tap;
    QString m_side; // of the other end
    SoundTaker m_listener; // none: sound is counted
    std::atomic<bool> m_open = false;
    std::atomic<int> m_underWay = 0; // pictures handed over and not yet taken: a busy window gets fewer
    std::atomic<int> m_detailUnderWay = 0;
    std::atomic<double> m_detailPacketS = 0; // the last
    std::atomic<double> m_detailS = 0; // the last picture
    mutable std::mutex m_mutex; // what follows is written on GStreamer's threads
    FreezeMeter m_meter;
    QSize m_size;
    qint64 m_soundSamples = 0;
    std::atomic<qint64> m_soundPackets = 0;
    double m_lastS = 0;
};

} // namespace sizhen
