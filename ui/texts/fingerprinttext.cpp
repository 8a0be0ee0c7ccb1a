// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/fingerprinttext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {
constexpr int groupLength = 5;
constexpr int groupsPerLine = 4;
} // namespace

QStringList FingerprintText::groups(const QString &fingerprint)
{
    QString digits;
    for (const auto letter : fingerprint)
        if (letter.isDigit())
            digits.append(letter);
    QStringList result;
    for (qsizetype from = 0; from < digits.size(); from += groupLength)
        result.append(digits.mid(from, groupLength));
    return result;
}

QString FingerprintText::lines(const QString &fingerprint)
{
    const auto all = groups(fingerprint);
    QStringList rows;
    for (qsizetype from = 0; from < all.size(); from += groupsPerLine)
        rows.append(all.mid(from, groupsPerLine).join(u"   "_s)); // wide enough to read a group as one
    return rows.join(u'\n');
}

} // namespace sizhen
