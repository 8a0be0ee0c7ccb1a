// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/guidedtaking.h"
#include "devices/pulse/pulserecorder.h"

namespace sizhen {

// A recording of one site that is led through its depths: the recorder collects the samples, GuidedTaking judges them,
// and what was judged is kept with them every second. The window and the command line both take with it.
class GuidedRecorder final : public QObject
{
    Q_OBJECT
public:
    // Both outlive it.
    GuidedRecorder(PulseRecorder &recorder, PulseSource &source, QObject *parent = nullptr);

    // Errors as PulseRecorder::begin.
    [[nodiscard]] Result<> begin(const QString &site, const QVector<TakingStep> &steps, double steady,
                                 PressureRange range);
    // What there is: complete after done(), else as far as it came. Errors as PulseRecorder::finish.
    [[nodiscard]] Result<PulseRecording> finish();
    void key(); // the space bar; who owns it passes the instrument's own trigger on, too
    void skip();

    [[nodiscard]] bool isTaking() const { return m_taking.has_value(); }

    // Of the running one, or of the one that ended last.
    [[nodiscard]] const GuidedTaking::Status &status() const { return m_status; }

    [[nodiscard]] const QVector<PulseSegment> &segments() const { return m_segments; }

    [[nodiscard]] PressureRange range() const { return m_range; }

Q_SIGNALS:
    void changed(); // the status, about ten times a second while samples come
    void segmentEnded(const sizhen::PulseSegment &segment); // it counts, or says why not
    void done(); // every step was taken or left out

private:
    void take(const PulseBlock &block);
    void follow();

    PulseRecorder &m_recorder;
    PulseSource &m_source;
    std::optional<GuidedTaking> m_taking;
    GuidedTaking::Status m_status;
    QVector<PulseSegment> m_segments;
    PressureRange m_range;
};

} // namespace sizhen
