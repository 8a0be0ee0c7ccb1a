// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsescreen.h"

#include "core/base/async.h"
#include "devices/pulse/remotepulse.h"
#include "ui/panels/formpane.h"
#include "ui/screens/pulseearlier.h"
#include "ui/screens/pulseimportdialog.h"
#include "ui/screens/pulsemarkkeeper.h"
#include "ui/screens/pulserequestsbar.h"
#include "ui/texts/codetext.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"
#include "ui/widgets/textlabel.h"

#include <QCborArray>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

// What the pulse page does; how it is laid out is in pulsescreenlayout.cpp, what it says in
// pulsescreenwords.cpp.
namespace sizhen {

PulseScreen::~PulseScreen() = default;

QWidget *PulseScreen::firstFocus()
{
    return m_sites->cell(m_sites->current());
}

bool PulseScreen::onHand() const
{
    return m_pages->currentWidget() == m_form;
}

void PulseScreen::connectSources()
{
    connect(m_sites, &PulseSiteGrid::siteChosen, this, &PulseScreen::choose);
    connect(&m_player, &PulsePlayer::block, this,
            [this](const PulseBlock &block) { showBlock(block, m_scales.value(block.site)); });
    connect(&m_player, &PulsePlayer::finished, this, &PulseScreen::say);
    connect(&m_context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_state.id)
            refresh();
    });
    connect(m_requests, &PulseRequestsBar::accepted, this, &PulseScreen::onAccepted);
    connect(m_requests, &PulseRequestsBar::failed, this, &PulseScreen::failed);
    connect(m_markKeeper, &PulseMarkKeeper::failed, this, &PulseScreen::failed);
    connect(m_form, &FormPane::failed, this, &PulseScreen::failed);
    connect(m_form, &FormPane::said, this, &PulseScreen::said);
    connectTaker();
    auto *remote = m_context.remotePulse;
    if (!remote)
        return;
    connect(remote, &PulseSource::blockReady, this, &PulseScreen::watch);
    connect(remote, &PulseSource::readyChanged, this, &PulseScreen::say);
    if (auto *live = qobject_cast<RemotePulse *>(remote)) {
        connect(live, &RemotePulse::delayChanged, this, [this] { m_source->setText(sourceWords()); });
        connect(live, &RemotePulse::siteChanged, this, [this](const QString &site) {
            const auto before = std::exchange(m_watched, site);
            if (!before.isEmpty())
                refreshSite(before);
            say();
        });
    }
}

void PulseScreen::connectTaker()
{
    connect(m_taker, &PulseTaker::changed, this, &PulseScreen::say);
    connect(m_taker, &PulseTaker::began, this, &PulseScreen::onBegan);
    connect(m_taker, &PulseTaker::grew, this, &PulseScreen::onGrew);
    connect(m_taker, &PulseTaker::checked, this, &PulseScreen::onChecked);
    connect(m_taker, &PulseTaker::kept, this, &PulseScreen::onKept);
    connect(m_taker, &PulseTaker::failed, this, &PulseScreen::failed);
    connect(m_taker, &PulseTaker::said, this, &PulseScreen::said);
    if (m_context.instrument)
        connect(m_context.instrument, &PulseSource::noticed, this, [this](const PulseEvent &event) {
            if (event.kind == PulseEvent::Kind::Trigger && isVisible() && !onHand())
                mainKey();
        });
    connect(m_taker, &PulseTaker::nothingTaken, this, [this](const QString &site) {
        m_sites->setState(site, {});
        refreshSite(site);
    });
    connect(m_taker, &PulseTaker::previewed, this, [this](const PulseAnalysis &analysis) {
        for (const auto &beat : analysis.beats)
            if (!beat.usable())
                m_trace->markPoor(quint64(std::max(0.0, beat.at.foot)), quint64(std::max(0.0, beat.next)));
        showAnalysis(m_taker->isBest() ? withDepths(m_taker->site(), analysis) : analysis);
        say();
    });
    connect(m_taker, &PulseTaker::segmentEnded, this, [this] {
        showLevels(m_taker->site(), m_taker->segments());
        QVector<PulseStretch> stretches;
        for (const auto &one : m_taker->segments())
            stretches.append({one.first, one.end, PulseText::depth(one.depth), one.flaw.isEmpty()});
        m_trace->setStretches(stretches);
    });
}

