// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <atomic>

namespace sizhen {

// How loud it is at a place of a pipeline.
struct SoundLevel {
    std::atomic<double> db; // of the last 100 ms
    std::atomic<qint64> samples = 0; // that passed, in all
    SoundLevel();
};

// Makes it, of samples one after the other. `level` must outlive it.
class SoundMeter
{
public:
    explicit SoundMeter(SoundLevel &level)
        : m_level(level)
    {
    }

    void add(qint16 sample);

private:
    SoundLevel &m_level;
    double m_squares = 0;
    int m_count = 0;
};

inline constexpr auto callSound = "audio/x-raw,format=S16LE,layout=interleaved,rate=48000,channels=1";

// Measures what passes `pad`, which carries `callSound`. `level` must outlive the pad.
void watchLevel(GstPad *pad, SoundLevel &level);

} // namespace sizhen
