// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/pulseguide.h"

#include "app/command/offerjson.h"
#include "app/command/pulsetaking.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PulseGuide::PulseGuide(Station &station, const Order &order, CommandDone done, QObject *parent)
    : QObject(parent)
    , m_station(station)
    , m_order(order)
    , m_done(std::move(done))
    , m_plan(takingPlan(order.plan))
    , m_keeper(station.desk(), [&station] { return station.actor(); })
    , m_recorder(
          *station.instrument(), [&station] { return station.ledger().now(); },
          [this](const QByteArray &soFar) { return m_keeper.saveDraft(m_now.site, soFar); })
    , m_guided(m_recorder, *station.instrument())
{
    m_keeper.setCase(order.caseId);
    m_recorder.setPlace(QString::fromLatin1(order.caseId.toHex()));
    connect(&m_recorder, &PulseRecorder::grew, this, [this](const PulseBlock &block) {
        m_station.sendLive(m_order.caseId, block, {m_station.instrument()->scale(), m_guided.range()});
    });
    connect(&m_guided, &GuidedRecorder::segmentEnded, this, [this](const PulseSegment &segment) {
        m_order.progress({{u"site"_s, m_now.site},
                          {u"depth"_s, segment.depth},
                          {u"accepted"_s, segment.accepted},
                          {u"quality"_s, segment.quality},
                          {u"flaw"_s, segment.flaw}});
    });
    connect(&m_guided, &GuidedRecorder::done, this, &PulseGuide::finishSite, Qt::QueuedConnection);
    connect(m_station.instrument(), &PulseSource::noticed, this, [this](const PulseEvent &event) {
        if (event.kind == PulseEvent::Kind::Trigger)
            m_guided.key();
    });
    connect(&m_end, &QTimer::timeout, this, [this] {
        end(tl::unexpected(
            Error{Fault::Timeout, u"pulse guide"_s, {}, u"sync.timeout"_s, {{u"seconds"_s, m_order.mostSeconds}}}));
    });
    m_end.setSingleShot(true);
}

void PulseGuide::start()
{
    m_clock.start();
    m_end.start(m_order.mostSeconds * 1000);
    takeNext();
}

void PulseGuide::takeNext()
{
    const auto state = m_station.desk().caseState(m_order.caseId);
    if (!state)
        return end(tl::unexpected(state.error()));
    const auto next = nextTaking(*m_plan, PulseKeeper::takenOf(*state, *m_plan));
    if (!next || (m_order.sites > 0 && m_takings.size() >= m_order.sites))
        return end(QJsonValue(QJsonObject{{u"plan"_s, m_plan->id},
                                          {u"done"_s, !next},
                                          {u"seconds"_s, double(m_clock.elapsed()) / 1000},
                                          {u"takings"_s, m_takings}}));
    m_now = *next;
    if (const auto known = PulseKeeper::rangeOf(*state); known.isKnown())
        m_range = known;
    const auto steps
        = m_now.best ? bestSteps(*m_plan, PulseKeeper::bestShareOf(*state, m_now.site)) : levelSteps(*m_plan);
    if (const auto begun = m_guided.begin(m_now.site, steps, m_plan->steady, m_range); !begun)
        end(tl::unexpected(begun.error()));
}

void PulseGuide::finishSite()
{
    m_station.endLive();
    if (const auto kept = keep(); !kept)
        return end(tl::unexpected(kept.error()));
    takeNext();
}

Result<> PulseGuide::keep()
{
    const auto recording = m_guided.finish();
    if (!recording)
        return tl::unexpected(recording.error());
    const auto taking = analyseTaking(*recording);
    if (!taking)
        return tl::unexpected(taking.error());
    m_range = m_guided.range();
    m_takings.append(QJsonObject{
        {u"site"_s, m_now.site},
        {u"best"_s, m_now.best},
        {u"seconds"_s, recording->seconds()},
        {u"lost"_s, recording->lostSamples},
        {u"digest"_s, QString::fromLatin1(digestOf(*recording).toHex())},
        {u"quality"_s, taking->analysis.quality},
        {u"rate"_s, taking->analysis.perMinute ? QJsonValue(*taking->analysis.perMinute) : QJsonValue()},
        {u"best_pressure"_s, taking->analysis.depth.best ? QJsonValue(*taking->analysis.depth.best) : QJsonValue()}});
    return m_keeper.keep(
        {*recording, *taking, m_plan->id, m_now.best, m_range, m_station.instrument()->calibrationDue()});
}

void PulseGuide::end(const Result<QJsonValue> &answer)
{
    m_end.stop();
    if (m_guided.isTaking())
        (void)m_guided.finish(); // what there is stays as the draft of its site
    deleteLater();
    m_done(answer);
}

} // namespace sizhen
