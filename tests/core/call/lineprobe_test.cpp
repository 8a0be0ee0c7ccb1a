// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/lineprobe.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"

#include <QTest>

#include <deque>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

// A way between two ends that is as long and as narrow as is asked for; every message passes its bytes.
struct NarrowWay {
    double kbit = 0; // 0: as much as comes
    qint64 wayMs = 50;
    double freeMs = 0; // when the narrow place is

    struct Under {
        qint64 atMs;
        QByteArray bytes;
    };

    std::deque<Under> under;

    void put(const QByteArray &bytes, qint64 nowMs)
    {
        double leaves = double(nowMs);
        if (kbit > 0)
            leaves = freeMs = std::max(freeMs, double(nowMs)) + double(bytes.size()) * 8 / kbit;
        under.push_back({qint64(leaves) + wayMs, bytes});
    }

    [[nodiscard]] std::vector<ProbeMessage> arrived(qint64 nowMs)
    {
        std::vector<ProbeMessage> all;
        for (; !under.empty() && under.front().atMs <= nowMs; under.pop_front())
            all.push_back(*ProbeMessage::decoded(under.front().bytes));
        return all;
    }

    [[nodiscard]] qint64 waitsMs(qint64 nowMs) const { return under.empty() ? 0 : under.back().atMs - nowMs - wayMs; }
};

struct Trial {
    LineProbe probe{QByteArray("12345678")};
    ProbeAnswerer answerer;
    NarrowWay up;
    NarrowWay down;
    bool busyThere = false;
    qint64 clockAheadMs = 0; // theirs
    qint64 longestQueueMs = 0;
    qint64 tookMs = 0;

    void run()
    {
        for (qint64 now = 1000; !probe.result() && now < 20'000; now += 10) {
            for (const auto &one : probe.tick(now, now))
                up.put(one.encoded(), now);
            for (const auto &one : answerer.tick(now))
                down.put(one.encoded(), now);
            for (const auto &heard : up.arrived(now))
                for (const auto &one : answerer.hear(heard, busyThere, now, now + clockAheadMs))
                    down.put(one.encoded(), now);
            for (const auto &heard : down.arrived(now))
                for (const auto &one : probe.hear(heard, now, now))
                    up.put(one.encoded(), now);
            longestQueueMs = std::max({longestQueueMs, up.waitsMs(now), down.waitsMs(now)});
            tookMs = now - 1000;
        }
    }

    [[nodiscard]] LineFigures figures() const
    {
        return probe.result() && *probe.result() ? **probe.result() : LineFigures();
    }
};

} // namespace

class LineProbeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // NET-05: what a way carries is found within a sixth, each way by itself, in five seconds, and no queue of it keeps
    // a call's signals waiting.
    void itFindsWhatTheWayCarries_data()
    {
        QTest::addColumn<double>("up");
        QTest::addColumn<double>("down");
        QTest::addColumn<int>("wayMs");
        QTest::newRow("1 and 4 Mbit/s, 40 ms") << 1000.0 << 4000.0 << 20;
        QTest::newRow("10 and 10 Mbit/s, 200 ms") << 10'000.0 << 10'000.0 << 100;
        QTest::newRow("2 and 0.5 Mbit/s, 300 ms") << 2000.0 << 500.0 << 150;
    }

    void itFindsWhatTheWayCarries()
    {
        QFETCH(double, up);
        QFETCH(double, down);
        QFETCH(int, wayMs);
        Trial trial;
        trial.up.kbit = up;
        trial.down.kbit = down;
        trial.up.wayMs = trial.down.wayMs = wayMs;
        trial.run();
        const auto found = trial.figures();
        QVERIFY2(found.upKbit > up * 0.83 && found.upKbit < up * 1.05, qPrintable(QString::number(found.upKbit)));
        QVERIFY2(found.downKbit > down * 0.83 && found.downKbit < down * 1.05,
                 qPrintable(QString::number(found.downKbit)));
        QVERIFY2(found.rttMs >= 2 * wayMs && found.rttMs < 2 * wayMs + 30, qPrintable(QString::number(found.rttMs)));
        QVERIFY2(trial.tookMs <= 6000, qPrintable(QString::number(trial.tookMs)));
        QVERIFY2(trial.longestQueueMs <= 800, qPrintable(QString::number(trial.longestQueueMs)));
    }

    void aWayThatCarriesEverythingIsNotFilledForEver()
    {
        Trial trial;
        trial.up.wayMs = trial.down.wayMs = 1;
        trial.run();
        QVERIFY(trial.figures().upKbit > 50'000);
        QVERIFY(trial.figures().downKbit > 50'000);
        QVERIFY(trial.probe.sentBytes() <= ProbeSender::most);
        QVERIFY(trial.answerer.sentBytes() <= ProbeSender::most);
    }

    void theClockIsComparedOnTheWay()
    {
        Trial trial;
        trial.clockAheadMs = 90'000;
        trial.run();
        QVERIFY(qAbs(trial.figures().clockAheadS - 90) < 0.1);
    }

    void whoDoesNotAnswerOrSpeaksIsSaidSo()
    {
        LineProbe alone(QByteArray("12345678"));
        qint64 now = 0;
        for (; !alone.result() && now < 10'000; now += 10)
            (void)alone.tick(now, now);
        QCOMPARE(alone.result()->error().message, u"net.probe_silent"_s);
        QVERIFY(now < 2000);
        Trial busy;
        busy.busyThere = true;
        busy.run();
        QCOMPARE(busy.probe.result()->error().message, u"net.probe_busy"_s);
    }

    // A partner that asks again and again, or for others' probes, gets nothing more out of this station's line.
    void itGivesNoMoreThanWasAgreed()
    {
        ProbeAnswerer answerer;
        const auto pull = [](const char *id) {
            ProbeMessage message;
            message.kind = ProbeMessage::Kind::Pull;
            message.probe = QByteArray(id);
            return message;
        };
        auto first = answerer.hear(pull("aaaaaaaa"), false, 0, 0);
        QVERIFY(!first.empty() && first.front().kind == ProbeMessage::Kind::Data);
        QCOMPARE(answerer.hear(pull("bbbbbbbb"), false, 100, 0).front().kind, ProbeMessage::Kind::Busy);
        qsizetype sent = qsizetype(first.size());
        for (qint64 now = 0; now < 2800; now += 10) // nobody confirms
            sent += qsizetype(answerer.tick(now).size());
        QVERIFY2(sent * ProbeMessage::fillBytes < 64 * 1024, qPrintable(QString::number(sent)));
        QVERIFY(!answerer.isSending());
        QCOMPARE(answerer.hear(pull("aaaaaaaa"), false, 60'000, 0).front().kind, ProbeMessage::Kind::Busy);
        QCOMPARE(answerer.hear(pull("cccccccc"), false, 2900, 0).front().kind, ProbeMessage::Kind::Busy);
        QCOMPARE(answerer.hear(pull("cccccccc"), true, 60'000, 0).front().kind, ProbeMessage::Kind::Busy);
        QCOMPARE(answerer.hear(pull("cccccccc"), false, 60'000, 0).front().kind, ProbeMessage::Kind::Data);
        ProbeMessage foreign;
        foreign.kind = ProbeMessage::Kind::Got;
        foreign.probe = QByteArray("zzzzzzzz");
        foreign.number = qint64(1) << 39;
        QVERIFY(answerer.hear(foreign, false, 60'100, 0).empty());
    }

    void whatIsNoProbeIsRefused()
    {
        ProbeMessage message;
        message.probe = QByteArray("12345678");
        const auto good = message.encoded();
        QVERIFY(ProbeMessage::decoded(good));
        for (qsizetype cut = 0; cut < good.size(); ++cut)
            QVERIFY(!ProbeMessage::decoded(good.first(cut)));
        message.probe = QByteArray("short");
        QVERIFY(!ProbeMessage::decoded(message.encoded()));
        message.probe = QByteArray("12345678");
        message.number = -1;
        QVERIFY(!ProbeMessage::decoded(message.encoded()));
        message.number = 1;
        message.kind = ProbeMessage::Kind::Data;
        message.fill = ProbeMessage::fillBytes + 1;
        QVERIFY(!ProbeMessage::decoded(message.encoded()));
        QVERIFY(!ProbeMessage::decoded(cbor::encode(QCborMap{{u"is"_s, u"shout"_s}, {u"n"_s, 1}})));
    }
};

SIZHEN_TEST(LineProbeTest)
#include "lineprobe_test.moc"
