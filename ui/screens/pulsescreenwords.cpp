// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formlibrary.h"
#include "devices/pulse/remotepulse.h"
#include "ui/forms/pulsegrideditor.h"
#include "ui/screens/pulsemarkkeeper.h"
#include "ui/screens/pulserequestsbar.h"
#include "ui/screens/pulsescreen.h"
#include "ui/texts/codetext.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsedepthview.h"
#include "ui/widgets/pulsehandstrip.h"
#include "ui/widgets/pulsenumbers.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsequalitybar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetachogram.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QLocale>
#include <QPushButton>
#include <QTabWidget>

using namespace Qt::Literals::StringLiterals;

// What the pulse screen shows and says; what it does is in pulsescreen.cpp.
namespace sizhen {

QString PulseScreen::title() const
{
    return tr("Pulse");
}

void PulseScreen::showFindings()
{
    const auto *field = m_context.forms.field(u"palpate.pulse.grid"_s);
    const auto cells = m_state.plainAnswers(u"palpate"_s, Side::Inviting).value(u"palpate.pulse.grid"_s).toMap();
    m_strip->setFindings(field ? pulseGridWords(*field, cells, m_context.language()) : QHash<QString, QString>());
}

void PulseScreen::showLevels(const QString &site, const QVector<PulseSegment> &segments)
{
    using Level = PulseSiteState::Level;
    const QStringList depths{u"superficial"_s, u"middle"_s, u"deep"_s};
    auto state = m_sites->cell(site)->state();
    state.levels = {};
    for (const auto &segment : segments)
        if (const auto at = depths.indexOf(segment.depth); at >= 0 && state.levels[std::size_t(at)] != Level::Counts)
            state.levels[std::size_t(at)] = segment.flaw.isEmpty() ? Level::Counts : Level::Failed;
    if (const auto *status = m_taker->status(); status && m_taker->site() == site)
        if (const auto at = depths.indexOf(status->depth); at >= 0)
            state.levels[std::size_t(at)] = Level::Taking;
    m_sites->setState(site, state);
}

PulseScale PulseScreen::scaleShown() const
{
    const auto site = m_sites->current();
    if (takes() && m_context.instrument && (m_taker->isTaking() || m_taker->pending()))
        return m_context.instrument->scale();
    return m_scales.value(site);
}

void PulseScreen::showAnalysis(const std::optional<PulseAnalysis> &analysis)
{
    m_shown = analysis;
    auto scale = scaleShown();
    m_numbers->setAnalysis(analysis);
    const auto otherwise
        = analysis ? tr("The average beat needs ten good beats.") : tr("The average beat appears here.");
    m_beat->setUnit(scale.unit);
    m_beat->setBeat(analysis ? analysis->average : std::nullopt, otherwise);
    scale.pressureScale = 1; // what was analysed is in the unit already
    m_depth->setCurve(analysis ? std::optional(analysis->depth) : std::nullopt, scale);
    if (analysis)
        m_tachogram->setBeats(analysis->beats, analysis->rateHz, analysis->rhythm);
    else
        m_tachogram->clear();
    m_quality->setQuality(analysis ? std::optional(analysis->quality) : std::nullopt,
                          analysis ? PulseText::advice(analysis->advice) : QString());
    if (analysis && analysis->depth.best)
        m_bar->setBest(*analysis->depth.best);
    showMarks(m_sites->current());
}

// The long holding has one pressure: how the pulse answers to others stands in what was taken before it.
PulseAnalysis PulseScreen::withDepths(const QString &site, PulseAnalysis analysis) const
{
    analysis.depth = m_analyses.value(site).depth;
    return analysis;
}

void PulseScreen::showMarks(const QString &site)
{
    const bool kept = m_shown && m_shown->average && !m_taker->isTaking() && !m_taker->pending();
    m_markKeeper->show(m_state, site, kept ? m_shownHash.value(site) : QByteArray(),
                       kept ? m_shown->average->rateHz : 0);
}

// What was asked from abroad and accepted goes before what the plan asks.
void PulseScreen::showTarget()
{
    const auto *status = m_taker->status();
    const auto range = m_taker->range();
    if (range.isKnown())
        m_bar->setRange(range.low, range.high);
    const auto asked = m_requests->target();
    m_bar->setTarget(asked ? asked : status ? status->target : std::nullopt);
}

QString PulseScreen::sourceWords() const
{
    const auto locale = QLocale();
    if (takes()) {
        if (!m_context.instrument)
            return tr("No instrument is set up at this station");
        if (!m_context.instrument->isReady())
            return tr("The instrument is being looked for");
        const int missing = m_taker->missing();
        if (m_taker->deviceFlaws().contains(u"overdue"_s))
            return tr("%1 · overdue for inspection: recordings are marked unverified")
                .arg(m_context.instrument->name());
        return missing > 0 ? tr("%1 · %n samples missing", nullptr, missing).arg(m_context.instrument->name())
                           : m_context.instrument->name();
    }
    auto *remote = qobject_cast<RemotePulse *>(m_context.remotePulse);
    if (!remote || !remote->isReady())
        return tr("No line to the partner");
    if (m_watched.isEmpty() || !remote->delayMs())
        return tr("Connected with %1").arg(remote->name());
    return tr("Live from %1 · delay %2 ms").arg(remote->name(), locale.toString(*remote->delayMs()));
}

QString PulseScreen::idleWords() const
{
    if (!m_context.instrument)
        return tr("The pulse is taken by hand; write down what the hand finds (H).");
    if (!m_context.instrument->isReady())
        return tr("The instrument does not answer. Check its cable; it reconnects by itself.");
    const auto next = m_taker->next();
    if (m_taker->plan().isEmpty() ? m_sites->nextOpen().isEmpty() : !next)
        return m_taker->plan().isEmpty() ? tr("All six places are good.") : tr("All that the plan asks for is taken.");
    const auto site = CodeText::of(m_sites->current());
    if (const auto flaws = m_taker->deviceFlaws(); flaws.contains(u"not_disinfected"_s))
        return tr("%1 is next. Disinfect what touches the patient, then press D. Until then recordings are marked "
                  "unverified.")
            .arg(PulseText::site(m_sites->current()));
    if (next && next->best && next->site == m_sites->current())
        return tr("Next: %1, held where its pulse is greatest. Put the sensor there and press the space bar.")
            .arg(site);
    return tr("Next: %1. Put the sensor there and press the space bar.").arg(site);
}

QString PulseScreen::guideWords(const GuidedTaking::Status &status) const
{
    const auto depth = PulseText::depth(status.depth);
    const auto locale = QLocale();
    const auto failed = status.failed.isEmpty() ? QString() : PulseText::failed(status.failed) + u' ';
    switch (status.coach) {
    case GuidedTaking::Coach::None:
        return tr("Waiting for the first samples.");
    case GuidedTaking::Coach::PressSlowly:
        return tr("Once for this patient: press slowly down to the bone, then let go. This gives the range.");
    case GuidedTaking::Coach::Begin:
        return failed + tr("%1: press to this depth, then the space bar.").arg(depth);
    case GuidedTaking::Coach::NoContact:
        return failed + tr("No pulse under the sensor: find the artery.");
    case GuidedTaking::Coach::PressMore:
        return failed + tr("%1: press more.").arg(depth);
    case GuidedTaking::Coach::PressLighter:
        return failed + tr("%1: press lighter.").arg(depth);
    case GuidedTaking::Coach::KeepPressure:
        return tr("Keep the pressure as it is.");
    case GuidedTaking::Coach::HoldStill:
        return tr("Hold still: the beats differ from one another.");
    case GuidedTaking::Coach::Counting:
        break;
    }
    if (status.phase != GuidedTaking::Phase::Count)
        return failed + tr("%1: hold it there.").arg(depth);
    if (status.leastSeconds > 0)
        return tr("%1: good. %2 of %3 s, %4 of %5 beats.")
            .arg(depth, locale.toString(int(status.seconds)), locale.toString(int(status.leastSeconds)))
            .arg(status.accepted)
            .arg(status.wanted);
    return tr("%1: good. %2 of %3 beats.").arg(depth).arg(status.accepted).arg(status.wanted);
}

QString PulseScreen::pendingWords() const
{
    const auto &pending = *m_taker->pending();
    const auto &recording = pending.taken.recording;
    if (pending.recovered)
        return tr("A recording of %1 was left by an interruption. Keep it, or take it again.")
            .arg(CodeText::of(recording.site));
    if (!pending.taken.plan.isEmpty() && !recording.segments.isEmpty() && pending.taken.taking.analysis.good())
        return tr("%1 is not complete: not every depth counts. Keep it, or take it again.")
            .arg(PulseText::site(recording.site));
    const auto advice = PulseText::advice(pending.taken.taking.analysis.advice);
    return tr("%1 is poor: %2")
        .arg(PulseText::site(recording.site), advice.isEmpty() ? tr("The beats differ too much.") : advice);
}

QString PulseScreen::watchWords() const
{
    if (m_player.isPlaying())
        return tr("A kept recording is played again.");
    if (m_watched.isEmpty())
        return tr("The pulse appears here while the other side takes it. Choose a place to see what is kept.");
    return tr("%1 is being taken at the other side.").arg(PulseText::site(m_watched));
}

QString PulseScreen::coachWords() const
{
    if (onHand())
        return tr("First the hand: go to a cell, type two letters of a pulse and press Enter. %1")
            .arg(m_context.instrument ? tr("Then the instrument.") : QString());
    if (!takes())
        return watchWords();
    if (m_taker->isChecking())
        return tr("The recording is being measured.");
    if (m_taker->isInterrupted())
        return tr("The instrument is unplugged. Everything up to the last sample is safe; plug it in and the "
                  "recording goes on.");
    if (const auto *status = m_taker->status())
        return guideWords(*status);
    if (m_taker->isTaking()) {
        const auto advice = PulseText::advice(m_taker->advice());
        return advice.isEmpty() || m_taker->advice() == u"longer"
            ? tr("Hold still. Press the space bar when the trace is steady and long enough.")
            : advice;
    }
    return m_taker->pending() ? pendingWords() : idleWords();
}

QString PulseScreen::mainWords() const
{
    if (onHand())
        return tr("To the instrument (space)");
    if (!takes())
        return m_trace->isFrozen() ? tr("Go on (space)") : tr("Freeze here (space)");
    if (const auto *status = m_taker->status())
        return status->coach == GuidedTaking::Coach::Begin ? tr("Begin this depth (space)")
            : status->phase == GuidedTaking::Phase::Range  ? tr("The range is pressed (space)")
                                                           : tr("It goes on by itself");
    if (m_taker->isTaking())
        return tr("Stop (space)");
    const auto site = m_sites->current();
    const auto &pending = m_taker->pending();
    return pending && pending->taken.recording.site == site ? tr("Take again (space)")
                                                            : tr("Take %1 (space)").arg(CodeText::of(site));
}

void PulseScreen::say()
{
    m_source->setText(sourceWords());
    if (const auto words = coachWords(); words != m_coach->text())
        m_coach->setText(words);
    const auto site = m_sites->current();
    m_strip->setCurrent(site);
    const bool ready = m_context.instrument && m_context.instrument->isReady();
    const bool taking = m_taker->isTaking();
    const auto *status = m_taker->status();
    m_main->setEnabled(onHand()
                       || (takes() ? taking || (ready && !m_taker->isChecking()) : m_context.remotePulse != nullptr));
    m_main->setText(mainWords());
    const auto &pending = m_taker->pending();
    const bool pendingHere = pending && pending->taken.recording.site == site;
    m_keep->setVisible(takes() && !onHand() && pendingHere);
    m_keep->setEnabled(pendingHere && !taking);
    m_skip->setVisible(status && status->phase != GuidedTaking::Phase::Range);
    m_stop->setVisible(status != nullptr);
    m_plan->setVisible(takes() && m_context.instrument && !onHand());
    m_plan->setEnabled(!taking);
    m_import->setVisible(takes() && !onHand());
    m_import->setEnabled(!taking && !m_taker->isChecking());
    m_play->setVisible(!onHand());
    m_play->setEnabled(!taking && !m_taker->isChecking() && (pendingHere || PulseKeeper::actOf(m_state, site)));
    m_play->setText(m_player.isPlaying() ? tr("Stop playing (P)") : tr("Play again (P)"));
    m_hand->setVisible(!onHand());
    if (status)
        showLevels(m_taker->site(), m_taker->segments());
    if (taking)
        showTarget();
    // setText() takes a shortcut away, and on the hand's page single letters are pulses.
    m_hand->setShortcut(onHand() ? QKeySequence() : QKeySequence(Qt::Key_H));
    m_play->setShortcut(QKeySequence(Qt::Key_P));
    m_keep->setShortcut(QKeySequence(Qt::Key_K));
    m_skip->setShortcut(QKeySequence(Qt::Key_N));
}

void PulseScreen::retranslate()
{
    m_title->setText(tr("Pulse"));
    m_keep->setText(tr("Keep it all the same (K)"));
    m_hand->setText(tr("Findings of the hand (H)"));
    m_skip->setText(tr("Leave this depth out (N)"));
    m_stop->setText(tr("Stop (Esc)"));
    m_plan->setAccessibleName(tr("How the pulse is taken"));
    m_import->setText(tr("From a file…"));
    m_import->setAccessibleName(tr("Recording from a file"));
    for (int i = 0; i < m_plan->count(); ++i) {
        const auto *plan = takingPlan(m_plan->itemData(i).toString());
        m_plan->setItemText(i, plan ? plan->name.in(m_context.language()) : tr("Freely, one place at a time"));
    }
    m_tabs->setTabText(0, tr("Depth"));
    m_tabs->setTabText(1, tr("Intervals"));
    m_tabs->setTabText(2, tr("Numbers"));
    m_sites->retranslate();
    m_numbers->retranslate();
    m_requests->retranslate();
    if (!m_state.id.isEmpty())
        showFindings();
    showAnalysis(std::optional(m_shown));
    say();
}

} // namespace sizhen
