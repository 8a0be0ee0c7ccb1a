// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>

namespace sizhen {

// What the synthetic patient says, mono, 48,000 samples a second, to be said again and again: speech by eSpeak NG where
// GStreamer has it, else a tone that swells and fades. Takes some 50 ms the first time.
[[nodiscard]] QVector<qint16> patientVoice();

inline constexpr int voiceHz = 48'000;

} // namespace sizhen