void PulseScreen::openCase(const QByteArray &id)
{
    if (id == m_state.id)
        return refresh();
    deactivated();
    m_shownHash.clear();
    m_analyses.clear();
    m_scales.clear();
    const auto state = m_context.desk.caseState(id);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    m_state = *state;
    m_trace->begin({});
    m_bar->clear();
    for (const auto &site : pulseSites())
        m_sites->setState(site, {});
    refresh();
    if (takes())
        m_taker->recover();
    if (!m_taker->pending()) {
        const auto next = m_taker->next();
        choose(next ? next->site : pulseSites().first());
    }
    // The hand comes first: as long as it has written nothing, its page is the one that opens.
    const bool felt = !m_state.plainAnswers(u"palpate"_s, Side::Inviting).value(u"palpate.pulse.grid"_s).isUndefined();
    showPage(takes() && !felt);
}

void PulseScreen::showStep(const QString &step)
{
    showPage(step == u"hand");
}

void PulseScreen::activated()
{
    if (!m_state.id.isEmpty())
        refresh();
}

void PulseScreen::deactivated()
{
    m_player.stop();
    m_taker->stop();
    m_markKeeper->flush();
    if (!m_state.id.isEmpty())
        m_form->leave();
}

void PulseScreen::showPage(bool hand)
{
    if (onHand() && !hand)
        m_form->leave();
    m_pages->setCurrentIndex(hand ? 1 : 0);
    if (hand)
        m_form->showField(u"palpate.pulse.grid"_s);
    else if (isVisible())
        firstFocus()->setFocus(Qt::OtherFocusReason);
    say();
}

void PulseScreen::refresh()
{
    const auto state = m_context.desk.caseState(m_state.id);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    m_state = *state;
    m_taker->setCase(m_state);
    m_requests->setCase(m_state);
    m_form->setCase(m_state, m_context.desk.offers(m_state.id, m_context.actor()));
    showFindings();
    for (const auto &site : pulseSites())
        refreshSite(site);
    say();
}

void PulseScreen::refreshSite(const QString &site)
{
    const auto *act = PulseKeeper::actOf(m_state, site);
    if (!act || (m_taker->isTaking() && m_taker->site() == site))
        return;
    PulseSiteState shown = m_sites->cell(site)->state();
    const double quality = act->args().value(u"quality"_s).toDouble();
    shown.kind = 100 * quality >= PulseBeat::acceptedAt ? PulseSiteState::Kind::Good : PulseSiteState::Kind::Poor;
    const auto rate = act->args().value(u"rate"_s);
    shown.perMinute = rate.isDouble() || rate.isInteger() ? std::optional(rate.toDouble()) : std::nullopt;
    m_sites->setState(site, shown);
    showLevels(site, m_taker->levelsOf(site));
    const auto hash = PulseKeeper::hashOf(*act);
    if (m_sites->current() == site && m_shownHash.value(site) == hash)
        showMarks(site);
    if (m_shownHash.value(site) == hash)
        return;
    const auto recording = m_keeper.read(*act);
    if (!recording)
        return; // the original is still on its way; caseChanged comes with it
    m_shownHash.insert(site, hash);
    m_scales.insert(site, {recording->unit, recording->scale, recording->pressureUnit, recording->pressureScale, {}});
    const auto *levels = PulseKeeper::levelsActOf(m_state, site);
    const auto pressed = levels && levels != act ? m_keeper.read(*levels)
                                                 : Result<PulseRecording>(fail(Fault::NotFound, u"one is all"_s));
    runThen(
        this,
        [recording = *recording, pressed] {
            auto taking = analyseTaking(recording);
            // The long holding has one pressure: how the pulse answers to others stands in the one before it.
            if (const auto before = pressed.and_then(analyseTaking); taking && before)
                taking->analysis.depth = before->analysis.depth;
            return taking;
        },
        [this, site, hash](const Result<TakingAnalysis> &taking) {
            if (!taking || m_shownHash.value(site) != hash)
                return;
            m_analyses.insert(site, taking->analysis);
            auto withBeat = m_sites->cell(site)->state();
            withBeat.beat = taking->analysis.average ? taking->analysis.average->wave : QVector<double>();
            withBeat.pressure = taking->analysis.depth.best;
            withBeat.pressureUnit = m_scales.value(site).pressureUnit;
            m_sites->setState(site, withBeat);
            if (m_sites->current() == site && !m_taker->isTaking() && !m_taker->pending())
                showAnalysis(taking->analysis);
        });
}

