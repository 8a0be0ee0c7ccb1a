// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callplan.h"
#include "core/call/mediaengine.h"
#include "devices/media/picturerate.h"

namespace sizhen {

// A stream that is sent, and its two valves. While nobody is connected no packet goes towards the line: it would wait
// there, and the other end would wait for ever more. The encoder runs only until the stream's description is known.
class Sender
{
public:
    Sender(GstElement *waiting, GstElement *beforeEncoder, GstElement *beforeLine)
        : m_waiting(waiting)
        , m_beforeEncoder(beforeEncoder)
        , m_beforeLine(beforeLine)
    {
    }

    void rest() const; // the description is known
    void go() const; // somebody is there; a picture begins with a key frame
    void shut() const; // nothing is sent for now

    [[nodiscard]] GstElement *waiting() const { return m_waiting; } // a source is linked to it

    [[nodiscard]] GstElement *line() const { return m_beforeLine; } // packets pass it

    [[nodiscard]] GstElement *source() const; // what is linked now

private:
    GstElement *m_waiting; // all the pipeline's
    GstElement *m_beforeEncoder;
    GstElement *m_beforeLine;
};

// `kind`: Picture, or Detail for the second camera's. From the source to webrtcbin: adds the elements to `pipeline`, links them to a new pad of `webrtc` and sets the
// transceiver so that lost packets are sent again (media trials, §4.1).
[[nodiscard]] Result<Sender> addVideoSender(GstBin *pipeline, GstElement *webrtc, const MediaSetup &setup,
                                            VideoCodec codec, const StreamPlan &plan, PictureRate &rate,
                                            MediaTrack::Kind kind = MediaTrack::Kind::Picture);
[[nodiscard]] Result<Sender> addAudioSender(GstBin *pipeline, GstElement *webrtc, const MediaSetup &setup,
                                            const StreamPlan &plan);

// Nothing is asked for: what others send comes by engines of its own.
void sendOnly(GstElement *webrtc);

// Every stream has told what it is; before that a description of the call lacks SSRCs and parameters.
[[nodiscard]] bool knowsWhatIsSent(GstElement *webrtc);

// The encoder with the settings that were measured: no look-ahead, one thread (more collapse where the processor is
// contended), a key frame only on request or every ten seconds, 300 ms of buffer.
[[nodiscard]] Result<GstElement *> makeVideoEncoder(VideoCodec codec, int kbit);

} // namespace sizhen
