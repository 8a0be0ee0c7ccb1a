// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"
#include "ui/screens/context.h"

namespace sizhen {

// Keeps the recordings of one case: drafts while they are taken, originals with their act when they are kept.
class PulseKeeper
{
public:
    explicit PulseKeeper(ScreenContext &context)
        : m_context(context)
    {
    }

    void setCase(const QByteArray &id) { m_case = id; }

    // Seals the original and tells it as case.pulse_recorded; the draft of the site is done with.
    [[nodiscard]] Result<> keep(const PulseRecording &recording, const PulseAnalysis &analysis);

    [[nodiscard]] Result<> saveDraft(const QString &site, const QByteArray &encoded);
    void dropDraft(const QString &site);
    // What an interruption left of a site: a recording that was never kept. Nothing when there is none.
    [[nodiscard]] std::optional<PulseRecording> draft(const QString &site) const;

    // The newest act of a site, or nullptr.
    [[nodiscard]] static const Act *actOf(const CaseState &state, const QString &site);
    // Fault::NotFound while its chunks are still on their way from the partner.
    [[nodiscard]] Result<PulseRecording> read(const Act &act) const;
    [[nodiscard]] static QByteArray hashOf(const Act &act); // SHA-256 of the original

private:
    [[nodiscard]] QString place(const QString &site) const;

    ScreenContext &m_context;
    QByteArray m_case;
};

} // namespace sizhen
