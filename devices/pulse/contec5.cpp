// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/contec5.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Contec5::Contec5(const PulseSetup &setup)
    : Contec(setup, {u"CMS50D"_s, frameSize, true})
{
}

std::optional<Contec::Measured> Contec5::read(const QByteArray &frame) const
{
    const auto value = [&frame](int at) { return int(quint8(frame[at])); };
    const bool noFinger = (value(0) & 0x10) != 0 || (value(2) & 0x10) != 0;
    const bool searching = (value(2) & 0x20) != 0;
    Measured measured;
    if (noFinger)
        return measured;
    measured.pulse = value(1);
    if (!searching) {
        measured.perMinute = value(3) | ((value(2) & 0x40) << 1);
        measured.oxygenPercent = value(4);
    }
    return measured;
}

} // namespace sizhen
