// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/ptpframe.h"
#include "devices/pulse/ptpmessages.h"
#include "devices/sim/simfelt.h"
#include "devices/sim/simspeaker.h"

namespace sizhen {

// The instrument's half of PTP/1 as a pure machine: commands and the time go in, whole frames come out.
class SimInstrument final : public SimSpeaker
{
public:
    struct Identity {
        QString serial = QStringLiteral("SIM-0001");
        quint32 boot = 1;
    };

    static constexpr int samplesPerFrame = 5;

    SimInstrument(SimFelt felt, Identity identity);
    SimInstrument(SimWave wave, Identity identity);

    // Commands from the host; the replies are ready to be sent.
    [[nodiscard]] QList<QByteArray> feed(QByteArrayView bytes) override;
    // Every data frame that is due by `us` since power-up. Samples are counted on whether anybody listens or not.
    [[nodiscard]] QList<QByteArray> advance(quint64 us) override;
    [[nodiscard]] QList<QByteArray> press() override;

    void powerCycle(quint32 boot); // counters start anew, the run is forgotten

    void powerCycle() override { powerCycle(m_capabilities.boot + 1); }

    [[nodiscard]] const PtpCapabilities &capabilities() const { return m_capabilities; }

    [[nodiscard]] bool isSending() const override { return m_run != 0; }

    [[nodiscard]] quint32 identified() const { return m_identified; } // how often it was asked to show itself

private:
    [[nodiscard]] QByteArray frame(PtpType type, const QByteArray &body, quint64 us);
    [[nodiscard]] QList<QByteArray> answer(const PtpCommand &command);
    [[nodiscard]] QList<QByteArray> events(); // of the data frame that is due
    [[nodiscard]] QByteArray dataFrame();
    [[nodiscard]] quint64 clockUs() const; // its own

    SimFelt m_felt;
    PtpCapabilities m_capabilities;
    PtpDecoder m_decoder;
    quint32 m_sequence = 0;
    quint64 m_us = 0;
    quint64 m_counted = 0; // samples since power-up; the wire carries the low 32 bits
    quint32 m_run = 0; // 0: not sending
    quint64 m_runFirst = 0;
    QString m_site;
    quint32 m_identified = 0;
    bool m_touches = true;
    bool m_clips = false;
};

} // namespace sizhen
