// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/pulsetaking.h"

#include "app/command/offerjson.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void addToDigest(QCryptographicHash &digest, const PulseBlock &block)
{
    auto place = block.first;
    for (const auto sample : block.pulse)
        digest.addData(QByteArray::number(place++) + ' ' + QByteArray::number(sample) + ' ');
}

QByteArray digestOf(const PulseRecording &recording)
{
    QCryptographicHash digest(QCryptographicHash::Sha256);
    for (const auto &block : recording.blocks)
        addToDigest(digest, block);
    return digest.result();
}

PulseTaking::PulseTaking(Station &station, const Order &order, CommandDone done, QObject *parent)
    : QObject(parent)
    , m_station(station)
    , m_order(order)
    , m_done(std::move(done))
    , m_keeper(station.desk(), [&station] { return station.actor(); })
    , m_recorder(
          *station.instrument(), [&station] { return station.ledger().now(); },
          [this](const QByteArray &soFar) { return m_keeper.saveDraft(m_order.site, soFar); })
{
    m_keeper.setCase(order.caseId);
    m_recorder.setPlace(QString::fromLatin1(order.caseId.toHex()));
    connect(&m_recorder, &PulseRecorder::grew, this, [this](const PulseBlock &block) {
        m_station.sendLive(m_order.caseId, block, {m_station.instrument()->scale(), {}});
    });
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
    m_station.endLive();
    m_done(keep());
}

Result<QJsonValue> PulseTaking::keep()
{
    const auto recording = m_recorder.finish();
    if (!recording)
        return tl::unexpected(recording.error());
    const auto taking = analyseTaking(*recording);
    if (!taking)
        return tl::unexpected(taking.error());
    const auto &analysis = taking->analysis;
    if (const auto kept = m_keeper.keep({*recording, *taking, {}, false, {}, m_station.instrument()->calibrationDue()});
        !kept)
        return tl::unexpected(kept.error());
    return QJsonValue(QJsonObject{{u"site"_s, recording->site},
                                  {u"seconds"_s, recording->seconds()},
                                  {u"samples"_s, recording->samples().size()},
                                  {u"lost"_s, recording->lostSamples},
                                  {u"unplugged"_s, m_unplugged},
                                  {u"digest"_s, QString::fromLatin1(digestOf(*recording).toHex())},
                                  {u"rate"_s, analysis.perMinute ? QJsonValue(*analysis.perMinute) : QJsonValue()},
                                  {u"quality"_s, analysis.quality}});
}

} // namespace sizhen
