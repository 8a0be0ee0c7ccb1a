// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtEndian>

namespace sizhen {

template <typename T>
void putLittleEndian(QByteArray &bytes, T value)
{
    const auto at = bytes.size();
    bytes.resize(at + qsizetype(sizeof(T)));
    qToLittleEndian(value, bytes.data() + at);
}

} // namespace sizhen
