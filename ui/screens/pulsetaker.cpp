// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsetaker.h"

#include "core/base/async.h"
#include "core/consult/devicecare.h"
#include "ui/widgets/pulsetext.h"

#include <QLocale>

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr auto longestFree = 60s; // fifty beats even of a slow pulse
constexpr auto previewEvery = 2s;

} // namespace

PulseTaker::PulseTaker(ScreenContext &context, PulseKeeper &keeper, QObject *parent)
    : QObject(parent)
    , m_context(context)
    , m_keeper(keeper)
{
    m_preview.setInterval(previewEvery);
    m_longest.setSingleShot(true);
    m_longest.setInterval(longestFree);
    connect(&m_preview, &QTimer::timeout, this, &PulseTaker::preview);
    connect(&m_longest, &QTimer::timeout, this, &PulseTaker::stop);
    if (m_context.instrument)
        connectRecorder();
}

PulseTaker::~PulseTaker() = default;

void PulseTaker::connectRecorder()
{
    auto &instrument = *m_context.instrument;
    m_recorder = std::make_unique<PulseRecorder>(
        instrument, [this] { return m_context.desk.ledger().now(); },
        [this](const QByteArray &bytes) { return m_keeper.saveDraft(m_site, bytes); });
    m_guided = std::make_unique<GuidedRecorder>(*m_recorder, instrument);
    connect(&instrument, &PulseSource::readyChanged, this, &PulseTaker::changed);
    connect(m_recorder.get(), &PulseRecorder::grew, this, [this](const PulseBlock &block) {
        Q_EMIT grew(block);
        if (m_context.sendLive)
            m_context.sendLive(m_state.id, block, {m_context.instrument->scale(), range()});
    });
    connect(m_recorder.get(), &PulseRecorder::interrupted, this, [this](const Error &reason) {
        Q_EMIT failed(reason);
        Q_EMIT changed();
    });
    connect(m_recorder.get(), &PulseRecorder::resumed, this, [this](int missing) {
        Q_EMIT said(tr("The instrument is back. %n samples are missing and marked as a gap.", nullptr, missing));
        Q_EMIT changed();
    });
    connect(m_recorder.get(), &PulseRecorder::keepFailed, this, &PulseTaker::failed);
    connect(m_recorder.get(), &PulseRecorder::reachedLongest, this, &PulseTaker::stop, Qt::QueuedConnection);
    connect(m_recorder.get(), &PulseRecorder::fellShort, this, [this](double station, double held) {
        const auto locale = QLocale();
        Q_EMIT failed(
            Error{Fault::Invalid,
                  u"fewer samples than seconds"_s,
                  u"FOU-05"_s,
                  u"pulse.fell_short"_s,
                  {{u"seconds"_s, locale.toString(station, 'f', 0)}, {u"held"_s, locale.toString(held, 'f', 0)}}});
    });
    connect(m_guided.get(), &GuidedRecorder::changed, this, &PulseTaker::changed);
    connect(m_guided.get(), &GuidedRecorder::segmentEnded, this, &PulseTaker::segmentEnded);
    connect(m_guided.get(), &GuidedRecorder::done, this, &PulseTaker::stop, Qt::QueuedConnection);
}

void PulseTaker::setCase(const CaseState &state)
{
    if (state.id != m_state.id) {
        m_pending.reset();
        m_range = {};
    }
    m_state = state;
    m_keeper.setCase(state.id);
    if (m_recorder)
        m_recorder->setPlace(QString::fromLatin1(state.id.toHex()));
    if (const auto known = PulseKeeper::rangeOf(state); known.isKnown())
        m_range = known;
}

void PulseTaker::setPlan(const QString &id)
{
    if (isTaking())
        return;
    m_plan = takingPlan(id);
    Q_EMIT changed();
}

std::optional<NextTaking> PulseTaker::next() const
{
    return m_plan ? nextTaking(*m_plan, PulseKeeper::takenOf(m_state, *m_plan)) : std::nullopt;
}

QVector<PulseSegment> PulseTaker::levelsOf(const QString &site) const
{
    return m_plan ? PulseKeeper::takenOf(m_state, *m_plan).value(site).segments : QVector<PulseSegment>();
}

QVector<PulseSegment> PulseTaker::segments() const
{
    return isGuided() ? m_guided->segments() : QVector<PulseSegment>();
}

PressureRange PulseTaker::range() const
{
    return isGuided() ? m_guided->range() : m_range;
}

// What the recording itself will bring may be missing now; a rule about who and where may not.
std::optional<Error> PulseTaker::refusal() const
{
    for (const auto &offer : m_context.desk.offers(m_state.id, m_context.actor()))
        if (offer.kind == u"case.pulse_recorded" && !offer.allowed && !offer.refusals.isEmpty()) {
            const auto &why = offer.refusals.first();
            if (why.message == u"fou.remote_palpation" || why.fault == Fault::Denied)
                return why;
        }
    return std::nullopt;
}

