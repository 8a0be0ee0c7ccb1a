// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

namespace sizhen {

// Voices that are heard together, each at its time: 16 bits, two channels, 48 kHz.
class SoundMix
{
public:
    explicit SoundMix(double fromSeconds = 0) { restart(fromSeconds); }

    void restart(double fromSeconds); // nothing earlier is heard
    void add(double atSeconds, const QByteArray &samples);
    // Everything up to this time, silence where nobody spoke.
    [[nodiscard]] QByteArray takeUntil(double seconds);

private:
    QList<qint32> m_sums; // from m_at on; both channels
    qint64 m_at = 0; // samples a channel since the beginning
};

} // namespace sizhen
