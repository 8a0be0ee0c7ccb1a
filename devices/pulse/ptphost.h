// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/ptpframe.h"
#include "devices/pulse/ptpmessages.h"

namespace sizhen {

// The station's half of PTP/1 as a pure machine: bytes and the time go in, blocks and bytes to send come out.
// It survives a broken connection: restart() and feed on; the run and its sample numbers go on where they were.
class PtpHost
{
public:
    struct Heard {
        QVector<PulseBlock> blocks; // of the running site, neighbours joined
        std::optional<PtpCapabilities> capabilities;
        QVector<PtpEvent> events;
        QVector<quint64> eventSamples; // of each event: where in the run
        QVector<PtpTime> times; // answered
        bool anything = false; // at least one whole frame came
    };

    // `nowMs` is a monotonic clock; it only matters when the instrument lost its own counter (power cut).
    [[nodiscard]] Heard feed(QByteArrayView bytes, qint64 nowMs);

    // A new connection: what to send first. Asks for the descriptor, and for the run that was going on.
    [[nodiscard]] QByteArray restart();

    // Begins a new run; sample 0 is its first. `run` names it; 0: one of our own choice.
    [[nodiscard]] QByteArray start(const QString &site, quint32 run = 0);
    [[nodiscard]] QByteArray stop();
    [[nodiscard]] QByteArray identify();
    [[nodiscard]] QByteArray ping();
    // Asks for the instrument's clock; empty when it left the last questions of this connection unanswered: it has
    // none.
    [[nodiscard]] QByteArray time(quint64 nowUs);
    // START again when its answer did not come; empty when there is nothing to repeat.
    [[nodiscard]] QByteArray repeatStart();

    // What the instrument said of itself, from another host.
    void setCapabilities(PtpCapabilities capabilities) { m_capabilities = std::move(capabilities); }

    [[nodiscard]] const std::optional<PtpCapabilities> &capabilities() const { return m_capabilities; }

    [[nodiscard]] const QByteArray &halfRead() const { return m_decoder.halfRead(); }

    [[nodiscard]] int badFrames() const { return m_decoder.badFrames() + m_unreadable; }

    [[nodiscard]] int soundFrames() const { return m_sound; }

    [[nodiscard]] qint64 soundBytes() const { return m_soundBytes; } // before stuffing

    [[nodiscard]] bool isStarted() const { return m_run != 0 && m_based; }

private:
    [[nodiscard]] QByteArray command(PtpCommandKind kind, const QCborMap &args = {});
    void onReply(const PtpCommand &reply, qint64 nowMs);
    void onEvent(const PtpEvent &event, Heard &heard) const;
    void onData(const PtpData &data, Heard &heard, qint64 nowMs);

    PtpDecoder m_decoder;
    std::optional<PtpCapabilities> m_capabilities;
    quint32 m_sequence = 0;
    quint32 m_request = 0;
    quint32 m_lastRun = 0;
    quint32 m_run = 0; // 0: stopped
    QString m_site;
    bool m_based = false; // START was answered on this connection: sample numbers can be read
    quint32 m_boot = 0;
    quint32 m_firstCount = 0; // the device's counter at sample m_offset of this run
    quint64 m_offset = 0;
    quint64 m_next = 0; // sample number expected next
    qint64 m_lastMs = 0; // when the sample before it came
    int m_unanswered = 0; // questions for the time, on this connection
    int m_sound = 0;
    qint64 m_soundBytes = 0;
    int m_unreadable = 0; // whole frames whose body made no sense
};

} // namespace sizhen
