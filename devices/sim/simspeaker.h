// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/sim/simfelt.h"

#include <QByteArrayView>
#include <QList>
#include <memory>

namespace sizhen {

// The instrument's half of one protocol as a pure machine: what the station sends and the time go in, whole frames come
// out.
class SimSpeaker
{
public:
    virtual ~SimSpeaker() = default;

    [[nodiscard]] virtual QList<QByteArray> feed(QByteArrayView bytes) = 0; // the answers
    // Every frame that is due by `us` since power-up. Samples are counted on whether anybody listens or not.
    [[nodiscard]] virtual QList<QByteArray> advance(quint64 us) = 0;
    virtual void powerCycle() = 0; // counters start anew, commands are forgotten
    [[nodiscard]] virtual bool isSending() const = 0;

    [[nodiscard]] virtual QList<QByteArray> press() { return {}; } // its button, where it has one
};

// The wave as an instrument of this protocol feels it: its usual rate and its range of counts. Sample n since power-up
// is pulse(pulseSites().first(), n): these instruments do not know sites.
[[nodiscard]] SimWave simWaveFor(const QString &protocol, const SimWave &wave);

// A speaker of an id of pulseProtocols(). Fault::Unsupported for another.
[[nodiscard]] Result<std::unique_ptr<SimSpeaker>> makeSimSpeaker(const QString &protocol, const SimWave &wave,
                                                                 const QString &serial, quint32 boot,
                                                                 const SimPlan &plan = {});

} // namespace sizhen
