// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "core/pulse/guidedtaking.h"
#include "core/pulse/pulsefile.h"
#include "core/pulse/takinganalysis.h"

namespace sizhen {

// A recording that is to be kept, and how it came about.
struct PulseTaken {
    PulseRecording recording;
    TakingAnalysis taking;
    QString plan; // of takingPlans(); empty: taken freely
    bool best = false; // the long holding at the best pressure
    PressureRange range = {}; // of this patient, in the recording's pressure unit; unknown without a pressure channel
    QString instrumentDue = {}; // next calibration as the instrument says it itself (ISO); empty: it does not say
    bool imported = false; // from a file of another program
};

// What a file of another program becomes, measured: at `site`, of `instrument` or, empty, of the one the file names, at
// `takenAt` where the file does not say it. Errors as asRecording(). Run it off the GUI thread.
[[nodiscard]] Result<PulseTaken> takenFromFile(const PulseFile &file, const QString &site, const QString &instrument,
                                               const QDateTime &takenAt);

// The pulses of one case: keeps what was taken, reads what is kept, and looks after recordings that an interruption
// left. The window and the command line both keep through it (FOU-05).
class PulseKeeper
{
public:
    PulseKeeper(Desk &desk, std::function<Actor()> actor)
        : m_desk(desk)
        , m_actor(std::move(actor))
    {
    }

    void setCase(const QByteArray &id) { m_case = id; }

    // Seals the original and tells it as case.pulse_recorded; the draft of the site is done with.
    [[nodiscard]] Result<> keep(const PulseTaken &taken);

    [[nodiscard]] Result<> saveDraft(const QString &site, const QByteArray &encoded);
    void dropDraft(const QString &site);
    // What an interruption left of a site: a recording that was never kept. Nothing when there is none.
    [[nodiscard]] std::optional<PulseRecording> draft(const QString &site) const;

    // The newest act of a site, or nullptr; and the newest that was taken depth by depth or freely, the long holding
    // left out.
    [[nodiscard]] static const Act *actOf(const CaseState &state, const QString &site);
    [[nodiscard]] static const Act *levelsActOf(const CaseState &state, const QString &site);
    // What is kept of every site, as the plan asks for it.
    [[nodiscard]] static QMap<QString, SiteTaken> takenOf(const CaseState &state, const TakingPlan &plan);
    [[nodiscard]] static PressureRange rangeOf(const CaseState &state); // the newest one, unknown when none
    // Where the pulse of a site was greatest, a share of the range; nothing when it was not found.
    [[nodiscard]] static std::optional<double> bestShareOf(const CaseState &state, const QString &site);
    // Fault::NotFound while its chunks are still on their way from the partner.
    [[nodiscard]] Result<PulseRecording> read(const Act &act) const;
    [[nodiscard]] static QByteArray hashOf(const Act &act); // SHA-256 of the original

private:
    [[nodiscard]] QString place(const QString &site) const;
    [[nodiscard]] std::optional<double> likenessToBefore(const PulseTaken &taken) const;

    Desk &m_desk;
    std::function<Actor()> m_actor;
    QByteArray m_case;
};

} // namespace sizhen
