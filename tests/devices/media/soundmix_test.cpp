// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/soundmix.h"

#include "tests/support/program.h"

#include <QTest>

#include <cmath>

using namespace sizhen;

namespace {

constexpr std::size_t step = 480; // 10 ms
constexpr qint64 stepNs = 10'000'000;

std::vector<qint16> ofValue(qint16 value, std::size_t count = step)
{
    return std::vector<qint16>(count, value);
}

std::vector<qint16> taken(SoundMix &mix, qint64 atNs)
{
    std::vector<qint16> out(step);
    mix.take(out, atNs);
    return out;
}

} // namespace

class SoundMixTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<SoundMix> m_mix;
    std::shared_ptr<SoundMix::Voice> m_a;
    std::shared_ptr<SoundMix::Voice> m_b;

private Q_SLOTS:

    void init()
    {
        m_mix = std::make_unique<SoundMix>();
        m_a = std::make_shared<SoundMix::Voice>();
        m_b = std::make_shared<SoundMix::Voice>();
        m_mix->add(m_a);
        m_mix->add(m_b);
    }

    void voicesAreAddedAndNeverWrapAround()
    {
        m_a->put(ofValue(1000), 0);
        m_b->put(ofValue(200), 0);
        QCOMPARE(taken(*m_mix, 0), ofValue(1200));
        m_a->put(ofValue(30'000), stepNs);
        m_b->put(ofValue(30'000), stepNs);
        QCOMPARE(taken(*m_mix, stepNs), ofValue(INT16_MAX));
        QCOMPARE(taken(*m_mix, 2 * stepNs), ofValue(0)); // nobody says anything
    }

    void aVolumeIsOfOneVoiceAndItsLevelIsBeforeIt()
    {
        m_a->setGain(0.5);
        for (int i = 0; i < 10; ++i) {
            m_a->put(ofValue(8000), i * stepNs);
            m_b->put(ofValue(100), i * stepNs);
            QCOMPARE(taken(*m_mix, i * stepNs), ofValue(4100));
        }
        QVERIFY(std::abs(m_a->db() - 20 * std::log10(8000.0 / 32768)) < 0.1);
        m_a->setGain(0);
        m_a->put(ofValue(8000), 10 * stepNs);
        QCOMPARE(taken(*m_mix, 10 * stepNs), ofValue(0)); // b has said no more
        for (int i = 11; i < 30; ++i)
            QCOMPARE(taken(*m_mix, i * stepNs), ofValue(0));
        QVERIFY(m_a->db() < -90); // and is silent by its level, too
    }

    void whoComesTooEarlyWaits()
    {
        m_a->put(ofValue(500), stepNs + stepNs / 2);
        QCOMPARE(taken(*m_mix, 0), ofValue(0));
        auto half = ofValue(0);
        std::fill(half.begin() + step / 2, half.end(), qint16(500));
        QCOMPARE(taken(*m_mix, stepNs), half);
    }

    // A thread that was late costs no sample: what follows is as late, until it is quiet.
    void whoComesLateIsHeardWholeAndCatchesUpInAPause()
    {
        m_a->put(ofValue(700, 2 * step), 0);
        QCOMPARE(taken(*m_mix, 2 * stepNs), ofValue(700)); // 20 ms late
        QCOMPARE(taken(*m_mix, 3 * stepNs), ofValue(700));
        m_a->put(ofValue(10, 4 * step), 2 * stepNs); // a pause of 40 ms
        m_a->put(ofValue(900), 6 * stepNs);
        QCOMPARE(taken(*m_mix, 4 * stepNs), ofValue(10));
        QCOMPARE(taken(*m_mix, 5 * stepNs), ofValue(10));
        QCOMPARE(taken(*m_mix, 6 * stepNs), ofValue(900)); // in time again
    }

    void whatIsMuchTooLateIsLeftOut()
    {
        m_a->put(ofValue(1, 10 * step), 0);
        m_a->put(ofValue(900), 10 * stepNs);
        QCOMPARE(taken(*m_mix, 10 * stepNs), ofValue(900));
    }

    void aGapStaysAGap()
    {
        m_a->put(ofValue(300), 0);
        m_a->put(ofValue(400), 6 * stepNs); // 50 ms of it never came
        QCOMPARE(taken(*m_mix, 0), ofValue(300));
        for (int i = 1; i < 6; ++i)
            QCOMPARE(taken(*m_mix, i * stepNs), ofValue(0));
        QCOMPARE(taken(*m_mix, 6 * stepNs), ofValue(400));
    }

    // The moments that a jitter buffer gives tremble by some samples; no gap is made of that.
    void aTremblingClockMakesNoGap()
    {
        for (int i = 0; i < 100; ++i) {
            m_a->put(ofValue(600), i * stepNs + (i % 2 ? 300'000 : 0) + stepNs);
            const auto heard = i > 0 ? taken(*m_mix, i * stepNs) : ofValue(600);
            if (i > 1) // it may begin by as much later
                QCOMPARE(heard, ofValue(600));
        }
    }

    // A jitter buffer hands on at once what is due much later, when sound is held back for a picture that is late.
    void whatIsDueInThreeSecondsIsKeptForThem()
    {
        for (int i = 0; i < 500; ++i) {
            m_a->put(ofValue(qint16(i + 1)), (i + 300) * stepNs);
            QCOMPARE(taken(*m_mix, i * stepNs), ofValue(qint16(std::max(0, i - 299))));
        }
    }

    void whoLeavesIsHeardNoMoreAndNothingPilesUp()
    {
        for (int i = 0; i < 1000; ++i) // ten seconds that nobody takes
            m_a->put(ofValue(600), i * stepNs);
        QCOMPARE(taken(*m_mix, 999 * stepNs), ofValue(600));
        m_a->put(ofValue(600), 1000 * stepNs);
        m_mix->remove(m_a);
        QCOMPARE(taken(*m_mix, 1000 * stepNs), ofValue(0));
    }
};

SIZHEN_TEST(SoundMixTest)
#include "soundmix_test.moc"
