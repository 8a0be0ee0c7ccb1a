// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/contec.h"

namespace sizhen {

// Contec CMS50D of the old kind (firmware up to 4.5): a finger's pulse wave, 60 samples a second, 7 bits, sent unasked.
// 19200 baud, 8 bits, odd parity. Source: the readers of its users (atbrask/CMS50Dplus, cms50v45); Contec has published
// none. Bit 7 is set in the first byte alone:
//   0: 80 | strength 0–15 | 10 no finger | 20 SpO2 falling | 40 beep     1: wave
//   2: bar 0–15 | 10 probe fault | 20 searching | 40 bit 7 of the rate   3: rate, low 7 bits   4: SpO2 (127: none)
class Contec5 final : public Contec
{
public:
    static constexpr qsizetype frameSize = 5;

    explicit Contec5(const PulseSetup &setup);

private:
    [[nodiscard]] std::optional<Measured> read(const QByteArray &frame) const override;
};

} // namespace sizhen
