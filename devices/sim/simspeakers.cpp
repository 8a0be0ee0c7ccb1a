// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/sim/simspeaker.h"

#include "devices/pulse/contec5.h"
#include "devices/pulse/contec9.h"
#include "devices/pulse/dpd.h"
#include "devices/pulse/littleendian.h"
#include "devices/pulse/textcolumns.h"
#include "devices/sim/siminstrument.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int simRate = 72; // what the oximeters show
constexpr int simOxygen = 97;

// What all instruments without runs have in common: one sample after the other.
class SampleBySample : public SimSpeaker
{
public:
    explicit SampleBySample(SimFelt felt)
        : m_felt(std::move(felt))
    {
    }

    QList<QByteArray> advance(quint64 us) override
    {
        QList<QByteArray> out;
        const auto due = quint64(double(us) * (1 + m_felt.plan().driftPpm * 1e-6) * m_felt.rateHz() / 1e6);
        for (; m_counted < due; ++m_counted)
            if (isSending())
                out.append(frame(m_counted));
        return out;
    }

    void powerCycle() override { m_counted = 0; }

protected:
    [[nodiscard]] virtual QByteArray frame(quint64 index) = 0;

    [[nodiscard]] qint32 pulse(quint64 index) const { return m_felt.pulse(pulseSites().first(), index); }

    [[nodiscard]] bool touches(quint64 index) const { return m_felt.touches(index); }

    [[nodiscard]] const SimFelt &felt() const { return m_felt; }

private:
    SimFelt m_felt;
    quint64 m_counted = 0;
};

class SimContec9 final : public SampleBySample
{
public:
    using SampleBySample::SampleBySample;

    QList<QByteArray> feed(QByteArrayView bytes) override
    {
        m_heard.append(bytes);
        if (m_heard.contains(QByteArray("\x7d\x81\xa1", 3)))
            m_live = true;
        m_heard = m_heard.right(Contec9::frameSize);
        return {};
    }

    bool isSending() const override { return m_live; }

    void powerCycle() override
    {
        SampleBySample::powerCycle();
        m_live = false;
    }

private:
    QByteArray frame(quint64 index) override
    {
        QByteArray out(Contec9::frameSize, char(0xFF));
        out[0] = 0x01;
        out[1] = char(touches(index) ? 0xE0 : 0xE2); // 2: it measures nothing
        out[2] = char(0x85);
        out[3] = char(0x80 | pulse(index));
        out[4] = char(0x80 | (pulse(index) / 8));
        out[5] = char(0x80 | simRate);
        out[6] = char(0x80 | simOxygen);
        return out;
    }

    QByteArray m_heard;
    bool m_live = false;
};

class SimContec5 final : public SampleBySample
{
public:
    using SampleBySample::SampleBySample;

    QList<QByteArray> feed(QByteArrayView) override { return {}; }

    bool isSending() const override { return true; }

private:
    QByteArray frame(quint64 index) override
    {
        QByteArray out(Contec5::frameSize, '\0');
        out[0] = char(touches(index) ? 0x80 | 6 : 0x80 | 0x10);
        out[1] = char(pulse(index));
        out[2] = char(pulse(index) / 8);
        out[3] = char(simRate);
        out[4] = char(simOxygen);
        return out;
    }
};

class SimTextColumns final : public SampleBySample
{
public:
    using SampleBySample::SampleBySample;

    QList<QByteArray> feed(QByteArrayView) override { return {}; }

    bool isSending() const override { return true; }

private:
    QByteArray frame(quint64 index) override
    {
        const auto raw = pulse(index);
        m_smooth += (double(raw) - m_smooth) / 4;
        const auto line = (touches(index) ? QByteArray::number(raw) : QByteArray("nan")) + ','
            + QByteArray::number(m_smooth, 'f', 2) + ',' + QByteArray::number(double(raw) - m_smooth, 'f', 2) + ",0,"
            + QByteArray::number(simRate) + ",41\r\n";
        return index == 0 ? "raw,smooth,filtered,peak,HR,HRV\r\n" + line : line;
    }

    double m_smooth = 0;
};

class SimDpd final : public SampleBySample
{
public:
    SimDpd(SimFelt felt, QString serial)
        : SampleBySample(std::move(felt))
        , m_serial(std::move(serial))
    {
    }

