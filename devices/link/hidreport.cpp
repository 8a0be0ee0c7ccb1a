// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/hidreport.h"

#include <algorithm>

namespace sizhen {

std::optional<QByteArray> fromHidReport(QByteArrayView report)
{
    if (report.isEmpty())
        return std::nullopt;
    const auto count = qsizetype(quint8(report.front()));
    if (count > report.size() - 1)
        return std::nullopt;
    return report.sliced(1, count).toByteArray();
}

QList<QByteArray> toHidReports(QByteArrayView bytes)
{
    QList<QByteArray> reports;
    while (!bytes.isEmpty()) {
        const auto part = bytes.first(std::min(bytes.size(), hidReportSize - 1));
        QByteArray report(1 + hidReportSize, '\0');
        report[1] = char(part.size());
        std::copy(part.begin(), part.end(), report.begin() + 2);
        reports.append(report);
        bytes = bytes.sliced(part.size());
    }
    return reports;
}

} // namespace sizhen
