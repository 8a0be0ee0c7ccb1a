// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QVariantMap>

namespace sizhen {

// A place in the vault (VaultReport::damaged) in the reader's language.
class PlaceText
{
    Q_DECLARE_TR_FUNCTIONS(PlaceText)
public:
    [[nodiscard]] static QString of(const QString &place); // "page 17" → "第 17 页"; what is not known stays as it is
    [[nodiscard]] static QString list(const QStringList &places); // the first few, and how many more
    // The gaps of a sentence with their places in words: "place" is one, lists are several.
    [[nodiscard]] static QVariantMap in(QVariantMap args);

private:
    [[nodiscard]] static bool hasPlace(const QStringList &list);
};

} // namespace sizhen
