// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/clockfit.h"
#include "tests/support/program.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace sizhen;

class ClockFitTest : public QObject
{
    Q_OBJECT

    static constexpr qint64 ms = 1'000'000;

    // An instrument that runs `ppm` fast, asked twice a second; each answer is off by up to half of `roundMs`.
    static void ask(ClockFitter &fitter, double fromS, double toS, double ppm, double roundMs, double aheadS = 5000,
                    quint32 seed = 1)
    {
        std::mt19937 random(seed);
        std::uniform_real_distribution<double> part(-0.5, 0.5);
        for (double at = fromS; at < toS; at += 0.5) {
            const double device = at * (1 + ppm * 1e-6) + aheadS + part(random) * roundMs / 1000;
            fitter.add(qint64(at * 1e9), qint64(device * 1e9), qint64(roundMs / 2 * ms));
        }
    }

private Q_SLOTS:

    void driftIsFoundWithinItsOwnUncertainty_data()
    {
        QTest::addColumn<double>("ppm");
        for (const double ppm : {-200.0, -37.0, 0.0, 5.0, 200.0})
            QTest::addRow("%g ppm", ppm) << ppm;
    }

    void driftIsFoundWithinItsOwnUncertainty()
    {
        QFETCH(double, ppm);
        int inside = 0;
        for (quint32 seed = 1; seed <= 40; ++seed) {
            ClockFitter fitter(ClockFitter::Of::Time);
            ask(fitter, 0, 31, ppm, 1.0, 5000, seed);
            const auto fit = fitter.fit();
            QVERIFY(fit);
            QVERIFY(std::abs(fit->driftPpm - ppm) < 25);
            QVERIFY(fit->driftPpmError > 0 && fit->driftPpmError < 25);
            inside += std::abs(fit->driftPpm - ppm) <= fit->driftPpmError ? 1 : 0;
        }
        QVERIFY2(inside >= 34, qPrintable(QString::number(inside))); // 95 % of forty, and its own chance
    }

    void onlyTheLastThirtySecondsCount()
    {
        ClockFitter fitter(ClockFitter::Of::Time);
        ask(fitter, 0, 60, 300, 0.2, 0);
        ask(fitter, 60, 100, -100, 0.2, 60 * 400e-6);
        const auto fit = fitter.fit();
        QVERIFY(fit);
        QVERIFY2(std::abs(fit->driftPpm + 100) < 10, qPrintable(QString::number(fit->driftPpm)));
        QVERIFY(fit->spanS <= 30);
        QVERIFY(fit->points <= 61);
    }

    void answersThatCameLateDoNotBendTheLine()
    {
        ClockFitter fitter(ClockFitter::Of::Time);
        std::mt19937 random(3);
        for (int i = 0; i < 60; ++i) {
            const double at = i * 0.5;
            const bool late = random() % 5 == 0; // the computer slept: the answer lay in the queue
            fitter.add(qint64(at * 1e9), qint64((at * (1 + 50e-6) + (late ? -0.008 : 0)) * 1e9),
                       late ? 8 * ms : 100'000);
        }
        const auto fit = fitter.fit();
        QVERIFY(fit);
        QVERIFY2(std::abs(fit->driftPpm - 50) < 3, qPrintable(QString::number(fit->driftPpm)));
        QVERIFY(!fitter.step());
    }

    void aStepIsFoundOnceAndMeasured_data()
    {
        QTest::addColumn<double>("jump");
        QTest::newRow("forward") << 0.25;
        QTest::newRow("back") << -3.0;
        QTest::newRow("small") << 0.030;
    }

    void aStepIsFoundOnceAndMeasured()
    {
        QFETCH(double, jump);
        ClockFitter fitter(ClockFitter::Of::Time);
        ask(fitter, 0, 20, 100, 1.0, 0);
        QVector<double> found;
        for (double at = 20; at < 40; at += 0.5) {
            ask(fitter, at, at + 0.4, 100, 1.0, jump);
            if (fitter.step())
                found.append(*fitter.step());
        }
        QCOMPARE(found.size(), 1);
        QVERIFY2(std::abs(found.first() - jump) < 0.003, qPrintable(QString::number(found.first())));
        QVERIFY(std::abs(fitter.fit()->driftPpm - 100) < 25); // of what came after it
    }

    void oneOddAnswerIsNoStep()
    {
        ClockFitter fitter(ClockFitter::Of::Time);
        ask(fitter, 0, 20, 0, 1.0, 0);
        fitter.add(qint64(20e9), qint64(27e9), ms);
        QVERIFY(!fitter.step());
        ask(fitter, 20.5, 30, 0, 1.0, 0);
        QVERIFY(!fitter.step());
        QVERIFY(std::abs(fitter.fit()->driftPpm) < 25);
    }

    void aCounterIsFittedAlthoughItsSamplesAreAlwaysLate()
    {
        // 250 a second, 150 ppm slow, five a read, each read up to 4 ms late and now and then 300.
        ClockFitter fitter(ClockFitter::Of::Count);
        std::mt19937 random(7);
        for (int read = 1; read < 1500; ++read) {
            const double counted = read * 5 / 250.0;
            const double late = random() % 100 == 0 ? 0.3 : 0.004 * double(random() % 1000) / 1000;
            fitter.add(qint64((counted / (1 - 150e-6) + late) * 1e9), qint64(counted * 1e9));
            QVERIFY(!fitter.step());
        }
        const auto fit = fitter.fit();
        QVERIFY(fit);
        QVERIFY(fit->byCounter);
        QVERIFY2(std::abs(fit->driftPpm + 150) < 20, qPrintable(QString::number(fit->driftPpm)));
    }

    void nothingIsSaidTooEarly()
    {
        ClockFitter fitter(ClockFitter::Of::Time);
        QVERIFY(!fitter.fit());
        ask(fitter, 0, 2.6, 0, 1.0);
        QVERIFY(!fitter.fit());
        ask(fitter, 2.6, 6, 0, 1.0);
        QVERIFY(fitter.fit());
        fitter.restart();
        QVERIFY(!fitter.fit());
    }
};

SIZHEN_TEST(ClockFitTest)
#include "clockfit_test.moc"
