// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pulse/livepulse.h"
#include "tests/support/program.h"

#include <QTest>

#include <QRandomGenerator>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// A line that loses, doubles, holds back and is cut, between two machines whose clocks differ.
struct BadLine {
    double loses = 0;
    double doubles = 0;
    int slowestMs = 40;
    std::function<bool(qint64)> isCut = [](qint64) { return false; };
    qint64 watcherClockMs = 37'000; // the watcher's clock is so far ahead
    QRandomGenerator random{20261128};
    std::multimap<qint64, QCborMap> there = {}; // arrives at the watcher
    std::multimap<qint64, QCborMap> back = {};

    void put(std::multimap<qint64, QCborMap> &way, const QCborMap &message, qint64 now)
    {
        if (isCut(now) || random.generateDouble() < loses)
            return;
        for (int i = random.generateDouble() < doubles ? 2 : 1; i > 0; --i)
            way.insert({now + 20 + qint64(random.generateDouble() * slowestMs), message});
    }

    static QVector<QCborMap> due(std::multimap<qint64, QCborMap> &way, qint64 now)
    {
        QVector<QCborMap> all;
        while (!way.empty() && way.begin()->first <= now) {
            all.append(way.begin()->second);
            way.erase(way.begin());
        }
        return all;
    }
};

struct Watched {
    QVector<qint32> samples;
    qint64 gaps = 0;
    qint64 worstAgeMs = 0;
    LivePulseReceiver receiver;
};

// A taking of so many seconds, 100 Hz in blocks of a tenth of a second, over the line.
Watched watched(BadLine &line, int seconds)
{
    LivePulseSender sender;
    Watched watched;
    sender.setAbout({{u"N"_s, 0.001, u"N"_s, 0.01, u"Example"_s}, {0, 2}});
    sender.begin("12345678");
    quint64 next = 0;
    for (qint64 now = 0; now < 1000 * seconds + 20'000; now += 10) {
        if (now % 100 == 0 && now < 1000 * seconds) {
            PulseBlock block{u"L.guan"_s, 100, quint64(now / 10), {}, {}};
            for (int i = 0; i < 10; ++i)
                block.pulse.append(qint32(now / 10 + i));
            line.put(line.there, sender.add(block, now), now);
        }
        if (now == 1000 * seconds)
            sender.end();
        if (now % 100 == 50)
            for (const auto &message : sender.tick(now))
                line.put(line.there, message, now);
        for (const auto &message : BadLine::due(line.there, now))
            for (const auto &arrived : watched.receiver.hear(message, now + line.watcherClockMs)) {
                watched.gaps += qint64(arrived.block.first - next);
                watched.samples += arrived.block.pulse;
                next = arrived.block.first + quint64(arrived.block.pulse.size());
                watched.worstAgeMs = std::max(watched.worstAgeMs, arrived.ageMs.value_or(0));
            }
        if (now % 100 == 50)
            for (const auto &message : watched.receiver.tick(now + line.watcherClockMs))
                line.put(line.back, message, now);
        for (const auto &message : BadLine::due(line.back, now))
            for (const auto &answer : sender.hear(message, now))
                line.put(line.there, answer, now);
    }
    return watched;
}

bool isWhole(const Watched &watched, int seconds)
{
    if (watched.samples.size() != 100 * seconds)
        return false;
    for (qsizetype i = 0; i < watched.samples.size(); ++i)
        if (watched.samples[i] != qint32(i))
            return false;
    return true;
}

} // namespace

class LivePulseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aGoodLineAsksForNothing()
    {
        BadLine line{.slowestMs = 5};
        const auto seen = watched(line, 20);
        QVERIFY(isWhole(seen, 20));
        QCOMPARE(seen.receiver.askedAgain(), 0);
        QCOMPARE(seen.receiver.about().scale.pressureScale, 0.01);
        QCOMPARE(seen.receiver.about().range.high, 2.0);
        QVERIFY2(seen.worstAgeMs < 60,
                 qPrintable(QString::number(seen.worstAgeMs))); // though the clocks differ by 37 s
    }

    // FOU-05: the partner sees the same samples, whatever the line does.
    void everySampleComesOverABadLine()
    {
        BadLine line{.loses = 0.3, .doubles = 0.2, .slowestMs = 400};
        const auto seen = watched(line, 60);
        QVERIFY2(isWhole(seen, 60), qPrintable(QString::number(seen.samples.size())));
        QVERIFY(seen.receiver.askedAgain() > 50);
        QCOMPARE(seen.receiver.givenUp(), 0);
    }

    void aCutOfHalfAMinuteIsFilled()
    {
        BadLine line{.isCut = [](qint64 now) { return now > 20'000 && now < 50'000; }};
        QVERIFY(isWhole(watched(line, 70), 70));
    }

    void aCutAtTheEndIsFilled()
    {
        BadLine line{.isCut = [](qint64 now) { return now > 25'000 && now < 36'000; }};
        QVERIFY(isWhole(watched(line, 30), 30));
    }

    void whatIsTooOldIsAGapAndSaidSo()
    {
        BadLine line{.isCut = [](qint64 now) { return now > 10'000 && now < 90'000; }};
        const auto seen = watched(line, 100);
        QVERIFY(seen.receiver.givenUp() > 150);
        QVERIFY(seen.gaps > 1500 && seen.gaps < 2500); // eighty seconds cut, sixty kept
        QCOMPARE(seen.samples.size() + seen.gaps, 10'000);
        QCOMPARE(seen.samples.last(), 9999);
    }

    void anotherRunBeginsAnew()
    {
        LivePulseSender sender;
        LivePulseReceiver receiver;
        for (const auto *run : {"aaaaaaaa", "bbbbbbbb"}) {
            sender.begin(run);
            const auto arrived = receiver.hear(sender.add({u"L.chi"_s, 100, 0, {1, 2}, {}}, 5), 7);
            QCOMPARE(arrived.size(), 1);
            QCOMPARE(arrived[0].block.pulse.size(), 2);
        }
        QVERIFY(sender.hear({{u"run"_s, QByteArray("aaaaaaaa")}, {u"want"_s, QCborArray{0, 1}}}, 9).isEmpty());
    }

    void nonsenseIsPassedOver()
    {
        LivePulseSender sender;
        LivePulseReceiver receiver;
        sender.begin("aaaaaaaa");
        (void)sender.add({u"L.chi"_s, 100, 0, {1, 2}, {}}, 5);
        const QList<QCborMap> bad{{},
                                  {{u"run"_s, 7}},
                                  {{u"run"_s, QByteArray("aaaaaaaa")}},
                                  {{u"run"_s, QByteArray("aaaaaaaa")}, {u"n"_s, -4}, {u"block"_s, QCborMap{}}},
                                  {{u"run"_s, QByteArray("aaaaaaaa")}, {u"next"_s, u"x"_s}},
                                  {{u"run"_s, QByteArray("aaaaaaaa")}, {u"want"_s, QCborArray{-5, qint64(1) << 62}}},
                                  {{u"ping"_s, qint64(-1)}, {u"pong"_s, u"x"_s}},
                                  {{u"run"_s, QByteArray("aaaaaaaa")}, {u"from"_s, qint64(1) << 60}, {u"next"_s, 2}}};
        for (const auto &message : bad) {
            QVERIFY(receiver.hear(message, 10).isEmpty());
            QVERIFY(sender.hear(message, 10).size() <= 1);
            QVERIFY(receiver.tick(10'000).size() <= 2);
        }
    }
};

SIZHEN_TEST(LivePulseTest)
#include "livepulse_test.moc"
