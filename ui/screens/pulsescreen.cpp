// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsescreen.h"

#include "core/base/async.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/pulse/remotepulse.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsenumbers.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsesitegrid.h"
#include "ui/widgets/pulsetext.h"
#include "ui/widgets/pulsetrace.h"
#include "ui/widgets/textlabel.h"

#include <QPushButton>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr auto longest = 60s; // fifty beats even of a slow pulse

std::optional<PulseAnalysis> analysed(const PulseRecording &recording)
{
    const auto signal = PulseSignal::from(recording);
    return signal ? std::optional(analysePulse(*signal)) : std::nullopt;
}

} // namespace

PulseScreen::PulseScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_keeper(context)
    , m_title(new TextLabel(theme::Type::Title))
    , m_source(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_sites(new PulseSiteGrid)
    , m_trace(new PulseTrace)
    , m_bar(new PulsePressureBar)
    , m_coach(new TextLabel(theme::Type::Section))
    , m_beat(new PulseBeatView)
    , m_numbers(new PulseNumbers)
    , m_hand(new QPushButton)
    , m_play(new QPushButton)
    , m_keep(new QPushButton)
    , m_main(new QPushButton)
{
    m_preview.setInterval(2s);
    m_longest.setSingleShot(true);
    m_longest.setInterval(longest);
    build();
    connectSources();
    retranslate();
}

PulseScreen::~PulseScreen() = default;

QString PulseScreen::title() const
{
    return tr("Pulse");
}

QWidget *PulseScreen::firstFocus()
{
    return m_sites->cell(m_sites->current());
}

bool PulseScreen::isTaking() const
{
    return m_recorder && m_recorder->isRecording();
}

void PulseScreen::connectSources()
{
    connect(m_sites, &PulseSiteGrid::siteChosen, this, &PulseScreen::choose);
    connect(&m_preview, &QTimer::timeout, this, &PulseScreen::preview);
    connect(&m_longest, &QTimer::timeout, this, &PulseScreen::finish);
    connect(&m_player, &PulsePlayer::block, this, [this](const PulseBlock &block) { showBlock(block, {}); });
    connect(&m_player, &PulsePlayer::finished, this, &PulseScreen::say);
    connect(&m_context.desk, &Desk::caseChanged, this, [this](const QByteArray &id) {
        if (id == m_state.id)
            refresh();
    });
    if (auto *instrument = m_context.instrument) {
        m_recorder = std::make_unique<PulseRecorder>(
            *instrument, [this] { return m_context.desk.ledger().now(); },
            [this](const QByteArray &bytes) { return m_keeper.saveDraft(m_recorder->soFar().site, bytes); });
        connect(instrument, &PulseSource::readyChanged, this, &PulseScreen::say);
        connect(m_recorder.get(), &PulseRecorder::grew, this, [this](const PulseBlock &block) {
            showBlock(block, m_context.instrument->scale());
            if (m_context.sendLive)
                m_context.sendLive(m_state.id, block);
        });
        connect(m_recorder.get(), &PulseRecorder::interrupted, this, [this](const Error &reason) {
            Q_EMIT failed(reason);
            say();
        });
        connect(m_recorder.get(), &PulseRecorder::resumed, this, [this](int missing) {
            Q_EMIT said(tr("The instrument is back. %n samples are missing and marked as a gap.", nullptr, missing));
            say();
        });
        connect(m_recorder.get(), &PulseRecorder::keepFailed, this, &PulseScreen::failed);
    }
    if (auto *remote = m_context.remotePulse) {
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
}

void PulseScreen::openCase(const QByteArray &id)
{
    if (id == m_state.id)
        return refresh();
    deactivated();
    m_pending.reset();
    m_shownHash.clear();
    m_analyses.clear();
    m_keeper.setCase(id);
    if (m_recorder)
        m_recorder->setPlace(QString::fromLatin1(id.toHex()));
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
    recoverDrafts();
    if (!m_pending)
        choose(m_sites->nextOpen().isEmpty() ? pulseSites().first() : m_sites->nextOpen());
}

void PulseScreen::activated()
{
    if (!m_state.id.isEmpty())
        refresh();
}

void PulseScreen::deactivated()
{
    m_player.stop();
    if (isTaking())
        finish();
}

void PulseScreen::refresh()
{
    const auto state = m_context.desk.caseState(m_state.id);
    if (!state) {
        Q_EMIT failed(state.error());
        return;
    }
    m_state = *state;
    for (const auto &site : pulseSites())
        refreshSite(site);
    say();
}

void PulseScreen::refreshSite(const QString &site)
{
    const auto *act = PulseKeeper::actOf(m_state, site);
    if (!act)
        return;
    PulseSiteState shown = m_sites->cell(site)->state();
    const double quality = act->args().value(u"quality"_s).toDouble();
    shown.kind = 100 * quality >= PulseBeat::acceptedAt ? PulseSiteState::Kind::Good : PulseSiteState::Kind::Poor;
    const auto rate = act->args().value(u"rate"_s);
    shown.perMinute = rate.isDouble() || rate.isInteger() ? std::optional(rate.toDouble()) : std::nullopt;
    m_sites->setState(site, shown);
    const auto hash = PulseKeeper::hashOf(*act);
    if (m_shownHash.value(site) == hash)
        return;
    const auto recording = m_keeper.read(*act);
    if (!recording)
        return; // the original is still on its way; caseChanged comes with it
    m_shownHash.insert(site, hash);
    runThen(
        this, [recording = *recording] { return analysed(recording); },
        [this, site, hash](const std::optional<PulseAnalysis> &analysis) {
            if (!analysis || m_shownHash.value(site) != hash)
                return;
            m_analyses.insert(site, *analysis);
            auto withBeat = m_sites->cell(site)->state();
            withBeat.beat = analysis->average ? analysis->average->wave : QVector<double>();
            m_sites->setState(site, withBeat);
            if (m_sites->current() == site && !isTaking() && !m_pending)
                showAnalysis(analysis);
        });
}

void PulseScreen::recoverDrafts()
{
    if (!takes())
        return;
    for (const auto &site : pulseSites()) {
        const auto left = m_keeper.draft(site);
        if (!left)
            continue;
        const auto analysis = analysed(*left);
        if (!analysis)
            continue;
        m_pending = Pending{*left, *analysis, true};
        m_sites->setCurrent(site);
        showAnalysis(analysis);
        say();
        return; // one after the other
    }
}

void PulseScreen::choose(const QString &site)
{
    if (isTaking() || m_checking) { // a click does not lose what is being taken
        m_sites->setCurrent(m_recorder->soFar().site);
        return;
    }
    m_player.stop();
    if (m_pending && m_pending->recording.site != site)
        m_pending.reset(); // its draft stays and is offered when the case is opened again
    m_sites->setCurrent(site);
    showAnalysis(m_analyses.contains(site) ? std::optional(m_analyses.value(site)) : std::nullopt);
    showKept(site);
    say();
}

// The last sweep of what is kept of this site, standing; nothing when its bytes have not come yet.
void PulseScreen::showKept(const QString &site)
{
    m_trace->begin(PulseText::site(site));
    const auto *act = PulseKeeper::actOf(m_state, site);
    const auto recording = act ? m_keeper.read(*act) : Result<PulseRecording>(fail(Fault::NotFound, u"no recording"_s));
    if (!recording)
        return;
    for (const auto &block : recording->blocks)
        m_trace->append(block);
}

void PulseScreen::mainKey()
{
    if (!m_main->isEnabled() || m_state.id.isEmpty())
        return;
    if (!takes()) {
        m_trace->setFrozen(!m_trace->isFrozen());
        say();
        return;
    }
    isTaking() ? finish() : begin();
}

void PulseScreen::begin()
{
    const auto site = m_sites->current();
    for (const auto &offer : m_context.desk.offers(m_state.id, m_context.actor()))
        if (offer.kind == u"case.pulse_recorded" && !offer.allowed && !offer.refusals.isEmpty()) {
            // What the recording itself will bring may be missing now; a rule about who and where may not.
            const auto &why = offer.refusals.first();
            if (why.message == u"fou.remote_palpation" || why.fault == Fault::Denied) {
                Q_EMIT failed(why);
                return;
            }
        }
    m_player.stop();
    m_pending.reset();
    m_advice.clear();
    m_trace->begin(PulseText::site(site));
    m_bar->clear();
    showAnalysis(std::nullopt);
    if (const auto begun = m_recorder->begin(site); !begun) {
        Q_EMIT failed(begun.error());
        return say();
    }
    auto state = m_sites->cell(site)->state();
    state.kind = PulseSiteState::Kind::Taking;
    state.beat.clear();
    m_sites->setState(site, state);
    m_preview.start();
    m_longest.start();
    say();
}

void PulseScreen::finish()
{
    m_preview.stop();
    m_longest.stop();
    const auto site = m_sites->current();
    const auto recording = m_recorder->finish();
    if (!recording) {
        m_sites->setState(site, {});
        refreshSite(site);
        Q_EMIT failed(recording.error());
        return say();
    }
    m_checking = true;
    say();
    runThen(
        this, [recording = *recording] { return analysed(recording); },
        [this, recording = *recording](const std::optional<PulseAnalysis> &analysis) {
            m_checking = false;
            checked(recording, analysis.value_or(PulseAnalysis{}));
        });
}

void PulseScreen::checked(const PulseRecording &recording, const PulseAnalysis &analysis)
{
    m_pending = Pending{recording, analysis, false};
    showAnalysis(analysis);
    if (analysis.good())
        return keepPending();
    auto state = m_sites->cell(recording.site)->state();
    state.kind = PulseSiteState::Kind::Poor;
    state.beat = analysis.average ? analysis.average->wave : QVector<double>();
    m_sites->setState(recording.site, state);
    say();
}

void PulseScreen::keepPending()
{
    if (!m_pending)
        return;
    const auto pending = *m_pending;
    const auto site = pending.recording.site;
    if (const auto kept = m_keeper.keep(pending.recording, pending.analysis); !kept) {
        Q_EMIT failed(kept.error());
        return say();
    }
    m_pending.reset();
    m_analyses.insert(site, pending.analysis);
    auto state = m_sites->cell(site)->state();
    if (pending.analysis.depth.best) {
        const auto scale = m_context.instrument ? m_context.instrument->scale() : PulseScale{};
        state.pressure = *pending.analysis.depth.best * scale.pressureScale;
        state.pressureUnit = scale.pressureUnit;
    }
    m_sites->setState(site, state);
    refresh();
    Q_EMIT said(tr("%1 is kept.").arg(PulseText::site(site)));
    if (const auto next = m_sites->nextOpen(); !next.isEmpty()) {
        m_sites->setCurrent(next);
        say();
    }
}

void PulseScreen::preview()
{
    if (!isTaking())
        return;
    runThen(
        this, [recording = m_recorder->soFar()] { return analysed(recording); },
        [this, site = m_sites->current()](const std::optional<PulseAnalysis> &analysis) {
            if (!analysis || !isTaking() || m_sites->current() != site)
                return;
            m_advice = analysis->advice;
            for (const auto &beat : analysis->beats)
                if (!beat.usable())
                    m_trace->markPoor(quint64(std::max(0.0, beat.at.foot)), quint64(std::max(0.0, beat.next)));
            showAnalysis(analysis);
            say();
        });
}

void PulseScreen::replay()
{
    if (m_player.isPlaying())
        return m_player.stop();
    const auto site = m_sites->current();
    const auto *act = PulseKeeper::actOf(m_state, site);
    if (m_pending && m_pending->recording.site == site) {
        m_trace->begin(tr("%1, played again").arg(PulseText::site(site)));
        m_player.play(m_pending->recording);
    } else if (act) {
        const auto recording = m_keeper.read(*act);
        if (!recording) {
            Q_EMIT failed(recording.error());
            return;
        }
        m_trace->begin(tr("%1, played again").arg(PulseText::site(site)));
        m_player.play(*recording);
    }
    m_bar->clear();
    say();
}

} // namespace sizhen
