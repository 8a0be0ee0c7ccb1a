// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulsecsv.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

// Recordings with reference beats and annotated pulses that are not part of this repository (their licences do not
// allow it), and the scorer that belongs to them. They are looked for in $SIZHEN_PULSE_DATA, else beside the checkout.
namespace sizhen::test {

inline QString pulseDataFolder()
{
    return qEnvironmentVariable("SIZHEN_PULSE_DATA", QStringLiteral(SIZHEN_SOURCE_DIR "/../shared/pulse/data-open"));
}

inline QByteArray pulseDataFile(const QString &name)
{
    QFile file(pulseDataFolder() + u'/' + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct PulseZone {
    double from = 0, to = 0; // s
};

struct PulseRecord {
    QString name;
    PulseSignal signal;
    QVector<double> peaks, slopes; // s, reference beats
    QVector<PulseZone> ignored, dontCare;
    double meanRate = 0; // 1/min
    bool hasBeats = false;
};

inline QStringList pulseRecordNames()
{
    QStringList names;
    for (const auto &file : QDir(pulseDataFolder()).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        if (const auto name = file.chopped(5); QFile::exists(pulseDataFolder() + u'/' + name + QStringLiteral(".csv")))
            names.append(name);
    return names;
}

inline QVector<double> pulseNumbers(const QJsonValue &list)
{
    QVector<double> numbers;
    for (const auto &value : list.toArray())
        numbers.append(value.toDouble());
    return numbers;
}

inline QVector<PulseZone> pulseZones(const QJsonValue &list)
{
    QVector<PulseZone> zones;
    for (const auto &value : list.toArray())
        zones.append({value[0].toDouble(), value[1].toDouble()});
    return zones;
}

inline PulseRecord pulseRecord(const QString &name)
{
    const auto info = QJsonDocument::fromJson(pulseDataFile(name + QStringLiteral(".json"))).object();
    PulseRecord record;
    record.name = name;
    if (auto read
        = readPulseCsv(pulseDataFile(name + QStringLiteral(".csv")), info[QStringLiteral("fs_hz")].toDouble()))
        record.signal = *read;
    const auto beats = info[QStringLiteral("beats")].toObject();
    record.hasBeats = !beats.isEmpty();
    record.peaks = pulseNumbers(beats[QStringLiteral("t_peak_s")]);
    record.slopes = pulseNumbers(beats[QStringLiteral("t_slope_s")]);
    record.ignored = pulseZones(info[QStringLiteral("ignore_s")]);
    record.dontCare = pulseZones(info[QStringLiteral("dont_care_fp_s")]);
    record.meanRate = info[QStringLiteral("stats")][QStringLiteral("rate_mean_per_min")].toDouble();
    return record;
}

struct BeatScore {
    int reference = 0, matched = 0, falsely = 0;
    double intervalErrorMs = 0; // mean

    [[nodiscard]] double sensitivity() const { return reference > 0 ? double(matched) / reference : 0; }

    [[nodiscard]] double ppv() const { return matched + falsely > 0 ? double(matched) / (matched + falsely) : 0; }

    [[nodiscard]] double f1() const
    {
        const double sum = sensitivity() + ppv();
        return sum > 0 ? 2 * sensitivity() * ppv() / sum : 0;
    }
};

// The detector's constant delay against the crest: the one that fits most beats, up to 0.6 s either way.
inline double beatDelay(const QVector<double> &reference, const QVector<double> &found)
{
    std::map<int, int> counts;
    for (const double r : reference)
        for (auto it = std::lower_bound(found.begin(), found.end(), r - 0.6); it != found.end() && *it <= r + 0.6; ++it)
            ++counts[int(std::lround((*it - r) / 0.02))];
    int best = 0;
    int most = -1;
    const auto at = [&counts](int k) {
        const auto it = counts.find(k);
        return it == counts.end() ? 0 : it->second;
    };
    for (const auto &[k, n] : counts)
        if (const int sum = at(k - 1) + n + at(k + 1); sum > most || (sum == most && std::abs(k) < std::abs(best))) {
            most = sum;
            best = k;
        }
    QVector<double> near;
    for (const double r : reference)
        if (const auto it = std::lower_bound(found.begin(), found.end(), r + best * 0.02 - 0.06);
            it != found.end() && *it <= r + best * 0.02 + 0.06)
            near.append(*it - r);
    std::sort(near.begin(), near.end());
    return near.isEmpty() ? best * 0.02 : near[near.size() / 2];
}

// Beats match within 150 ms, one to one; the first and last second and what the record says is left out count nothing.
inline BeatScore scoreBeats(const PulseRecord &record, QVector<double> found)
{
    const double tolerance = 0.150;
    auto zones = record.ignored;
    const double length = double(record.signal.samples.size()) / record.signal.rateHz;
    zones.append({-1e9, 1});
    zones.append({length - 1, 1e9});
    const auto inside = [](double t, const QVector<PulseZone> &list) {
        return std::any_of(list.begin(), list.end(), [t](const auto &zone) { return t >= zone.from && t <= zone.to; });
    };
    std::sort(found.begin(), found.end());
    const double delay = beatDelay(record.peaks, found);
    for (auto &t : found)
        t -= delay;
    BeatScore score;
    QVector<bool> used(found.size(), false);
    QVector<QPair<qsizetype, qsizetype>> pairs;
    for (qsizetype k = 0; k < record.peaks.size(); ++k) {
        const double r = record.peaks[k];
        if (inside(r, zones))
            continue;
        ++score.reference;
        qsizetype best = -1;
        for (auto i = std::lower_bound(found.begin(), found.end(), r - tolerance) - found.begin();
             i < found.size() && found[i] <= r + tolerance; ++i)
            if (!used[i] && (best < 0 || std::abs(found[i] - r) < std::abs(found[best] - r)))
                best = i;
        if (best < 0)
            continue;
        used[best] = true;
        ++score.matched;
        pairs.append({k, best});
    }
    for (qsizetype i = 0; i < found.size(); ++i) {
        const double t = found[i];
        const bool nearIgnored = std::any_of(record.peaks.begin(), record.peaks.end(), [&](double r) {
            return std::abs(t - r) <= tolerance && inside(r, zones);
        });
        if (!used[i] && !inside(t, zones) && !inside(t, record.dontCare) && !nearIgnored)
            ++score.falsely;
    }
    double sum = 0;
    int count = 0;
    for (qsizetype j = 1; j < pairs.size(); ++j) {
        const auto &[k1, i1] = pairs[j - 1];
        const auto &[k2, i2] = pairs[j];
        if (k2 != k1 + 1)
            continue;
        sum += std::abs((found[i2] - found[i1]) - (record.slopes[k2] - record.slopes[k1])) * 1000;
        ++count;
    }
    score.intervalErrorMs = count > 0 ? sum / count : 0;
    return score;
}

using MarkTimes = QHash<QString, double>; // ms from the start of the row

struct AnnotatedPulse {
    int id = 0;
    QVector<double> samples; // 1000 Hz
    QHash<QString, MarkTimes> by; // "human_MG", "human_PC", "PulseAnalyse", …

    // Mean of the two people, where both put the mark.
    [[nodiscard]] std::optional<double> truth(const QString &mark) const
    {
        const auto one = by.value(QStringLiteral("human_MG"));
        const auto other = by.value(QStringLiteral("human_PC"));
        if (!one.contains(mark) || !other.contains(mark))
            return std::nullopt;
        return (one[mark] + other[mark]) / 2;
    }
};

inline QVector<AnnotatedPulse> annotatedPulses()
{
    QHash<int, QHash<QString, MarkTimes>> marks;
    QList<QByteArray> names;
    for (const auto &line : pulseDataFile(QStringLiteral("ppgbp_fiducials.csv")).split('\n')) {
        const auto cells = line.trimmed().split(',');
        if (names.isEmpty()) {
            names = cells;
            continue;
        }
        if (cells.size() != names.size())
            continue;
        const auto who = QString::fromLatin1(cells[names.indexOf("who")]);
        for (qsizetype i = 0; i < cells.size(); ++i)
            if (!cells[i].isEmpty() && names[i] != "id" && names[i] != "who")
                marks[cells[names.indexOf("id")].toInt()][who][QString::fromLatin1(names[i])] = cells[i].toDouble();
    }
    QVector<AnnotatedPulse> pulses;
    auto lines = pulseDataFile(QStringLiteral("ppgbp_beats.csv")).split('\n');
    for (qsizetype row = 1; row < lines.size(); ++row) {
        const auto cells = lines[row].trimmed().split(',');
        AnnotatedPulse pulse;
        pulse.id = cells.first().toInt();
        for (qsizetype i = 1; i < cells.size(); ++i)
            pulse.samples.append(cells[i].toDouble());
        pulse.by = marks.value(pulse.id);
        if (!pulse.samples.isEmpty())
            pulses.append(pulse);
    }
    return pulses;
}

} // namespace sizhen::test
