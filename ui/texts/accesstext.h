// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QHash>
#include <QString>

namespace sizhen {

// The access log in words.
class AccessText
{
    Q_DECLARE_TR_FUNCTIONS(AccessText)
public:
    [[nodiscard]] static QString act(const QString &id); // "case.open" → "Case opened"; an unknown one as it is
    // What the program wrote down itself ("whole", role codes) in words; what a person wrote as it is.
    [[nodiscard]] static QString reason(const QString &act, const QString &written);
    // By name where `names` (id → name) knows the person; else the id, or what was typed at the log-in.
    [[nodiscard]] static QString person(const QString &id, const QHash<QString, QString> &names);
};

} // namespace sizhen
