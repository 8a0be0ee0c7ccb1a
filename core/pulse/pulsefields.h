// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QCborMap>
#include <QDateTime>
#include <QStringList>
#include <optional>

namespace sizhen {

// Reads the keys of one map of a pulse recording from outside: every value is asked for with its bounds, the first that
// is wrong is remembered and refuses the whole map (Fault::Corrupt). One value has one spelling, because the bytes are
// hashed: a number is floating point or an integer as asked, never either.
class PulseFields
{
public:
    PulseFields(const QCborMap &map, const QStringList &keys); // exactly these keys

    double number(const QString &key, double low, double high);
    std::optional<double> numberOrNull(const QString &key, double low, double high);
    qint64 whole(const QString &key, qint64 low, qint64 high);
    QString text(const QString &key); // 200 characters at most
    QString oneOf(const QString &key, const QStringList &allowed);
    QByteArray bytes(const QString &key, qsizetype low, qsizetype high);
    bool truth(const QString &key);
    QDateTime instant(const QString &key); // UTC with milliseconds
    QCborMap map(const QString &key);
    // Maps in a list of at most `most`.
    QVector<QCborMap> maps(const QString &key, qsizetype most);

    [[nodiscard]] bool isNull(const QString &key) const { return m_map.value(key).isNull(); }

    void refuse(const QString &what); // for what only the caller can see

    [[nodiscard]] bool isSound() const { return !m_error; }

    [[nodiscard]] Error error() const { return m_error.value_or(Error{}); }

private:
    const QCborMap &m_map;
    std::optional<Error> m_error;
};

} // namespace sizhen
