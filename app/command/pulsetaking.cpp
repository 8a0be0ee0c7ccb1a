// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/pulsetaking.h"

#include "app/command/offerjson.h"
#include "core/pulse/pulseanalysis.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

PulseTaking::PulseTaking(Station &station, const Order &order, CommandDone done, QObject *parent)
    : QObject(parent)
    , m_station(station)
    , m_order(order)
    , m_done(std::move(done))
    , m_recorder(
          *station.instrument(), [&station] { return station.ledger().now(); },
          [&station, place = u"pulse/"_s + QString::fromLatin1(order.caseId.toHex()) + u'/' + order.site](
              const QByteArray &soFar) { return station.desk().saveDraft(place, soFar); })
{
    m_recorder.setPlace(QString::fromLatin1(order.caseId.toHex()));
    connect(&m_recorder, &PulseRecorder::grew, this,
            [this](const PulseBlock &block) { m_station.sendLive(m_order.caseId, block); });
    connect(&m_recorder, &PulseRecorder::interrupted, this, [this](const Error &reason) {
        m_unplugged = true;
        m_order.progress({{u"trouble"_s, errorJson(reason)}});
    });
    connect(&m_end, &QTimer::timeout, this, &PulseTaking::finish);
    m_end.setSingleShot(true);
}

void PulseTaking::start()
{
    if (const auto begun = m_recorder.begin(m_order.site); !begun) {
        deleteLater();
        return m_done(tl::unexpected(begun.error()));
    }
    m_end.start(m_order.seconds * 1000);
}

void PulseTaking::finish()
{
    deleteLater();
    m_done(keep());
}

Result<QJsonValue> PulseTaking::keep()
{
    const auto recording = m_recorder.finish();
    if (!recording)
        return tl::unexpected(recording.error());
    const auto original
        = m_station.desk().attach(recording->encode(), u"application/x-sizhen-pulse"_s, recording->site + u".pulse"_s);
    if (!original)
        return tl::unexpected(original.error());
    const auto signal = PulseSignal::from(*recording);
    if (!signal)
        return tl::unexpected(signal.error());
    const auto analysis = analysePulse(*signal);
    QCborMap args{
        {u"site"_s, recording->site}, {u"attachment"_s, original->toCbor()}, {u"quality"_s, analysis.quality / 100.0}};
    if (analysis.perMinute)
        args.insert(u"rate"_s, *analysis.perMinute);
    if (const auto acted = m_station.desk().act(m_order.caseId, u"case.pulse_recorded"_s, args, m_station.actor());
        !acted)
        return tl::unexpected(acted.error());
    return QJsonValue(QJsonObject{{u"site"_s, recording->site},
                                  {u"seconds"_s, recording->seconds()},
                                  {u"samples"_s, recording->samples().size()},
                                  {u"lost"_s, recording->lostSamples},
                                  {u"unplugged"_s, m_unplugged},
                                  {u"rate"_s, analysis.perMinute ? QJsonValue(*analysis.perMinute) : QJsonValue()},
                                  {u"quality"_s, analysis.quality}});
}

} // namespace sizhen
