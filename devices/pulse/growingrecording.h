// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulserun.h"

namespace sizhen {

// A recording while it is taken: joins the blocks of one site, counts what is missing and notes what happened. The same
// for samples that come from the instrument now and for those read again from raw bytes.
class GrowingRecording
{
public:
    // A site is held for minutes. Ten of them at 4 kHz are 19 MB in memory and one original that a slow line still
    // carries; who wants more takes a second recording.
    static constexpr double longestS = 600;

    void begin(const QString &site, const PulseScale &scale, const QDateTime &started);

    // False when it was not taken: another site, sent twice, or the recording is full.
    bool add(const PulseBlock &block);
    void note(const PulseEvent &event);
    void noteCable(bool out); // pulled, or back
    // What was counted since it began; frames damaged since the last time are noted at the samples that follow.
    void count(const PulseRun &run, int badFrames);

    [[nodiscard]] bool isFull() const;

    [[nodiscard]] const PulseRecording &soFar() const { return m_recording; }

    void setSegments(const QVector<PulseSegment> &segments) { m_recording.segments = segments; }

    // As it is kept: what reaches past the last sample is cut to it, and 20 s that hold 13 s of samples say so.
    [[nodiscard]] PulseRecording taken() const;

private:
    void mark(PulseMark::Kind kind, quint64 sample, double value);

    PulseRecording m_recording;
    bool m_full = false; // something came after the longest
};

} // namespace sizhen
