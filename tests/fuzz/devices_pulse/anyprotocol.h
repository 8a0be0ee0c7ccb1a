// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/dpdframe.h"
#include "devices/pulse/pulseprotocols.h"

#include <cstdlib>

namespace sizhen::test {

// What must hold of every protocol, whatever comes: samples stand in order, never twice, in blocks that agree with
// themselves; the counts only grow; and how the bytes were cut into reads does not change the samples.
class Checked
{
public:
    explicit Checked(const QString &id)
        : m_protocol(*makePulseProtocol(id))
    {
        (void)m_protocol->encode({PulseCommand::Kind::Connect, {}});
        (void)m_protocol->encode({PulseCommand::Kind::Start, QStringLiteral("L.cun")});
    }

    void feed(QByteArrayView bytes, qint64 nowNs)
    {
        const auto heard = m_protocol->feed(bytes, nowNs);
        for (const auto &block : heard.blocks) {
            const bool sound = block.first >= m_next && !block.pulse.isEmpty() && block.rateHz > 0
                && (block.pressure.isEmpty() || block.pressure.size() == block.pulse.size());
            if (!sound)
                std::abort();
            m_next = block.first + quint64(block.pulse.size());
            m_samples += block.pulse;
        }
        const auto now = m_protocol->integrity();
        if (now.frames < m_before.frames || now.badFrames < m_before.badFrames || now.gaps < m_before.gaps
            || now.lostSamples < m_before.lostSamples || now.nullSamples < m_before.nullSamples)
            std::abort();
        m_before = now;
    }

    [[nodiscard]] const QVector<qint32> &samples() const { return m_samples; }

private:
    std::unique_ptr<PulseProtocol> m_protocol;
    PulseIntegrity m_before;
    QVector<qint32> m_samples;
    quint64 m_next = 0;
};

inline int feedProtocol(const QString &id, const unsigned char *data, std::size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    Checked whole(id);
    whole.feed(bytes, 0);
    Checked cut(id);
    for (qsizetype i = 0; i < bytes.size(); ++i)
        cut.feed(bytes.sliced(i, 1), 0);
    if (whole.samples() != cut.samples())
        std::abort();

    Checked late(id); // the first byte says how long the instrument was silent between reads
    qint64 now = 0;
    for (qsizetype i = 1; i < bytes.size(); i += 16) {
        late.feed(bytes.sliced(i, std::min<qsizetype>(16, bytes.size() - i)), now);
        now += qint64(quint8(bytes[0])) * 10'000'000;
    }

    Checked framed(id); // sound check sums, so that what is inside is reached too
    for (qsizetype at = 0; at + 2 < bytes.size();) {
        const auto length = std::min<qsizetype>({quint8(bytes[at + 1]) * 2, dpdMaxPayload, bytes.size() - at - 2});
        const auto payload = bytes.sliced(at + 2, length).toByteArray();
        framed.feed(encodeDpd({DpdType(1 + quint8(bytes[at]) % 4), quint32(at), 0, payload}), at * 1'000'000);
        at += 2 + length;
    }
    return 0;
}

} // namespace sizhen::test
