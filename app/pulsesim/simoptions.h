// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pulsesim/simprogram.h"

#include <QCommandLineParser>

namespace sizhen {

// Everything that may be asked of the simulated instrument on the command line.
void addSimOptions(QCommandLineParser &parser);

// Each Fault::Invalid (or NotFound for a file) with what is wrong.
[[nodiscard]] Result<SimWave> simWaveFrom(const QCommandLineParser &parser);
[[nodiscard]] Result<SimPlan> simPlanFrom(const QCommandLineParser &parser);
[[nodiscard]] SimProgram::Options simFaultsFrom(const QCommandLineParser &parser);

} // namespace sizhen
