// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "devices/pulse/growingrecording.h"
#include "devices/pulse/pulsesource.h"

#include <QTimer>
#include <functional>

namespace sizhen {

// Collects the blocks of one site into a PulseRecording. When the cable comes out, everything up to the last sample
// stays; when it is back, the recording goes on and the gap stands in it, as do damaged frames, clock steps and
// whatever else the instrument tells. What there is goes to `keep` (the application seals it as a draft) when the cable
// comes out and at the end, and, while the source keeps no raw bytes, every second: a crash costs one second at most.
class PulseRecorder final : public QObject
{
    Q_OBJECT
public:
    using Keep = std::function<Result<>(const QByteArray &encoded)>;

    PulseRecorder(PulseSource &source, Clock clock, Keep keep, QObject *parent = nullptr);

    // Where the raw bytes of the recordings that begin from now on belong: the case, in hex. Without one none are kept.
    void setPlace(const QString &place) { m_place = place; }

    // Fault::Busy while another site is recorded, Denied for a source that may only be watched, Invalid for an unknown
    // site.
    [[nodiscard]] Result<> begin(const QString &site);
    // Ends it and hands over what there is. Fault::Invalid when not one sample came.
    [[nodiscard]] Result<PulseRecording> finish();
    void cancel(); // throws it away

    // What was taken at which depth so far: in order, without overlap. It stands in the recording from the next second
    // on; what reaches past the samples that came is left out.
    void setSegments(const QVector<PulseSegment> &segments);

    [[nodiscard]] bool isRecording() const { return m_recording; }

    [[nodiscard]] bool isInterrupted() const { return m_interrupted; } // recording, and the instrument is gone

    [[nodiscard]] const PulseRecording &soFar() const { return m_growing.soFar(); }

Q_SIGNALS:
    void grew(const sizhen::PulseBlock &block); // as it was added: its `first` counts from the recording's start
    void interrupted(const sizhen::Error &reason);
    void resumed(int lostSamples); // the first block after an interruption; lost since the beginning
    void reachedLongest(); // it is full (GrowingRecording::longestS): what comes now is not taken any more
    void fellShort(double stationSeconds, double heldSeconds); // said at the end: fewer samples than our clock counted
    void keepFailed(const sizhen::Error &reason); // the draft could not be written; said once a recording

private:
    void add(const PulseBlock &block);
    void count();
    void keepNow();
    [[nodiscard]] bool isOnDisk() const;

    [[nodiscard]] PulseRecording taken() const { return m_growing.taken(); }

    PulseSource &m_source;
    Clock m_clock;
    Keep m_keep;
    QString m_place;
    QTimer m_timer{this};
    GrowingRecording m_growing;
    bool m_recording = false;
    bool m_interrupted = false;
    bool m_keepFailed = false;
    int m_badBefore = 0;
};

} // namespace sizhen
