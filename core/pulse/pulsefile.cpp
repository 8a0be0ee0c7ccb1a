// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsefile.h"

#include "core/pulse/edfheader.h"
#include "core/pulse/pulsecsv.h"
#include "core/pulse/tracecsv.h"

#include <QFileInfo>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr double mostRateApart = 0.05;
constexpr double countsInRange = 30'000;
constexpr int mostDecimals = 6;
constexpr qsizetype mostInBlock = 4096;
constexpr double leastScale = 1e-12; // of a recording (docs/wire.md)
constexpr double mostScale = 1e12;

auto wrongFile(const QString &message)
{
    return tl::unexpected(Error{Fault::Invalid, message, {}, message, {}});
}

Result<PulseFile> edfFile(const QByteArray &bytes, const PulseFileChoice &choice)
{
    auto read = readEdf(bytes, choice.edf);
    if (!read)
        return tl::unexpected(read.error());
    // The file says its rate; another one that is said is a mistake that would show in every time.
    if (choice.rateHz != 0 && !(std::abs(choice.rateHz / read->trace.signal.rateHz - 1) <= mostRateApart))
        return wrongFile(u"pulse.csv_times"_s);
    return PulseFile{std::move(read->trace), true, std::move(read->channel), std::move(read->annotations)};
}

// Counts of one column, and what one is worth.
struct Column {
    double scale = 1;
    QVector<qint32> counts;
};

// Text has few decimals: the largest power of ten of which every value is a multiple keeps them as they were.
std::optional<double> decimalStep(const QVector<double> &values)
{
    for (int decimals = 0; decimals <= mostDecimals; ++decimals) {
        const auto perUnit = std::pow(10.0, decimals);
        const auto isMultiple = [perUnit](double one) {
            return std::abs(one * perUnit - std::round(one * perUnit)) < 1e-6 * std::max(1.0, std::abs(one * perUnit) * 1e-6);
        };
        const auto fits = [perUnit](double one) { return std::abs(one * perUnit) < std::numeric_limits<qint32>::max(); };
        if (!std::ranges::all_of(values, fits))
            return std::nullopt;
        if (std::ranges::all_of(values, isMultiple))
            return 1 / perUnit;
    }
    return std::nullopt;
}

std::optional<Column> columnOf(const QVector<double> &values, double scale)
{
    if (values.isEmpty() || !std::ranges::all_of(values, [](double one) { return std::isfinite(one); }))
        return std::nullopt;
    const auto [least, most] = std::ranges::minmax(values);
    const auto widest = std::max(std::abs(least), std::abs(most));
    Column column;
    const auto range = (most > least ? most - least : widest) / countsInRange;
    column.scale = scale > 0 ? scale : decimalStep(values).value_or(range);
    if (!(column.scale >= leastScale && column.scale <= mostScale) || widest / column.scale > double(std::numeric_limits<qint32>::max()))
        return std::nullopt;
    column.counts.reserve(values.size());
    for (const auto value : values)
        column.counts.append(qint32(std::llround(value / column.scale)));
    return column;
}

} // namespace

bool isEdfFile(const QByteArray &bytes, const QString &name)
{
    return looksLikeEdf(bytes) || name.endsWith(u".edf", Qt::CaseInsensitive);
}

Result<PulseFile> readPulseFile(const QByteArray &bytes, const QString &name, const PulseFileChoice &choice,
                                const std::optional<QByteArray> &description)
{
    if (bytes.size() > mostPulseFileBytes)
        return wrongFile(u"pulse.csv_long"_s);
    if (isEdfFile(bytes, name))
        return edfFile(bytes, choice);
    if (!choice.edf.pulse.isEmpty() || !choice.edf.pressure.isEmpty())
        return wrongFile(u"pulse.csv_channel"_s);
    if (description && choice.rateHz == 0) {
        auto trace = readTraceFiles({bytes, *description});
        if (!trace)
            return tl::unexpected(trace.error());
        return PulseFile{std::move(*trace), false, {}, {}};
    }
    auto signal = readPulseCsv(bytes, choice.rateHz);
    if (!signal)
        return tl::unexpected(signal.error());
    PulseFile file;
    file.trace.signal = std::move(*signal);
    return file;
}

QString traceDescriptionOf(const QString &path)
{
    const QFileInfo file(path);
    return file.path() + u'/' + file.completeBaseName() + u".json"_s;
}

Result<PulseRecording> asRecording(const TracedPulse &trace, const QString &site, const QString &instrument,
                                   const QDateTime &takenAt)
{
    if (!pulseSites().contains(site))
        return wrongFile(u"fou.pulse_site"_s);
    const auto &signal = trace.signal;
    const auto pulse = columnOf(signal.samples, trace.scale);
    const bool pressed = signal.pressure.size() == signal.samples.size();
    const auto pressure = pressed ? columnOf(signal.pressure, 0) : std::optional(Column());
    if (!pulse || !pressure || !isPulseRate(signal.rateHz))
        return wrongFile(u"pulse.file_values"_s);
    PulseRecording recording;
    recording.site = site;
    recording.rateHz = signal.rateHz;
    recording.unit = signal.unit;
    recording.scale = pulse->scale;
    recording.pressureUnit = trace.pressureUnit;
    recording.pressureScale = pressure->scale;
    recording.instrument = instrument;
    recording.started = trace.started.isValid() ? trace.started : takenAt.toUTC();
    recording.badFrames = trace.badFrames;
    const auto add = [&](qsizetype from, qsizetype to) {
        for (auto first = from; first < to; first += mostInBlock) {
            const auto count = std::min(mostInBlock, to - first);
            PulseBlock block{site, signal.rateHz, quint64(first), pulse->counts.mid(first, count), {}};
            if (pressed)
                block.pressure = pressure->counts.mid(first, count);
            recording.blocks.append(std::move(block));
        }
    };
    qsizetype from = 0;
    for (const auto &gap : signal.gaps) {
        add(from, gap.from);
        recording.lostSamples += int(gap.size());
        recording.counts.gaps += 1;
        from = gap.to;
    }
    add(from, signal.samples.size());
    // What is kept can be read: a unit or a name may be longer than a recording holds.
    if (recording.blocks.isEmpty() || !PulseRecording::decode(recording.encode()))
        return wrongFile(u"pulse.file_values"_s);
    return recording;
}

} // namespace sizhen
