// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/samplerun.h"

namespace sizhen {

// Contec CMS50D of the old kind (firmware up to 4.5): a finger's pulse wave, 60 samples a second, 7 bits, sent unasked.
// 19200 baud, 8 bits, odd parity. Source: the readers of its users (atbrask/CMS50Dplus, cms50v45); Contec has published
// none. Bit 7 is set in the first byte alone:
//   0: 80 | strength 0–15 | 10 no finger | 20 SpO2 falling | 40 beep     1: wave
//   2: bar 0–15 | 10 probe fault | 20 searching | 40 bit 7 of the rate   3: rate, low 7 bits   4: SpO2 (127: none)
// No counter and no check sum, as with Contec9.
class Contec5 final : public PulseProtocol
{
public:
    static constexpr double usualHz = 60;
    static constexpr qsizetype frameSize = 5;

    explicit Contec5(const PulseSetup &setup);

    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;

private:
    void onFrame(PulseHeard &heard, QVector<SampleRun::Item> &items);

    PulseAbout m_about;
    QByteArray m_frame;
    BadRun m_bad{frameSize};
    SampleRun m_run;
    PulseIntegrity m_counts;
    bool m_known = false;
};

} // namespace sizhen
