// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/dicomuid.h"

#include <QUuid>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr QUuid ourNames(0x6c1c2a5e, 0x0f4b, 0x4d0a, 0x9a, 0x57, 0x3e, 0x51, 0x7a, 0x68, 0xe0, 0x21); // never changes

// The bytes, highest first, as a decimal number: divided by ten until nothing is left.
QByteArray decimal(QByteArray bytes)
{
    QByteArray digits;
    while (std::any_of(bytes.begin(), bytes.end(), [](char byte) { return byte != 0; })) {
        uint rest = 0;
        for (auto &byte : bytes) {
            const uint here = rest * 256 + uchar(byte);
            byte = char(here / 10);
            rest = here % 10;
        }
        digits.prepend(char('0' + rest));
    }
    return digits;
}

} // namespace

QByteArray dicomUid(const QByteArray &about)
{
    return "2.25." + decimal(QUuid::createUuidV5(ourNames, about).toRfc4122());
}

} // namespace sizhen
