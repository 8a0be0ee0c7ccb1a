// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

// Every number that decides where a mark stands, with where it comes from. "Halves": chosen on one half of the 110
// pulses annotated by two people (docs/pulse.md) and looked at on the other; tests/core/pulse/pulsedata_test.cpp holds
// both.
namespace sizhen::fiducial {

// Filters. The annotators of the open collections saw a 12 Hz Chebyshev II with a mean of 50 ms (pyPPG); 60 to 66 ms
// put foot, crest and a nearest to them in both halves.
constexpr double coarsestHz = 250; // derivatives are taken on no coarser grid
constexpr double smoothStopHz = 12;
constexpr double smoothMeanS = 0.064;
constexpr double slopeMeanS = 0.010; // after each derivative, as pyPPG does
constexpr double heightCutHz = 20; // heights are read below it: crests stay
constexpr double cleanCutHz = 30; // where little lies above the pulse: sharp marks stay where they are
constexpr double cleanBandHz = 25;
constexpr double cleanRest = 0.003; // of the range above cleanBandHz; fifteen recordings 0.0001 to 0.0015
constexpr qsizetype restSamples = 15'000;
constexpr double cleanBendMeanS = 0.040; // ripples of a lightly filtered second derivative

// Foot and rise.
constexpr double footShare = 0.05; // of the steepest rise: a slower one is drift. Halves: 0.02 to 0.1 alike
constexpr double cutRiseShare = 0.25; // a first sample so steep is in the middle of a rise
constexpr double riseShare = 0.5; // of the steepest rise of a trace: a dicrotic wave rises less
constexpr double shortestBeatMs = 250; // 240 a minute
constexpr double shortestPulseS = 0.3;
constexpr double edgeMs = 60; // of a cut pulse, where the filters know least

// End of systole. Left ventricular ejection 413 ms - 1.7 ms per beat a minute (Weissler 1968, men), and what passes
// from the valve to the wrist beyond the foot's own delay.
constexpr double ejectionS = 0.413;
constexpr double ejectionPerRateS = 0.0017;
constexpr double afterEjectionS = 0.03; // halves: 43 ms at the finger, spread 26
constexpr double ejectionSpreadS = 0.12; // wide: it only decides between two sharp bends

// Derivative marks, from the physiology of the pulse's first half second.
constexpr double latestBMs = 150; // after u
constexpr double latestWMs = 90; // after e
constexpr double fAfterWMs = 70;

// Notch. People put that of a descent without a trough 0.40 of the way from e to w. Halves: 0.28 with 8 ms and 0.40
// with 1 ms fit best, and each is within a millisecond of the other.
constexpr double notchAfterE = 0.40;
constexpr double lateTroughMs = 80; // after e: a real trough may follow its shoulder

// Tidal wave: less than this cannot be told from the noise of an instrument, and is "merged".
constexpr double tidalCrest = 0.01; // above its trough, of the pulse's height
constexpr double tidalShoulder = 0.02; // slowing of the descent, of the steepest rise

} // namespace sizhen::fiducial
