// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/label.h"
#include "core/base/result.h"

#include <QCborMap>
#include <QDateTime>
#include <QStringList>

namespace sizhen {

// Takes fields out of a map by name and remembers the first that was not what it should be, so that a reader is a list
// of its fields. Whoever uses it compares the value written again with what was read: one value, one spelling.
class Fields
{
public:
    explicit Fields(QCborMap map)
        : m_map(std::move(map))
    {
    }

    [[nodiscard]] QByteArray bytes(QLatin1StringView name, qsizetype least, qsizetype most);

    [[nodiscard]] QByteArray bytes(QLatin1StringView name, qsizetype size) { return bytes(name, size, size); }

    [[nodiscard]] qint64 number(QLatin1StringView name, qint64 least, qint64 most);
    [[nodiscard]] QString text(QLatin1StringView name, qsizetype most);
    [[nodiscard]] bool flag(QLatin1StringView name);
    [[nodiscard]] QDateTime instant(QLatin1StringView name); // milliseconds since 1970, UTC
    [[nodiscard]] QDate day(QLatin1StringView name); // ISO text; null: invalid
    [[nodiscard]] Label label(QLatin1StringView name);
    [[nodiscard]] QCborMap map(QLatin1StringView name);
    [[nodiscard]] QCborArray array(QLatin1StringView name, qsizetype most);
    [[nodiscard]] QStringList texts(QLatin1StringView name, qsizetype most);
    [[nodiscard]] QList<QByteArray> byteStrings(QLatin1StringView name, qsizetype most, qsizetype least,
                                                qsizetype longest);

    void check(bool good, QLatin1StringView name);

    [[nodiscard]] bool good() const { return m_bad.isEmpty(); }

    // Fault::Corrupt naming the field, for a caller who found good() false or another spelling.
    [[nodiscard]] tl::unexpected<Error> error(const QString &what) const;

private:
    QCborMap m_map;
    QString m_bad;
};

// Another spelling of the same value would have another signature, or none.
[[nodiscard]] bool sameSpelling(const QCborMap &ours, const QCborMap &theirs);

[[nodiscard]] QCborValue cborOf(const QDateTime &instant);
[[nodiscard]] QCborValue cborOf(const QDate &day);
[[nodiscard]] QCborArray cborOf(const QStringList &texts);
[[nodiscard]] QCborArray cborOf(const QList<QByteArray> &byteStrings);

} // namespace sizhen
