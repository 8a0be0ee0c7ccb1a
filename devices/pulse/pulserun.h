// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulseprotocol.h"

namespace sizhen {

// What is known of the run that is going on beside its samples, as of the last of them.
struct PulseRun {
    PulseIntegrity integrity; // since the run began
    std::optional<PulseClockFit> clock;
    double stationSeconds = 0; // from the first sample to the last, by the station's monotonic clock
    QByteArray rawSha256; // of the instrument's bytes up to and with those of the last sample; empty: none are kept
    qint64 rawBytes = 0;
};

// Measures a run: fed with every read, on the device's thread or when raw bytes are read again.
class PulseRunMeter
{
public:
    void begin(const PulseIntegrity &now);
    [[nodiscard]] PulseRun saw(const PulseHeard &heard, const PulseProtocol &protocol, qint64 nowNs);

private:
    PulseIntegrity m_before;
    qint64 m_firstNs = -1;
    double m_leadS = 0; // what the first read held was measured before it came
    qint64 m_fittedNs = -1;
    std::optional<PulseClockFit> m_clock;
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PulseRun)