    QList<QByteArray> feed(QByteArrayView bytes) override
    {
        QList<QByteArray> out;
        m_decoder.feed(bytes);
        while (const auto got = m_decoder.next())
            if (got->type == DpdType::Command && got->payload.size() >= 6)
                out.append(answer(DpdCommand(qFromLittleEndian<quint16>(got->payload.constData())),
                                  qFromLittleEndian<quint32>(got->payload.constData() + 2)));
        return out;
    }

    bool isSending() const override { return m_acquiring; }

    void powerCycle() override
    {
        SampleBySample::powerCycle();
        m_acquiring = false;
        m_decoder.restart();
    }

private:
    QByteArray answer(DpdCommand command, quint32 request)
    {
        QJsonObject data;
        int error = 0;
        switch (command) {
        case DpdCommand::Hello:
        case DpdCommand::Capabilities:
            data = {{u"device_id"_s, m_serial},
                    {u"firmware_version"_s, QStringLiteral(SIZHEN_VERSION)},
                    {u"sample_rates_hz"_s, QJsonArray{felt().rateHz()}},
                    {u"channels"_s, QJsonArray{u"pulse"_s, u"force"_s, u"reference"_s}}};
            break;
        case DpdCommand::Start:
            error = std::exchange(m_acquiring, true) ? 2 : 0;
            break;
        case DpdCommand::Stop:
            error = std::exchange(m_acquiring, false) ? 0 : 2;
            break;
        case DpdCommand::Abort:
            m_acquiring = false;
            break;
        }
        QByteArray payload;
        putLittleEndian<quint16>(payload, quint16(command));
        putLittleEndian<quint32>(payload, request);
        payload += QJsonDocument(QJsonObject{{u"status"_s, error == 0 ? 0 : 1}, {u"error"_s, error}, {u"data"_s, data}})
                       .toJson(QJsonDocument::Compact);
        return encodeDpd({DpdType::Response, m_sequence++, 0, payload});
    }

    QByteArray frame(quint64 index) override
    {
        DpdSample sample;
        sample.number = quint32(index);
        sample.pulse = pulse(index);
        if (!touches(index))
            sample.flags |= DpdFlag::SensorDisconnected;
        if (felt().clips(pulseSites().first(), index))
            sample.flags |= DpdFlag::PulseSaturated;
        sample.force = felt().pressure(pulseSites().first(), index);
        return encodeDpd(
            {DpdType::Data, m_sequence++, quint64(double(index) / felt().rateHz() * 1e6), sample.encode()});
    }

    QString m_serial;
    DpdDecoder m_decoder;
    quint32 m_sequence = 0;
    bool m_acquiring = false;
};

struct SimRange {
    QString protocol;
    double rateHz;
    qint32 low;
    qint32 high;
};

const QVector<SimRange> &simRanges()
{
    static const QVector<SimRange> ranges{
        {u"contec-9"_s, Contec9::usualHz, 8, 120},
        {u"contec-5"_s, Contec5::usualHz, 8, 120},
        {u"dpd/0"_s, Dpd::usualHz, -90'000, 110'000},
        {u"text"_s, TextColumns::usualHz, 120, 900},
    };
    return ranges;
}

} // namespace

SimWave simWaveFor(const QString &protocol, const SimWave &wave)
{
    for (const auto &range : simRanges())
        if (range.protocol == protocol)
            return wave.resampled(range.rateHz, range.low, range.high);
    return wave;
}

Result<std::unique_ptr<SimSpeaker>> makeSimSpeaker(const QString &protocol, const SimWave &wave, const QString &serial,
                                                   quint32 boot, const SimPlan &plan)
{
    SimFelt felt(simWaveFor(protocol, wave), plan);
    if (protocol == u"ptp/1"_s)
        return std::make_unique<SimInstrument>(std::move(felt), SimInstrument::Identity{serial, boot});
    if (protocol == u"contec-9"_s)
        return std::make_unique<SimContec9>(std::move(felt));
    if (protocol == u"contec-5"_s)
        return std::make_unique<SimContec5>(std::move(felt));
    if (protocol == u"dpd/0"_s)
        return std::make_unique<SimDpd>(std::move(felt), serial);
    if (protocol == u"text"_s)
        return std::make_unique<SimTextColumns>(std::move(felt));
    return fail(Fault::Unsupported, u"no simulator speaks "_s + protocol);
}

} // namespace sizhen
