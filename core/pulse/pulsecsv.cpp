// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulsecsv.h"
#include "core/pulse/pulsefilter.h"

#include <array>
#include <cmath>
#include <optional>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxRows = 8'000'000;
constexpr double leastHz = 20;
constexpr double mostHz = 10'000;
constexpr double mostRateError = 0.05;

struct CsvRow {
    std::optional<double> time;
    double value = 0;
    std::optional<double> pressure;
};

auto badLine(qsizetype line, const QString &what)
{
    return tl::unexpected(Error{Fault::Invalid, what, {}, u"pulse.csv_line"_s, {{u"line"_s, line}}});
}

std::optional<double> parseNumber(QByteArrayView text)
{
    bool fine = false;
    const double value = text.trimmed().toDouble(&fine);
    return fine && std::isfinite(value) && std::abs(value) <= mostPulseValue ? std::optional(value) : std::nullopt;
}

// value; time,value; time,value,pressure
std::optional<CsvRow> parseRow(QByteArrayView line)
{
    std::array<std::optional<double>, 3> numbers;
    std::size_t count = 0;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= line.size(); ++i) {
        if (i < line.size() && line[i] != ',' && line[i] != ';' && line[i] != '\t')
            continue;
        if (count == numbers.size() || !(numbers[count] = parseNumber(line.sliced(from, i - from))))
            return std::nullopt;
        ++count;
        from = i + 1;
    }
    if (count == 1)
        return CsvRow{{}, *numbers[0], {}};
    return CsvRow{numbers[0], *numbers[1], numbers[2]};
}

bool sameColumns(const CsvRow &a, const CsvRow &b)
{
    return a.time.has_value() == b.time.has_value() && a.pressure.has_value() == b.pressure.has_value();
}

Result<QVector<CsvRow>> parseRows(const QByteArray &text)
{
    QVector<CsvRow> rows;
    qsizetype number = 1;
    bool headerAllowed = true;
    for (qsizetype at = 0; at < text.size(); ++number) {
        const auto found = text.indexOf('\n', at);
        const auto end = found < 0 ? text.size() : found;
        auto line = QByteArrayView(text).sliced(at, end - at).trimmed();
        at = end + 1;
        if (number == 1 && line.startsWith("\xEF\xBB\xBF"))
            line = line.sliced(3);
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
        if (!rows.isEmpty() && !sameColumns(rows.first(), *row))
            return badLine(number, u"csv: the number of columns changes"_s);
        if (row->time && !rows.isEmpty() && *row->time <= *rows.last().time)
            return badLine(number, u"csv: time runs backwards"_s);
        if (rows.size() >= maxRows)
            return badLine(number, u"csv: too long"_s);
        rows.append(*row);
    }
    return rows;
}

void fillGap(QVector<double> &values, qsizetype count, double to)
{
    const double from = values.last();
    for (qsizetype i = 1; i <= count; ++i)
        values.append(from + (to - from) * double(i) / double(count + 1));
}

// Mean of the steps that are no gaps: times are often rounded to whole milliseconds.
double rateOf(const QVector<CsvRow> &rows)
{
    QVector<double> steps;
    for (qsizetype i = 1; i < rows.size(); ++i)
        steps.append(*rows[i].time - *rows[i - 1].time);
    const double most = 1.5 * median(steps);
    double sum = 0;
    double count = 0;
    for (const double step : steps)
        if (step < most) {
            sum += step;
            ++count;
        }
    return sum > 0 ? count / sum : 0;
}

// A wrong rate would make every time and rate wrong unseen.
bool contradicts(const QVector<CsvRow> &rows, double rateHz)
{
    const double measured = rateOf(rows);
    return measured > 0 && std::abs(measured / rateHz - 1) > mostRateError;
}

} // namespace

bool isPulseRate(double rateHz)
{
    return rateHz >= leastHz && rateHz <= mostHz;
}

Result<PulseSignal> readPulseCsv(const QByteArray &text, double rateHz)
{
    const auto rows = parseRows(text);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"csv: empty"_s, {}, u"pulse.csv_empty"_s, {}});
    const auto badRate = [](const QString &message) {
        return tl::unexpected(Error{Fault::Invalid, u"csv: rate"_s, {}, message, {}});
    };
    const bool timed = rows->first().time.has_value();
    PulseSignal signal;
    signal.rateHz = rateHz != 0 || !timed ? rateHz : rateOf(*rows);
    if (!isPulseRate(signal.rateHz))
        return badRate(u"pulse.csv_rate"_s);
    if (timed && contradicts(*rows, signal.rateHz))
        return badRate(u"pulse.csv_times"_s);
    for (const auto &row : *rows) {
        if (timed && !signal.samples.isEmpty()) {
            const double place = (*row.time - *rows->first().time) * signal.rateHz;
            if (place > double(maxRows))
                return badRate(u"pulse.csv_times"_s);
            const auto missing = qsizetype(std::floor(place + 0.5)) - signal.samples.size();
            if (missing > 0) {
                signal.gaps.append({signal.samples.size(), signal.samples.size() + missing});
                fillGap(signal.samples, missing, row.value);
                if (row.pressure)
                    fillGap(signal.pressure, missing, *row.pressure);
            }
        }
        signal.samples.append(row.value);
        if (row.pressure)
            signal.pressure.append(*row.pressure);
    }
    return signal;
}

} // namespace sizhen
