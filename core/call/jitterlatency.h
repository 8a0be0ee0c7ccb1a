// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sizhen {

// How long packets wait before they are shown, so that a lost one can be asked for again: one round trip and what the
// repair takes. Measured at 200 ms round trip: 320 ms hold 5 % loss without a freeze, 390 ms hold 10 %.
// It begins long, because nothing is known yet, and takes the first measurement as it is. Then it grows at once and
// shrinks only when it would be much shorter for a while: each change is heard.
class JitterLatency
{
public:
    static constexpr int leastMs = 150;
    static constexpr int mostMs = 600;

    // Once a second; percent of packets lost on the way, repaired ones too. What it is from now on, in ms.
    int measured(double rttMs, double lossPct);

    [[nodiscard]] int ms() const { return m_ms; }

private:
    static constexpr int patience = 10; // seconds
    int m_ms = 400;
    int m_calm = 0;
    bool m_known = false;
};

} // namespace sizhen
