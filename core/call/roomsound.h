// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <map>

namespace sizhen {

// What is heard from the other ends of a room: who speaks, and how loud each is played. An interpreter is understood
// first: while one speaks, the others are played at a quarter. Levels and milliseconds of a steady clock in.
class RoomSound
{
public:
    static constexpr double speechDb = -42; // quieter is the room
    static constexpr qint64 attackMs = 150; // a cough is shorter
    static constexpr qint64 holdMs = 1500; // between two sentences
    static constexpr double besides = 0.25; // an interpreter who speaks
    static constexpr double louderDb = 6; // who speaks louder takes the word at once

    void heard(const QByteArray &end, bool interpreter, double db, qint64 nowMs); // ten times a second, each
    void forget(const QByteArray &end); // it left

    [[nodiscard]] double volumeOf(const QByteArray &end, qint64 nowMs) const; // 0 to 1
    [[nodiscard]] QByteArray speaker(qint64 nowMs); // empty: nobody speaks

private:
    struct Voice {
        bool interpreter = false;
        double db = -100;
        qint64 loudSinceMs = -1; // -1: it is not
        qint64 spokeMs = -1; // the last word; -1: none yet

        [[nodiscard]] bool speaks(qint64 nowMs) const { return spokeMs >= 0 && nowMs - spokeMs < holdMs; }
    };

    std::map<QByteArray, Voice> m_voices;
    QByteArray m_speaker;
};

} // namespace sizhen
