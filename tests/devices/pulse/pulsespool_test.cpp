// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulsespool.h"

#include "core/base/cbor.h"
#include "core/crypto/primitives.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulseprotocols.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/simwave.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextStream>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

QVector<PulseSegment> judgedBeforeTheKill()
{
    return {{u"superficial"_s, 0, 20, 1, 80, {}, 12.5, 13.0}};
}

// Records one site until it is killed, and says how far it is: the second process of the tests.
int recordUntilKilled(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    PulseDevice device(QUrl(qEnvironmentVariable("SIZHEN_SPOOL_FROM")));
    device.setSpooler([](const QString &, const QString &) {
        return SealedSpool::create(qEnvironmentVariable("SIZHEN_SPOOL_TO"),
                                   SecretBytes::copyOf(QByteArray::fromHex(qgetenv("SIZHEN_SPOOL_KEY"))));
    });
    PulseRecorder recorder(device, systemClock(), {});
    recorder.setPlace(u"case"_s);
    QObject::connect(&device, &PulseSource::readyChanged, &app, [&recorder](bool ready) {
        if (ready)
            (void)recorder.begin(u"L.chi"_s);
    });
    QTextStream out(stdout);
    QObject::connect(&recorder, &PulseRecorder::grew, &app, [&] {
        if (recorder.soFar().end() >= 30 && recorder.soFar().segments.isEmpty())
            recorder.setSegments(judgedBeforeTheKill());
        out << recorder.soFar().end() << Qt::endl;
    });
    return QCoreApplication::exec();
}

} // namespace

class PulseSpoolTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    static Result<PulseReread> reread(const QString &path, const SecretBytes &key)
    {
        const auto content = SealedSpool::read(path, key);
        return content ? rereadPulse(content->records) : tl::unexpected(content.error());
    }

    static bool same(const PulseRecording &a, const PulseRecording &b)
    {
        return a.blocks == b.blocks && a.lostSamples == b.lostSamples && a.badFrames == b.badFrames
            && a.rawSha256 == b.rawSha256 && a.rawBytes == b.rawBytes && a.counts == b.counts && a.marks == b.marks
            && a.scale == b.scale && a.unit == b.unit && a.instrument == b.instrument && a.clock == b.clock
            && a.stationSeconds == b.stationSeconds;
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void everyProtocolIsReadAgainToTheSameRecording_data()
    {
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QStringList>("faults");
        for (const auto &kind : pulseProtocols()) {
            QTest::addRow("%s", qPrintable(kind.id)) << kind.id << QStringList();
            QTest::addRow("%s, damaged", qPrintable(kind.id))
                << kind.id << QStringList{u"--flip"_s, u"0.02"_s, u"--drop"_s, u"0.02"_s, u"--seed"_s, u"7"_s};
        }
        QTest::newRow("ptp/1, cable out")
            << u"ptp/1"_s << QStringList{u"--unplug-after"_s, u"0.8"_s, u"--replug-after"_s, u"0.3"_s};
    }

    void everyProtocolIsReadAgainToTheSameRecording()
    {
        QFETCH(QString, protocol);
        QFETCH(QStringList, faults);
        const auto name = QString::number(qHash(QByteArray(QTest::currentDataTag())), 16);
        const auto link = m_folder.filePath(name + u"-port"_s);
        SimProcess sim;
        QVERIFY(!sim.begin(faults + QStringList{u"--protocol"_s, protocol, u"--link-file"_s, link}).isEmpty());
        const auto key = SecretBytes::random(keySize);
        const auto path = m_folder.filePath(name);
        PulseDevice device(QUrl(u"serial://"_s + link + u"?protocol="_s + protocol));
        device.setSpooler([&](const QString &, const QString &) { return SealedSpool::create(path, key.clone()); });
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        recorder.setPlace(u"case"_s);
        QVERIFY(recorder.begin(u"R.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 3, 15'000);
        const auto live = recorder.finish();
        QVERIFY(live);
        QCOMPARE(live->rawSha256.size(), 32);
        QVERIFY(live->rawBytes > 0);
        QVERIFY(PulseRecording::decode(live->encode()));
        auto again = reread(path, key);
        QTRY_VERIFY_WITH_TIMEOUT((again = reread(path, key)) && again->ended, 3000); // the device's thread ends it
        // The line goes on after the last sample that the recording took.
        QVERIFY(again->raw.size() >= live->rawBytes);
        QCOMPARE(sha256(again->raw.first(live->rawBytes)), live->rawSha256);
        QVERIFY(again->recording.end() >= live->end());
        const auto content = SealedSpool::read(path, key);
        QList<QByteArray> upTo; // the reads up to and with that sample's
        qint64 bytes = 0;
        for (const auto &record : content->records) {
            if (bytes >= live->rawBytes)
                break;
            upTo.append(record);
            bytes += record.startsWith('B') ? record.size() - 9 : 0;
        }
        const auto exactly = rereadPulse(upTo);
        QVERIFY(exactly);
        QVERIFY(same(exactly->recording, *live));
    }

    void aKilledStationLosesNotOneSecond_data()
    {
        QTest::addColumn<int>("afterMs");
        for (const int ms : {700, 1500, 2600, 4100})
            QTest::addRow("%d ms", ms) << ms;
    }

    // FOU-05, EMG-05
    void aKilledStationLosesNotOneSecond()
    {
        QFETCH(int, afterMs);
        SimProcess sim;
        const auto address = sim.begin();
        QVERIFY(!address.isEmpty());
        const auto key = SecretBytes::random(keySize);
        const auto path = m_folder.filePath(u"killed-%1"_s.arg(afterMs));
        QProcess station;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SIZHEN_SPOOL_FROM"_s, address.toString());
        environment.insert(u"SIZHEN_SPOOL_TO"_s, path);
        environment.insert(u"SIZHEN_SPOOL_KEY"_s, QString::fromLatin1(key.view().toByteArray().toHex()));
        station.setProcessEnvironment(environment);
        station.start(QCoreApplication::applicationFilePath(), {u"pulsespool_test"_s});
        QVERIFY(station.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(station.canReadLine(), 8000);
        QTest::qWait(afterMs);
        ::kill(pid_t(station.processId()), SIGKILL);
        QVERIFY(station.waitForFinished());
        QCOMPARE(station.exitStatus(), QProcess::CrashExit);
        quint64 had = 0;
        while (station.canReadLine())
            had = station.readLine().trimmed().toULongLong();
        QVERIFY(had > 0);
        const auto back = reread(path, key);
        QVERIFY(back);
        QVERIFY(!back->ended);
        const auto &recording = back->recording;
        qInfo("it had %llu samples in memory, %llu are read again", had, recording.end());
        QVERIFY(recording.end() + quint64(recording.rateHz) > had); // 1 s at most
        QCOMPARE(recording.site, u"L.chi"_s);
        QCOMPARE(recording.segments, judgedBeforeTheKill());
        QCOMPARE(sha256(back->raw), recording.rawSha256);
        const auto wave = SimWave::recorded();
        for (const auto &block : recording.blocks)
            for (qsizetype i = 0; i < block.pulse.size(); ++i)
                QCOMPARE(block.pulse[i], wave->pulse(recording.site, block.first + quint64(i)));
        QVERIFY(PulseRecording::decode(recording.encode()));
    }

    void aPlaceThatTakesNothingIsSaidOnceAndTheSamplesGoOn()
    {
        SimProcess sim;
        PulseDevice device(sim.begin());
        device.setSpooler([this](const QString &, const QString &) {
            return SealedSpool::create(m_folder.filePath(u"no/such/folder"_s), SecretBytes::random(keySize));
        });
        QSignalSpy failed(&device, &PulseDevice::rawNotKept);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        PulseRecorder recorder(device, systemClock(), {});
        recorder.setPlace(u"case"_s);
        QVERIFY(recorder.begin(u"R.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(recorder.soFar().seconds() >= 1, 8000);
        const auto recording = recorder.finish();
        QVERIFY(recording);
        QVERIFY(recording->rawSha256.isEmpty());
        QCOMPARE(failed.count(), 1);
    }

    void recordsThatAreNoneOfOursAreRefused()
    {
        QCOMPARE(rereadPulse({}).error().fault, Fault::Corrupt);
        QCOMPARE(rereadPulse({"B12345678x"}).error().fault, Fault::Corrupt);
        QVERIFY(!rereadPulse({"H\xa0"}));
        QVERIFY(!rereadPulse({QByteArray("H")}));
        QVERIFY(!rereadPulse({QByteArray()}));
        const auto head = 'H'
            + cbor::encode(PulseSpoolHead{
                u"contec-5"_s, {}, {}, {}, u"L.cun"_s, 1, 5, QDateTime({2026, 11, 24}, {8, 0}, Qt::UTC)}
                               .toCbor());
        QVERIFY(rereadPulse({head}));
        QVERIFY(!rereadPulse({head, "S"}));
        QVERIFY(!rereadPulse({head, "S\xa0"}));
        QVERIFY(rereadPulse({head, 'S' + cbor::encode(QCborMap{{u"segments"_s, QCborArray()}})}));
        QVERIFY(!rereadPulse({head, 'S' + cbor::encode(QCborMap{{u"segments"_s, QCborArray{QCborMap()}}})}));
    }
};

static const sizhen::test::Registered registeredPulseSpoolTest(__FILE__, [](int argc, char **argv) {
    if (qEnvironmentVariableIsSet("SIZHEN_SPOOL_TO"))
        return recordUntilKilled(argc, argv);
    QCoreApplication app(argc, argv);
    QTEST_SET_MAIN_SOURCE_PATH
    PulseSpoolTest test;
    return QTest::qExec(&test, argc, argv);
});
#include "pulsespool_test.moc"
