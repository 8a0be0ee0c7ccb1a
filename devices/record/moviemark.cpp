// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/moviemark.h"

#include <QtEndian>

namespace sizhen {

QByteArray MovieMark::encode() const
{
    QByteArray bytes(size, Qt::Uninitialized);
    qToLittleEndian(fromMs, bytes.data());
    qToLittleEndian(toMs, bytes.data() + 8);
    qToLittleEndian(keyFrom, bytes.data() + 16);
    return bytes;
}

std::optional<MovieMark> MovieMark::decode(QByteArrayView record)
{
    if (record.size() < size)
        return std::nullopt;
    MovieMark mark{qFromLittleEndian<qint64>(record.data()), qFromLittleEndian<qint64>(record.data() + 8),
                   qFromLittleEndian<quint64>(record.data() + 16)};
    if (mark.fromMs < 0 || mark.toMs < 0)
        return std::nullopt;
    return mark;
}

} // namespace sizhen