void PulseTaker::begin(const QString &site)
{
    if (!m_recorder || isTaking() || m_checking)
        return;
    if (const auto why = refusal()) {
        Q_EMIT failed(*why);
        return;
    }
    m_pending.reset();
    m_advice.clear();
    m_site = site;
    const auto due = next();
    // A place whose depths are done is taken again by its depths, unless the long holding is what is due.
    m_best = m_plan && due && due->best && levelsDone(*m_plan, levelsOf(site));
    const auto begun = !m_plan
        ? m_recorder->begin(site)
        : m_guided->begin(site,
                          m_best ? bestSteps(*m_plan, PulseKeeper::bestShareOf(m_state, site)) : levelSteps(*m_plan),
                          m_plan->steady, m_range);
    if (!begun) {
        Q_EMIT failed(begun.error());
        Q_EMIT changed();
        return;
    }
    Q_EMIT began(site);
    m_preview.start();
    if (!m_plan)
        m_longest.start();
    Q_EMIT changed();
}

void PulseTaker::key()
{
    if (isGuided())
        m_guided->key();
    else if (isTaking())
        stop();
}

void PulseTaker::skip()
{
    if (isGuided())
        m_guided->skip();
}

void PulseTaker::stop()
{
    if (!isTaking())
        return;
    m_preview.stop();
    m_longest.stop();
    m_range = range();
    const auto recording = isGuided() ? m_guided->finish() : m_recorder->finish();
    if (m_context.endLive)
        m_context.endLive();
    if (!recording) {
        Q_EMIT nothingTaken(m_site);
        Q_EMIT failed(recording.error());
        Q_EMIT changed();
        return;
    }
    check(*recording);
}

void PulseTaker::check(const PulseRecording &recording)
{
    m_checking = true;
    Q_EMIT changed();
    runThen(
        this, [recording] { return analyseTaking(recording); },
        [this, recording, plan = plan(), best = m_best](const Result<TakingAnalysis> &taking) {
            m_checking = false;
            m_pending = Pending{{recording, taking.value_or(TakingAnalysis{}), plan, best, m_range,
                                 m_context.instrument->calibrationDue()},
                                false};
            const auto &analysis = m_pending->taken.taking.analysis;
            Q_EMIT checked(recording.site, analysis);
            const auto *taken = takingPlan(plan);
            const bool whole = !taken
                || (best ? !recording.segments.isEmpty() && recording.segments.last().flaw.isEmpty()
                         : levelsDone(*taken, recording.segments));
            if (analysis.good() && whole)
                keepPending();
            Q_EMIT changed();
        });
}

QStringList PulseTaker::deviceFlaws() const
{
    const auto *instrument = m_context.instrument;
    if (!instrument || !instrument->isReady() || m_state.id.isEmpty())
        return {};
    return sizhen::deviceFlaws(m_context.desk, m_state, instrument->scale().instrument, instrument->calibrationDue());
}

void PulseTaker::noteDisinfected()
{
    if (!deviceFlaws().contains(u"not_disinfected"_s))
        return;
    const auto noted = sizhen::noteDisinfected(m_context.desk, m_state.id, m_context.instrument->scale().instrument,
                                               m_context.actor());
    if (!noted)
        Q_EMIT failed(noted.error());
}

void PulseTaker::keepPending()
{
    if (!m_pending)
        return;
    const auto pending = *m_pending;
    const auto site = pending.taken.recording.site;
    if (const auto done = m_keeper.keep(pending.taken); !done) {
        Q_EMIT failed(done.error());
        Q_EMIT changed();
        return;
    }
    m_pending.reset();
    Q_EMIT kept(site, pending.taken.taking.analysis);
    Q_EMIT said(tr("%1 is kept.").arg(PulseText::site(site)));
    Q_EMIT changed();
}

void PulseTaker::recover()
{
    for (const auto &site : pulseSites()) {
        const auto left = m_keeper.draft(site);
        const auto taking = left ? analyseTaking(*left) : Result<TakingAnalysis>(fail(Fault::NotFound, u"none"_s));
        if (!taking)
            continue;
        m_pending = Pending{{*left, *taking, {}, false, {}, {}}, true};
        Q_EMIT checked(site, taking->analysis);
        Q_EMIT changed();
        return; // one after the other
    }
}

void PulseTaker::preview()
{
    if (!isTaking())
        return;
    runThen(
        this, [recording = m_recorder->soFar()] { return analyseTaking(recording); },
        [this, site = m_site](const Result<TakingAnalysis> &taking) {
            if (!taking || !isTaking() || m_site != site)
                return;
            m_advice = taking->analysis.advice;
            Q_EMIT previewed(taking->analysis);
        });
}

} // namespace sizhen
