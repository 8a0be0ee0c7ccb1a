// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMetaType>

#include <deque>
#include <optional>
#include <vector>

namespace sizhen {

// How the way to a partner's station was found (NET-05).
struct LineFigures {
    double rttMs = 0; // the shortest
    double jitterMs = 0; // mean of how far answers were from it
    double lossPct = 0; // what had to be sent again while the line was filled, the worse way of the two
    double upKbit = 0; // the best half second
    double downKbit = 0;
    double clockAheadS = 0; // the partner's clock less ours

    friend bool operator==(const LineFigures &, const LineFigures &) = default;
};

// One message of a probe, on live channel 3 (docs/wire.md).
struct ProbeMessage {
    enum class Kind { Ping, Pong, Data, Got, Pull, End, Busy };

    static constexpr int idBytes = 8;
    static constexpr qsizetype fillBytes = 8 * 1024;

    Kind kind = Kind::Ping;
    QByteArray probe; // idBytes, the asker's
    qint64 number = 0;
    qint64 clockMs = 0; // Pong: of the partner's clock, since 1970
    double lossPct = 0; // End
    qsizetype fill = 0; // Data: bytes that say nothing

    [[nodiscard]] QByteArray encoded() const;
    [[nodiscard]] static Result<ProbeMessage> decoded(const QByteArray &bytes);
};

// Sends as much as is confirmed in time: begins slowly, and keeps the queue on the way short, so that a call's signals
// wait behind a quarter of a second at most.
class ProbeSender
{
public:
    static constexpr qint64 lastsMs = 1500;
    static constexpr qint64 most = 8 << 20; // bytes

    void start(qint64 nowMs);
    [[nodiscard]] std::optional<qint64> next(qint64 nowMs); // the number of a Data that may go now
    void got(qint64 number, qint64 nowMs);

    [[nodiscard]] bool isOver(qint64 nowMs) const; // nothing more goes

    [[nodiscard]] qint64 sentBytes() const { return m_sent; }

    [[nodiscard]] double bestKbit() const; // of what was confirmed

private:
    struct Sample {
        qint64 atMs;
        qint64 bytes;
    };

    std::deque<qint64> m_leftMs; // of those under way, in order
    std::vector<Sample> m_confirmed;
    qint64 m_first = 1; // number of the front
    qint64 m_next = 1;
    qint64 m_startMs = -1;
    qint64 m_sent = 0;
    qint64 m_window = 32 * 1024;
    qint64 m_leastMs = -1; // a confirmation took
    qint64 m_shrankMs = 0;
};

// Measures the way to one station of the partner and back, in five seconds at most. A pure machine: messages and
// milliseconds in, messages out.
class LineProbe
{
public:
    explicit LineProbe(QByteArray id)
        : m_id(std::move(id))
    {
    }

    [[nodiscard]] std::vector<ProbeMessage> tick(qint64 nowMs, qint64 clockMs); // from the start on, every 10 ms
    [[nodiscard]] std::vector<ProbeMessage> hear(const ProbeMessage &message, qint64 nowMs, qint64 clockMs);

    void lineRepeated(double pct) { m_ownLossPct = pct; } // of what we sent

    // Set when it is over. Timeout "net.probe_silent": no answer; Busy "net.probe_busy": a call runs there.
    [[nodiscard]] const std::optional<Result<LineFigures>> &result() const { return m_result; }

    [[nodiscard]] qint64 sentBytes() const { return m_up.sentBytes(); }

private:
    enum class Stage { Idle, Ping, Up, Down };

    [[nodiscard]] ProbeMessage message(ProbeMessage::Kind kind, qint64 number = 0) const;
    void enter(Stage stage, qint64 nowMs);
    void takePong(const ProbeMessage &message, qint64 nowMs, qint64 clockMs);
    void finish();

    static constexpr int pings = 5;
    const QByteArray m_id;
    Stage m_stage = Stage::Idle;
    qint64 m_sinceMs = 0;
    qint64 m_pingMs = 0;
    int m_ping = 0; // the one under way
    std::vector<double> m_ways;
    double m_clockAheadS = 0;
    ProbeSender m_up;

    struct Came {
        qint64 atMs;
        qint64 bytes;
    };

    std::vector<Came> m_came;
    qint64 m_cameBytes = 0;
    double m_ownLossPct = 0;
    double m_theirLossPct = 0;
    std::optional<Result<LineFigures>> m_result;
};

// The other end: answers one probe at a time and gives no more than was agreed, however often it is asked.
class ProbeAnswerer
{
public:
    // `busy`: picture and sound go before.
    [[nodiscard]] std::vector<ProbeMessage> hear(const ProbeMessage &message, bool busy, qint64 nowMs, qint64 clockMs);
    [[nodiscard]] std::vector<ProbeMessage> tick(qint64 nowMs);

    void lineRepeated(double pct) { m_lossPct = pct; }

    [[nodiscard]] bool isSending() const { return m_sends; }

    [[nodiscard]] qint64 sentBytes() const { return m_down.sentBytes(); }

private:
    [[nodiscard]] bool mayPull(const QByteArray &probe, qint64 nowMs);

    static constexpr qint64 restMs = 3000; // between two that fill the line
    QByteArray m_probe; // that is answered, or was
    qint64 m_pulledMs = -restMs;
    ProbeSender m_down;
    double m_lossPct = 0;
    bool m_sends = false;
};

// Of bytes that came by and by: the fastest half second, or all of it when it took less.
[[nodiscard]] double bestHalfSecondKbit(const std::vector<std::pair<qint64, qint64>> &msAndBytesInAll);

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::LineFigures)
