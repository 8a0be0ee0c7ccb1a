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

    [[nodiscard]] QVector<double> samples() const; // pulse channel, gaps left out
    [[nodiscard]] quint64 end() const; // number after the last sample, gaps counted
    [[nodiscard]] double seconds() const;
    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static Result<PulseRecording> decode(const QByteArray &bytes);
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::PulseBlock)