void PulseScreen::choose(const QString &site)
{
    if (m_taker->isTaking() || m_taker->isChecking()) { // a click does not lose what is being taken
        m_sites->setCurrent(m_taker->site());
        return;
    }
    m_player.stop();
    m_markKeeper->flush();
    if (m_taker->pending() && m_taker->pending()->taken.recording.site != site)
        m_taker->dropPending();
    m_sites->setCurrent(site);
    m_requests->setSite(site);
    showAnalysis(m_analyses.contains(site) ? std::optional(m_analyses.value(site)) : std::nullopt);
    showKept(site);
    m_earlier->show(m_state, site);
    say();
}

// The last sweep of what is kept of this site, standing; nothing when its bytes have not come yet.
void PulseScreen::showKept(const QString &site)
{
    const auto *act = PulseKeeper::actOf(m_state, site);
    const auto flaws = act ? act->args().value(u"device"_s).toMap().value(u"flaws"_s).toArray() : QCborArray();
    m_trace->begin(flaws.isEmpty() ? PulseText::site(site)
                                   : PulseText::site(site) + u" · "_s + PulseText::unverified(flaws));
    const auto recording = act ? m_keeper.read(*act) : Result<PulseRecording>(fail(Fault::NotFound, u"no recording"_s));
    if (!recording)
        return;
    m_trace->setScale({recording->unit, recording->scale, {}, 1, {}});
    for (const auto &block : recording->blocks)
        m_trace->append(block);
    QVector<PulseStretch> stretches;
    for (const auto &one : recording->segments)
        stretches.append({one.first, one.end, PulseText::depth(one.depth), one.flaw.isEmpty()});
    m_trace->setStretches(stretches);
}

void PulseScreen::mainKey()
{
    if (!m_main->isEnabled() || m_state.id.isEmpty())
        return;
    if (onHand())
        return showPage(false);
    if (!takes()) {
        m_trace->setFrozen(!m_trace->isFrozen());
        return say();
    }
    if (m_taker->isTaking())
        return m_taker->key();
    m_player.stop();
    m_taker->begin(m_sites->current());
}

void PulseScreen::onBegan(const QString &site)
{
    m_markKeeper->flush();
    m_sites->setCurrent(site);
    m_trace->begin(PulseText::site(site));
    m_trace->setScale(m_context.instrument->scale());
    m_bar->clear();
    showAnalysis(std::nullopt);
    auto state = m_sites->cell(site)->state();
    state.kind = PulseSiteState::Kind::Taking;
    state.beat.clear();
    m_sites->setState(site, state);
    showLevels(site, {});
    m_lastEnd = 0;
}

void PulseScreen::onGrew(const PulseBlock &block)
{
    const auto scale = m_context.instrument->scale();
    showBlock(block, scale);
    const auto end = block.first + quint64(block.pulse.size());
    if (!block.pressure.isEmpty())
        m_requests->setPressure(block.pressure.last() * scale.pressureScale, double(end - m_lastEnd) / block.rateHz,
                                m_taker->range(), scale.pressureUnit);
    m_lastEnd = end;
    showTarget();
}

