// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callstatistics.h"
#include "core/call/encodedpacket.h"
#include "devices/media/gstref.h"

#include <QVideoFrame>

#include <atomic>
#include <functional>
#include <mutex>

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

    // Sound is played there and not only counted; before anything is attached.
    void playSoundOn(GstElement *output) { m_output = output; }

    // Who hears it encoded, too, and whose it is; before anything is attached.
    void tap(std::shared_ptr<EncodedTap> tap, const QString &side);

    [[nodiscard]] bool isOpen() const { return m_open; }

    // From webrtcbin's new pad to a sink; elements are added to `pipeline`. What is neither picture nor sound is
    // dropped.
    [[nodiscard]] Result<> attach(GstBin *pipeline, GstPad *pad);

    void pictureTaken() { --m_underWay; } // by whom PictureTaker gave it to

    void expectPicture(bool expected); // none is missing while the other end says that it sends none
    void count(CallStatistics &statistics) const;
    void end(); // the last picture stands until now
    [[nodiscard]] double sinceLastPictureS() const; // or since the gate was opened

private:
    [[nodiscard]] Result<> attachVideo(GstBin *pipeline, GstPad *pad, const QByteArray &encoding);
    [[nodiscard]] Result<> attachAudio(GstBin *pipeline, GstPad *pad);
    static GstPadProbeReturn soundPacket(GstPad *, GstPadProbeInfo *info, gpointer self);
    static GstPadProbeReturn soundPlayed(GstPad *, GstPadProbeInfo *info, gpointer self);
    void tapReceived(GstElement *from, MediaTrack::Kind kind, PacketCodec codec);
    [[nodiscard]] Result<GstElement *> sink(const QByteArray &caps, bool picture);
    void picture(GstSample *sample);
    void sound(GstSample *sample);
    void soundCame(qint64 bytes);

    const bool m_wantsPictures;
    const PictureTaker m_taker;
    std::shared_ptr<EncodedTap> m_tap;
    QString m_side; // of the other end
    GstElement *m_output = nullptr; // of the pipeline; none: sound is counted
    std::atomic<bool> m_open = false;
    std::atomic<int> m_underWay = 0; // pictures handed over and not yet taken: a busy window gets fewer
    mutable std::mutex m_mutex; // what follows is written on GStreamer's threads
    FreezeMeter m_meter;
    QSize m_size;
    qint64 m_soundSamples = 0;
    std::atomic<qint64> m_soundPackets = 0;
    double m_lastS = 0;
};

} // namespace sizhen
