// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulserecorder.h"
#include "devices/pulse/remotepulse.h"
#include "ui/screens/pulsescreen.h"
#include "ui/texts/codetext.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsenumbers.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>

using namespace Qt::Literals::StringLiterals;

// How the pulse screen is laid out, what it shows and says; what it does is in pulsescreen.cpp.
namespace sizhen {

void PulseScreen::build()
{
    m_main->setObjectName(u"pulse.main"_s);
    m_main->setProperty("primary", true);
    m_keep->setObjectName(u"pulse.keep"_s);
    m_play->setObjectName(u"pulse.play"_s);
    m_hand->setObjectName(u"pulse.hand"_s);
    m_coach->setObjectName(u"pulse.coach"_s);
    m_source->setObjectName(u"pulse.source"_s);
    m_coach->setWordWrap(true);
    m_coach->setMinimumHeight(2 * theme::gapSection);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(m_source);
    auto *middle = new QVBoxLayout;
    middle->addWidget(m_trace, 1);
    middle->addWidget(m_bar);
    auto *right = new QVBoxLayout;
    right->addWidget(m_beat, 1);
    right->addWidget(m_numbers);
    auto *work = new QHBoxLayout;
    work->setSpacing(theme::gapGroup);
    work->addWidget(m_sites, 3);
    work->addLayout(middle, 6);
    work->addLayout(right, 3);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_hand);
    foot->addStretch();
    foot->addWidget(m_play);
    foot->addWidget(m_keep);
    foot->addWidget(m_main);
    auto *page = new QVBoxLayout(this);
    page->addLayout(head);
    page->addWidget(m_coach);
    page->addLayout(work, 1);
    page->addLayout(foot);
    connect(m_main, &QPushButton::clicked, this, &PulseScreen::mainKey);
    connect(m_keep, &QPushButton::clicked, this, &PulseScreen::keepPending);
    connect(m_play, &QPushButton::clicked, this, &PulseScreen::replay);
    connect(m_hand, &QPushButton::clicked, this, [this] { Q_EMIT openCaseRequested(m_state.id); });
    // One key, wherever the focus is: the other hand holds the sensor.
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(space, &QShortcut::activated, this, &PulseScreen::mainKey);
    m_keep->setShortcut(QKeySequence(Qt::Key_K));
    m_play->setShortcut(QKeySequence(Qt::Key_P));
}

void PulseScreen::showAnalysis(const std::optional<PulseAnalysis> &analysis)
{
    m_shown = analysis;
    m_numbers->setAnalysis(analysis);
    const auto otherwise
        = analysis ? tr("The average beat needs ten good beats.") : tr("The average beat appears here.");
    m_beat->setBeat(analysis ? analysis->average : std::nullopt, otherwise);
    if (analysis && analysis->depth.best) {
        const auto scale = m_context.instrument ? m_context.instrument->scale() : PulseScale{};
        m_bar->setBest(*analysis->depth.best * scale.pressureScale);
    }
}

