// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QCborMap>
#include <QDateTime>
#include <QMetaType>
#include <QString>
#include <QStringList>
#include <QVector>
#include <optional>

namespace sizhen {

// The six sites in the order they are taken: "L.guan" "L.cun" "L.chi" "R.guan" "R.cun" "R.chi".
[[nodiscard]] QStringList pulseSites();

inline constexpr qsizetype mostPulseMarks = 4096;

// What one count of an instrument means.
struct PulseScale {
    QString unit = QStringLiteral("1"); // UCUM of pulse count times scale; "1": uncalibrated
    double scale = 1;
    QString pressureUnit = QStringLiteral("1"); // UCUM of pressure count times pressureScale
    double pressureScale = 1;
    QString instrument; // "vendor model serial firmware"
    friend bool operator==(const PulseScale &, const PulseScale &) = default;
};

// Consecutive samples of one site, as the instrument counted them. Raw integers; PulseScale says what they mean.
struct PulseBlock {
    QString site;
    double rateHz = 0;
    quint64 first = 0; // index of the first sample in this recording; a jump is a gap and is shown as one
    QVector<qint32> pulse;
    QVector<qint32> pressure; // empty when the instrument has no static pressure channel; else as long as `pulse`

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<PulseBlock> fromCbor(const QCborMap &map);
    friend bool operator==(const PulseBlock &, const PulseBlock &) = default;
};

// A stretch of a recording that was taken at one depth, as it was judged when it was taken.
struct PulseSegment {
    static constexpr qsizetype most = 64; // in a recording

    [[nodiscard]] static QStringList depths();
    [[nodiscard]] static QStringList flaws(); // the empty one, too

    QString
        depth; // "superficial" "middle" "deep" (codes of the palpation form) or "best": pressure of the tallest wave
    quint64 first = 0; // sample numbers of the recording, gaps counted
    quint64 end = 0; // exclusive
    int accepted = 0; // beats in it that count
    int quality = 0; // 0 to 100
    QString flaw; // empty when it counts; else what to mend: "pressure" "movement" "contact"
    std::optional<double> pressureFrom; // held between these two, in the recording's pressure unit; both or neither
    std::optional<double> pressureTo;
    friend bool operator==(const PulseSegment &, const PulseSegment &) = default;
};

// Something that happened while it was recorded, at the sample that was expected next.
struct PulseMark {
    // In the wire's spelling (pulseMarkNames): add, never rename.
    enum class Kind {
        Gap, // `value` samples are missing
        BadFrames, // so many damaged frames
        Overflow, // a buffer of the instrument or ours ran over
        ClockStep, // the instrument's clock jumped by `value` seconds
        ContactLost,
        Contact, // back again
        Saturated,
        BatteryLow,
        EmergencyStop,
        RateWrong, // `value` samples a second by our clock: the declared rate is not true
        Unplugged,
        Resumed,
        Short // the samples last only `value` seconds: less than our clock counted
    };

    Kind kind = Kind::Gap;
    quint64 sample = 0;
    double value = 0;
    friend bool operator==(const PulseMark &, const PulseMark &) = default;
};

// What the line did to a recording, counted. `marks` say where, as long as there is room; the counts know all of it.
struct PulseCounts {
    int frames = 0; // sound ones
    int gaps = 0; // places where samples are missing
    qint64 nullSamples = 0; // that the instrument could not measure: never a 0, always a gap
    int overflows = 0;
    int clockSteps = 0;
    int contactLosses = 0;
    int marksLeftOut = 0;
    friend bool operator==(const PulseCounts &, const PulseCounts &) = default;
};

// How the instrument's clock runs against the station's: instrument = a * station + b over the last 30 s.
struct PulseClockFit {
    bool byCounter = false; // no clock of its own: its samples counted against the declared rate
    double driftPpm = 0; // (a - 1) in millionths; above 0 it is fast
    double driftPpmError = 0; // half of the 95 % interval
    double spreadMs = 0; // of the points about the line: their median distance
    double spanS = 0; // from the first point to the last
    int points = 0;
    friend bool operator==(const PulseClockFit &, const PulseClockFit &) = default;
};

// A finished recording of one site: an original that travels as an attachment ("application/x-sizhen-pulse",
// deterministic CBOR; docs/wire.md).
struct PulseRecording {
    QString site;
    double rateHz = 0;
    QString unit; // UCUM of one pulse count times scale, "1" when uncalibrated
    double scale = 1;
    QString instrument; // "vendor model serial firmware"
    QDateTime started; // UTC
    QVector<PulseBlock> blocks;
    int lostSamples = 0; // sum of the gaps
    int badFrames = 0; // CRC errors
    QVector<PulseSegment> segments = {}; // in order, without overlap; empty when no depths were told apart
    QString pressureUnit = QStringLiteral("1"); // UCUM of one pressure count times pressureScale
    double pressureScale = 1;
    PulseCounts counts = {};
    QVector<PulseMark> marks = {}; // in the order of their samples, 4096 at most
    std::optional<PulseClockFit> clock = {};
    double stationSeconds = 0; // how long it took by the station's clock; 0: not measured
    QByteArray rawSha256 = {}; // of the bytes it was read from, which stay with the station; empty: none were kept
    qint64 rawBytes = 0;

    [[nodiscard]] QVector<double> samples() const; // pulse channel, gaps left out
    [[nodiscard]] quint64 end() const; // number after the last sample, gaps counted
    [[nodiscard]] double seconds() const;
    [[nodiscard]] double heldSeconds() const; // what the samples that came last, gaps left out
    // 20 s of recording that hold 13 s of samples: more than a twentieth and half a second less than our clock counted.
    [[nodiscard]] bool isShort() const;
    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PulseRecording> decode(const QByteArray &bytes);
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PulseBlock)
Q_DECLARE_METATYPE(sizhen::PulseClockFit)
