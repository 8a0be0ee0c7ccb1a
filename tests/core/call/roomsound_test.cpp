// SPDX-License-Identifier: GPL-3.0-or-later
// Who is heard, and who is heard first, in a room of several.
#include "core/call/roomsound.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class RoomSoundTest : public QObject
{
    Q_OBJECT

private:
    static constexpr double speech = -25;
    static constexpr double quiet = -60;
    const QByteArray interpreter{"i"};
    const QByteArray physician{"p"};
    const QByteArray other{"o"};

    // All three for so long, ten times a second.
    void hear(RoomSound &sound, double fromInterpreter, double fromPhysician, double fromOther, qint64 ms)
    {
        for (const auto until = m_now + ms; m_now < until; m_now += 100) {
            sound.heard(interpreter, true, fromInterpreter, m_now);
            sound.heard(physician, false, fromPhysician, m_now);
            sound.heard(other, false, fromOther, m_now);
        }
    }

    qint64 m_now = 0;

private Q_SLOTS:

    void whileAnInterpreterSpeaksTheOthersAreQuieter()
    {
        RoomSound sound;
        hear(sound, quiet, speech, quiet, 2000);
        QCOMPARE(sound.volumeOf(physician, m_now), 1.0);
        hear(sound, speech, speech, quiet, 100); // a cough
        QCOMPARE(sound.volumeOf(physician, m_now), 1.0);
        hear(sound, speech, speech, quiet, 300);
        QCOMPARE(sound.volumeOf(physician, m_now), 0.25);
        QCOMPARE(sound.volumeOf(other, m_now), 0.25);
        QCOMPARE(sound.volumeOf(interpreter, m_now), 1.0);
        hear(sound, quiet, speech, quiet, 1000); // between two sentences
        QCOMPARE(sound.volumeOf(physician, m_now), 0.25);
        hear(sound, speech, speech, quiet, 5000);
        QCOMPARE(sound.volumeOf(physician, m_now), 0.25);
        hear(sound, quiet, speech, quiet, RoomSound::holdMs + 100);
        QCOMPARE(sound.volumeOf(physician, m_now), 1.0);
    }

    void whoLeavesHoldsNobodyDown()
    {
        RoomSound sound;
        hear(sound, speech, speech, quiet, 1000);
        QCOMPARE(sound.volumeOf(physician, m_now), 0.25);
        sound.forget(interpreter);
        QCOMPARE(sound.volumeOf(physician, m_now), 1.0);
    }

    void theLoudestHasTheWordAndKeepsItBetweenSentences()
    {
        RoomSound sound;
        hear(sound, quiet, quiet, quiet, 1000);
        QCOMPARE(sound.speaker(m_now), QByteArray());
        hear(sound, quiet, speech, quiet, 500);
        QCOMPARE(sound.speaker(m_now), physician);
        hear(sound, quiet, quiet, quiet, 800);
        QCOMPARE(sound.speaker(m_now), physician);
        hear(sound, quiet, speech, speech + 3, 1000); // hardly louder: no flicker
        QCOMPARE(sound.speaker(m_now), physician);
        hear(sound, quiet, speech, speech + 8, 500);
        QCOMPARE(sound.speaker(m_now), other);
        hear(sound, quiet, quiet, quiet, RoomSound::holdMs + 100);
        QCOMPARE(sound.speaker(m_now), QByteArray());
        sound.forget(other);
        QCOMPARE(sound.speaker(m_now), QByteArray());
    }
};

SIZHEN_TEST(RoomSoundTest)
#include "roomsound_test.moc"
