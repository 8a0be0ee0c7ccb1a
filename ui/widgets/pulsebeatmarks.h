// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseanalysis.h"

#include <QCoreApplication>
#include <QMap>
#include <QStringList>

#include <optional>

namespace sizhen {

// The marks of an average beat as three hands set them. Keys are those of the fiducials: "on" foot, "sp" h1 and t1,
// "tidal_trough" h2 and t2, "tidal" h3 and t3, "notch" h4, t4 and t5, "dicrotic" h5; and three that are not fiducials:
// "w_from" and "w_to", the ends of the width at two thirds of h1, and "next", the next foot. Places are fractional
// indices into AverageBeat::wave, heights stand above the line from foot to foot.
class PulseBeatMarks
{
    Q_DECLARE_TR_FUNCTIONS(PulseBeatMarks)
public:
    PulseBeatMarks() = default;
    explicit PulseBeatMarks(const AverageBeat &beat);

    [[nodiscard]] static const QStringList &keys(); // from the foot on
    [[nodiscard]] static QString letter(const QString &key); // "h1", "w"; "foot"

    // What comes from elsewhere may be anything: unknown keys are dropped, places beyond the beat stand at its end.
    void setCorrections(const QMap<QString, double> &mine, const QMap<QString, double> &partners);
    void moveMine(const QString &key, double index);
    bool resetMine(const QString &key); // false: there was none

    [[nodiscard]] const QMap<QString, double> &mine() const { return m_mine; }

    [[nodiscard]] const QMap<QString, double> &partners() const { return m_partners; }

    [[nodiscard]] const AverageBeat &beat() const { return m_beat; }

    [[nodiscard]] std::optional<double> machine(const QString &key) const; // absent: it saw none
    [[nodiscard]] std::optional<double> valid(const QString &key) const; // mine before the machine's
    [[nodiscard]] double waveAt(double index) const; // as drawn
    [[nodiscard]] double heightAt(double index) const; // above the line from foot to foot
    [[nodiscard]] double msFromFoot(double index) const;

    // What the mark says, in the physician's letters: "h3 412 gf, 0.61 of h1 · t3 212 ms". `unit` is UCUM.
    [[nodiscard]] QString words(const QString &key, const QString &unit) const;
    // Where a mark that the machine does not see may begin: between its neighbours.
    [[nodiscard]] double guess(const QString &key) const;

private:
    [[nodiscard]] std::optional<double> crossing(bool rising) const; // of two thirds of h1
    [[nodiscard]] QString heightWords(double height, const QString &unit) const;

    [[nodiscard]] double bounded(double index) const;
    [[nodiscard]] QMap<QString, double> known(const QMap<QString, double> &corrections) const;

    AverageBeat m_beat;
    QMap<QString, double> m_machine;
    QMap<QString, double> m_mine;
    QMap<QString, double> m_partners;
};

} // namespace sizhen
