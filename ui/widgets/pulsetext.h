// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QCborArray>
#include <QCoreApplication>

namespace sizhen {

// What the analysis says, in a reader's words: measured and described, never judged.
class PulseText
{
    Q_DECLARE_TR_FUNCTIONS(PulseText)
public:
    [[nodiscard]] static QString site(const QString &site); // "Left guan"
    [[nodiscard]] static QString shortSite(const QString &site); // "guan 关"
    [[nodiscard]] static QString
    advice(const QString &advice); // what the hand at the wrist can change; empty when all is well
    [[nodiscard]] static QString depth(const QString &depth); // "floating 浮"; "best": where the pulse is greatest
    [[nodiscard]] static QString failed(const QString &flaw); // of a depth that does not count: what to mend
    [[nodiscard]] static QString unverified(const QCborArray &flaws); // why an instrument was not cleared (FOU-06)
    [[nodiscard]] static QString flaw(BeatFlaw flaw);
    [[nodiscard]] static QString rhythm(const PulseRhythm &rhythm);
    // "slow 迟, intermittent 代"; empty when none
    [[nodiscard]] static QString compatible(const QList<CompatibleName> &names);
    [[nodiscard]] static QString parameter(const QString &id); // "h1, main wave" with how it is measured
    [[nodiscard]] static QString pressure(double value, const QString &ucum); // "1.20 N", "212 gf": three digits
    [[nodiscard]] static QString unit(const QString &ucum); // "mmHg"; "1" is a count of the instrument
    [[nodiscard]] static QString why(const QString &why); // why a parameter has no value
    [[nodiscard]] static QString notice(); // stands on every analysis
};

} // namespace sizhen
