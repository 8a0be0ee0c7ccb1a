// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsefilter.h"

#include <cmath>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxRows = 8'000'000;
constexpr double leastHz = 20;
constexpr double mostHz = 10'000;

struct CsvRow {
    std::optional<double> time;
    double value = 0;
};

auto badLine(qsizetype line, const QString &what)
{
    return tl::unexpected(Error{Fault::Invalid, what, {}, u"pulse.csv_line"_s, {{u"line"_s, line}}});
}

std::optional<CsvRow> parseRow(QByteArray line)
{
    line.replace(';', ',').replace('\t', ',');
    const auto fields = line.split(',');
    if (fields.size() > 2)
        return std::nullopt;
    bool fine = false;
    CsvRow row;
    row.value = fields.last().trimmed().toDouble(&fine);
    if (!fine || !std::isfinite(row.value))
        return std::nullopt;
    if (fields.size() == 2) {
        row.time = fields.first().trimmed().toDouble(&fine);
        if (!fine || !std::isfinite(*row.time))
            return std::nullopt;
    }
    return row;
}

Result<QVector<CsvRow>> parseRows(const QByteArray &text)
{
    QVector<CsvRow> rows;
    qsizetype number = 0;
    bool headerAllowed = true;
    for (const auto &raw : text.split('\n')) {
        ++number;
        auto line = raw.trimmed();
        if (number == 1 && line.startsWith("\xEF\xBB\xBF"))
            line.remove(0, 3);
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto row = parseRow(line);
        if (!row && headerAllowed) {
            headerAllowed = false;
            continue;
        }
        headerAllowed = false;
        if (!row)
            return badLine(number, u"csv: not a number"_s);
        if (!rows.isEmpty() && rows.first().time.has_value() != row->time.has_value())
            return badLine(number, u"csv: the number of columns changes"_s);
        if (row->time && !rows.isEmpty() && *row->time <= *rows.last().time)
            return badLine(number, u"csv: time runs backwards"_s);
        if (rows.size() >= maxRows)
            return badLine(number, u"csv: too long"_s);
        rows.append(*row);
    }
    return rows;
}

double rateOf(const QVector<CsvRow> &rows)
{
    QVector<double> steps;
    for (qsizetype i = 1; i < rows.size(); ++i)
        steps.append(*rows[i].time - *rows[i - 1].time);
    const double step = median(steps);
    return step > 0 ? 1 / step : 0;
}

} // namespace

Result<PulseSignal> readPulseCsv(const QByteArray &text, double rateHz)
{
    const auto rows = parseRows(text);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"csv: empty"_s, {}, u"pulse.csv_empty"_s, {}});
    const bool timed = rows->first().time.has_value();
    PulseSignal signal;
    signal.rateHz = rateHz > 0 || !timed ? rateHz : rateOf(*rows);
    if (!(signal.rateHz >= leastHz && signal.rateHz <= mostHz))
        return tl::unexpected(Error{Fault::Invalid, u"csv: rate"_s, {}, u"pulse.csv_rate"_s, {}});
    for (const auto &row : *rows) {
        if (timed) {
            const double place = (*row.time - *rows->first().time) * signal.rateHz;
            if (place > double(maxRows))
                return tl::unexpected(Error{Fault::Invalid, u"csv: too long"_s, {}, u"pulse.csv_rate"_s, {}});
            const auto missing = qsizetype(std::floor(place + 0.5)) - signal.samples.size();
            if (double(missing) > 0.5 && !signal.samples.isEmpty()) {
                const double from = signal.samples.last();
                signal.gaps.append({signal.samples.size(), signal.samples.size() + missing});
                for (qsizetype i = 1; i <= missing; ++i)
                    signal.samples.append(from + (row.value - from) * double(i) / double(missing + 1));
            }
        }
        signal.samples.append(row.value);
    }
    return signal;
}

} // namespace sizhen
