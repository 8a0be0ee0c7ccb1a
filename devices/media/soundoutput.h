// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"
#include "devices/media/gstref.h"
#include "devices/media/soundlevel.h"

namespace sizhen {

// Where sound is played: what the echo canceller listens to, a level, and a loudspeaker that may be exchanged while
// sound comes. Without one the sound is dropped.
class SoundOutput
{
public:
    // Adds its elements to `pipeline`. Fault::Unsupported, "media.part_missing".
    [[nodiscard]] Result<> build(GstBin *pipeline);

    [[nodiscard]] bool start(); // in a pipeline that plays already

    [[nodiscard]] GstElement *first() const { return m_first; } // takes `callSound`

    [[nodiscard]] QByteArray echoProbe() const; // its name

    [[nodiscard]] Result<> use(const std::optional<MediaDevice> &device); // not from GStreamer's threads
    void close(); // the loudspeaker is set free
    void forget(); // the pipeline is gone; build() begins anew

    // An element of ours has failed; on its own thread. What comes is dropped from here on, and the call goes on.
    [[nodiscard]] bool failed(GstObject *element);

    [[nodiscard]] const std::optional<MediaDevice> &device() const { return m_device; }

    [[nodiscard]] const SoundLevel &level() const { return m_level; }

    static constexpr int bufferMs = 40; // more would spoil the echo canceller (media trials, §10)

private:
    GstBin *m_pipeline = nullptr;
    GstElement *m_first = nullptr; // the pipeline's, like the others
    GstElement *m_valve = nullptr;
    GstElement *m_sink = nullptr;
    std::optional<MediaDevice> m_device;
    SoundLevel m_level;
};

} // namespace sizhen
