// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <optional>

// A byte stream in the fixed reports of a USB HID instrument: u8 n, n bytes, padding; 64 bytes in all.
namespace sizhen {

inline constexpr qsizetype hidReportSize = 64;

// What a report carries; nothing when it says that it holds more than it is long.
[[nodiscard]] std::optional<QByteArray> fromHidReport(QByteArrayView report);
// As many as it takes, each ready for the device: the report's number 0, then 64 bytes.
[[nodiscard]] QList<QByteArray> toHidReports(QByteArrayView bytes);

} // namespace sizhen
