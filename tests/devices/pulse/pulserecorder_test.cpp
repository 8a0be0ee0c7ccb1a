// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulserecorder.h"
#include "devices/pulse/remotepulse.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// A source whose every move the test makes.
class FakeSource final : public PulseSource
{
public:
    bool isReady() const override { return ready; }

    bool isLocal() const override { return local; }

    QString name() const override { return u"fake"_s; }

    int badFrames() const override { return bad; }

    PulseRun run() const override { return known; }

    void noteSegments(const QVector<PulseSegment> &segments) override { depths = segments; }

    void start(const QString &site) override { started = site; }

    void stop() override { started.clear(); }

    void send(quint64 first, int count, const QString &site = u"L.cun"_s, double rate = 100)
    {
        PulseBlock block{site, rate, first, QVector<qint32>(count, int(first)), QVector<qint32>(count, 7)};
        Q_EMIT blockReady(block);
    }

    bool ready = true;
    bool local = true;
    int bad = 10;
    PulseRun known;
    QVector<PulseSegment> depths;
    QString started;
};

const QDateTime day(QDate(2026, 11, 24), QTime(14, 31), Qt::UTC);

} // namespace

class PulseRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void collectsOneSiteAndCountsItsGaps()
    {
        FakeSource source;
        PulseRecorder recorder(source, [] { return day; }, {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        QCOMPARE(source.started, u"L.cun"_s);
        source.send(0, 10);
        source.send(10, 10);
        source.send(0, 10); // twice
        source.send(25, 5); // five lost
        source.send(30, 5, u"R.cun"_s); // not ours
        source.bad = 13;
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QCOMPARE(recording->blocks.size(), 2);
        QCOMPARE(recording->blocks.first().pulse.size(), 20);
        QCOMPARE(recording->lostSamples, 5);
        QCOMPARE(recording->badFrames, 3);
        QCOMPARE(recording->started, day);
        QVERIFY(source.started.isEmpty());
        QVERIFY(PulseRecording::decode(recording->encode()));
    }

    void refusesWhatItMustNotDo()
    {
        FakeSource source;
        PulseRecorder recorder(source, [] { return day; }, {});
        QCOMPARE(recorder.begin(u"L.knee"_s).error().fault, Fault::Invalid);
        source.local = false;
        const auto remote = recorder.begin(u"L.cun"_s);
        QCOMPARE(remote.error().fault, Fault::Denied);
        QCOMPARE(remote.error().rule, u"ORG-10"_s);
        source.local = true;
        source.ready = false;
        QCOMPARE(recorder.begin(u"L.cun"_s).error().fault, Fault::NotFound);
        source.ready = true;
        QVERIFY(recorder.begin(u"L.cun"_s));
        QCOMPARE(recorder.begin(u"L.chi"_s).error().fault, Fault::Busy);
        QCOMPARE(recorder.finish().error().message, u"pulse.nothing_recorded"_s);
        QVERIFY(!recorder.finish());
    }

    void theDraftIsKeptEverySecondAndWhenTheCableComesOut()
    {
        FakeSource source;
        QList<QByteArray> drafts;
        PulseRecorder recorder(
            source, [] { return day; },
            [&drafts](const QByteArray &bytes) -> Result<> {
                drafts.append(bytes);
                return {};
            });
        QVERIFY(recorder.begin(u"L.cun"_s));
        source.send(0, 10);
        Q_EMIT source.lost(Error{});
        QCOMPARE(drafts.size(), 1);
        QCOMPARE(PulseRecording::decode(drafts.last())->blocks.first().pulse.size(), 10);
        QVERIFY(recorder.isInterrupted());
        source.send(40, 10);
        QVERIFY(!recorder.isInterrupted());
        QTRY_COMPARE_WITH_TIMEOUT(drafts.size(), 2, 2000);
        QCOMPARE(PulseRecording::decode(drafts.last())->lostSamples, 30);
    }

    // docs/decisions/raw-pulse.md: what is on its way to the disk need not be written a second time each second.
    void noDraftIsWrittenWhileTheRawBytesAreKept()
    {
        FakeSource source;
        QList<QByteArray> drafts;
        PulseRecorder recorder(
            source, [] { return day; },
            [&](const QByteArray &bytes) -> Result<> {
                drafts.append(bytes);
                return {};
            });
        QVERIFY(recorder.begin(u"L.cun"_s));
        source.known.rawBytes = 100;
        source.known.rawSha256 = QByteArray(32, 'x');
        source.send(0, 10);
        recorder.setSegments({{u"deep"_s, 0, 5, 1, 90, {}, {}, {}}});
        QCOMPARE(source.depths.size(), 1); // they stand with the raw bytes
        QTest::qWait(1200);
        QCOMPARE(drafts.size(), 0);
        source.known = {}; // the disk is full: from now on the draft is all there is
        source.send(10, 10);
        QTRY_VERIFY_WITH_TIMEOUT(!drafts.isEmpty(), 2500);
        QCOMPARE(PulseRecording::decode(drafts.last())->segments.size(), 1);
        source.known.rawBytes = 200;
        source.known.rawSha256 = QByteArray(32, 'y');
        drafts.clear();
        source.send(20, 10);
        Q_EMIT source.lost(Error{}); // nobody knows whether it comes back
        QCOMPARE(drafts.size(), 1);
        bool wasRunning = false;
        PulseRecorder ending(
            source, [] { return day; },
            [&](const QByteArray &) -> Result<> {
                wasRunning = !source.started.isEmpty();
                return {};
            });
        QVERIFY(ending.begin(u"L.chi"_s));
        source.send(0, 10, u"L.chi"_s);
        QVERIFY(ending.finish());
        QVERIFY(wasRunning); // an ended run without a draft is one that was thrown away
        QVERIFY(source.started.isEmpty());
    }

    void aDraftThatCannotBeWrittenIsSaidOnce()
    {
        FakeSource source;
        PulseRecorder recorder(
            source, [] { return day; }, [](const QByteArray &) -> Result<> { return fail(Fault::NoSpace, u"full"_s); });
        QSignalSpy failed(&recorder, &PulseRecorder::keepFailed);
        QVERIFY(recorder.begin(u"L.cun"_s));
        source.send(0, 10);
        Q_EMIT source.lost(Error{});
        QVERIFY(recorder.finish()); // the samples themselves are safe in memory
        QCOMPARE(failed.count(), 1);
    }

    void whatWasTakenAtEachDepthStandsInTheRecording()
    {
        FakeSource source;
        PulseRecorder recorder(source, [] { return day; }, {});
        recorder.setSegments({{u"deep"_s, 0, 5, 1, 80, {}, {}, {}}}); // nothing is recorded: nobody's
        QVERIFY(recorder.begin(u"L.cun"_s));
        source.send(0, 10);
        const PulseSegment first{u"superficial"_s, 0, 10, 3, 90, {}, 5.0, 9.0};
        recorder.setSegments({first, {u"middle"_s, 10, 30, 3, 90, {}, {}, {}}}); // the second has no samples yet
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QCOMPARE(recording->segments, QVector<PulseSegment>{first});
        QVERIFY(PulseRecording::decode(recording->encode()));
    }

    void itIsFullAfterItsLongestAndSaysSoOnce()
    {
        FakeSource source;
        PulseRecorder recorder(source, [] { return day; }, {});
        QSignalSpy full(&recorder, &PulseRecorder::reachedLongest);
        QVERIFY(recorder.begin(u"L.cun"_s));
        const int longest = int(GrowingRecording::longestS * 100);
        source.send(0, longest - 10);
        QCOMPARE(full.count(), 0);
        source.send(quint64(longest) - 10, 10);
        source.send(quint64(longest), 10);
        QCOMPARE(full.count(), 1);
        QCOMPARE(recorder.finish()->end(), quint64(longest));
        QVERIFY(recorder.begin(u"L.cun"_s)); // the next one is not
        source.send(0, 10);
        source.send(quint64(longest) + 7, 10); // the cable was out for longer than that
        QCOMPARE(full.count(), 2);
        const auto recording = recorder.finish();
        QCOMPARE(recording->end(), quint64(10));
        QVERIFY(PulseRecording::decode(recording->encode()));
    }

    void cancelThrowsItAway()
    {
        FakeSource source;
        PulseRecorder recorder(source, [] { return day; }, {});
        QVERIFY(recorder.begin(u"L.cun"_s));
        source.send(0, 10);
        recorder.cancel();
        QVERIFY(!recorder.isRecording());
        QVERIFY(recorder.soFar().blocks.isEmpty());
        QVERIFY(recorder.begin(u"L.chi"_s));
    }

    void thePartnersPulseIsWatchedNeverCommanded()
    {
        RemotePulse remote;
        QSignalSpy blocks(&remote, &PulseSource::blockReady);
        QVERIFY(!remote.isReady());
        QVERIFY(!remote.isLocal());
        remote.setConnected(true, u"Budapest"_s);
        QVERIFY(remote.isReady());
        QCOMPARE(remote.name(), u"Budapest"_s);
        remote.start(u"L.cun"_s);
        QVERIFY(remote.site().isEmpty());
        remote.feed({u"L.cun"_s, 100, 0, {1, 2, 3}, {}}, 250);
        QCOMPARE(blocks.count(), 1);
        QCOMPARE(remote.site(), u"L.cun"_s);
        QCOMPARE(remote.delayMs().value(), 250);
        QSignalSpy lost(&remote, &PulseSource::lost);
        remote.setConnected(false, u"Budapest"_s);
        QCOMPARE(lost.count(), 1);
    }

    void theDelayIsSmoothed()
    {
        RemotePulse remote;
        remote.setConnected(true, u"B"_s);
        const auto block = [](quint64 first) { return PulseBlock{u"L.cun"_s, 100, first, QVector<qint32>(10, 1), {}}; };
        remote.feed(block(0), std::nullopt); // the clocks were not compared yet
        QVERIFY(!remote.delayMs());
        remote.feed(block(10), 100);
        QCOMPARE(remote.delayMs().value(), 100);
        for (int i = 2; i < 60; ++i)
            remote.feed(block(quint64(10 * i)), 400);
        QVERIFY2(qAbs(remote.delayMs().value() - 400) <= 5, qPrintable(QString::number(*remote.delayMs())));
    }
};

SIZHEN_TEST(PulseRecorderTest)
#include "pulserecorder_test.moc"
