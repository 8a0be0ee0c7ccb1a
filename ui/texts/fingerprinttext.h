// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace sizhen {

// Twelve groups of five digits (core/records fingerprint()) laid out for two people who read them to each other.
class FingerprintText
{
public:
    [[nodiscard]] static QStringList groups(const QString &fingerprint); // digits only, whatever stands between them
    [[nodiscard]] static QString lines(const QString &fingerprint); // three lines of four groups
};

} // namespace sizhen
