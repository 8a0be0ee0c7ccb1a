// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtEndian>

#include <array>

// The form of a spool on the disk, for its writer and its readers (sealedspool.h says it in words).
namespace sizhen::spoolform {

inline constexpr QByteArrayView mark("SZSPOOL1");
inline constexpr qsizetype lengthSize = 4;
inline constexpr qsizetype sealOverhead = 40;

// What a record is bound to: so none can be left out or moved.
inline QByteArray place(quint64 number)
{
    QByteArray place("sizhen.spool-v1");
    std::array<char, 8> bytes{};
    qToBigEndian(number, bytes.data());
    return place.append(bytes.data(), bytes.size());
}

} // namespace sizhen::spoolform
