// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/pulse/pulseanalysis.h"

#include <QHash>

namespace sizhen {

// What a rule asks of one measured number. A number that could not be measured never fulfils it.
struct PulseCondition {
    QString of; // "rate" (1/min), "rhythm" (a rhythmName), "depth" (share of the range pressed) or a parameter's key
    std::optional<double> above, least, below, most;
    QStringList is;
};

struct PulseNameRule {
    QString id; // as in the palpation form
    Label name;
    QString rule;
    QList<PulseCondition> when; // all of them
    Label because;
    QString source;
};

// resources/pulse/names.json: which measurements are compatible with which classical names, and between which values
// half of the healthy lie. Rules are data; no name is written in code.
struct PulseNameRules {
    QList<PulseNameRule> names;
    QHash<QString, QPair<double, double>> healthy; // by parameter key
    QString healthySource;
};

// Fault::Invalid names the rule that cannot be read.
[[nodiscard]] Result<PulseNameRules> parsePulseNames(const QByteArray &json);

[[nodiscard]] const PulseNameRules &pulseNameRules();

// For the physician, never a verdict.
[[nodiscard]] QList<CompatibleName> compatibleNames(const PulseNameRules &rules, const PulseAnalysis &analysis);

} // namespace sizhen
