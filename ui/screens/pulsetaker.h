// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulsekeeper.h"
#include "devices/pulse/guidedrecorder.h"
#include "ui/screens/context.h"

#include <QTimer>

namespace sizhen {

// The taking itself, at the inviting side: which place comes next, the recording of one place, its measuring, and what
// becomes of it. It draws nothing; the pulse screen shows what it says.
class PulseTaker final : public QObject
{
    Q_OBJECT
public:
    // A finished recording that is not kept yet: poor, broken off, or left by an interruption.
    struct Pending {
        PulseTaken taken;
        bool recovered = false;
    };

    PulseTaker(ScreenContext &context, PulseKeeper &keeper, QObject *parent = nullptr);
    ~PulseTaker() override;

    void setCase(const CaseState &state); // another one, or the same further on
    void setPlan(const QString &id); // of takingPlans(); empty: one place, freely

    [[nodiscard]] QString plan() const { return m_plan ? m_plan->id : QString(); }

    // What the plan asks for next; nothing: all is taken, or there is no plan.
    [[nodiscard]] std::optional<NextTaking> next() const;
    [[nodiscard]] QVector<PulseSegment> levelsOf(const QString &site) const; // that are kept

    void begin(const QString &site);
    void key(); // goes on: begins a level, ends the pressing of the range, or ends a free taking
    void skip();
    void stop(); // ends it; what there is is measured and offered
    // FOU-06: why the instrument is not cleared for this patient; empty when it is, or there is none.
    [[nodiscard]] QStringList deviceFlaws() const;
    void noteDisinfected(); // told in the case (DEV-08)
    void keepPending();

    void dropPending() { m_pending.reset(); } // its draft stays and is offered when the case is opened again

    void recover(); // looks for what an interruption left

    [[nodiscard]] bool isTaking() const { return m_recorder && m_recorder->isRecording(); }

    [[nodiscard]] bool isGuided() const { return m_guided && m_guided->isTaking(); }

    [[nodiscard]] bool isInterrupted() const { return m_recorder && m_recorder->isInterrupted(); }

    [[nodiscard]] bool isChecking() const { return m_checking; }

    [[nodiscard]] bool isBest() const { return m_best; } // the long holding is being taken

    [[nodiscard]] QString site() const { return m_site; } // that is being taken

    [[nodiscard]] int missing() const { return isTaking() ? m_recorder->soFar().lostSamples : 0; }

    [[nodiscard]] const std::optional<Pending> &pending() const { return m_pending; }

    [[nodiscard]] const GuidedTaking::Status *status() const { return isGuided() ? &m_guided->status() : nullptr; }

    [[nodiscard]] QVector<PulseSegment> segments() const;
    [[nodiscard]] PressureRange range() const;

    [[nodiscard]] const QString &advice() const { return m_advice; } // of a free taking

Q_SIGNALS:
    void changed(); // say it again
    void began(const QString &site);
    void grew(const sizhen::PulseBlock &block);
    void previewed(const sizhen::PulseAnalysis &analysis); // while it runs
    void checked(const QString &site, const sizhen::PulseAnalysis &analysis); // it ended and was measured
    void kept(const QString &site, const sizhen::PulseAnalysis &analysis);
    void nothingTaken(const QString &site);
    void segmentEnded(const sizhen::PulseSegment &segment);
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

private:
    void connectRecorder();
    void preview();
    void check(const PulseRecording &recording);
    [[nodiscard]] std::optional<Error> refusal() const;

    ScreenContext &m_context;
    PulseKeeper &m_keeper;
    CaseState m_state;
    const TakingPlan *m_plan = nullptr;
    std::unique_ptr<PulseRecorder> m_recorder; // only with an instrument
    std::unique_ptr<GuidedRecorder> m_guided;
    PressureRange m_range; // pressed in this case, and not kept yet
    QString m_site;
    bool m_best = false;
    bool m_checking = false;
    std::optional<Pending> m_pending;
    QString m_advice;
    QTimer m_preview{this};
    QTimer m_longest{this};
};

} // namespace sizhen
