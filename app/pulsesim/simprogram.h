// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pulsesim/simport.h"
#include "devices/sim/faultyline.h"
#include "devices/sim/simspeaker.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <optional>

namespace sizhen {

// Runs the simulated instrument in real time (or faster) on a port, with the faults that were asked for.
class SimProgram final : public QObject
{
    Q_OBJECT
public:
    struct Options {
        FaultyLine::Plan faults;
        double speed = 1;
        std::optional<double> unplugAfterS; // of sending
        double replugAfterS = 3; // negative: stays out
        bool powerCut = false; // the instrument loses its counters with the cable
        std::optional<double> stallAfterS; // goes silent with the cable in
        std::optional<double> stallForS; // and speaks again; nothing: never
        double faultsAfterS = 0; // of sending: until then the line is sound
    };

    SimProgram(std::unique_ptr<SimPort> port, std::unique_ptr<SimSpeaker> speaker, const Options &options);

    [[nodiscard]] Result<> begin(); // plugs in and says where, on standard output
    void unplug();
    void press(); // the instrument's button
    void report() const; // one line of counts

private:
    void plugIn();
    void tick();
    [[nodiscard]] bool isStalled(quint64 us);
    void say(const QString &line) const;

    std::unique_ptr<SimPort> m_port;
    std::unique_ptr<SimSpeaker> m_speaker;
    Options m_options;
    FaultyLine m_line;
    QTimer m_tick{this};
    QTimer m_replug{this};
    QElapsedTimer m_clock;
    quint64 m_powerOnUs = 0;
    quint64 m_sentUs = 0; // how long it has been sending
    quint64 m_lastUs = 0;
    std::optional<quint64> m_stalledUs; // since when
    int m_swallowed = 0; // frames that a full or absent cable swallowed
};

} // namespace sizhen
