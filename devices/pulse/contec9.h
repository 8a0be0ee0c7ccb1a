// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/contec.h"

namespace sizhen {

// Contec CMS50D+ (firmware 4.6) and its relatives: a finger's pulse wave, 60 samples a second, 7 bits.
// 115200 baud, 8N1. Source: traces published by their users (headrotor/contec_data, the cms50v46 reader); Contec has
// published none.
//   to it:   7D 81 <command> 80 80 80 80 80 80; A1 begins the live wave, AF keeps it awake.
//   from it: 01 En <bar> <wave> <bar> <rate> <SpO2> FF FF; bit 7 is clear in the first byte alone and set in every
//            other: En n = 0 all valid, 1 wave only, 2 nothing; +8 is bit 7 of the rate.
class Contec9 final : public Contec
{
public:
    static constexpr qsizetype frameSize = 9;

    explicit Contec9(const PulseSetup &setup);

private:
    [[nodiscard]] std::optional<Measured> read(const QByteArray &frame) const override;
    [[nodiscard]] QByteArray command(PulseCommand::Kind kind) const override;
};

} // namespace sizhen
