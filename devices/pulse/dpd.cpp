// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/dpd.h"

#include "devices/pulse/littleendian.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype dpdControlPrefix = 6;
constexpr quint32 dpdOvertaken = 64; // further back than that, it counts anew
constexpr int dpdInvalidState = 2; // START when it is already acquiring

} // namespace

Dpd::Dpd(const PulseSetup &setup)
    : m_about(setup.about)
{
    if (m_about.rateHz <= 0)
        m_about.rateHz = usualHz;
    m_about.hasPressure = true;
}

PulseHeard Dpd::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    QVector<SampleRun::Item> items;
    m_decoder.feed(bytes);
    while (const auto frame = m_decoder.next()) {
        m_bad.garbage(m_decoder.takeGarbage());
        const auto size = dpdHeaderSize + frame->payload.size() + 4;
        const auto sample = frame->type == DpdType::Data ? DpdSample::decode(frame->payload) : std::nullopt;
        if (frame->type == DpdType::Data && !sample) { // whole, but no state we know: a newer instrument
            m_bad.garbage(size);
            continue;
        }
        heard.anything = true;
        m_counts.badFrames += damagedBefore(frame->sequence);
        ++m_counts.frames;
        m_counts.soundBytes += size;
        if (sample)
            onSample(*sample, heard, items);
        else if (frame->type == DpdType::Response)
            onResponse(frame->payload, heard);
    }
    m_bad.garbage(m_decoder.takeGarbage());
    m_run.take(items, nowNs, true, heard);
    return heard;
}

int Dpd::damagedBefore(quint32 sequence)
{
    const int bySize = m_bad.sound();
    const auto missing = m_lastSequence ? sequence - *m_lastSequence - 1 : 0xFFFFFFFFU;
    m_lastSequence = sequence;
    // Answers are longer than samples; the frame number knows how many there were at most. Noise alone is one.
    return int(std::min<quint32>(quint32(bySize), std::max<quint32>(missing, 1)));
}

void Dpd::onSample(const DpdSample &sample, PulseHeard &heard, QVector<SampleRun::Item> &items)
{
    if (!m_run.isRunning())
        return;
    m_started = true;
    onFlags(sample.flags, heard);
    SampleRun::Item item;
    if (m_expected) {
        const auto ahead = quint32(sample.number - *m_expected);
        if (ahead > 0x7FFFFFFFU) {
            if (quint32(*m_expected - sample.number) <= dpdOvertaken)
                return; // sent twice, or overtaken
            m_run.recount(); // it was without power and counts anew
        } else {
            item.lostBefore = ahead;
        }
    }
    m_expected = sample.number + 1;
    if ((sample.flags & DpdFlag::SensorDisconnected) == 0) {
        item.pulse = sample.pulse;
        item.pressure = sample.force;
    }
    items.append(item);
}

void Dpd::onFlags(quint32 flags, PulseHeard &heard)
{
    const auto rose = flags & ~m_flags;
    m_flags = flags;
    if ((rose & DpdFlag::EmergencyStop) != 0)
        heard.events.append({PulseEvent::Kind::EmergencyStop, 0, 0});
    if ((rose & (DpdFlag::PulseSaturated | DpdFlag::ForceSaturated)) != 0)
        heard.events.append({PulseEvent::Kind::Saturated, 0, 0});
    if ((rose & DpdFlag::BufferOverflow) != 0) {
        ++m_counts.overflows;
        heard.events.append({PulseEvent::Kind::Overflow, 0, 0});
    }
}

void Dpd::onResponse(const QByteArray &payload, PulseHeard &heard)
{
    if (payload.size() < dpdControlPrefix)
        return;
    const auto kind = DpdCommand(qFromLittleEndian<quint16>(payload.constData()));
    const auto answer = QJsonDocument::fromJson(payload.mid(dpdControlPrefix)).object();
    const bool taken = answer.value(u"status"_s).toInt(-1) == 0;
    const int error = answer.value(u"error"_s).toInt();
    switch (kind) {
    case DpdCommand::Hello:
    case DpdCommand::Capabilities:
        if (taken)
            describe(answer.value(u"data"_s).toObject(), heard);
        break;
    case DpdCommand::Start:
        m_started = taken || error == dpdInvalidState;
        if (!m_started)
            heard.events.append({PulseEvent::Kind::Refused, 0, double(error)});
        break;
    case DpdCommand::Stop:
    case DpdCommand::Abort:
        break;
    }
}

void Dpd::describe(const QJsonObject &data, PulseHeard &heard)
{
    const auto text = [&data](const QString &key) { return data.value(key).toString().left(80); };
    m_about.serial = text(u"device_id"_s);
    m_about.firmware = text(u"firmware_version"_s);
    const auto rates = data.value(u"sample_rates_hz"_s).toArray();
    if (rates.size() == 1) // of several it does not say which is set: the profile does, and the clock checks it
        if (const double rate = rates.first().toDouble(); rate >= 1 && rate <= 100'000)
            m_about.rateHz = rate;
    m_about.scale.instrument = m_about.name();
    heard.about = m_about;
}

QByteArray Dpd::command(DpdCommand kind)
{
    QByteArray payload;
    putLittleEndian<quint16>(payload, quint16(kind));
    putLittleEndian<quint32>(payload, m_request++);
    payload += "{}";
    return encodeDpd({DpdType::Command, m_sequence++, 0, payload});
}

QByteArray Dpd::encode(const PulseCommand &asked)
{
    switch (asked.kind) {
    case PulseCommand::Kind::Connect:
        m_decoder.restart();
        m_bad.restart();
        m_lastSequence.reset();
        m_started = false;
        return command(DpdCommand::Hello) + (m_run.isRunning() ? command(DpdCommand::Start) : QByteArray());
    case PulseCommand::Kind::Start:
        m_run.begin(asked.site, m_about.rateHz);
        m_expected.reset();
        m_flags = 0;
        m_started = false;
        return command(DpdCommand::Start);
    case PulseCommand::Kind::Stop:
        m_run.end();
        m_started = false;
        return command(DpdCommand::Stop);
    case PulseCommand::Kind::Beat:
        if (m_run.isRunning())
            return m_started ? QByteArray() : command(DpdCommand::Start);
        return command(DpdCommand::Capabilities); // so that an idle one is heard
    case PulseCommand::Kind::Identify:
        break;
    }
    return {};
}

PulseIntegrity Dpd::integrity() const
{
    auto counts = m_counts;
    m_run.addTo(counts);
    return counts;
}

} // namespace sizhen
