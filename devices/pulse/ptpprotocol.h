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
    explicit PtpProtocol(const PulseSetup &setup = {});

    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;
    [[nodiscard]] std::optional<PulseClockFit> clockFit() const override;
    [[nodiscard]] PulseSetup known() const override;

    [[nodiscard]] QByteArray halfRead() const override { return m_host.halfRead(); }

private:
    void onTime(const PtpTime &time, qint64 nowNs, PulseHeard &heard);
    void onBlock(const PulseBlock &block, qint64 nowNs, PulseHeard &heard);

    PtpHost m_host;
    RateWatch m_watch;
    ClockFitter m_clock{ClockFitter::Of::Time};
    PulseIntegrity m_counts;
    quint64 m_next = 0; // of the run
};

} // namespace sizhen