void PulseScreen::onChecked(const QString &site, const PulseAnalysis &analysis)
{
    m_sites->setCurrent(site);
    showAnalysis(m_taker->pending() && m_taker->pending()->taken.best ? withDepths(site, analysis) : analysis);
    auto state = m_sites->cell(site)->state();
    state.kind = analysis.good() ? PulseSiteState::Kind::Good : PulseSiteState::Kind::Poor;
    state.beat = analysis.average ? analysis.average->wave : QVector<double>();
    m_sites->setState(site, state);
}

void PulseScreen::onKept(const QString &site, const PulseAnalysis &analysis)
{
    m_analyses.insert(site, analysis);
    refresh();
    const auto next = m_taker->plan().isEmpty() ? m_sites->nextOpen()
        : m_taker->next()                       ? m_taker->next()->site
                                                : QString();
    if (next.isEmpty())
        return;
    m_sites->setCurrent(next);
    m_requests->setSite(next);
    say();
}

// Somebody abroad asked, and the physician here agreed: what it means for this page. The pressure is the hand's.
void PulseScreen::onAccepted(const PulseRequest &request)
{
    if (!request.site.isEmpty() && !m_taker->isTaking())
        choose(request.site);
    say();
}

void PulseScreen::importFile(const QString &path)
{
    auto *dialog = new PulseImportDialog(path, m_sites->current(), this);
    connect(dialog, &PulseImportDialog::taken, this, [this](const PulseTaken &taken) {
        if (const auto kept = m_keeper.keep(taken); !kept) {
            Q_EMIT failed(kept.error());
            return;
        }
        choose(taken.recording.site);
        Q_EMIT said(tr("The recording is kept as %1, taken in from a file.").arg(CodeText::of(taken.recording.site)));
    });
    dialog->open();
}

void PulseScreen::replay()
{
    if (m_player.isPlaying())
        return m_player.stop();
    const auto site = m_sites->current();
    const auto *act = PulseKeeper::actOf(m_state, site);
    const auto &pending = m_taker->pending();
    auto recording = Result<PulseRecording>(fail(Fault::NotFound, u"no recording"_s));
    if (pending && pending->taken.recording.site == site)
        recording = pending->taken.recording;
    else if (act)
        recording = m_keeper.read(*act);
    if (!recording) {
        Q_EMIT failed(recording.error());
        return;
    }
    m_trace->begin(tr("%1, played again").arg(PulseText::site(site)));
    m_player.play(*recording);
    m_bar->clear();
    say();
}

void PulseScreen::watch(const PulseBlock &block)
{
    if (takes() || m_player.isPlaying())
        return;
    if (m_watched != block.site || m_sites->current() != block.site || block.first == 0) {
        m_watched = block.site;
        m_sites->setCurrent(block.site);
        m_trace->begin(PulseText::site(block.site));
        m_trace->setScale(m_context.remotePulse->scale());
        m_bar->clear();
        showAnalysis(std::nullopt);
        say();
    }
    auto state = m_sites->cell(block.site)->state();
    if (state.kind != PulseSiteState::Kind::Taking) {
        state.kind = PulseSiteState::Kind::Taking;
        m_sites->setState(block.site, state);
    }
    if (const auto *live = qobject_cast<RemotePulse *>(m_context.remotePulse); live && live->range().isKnown())
        m_bar->setRange(live->range().low, live->range().high);
    showBlock(block, m_context.remotePulse->scale());
}

void PulseScreen::showBlock(const PulseBlock &block, const PulseScale &scale)
{
    m_trace->append(block);
    if (!block.pressure.isEmpty())
        m_bar->setPressure(block.pressure.last() * scale.pressureScale, scale.pressureUnit);
}

} // namespace sizhen
