// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/pulserows.h"
#include "core/pulse/fiducials.h"
#include "core/pulse/pulsecsv.h"

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype mostPulses = 100'000;

auto badRow(qsizetype line)
{
    return tl::unexpected(Error{Fault::Invalid, u"rows: not a number"_s, {}, u"pulse.csv_line"_s, {{u"line"_s, line}}});
}

std::optional<PulseRow> parsePulse(QByteArray line)
{
    line.replace(';', ',').replace('\t', ',');
    auto cells = line.split(',');
    while (cells.size() > 1 && cells.last().trimmed().isEmpty())
        cells.removeLast();
    PulseRow row{cells.first().trimmed(), {}};
    for (qsizetype i = 1; i < cells.size(); ++i) {
        bool fine = false;
        const double value = cells[i].trimmed().toDouble(&fine);
        if (!fine || !std::isfinite(value) || std::abs(value) > mostPulseValue)
            return std::nullopt;
        row.samples.append(value);
    }
    return row.samples.isEmpty() ? std::nullopt : std::optional(row);
}

QByteArray rowText(const PulseRow &row, double rateHz)
{
    auto text = row.id;
    const auto marks = marksOfPulse(row.samples, rateHz).value_or(Fiducials());
    const bool found = marks.u > 0;
    const auto kept = [found](double mark) { return found ? std::optional(mark) : std::nullopt; };
    for (const auto &mark : {kept(marks.on), kept(marks.sp), marks.notch, kept(marks.u), marks.v, marks.w, marks.a,
                             marks.b, marks.c, marks.d, marks.e, marks.f, marks.p1, marks.p2})
        text += ',' + (mark ? QByteArray::number(*mark * 1000 / rateHz, 'f', 1) : QByteArray());
    return text + '\n';
}

} // namespace

Result<QVector<PulseRow>> readPulseRows(const QByteArray &text)
{
    QVector<PulseRow> rows;
    qsizetype number = 0;
    bool headerAllowed = true;
    for (const auto &raw : text.split('\n')) {
        ++number;
        auto line = raw.trimmed();
        if (number == 1 && line.startsWith("\xEF\xBB\xBF"))
            line.remove(0, 3);
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto row = parsePulse(line);
        if ((!row && !headerAllowed) || rows.size() >= mostPulses)
            return badRow(number);
        if (row)
            rows.append(*row);
        headerAllowed = false;
    }
    if (rows.isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"rows: empty"_s, {}, u"pulse.csv_empty"_s, {}});
    return rows;
}

Result<QByteArray> fiducialsText(const QVector<PulseRow> &rows, double rateHz)
{
    if (!isPulseRate(rateHz))
        return tl::unexpected(Error{Fault::Invalid, u"rows: rate"_s, {}, u"pulse.csv_rate"_s, {}});
    QByteArray text = "id,on,sp,dn,u,v,w,a,b,c,d,e,f,p1,p2\n";
    for (const auto &row : rows)
        text += rowText(row, rateHz);
    return text;
}

} // namespace sizhen
