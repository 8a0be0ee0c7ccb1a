// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QString>

namespace sizhen {

// The acts of the access log in words.
class AccessText
{
    Q_DECLARE_TR_FUNCTIONS(AccessText)
public:
    [[nodiscard]] static QString act(const QString &id); // "case.open" → "Case opened"; an unknown one as it is
};

} // namespace sizhen
