// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/ptphost.h"
#include "devices/pulse/pulseprotocol.h"
#include "devices/pulse/ratewatch.h"

namespace sizhen {

// PTP/1 (docs/wire.md) as one of the protocols; the machine itself is PtpHost.
class PtpProtocol final : public PulseProtocol
{
public:
    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;

private:
    void onBlock(const PulseBlock &block, qint64 nowNs, PulseHeard &heard);

    PtpHost m_host;
    RateWatch m_watch;
    PulseIntegrity m_counts;
    quint64 m_next = 0; // of the run
};

} // namespace sizhen