QString PulseScreen::sourceWords() const
{
    const auto locale = QLocale();
    if (takes()) {
        if (!m_context.instrument)
            return tr("No instrument is set up at this station");
        if (!m_context.instrument->isReady())
            return tr("The instrument is being looked for");
        const int missing = isTaking() ? m_recorder->soFar().lostSamples : 0;
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
        return tr("The pulse can be taken by hand; its findings are on the case page.");
    if (!m_context.instrument->isReady())
        return tr("The instrument does not answer. Check its cable; it reconnects by itself.");
    if (m_sites->nextOpen().isEmpty())
        return tr("All six places are good.");
    return tr("Next: %1. Put the sensor there and press the space bar.").arg(CodeText::of(m_sites->current()));
}

QString PulseScreen::coachWords() const
{
    if (!takes()) {
        if (m_player.isPlaying())
            return tr("A kept recording is played again.");
        if (m_watched.isEmpty())
            return tr("The pulse appears here while the other side takes it. Choose a place to see what is kept.");
        return tr("%1 is being taken at the other side.").arg(PulseText::site(m_watched));
    }
    if (m_checking)
        return tr("The recording is being measured.");
    if (isTaking()) {
        if (m_recorder->isInterrupted())
            return tr("The instrument is unplugged. Everything up to the last sample is safe; plug it in and the "
                      "recording goes on.");
        const auto advice = PulseText::advice(m_advice);
        return advice.isEmpty() || m_advice == u"longer"
            ? tr("Hold still. Press the space bar when the trace is steady and long enough.")
            : advice;
    }
    if (!m_pending)
        return idleWords();
    const auto site = PulseText::site(m_pending->recording.site);
    if (m_pending->recovered)
        return tr("A recording of %1 was left by an interruption. Keep it, or take it again.")
            .arg(CodeText::of(m_pending->recording.site));
    const auto advice = PulseText::advice(m_pending->analysis.advice);
    return tr("%1 is poor: %2").arg(site, advice.isEmpty() ? tr("The beats differ too much.") : advice);
}

void PulseScreen::say()
{
    m_source->setText(sourceWords());
    m_coach->setText(coachWords());
    const auto site = m_sites->current();
    const bool ready = m_context.instrument && m_context.instrument->isReady();
    m_main->setEnabled(takes() ? (isTaking() || (ready && !m_checking)) : m_context.remotePulse != nullptr);
    if (!takes())
        m_main->setText(m_trace->isFrozen() ? tr("Go on (space)") : tr("Freeze here (space)"));
    else if (isTaking())
        m_main->setText(tr("Stop (space)"));
    else if (m_pending && m_pending->recording.site == site)
        m_main->setText(tr("Take again (space)"));
    else
        m_main->setText(tr("Take %1 (space)").arg(CodeText::of(site)));
    const bool pendingHere = m_pending && m_pending->recording.site == site;
    m_keep->setVisible(takes() && pendingHere);
    m_keep->setEnabled(pendingHere && !isTaking());
    m_play->setEnabled(!isTaking() && !m_checking && (pendingHere || PulseKeeper::actOf(m_state, site)));
    m_play->setText(m_player.isPlaying() ? tr("Stop playing (P)") : tr("Play again (P)"));
    m_play->setShortcut(QKeySequence(Qt::Key_P)); // setText() takes a shortcut away
    m_keep->setShortcut(QKeySequence(Qt::Key_K));
}

void PulseScreen::watch(const PulseBlock &block)
{
    if (takes() || m_player.isPlaying())
        return;
    if (m_watched != block.site || m_sites->current() != block.site || block.first == 0) {
        m_watched = block.site;
        m_sites->setCurrent(block.site);
        m_trace->begin(PulseText::site(block.site));
        m_bar->clear();
        showAnalysis(std::nullopt);
        say();
    }
    auto state = m_sites->cell(block.site)->state();
    if (state.kind != PulseSiteState::Kind::Taking) {
        state.kind = PulseSiteState::Kind::Taking;
        m_sites->setState(block.site, state);
    }
    showBlock(block, m_context.remotePulse->scale());
}

void PulseScreen::showBlock(const PulseBlock &block, const PulseScale &scale)
{
    m_trace->append(block);
    if (!block.pressure.isEmpty())
        m_bar->setPressure(block.pressure.last() * scale.pressureScale,
                           scale.pressureUnit == u"1" ? QString() : scale.pressureUnit);
}

void PulseScreen::retranslate()
{
    m_title->setText(tr("Pulse"));
    m_hand->setText(tr("Findings of the hand"));
    m_keep->setText(tr("Keep it all the same (K)"));
    m_sites->retranslate();
    m_numbers->retranslate();
    showAnalysis(std::optional(m_shown));
    say();
}

} // namespace sizhen
