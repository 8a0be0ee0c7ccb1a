// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/sessionrecording.h"

#include "tests/support/drive.h"
#include "tests/support/program.h"
#include "tests/support/recordedroom.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTextStream>

#include <signal.h>

using namespace Qt::Literals::StringLiterals;

namespace {

using namespace sizhen;
using sizhen::test::must;
using sizhen::test::picturesIn;
using sizhen::test::recordedPackets;
using sizhen::test::RecordedRoom;
using sizhen::test::ToldCall;

// Records a consultation until it is killed: says where its vault lies, then what it gave.
int recordSessionUntilKilled(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    RecordedRoom room;
    room.allAgree();
    (void)recordedPackets();
    must(room.begin(), "begin");
    QTextStream out(stdout);
    out << room.consultation.duna.vault->folder() << Qt::endl;
    out << QString::fromLatin1(room.consultation.caseId.toHex()) << Qt::endl;
    QElapsedTimer clock;
    clock.start();
    for (const auto &packet : recordedPackets()) {
        while (clock.nsecsElapsed() < packet.ns)
            QThread::msleep(5);
        room.recording->take(packet);
        out << packet.ns / 1'000'000 << Qt::endl;
    }
    return QCoreApplication::exec();
}

} // namespace

// CON-10 with real vaults, real stations and real packets.
class SessionRecordingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void itStartsOnlyWhenAllAgreeAndACallRuns()
    {
        RecordedRoom room;
        QCOMPARE(room.begin().error().message, u"con.no_recording"_s);
        room.patientSays(true);
        room.kovacsSays(true);
        QCOMPARE(room.begin().error().message, u"con.recording_not_all"_s);
        room.liSays(true);
        room.call.hangUp();
        QCOMPARE(room.begin().error().message, u"recording.no_call"_s);
        QVERIFY(recordings(room.state()).isEmpty());
        QVERIFY(must(room.recording->shelf().all(), "all").empty());
        room.call.told.stage = CallStage::Connected;
        QVERIFY(room.begin());
        QVERIFY(isRecorded(room.state()));
        QCOMPARE(room.begin().error().message, u"recording.runs"_s);
    }

    void whatWasRecordedStandsInTheCaseAndPlays()
    {
        RecordedRoom room;
        room.allAgree();
        QSignalSpy ended(room.recording.get(), &SessionRecording::ended);
        QVERIFY(room.begin());
        room.send(0, int(recordedPackets().size()));
        room.recording->end();
        QVERIFY(!room.recording->isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        const auto end = room.ending();
        QVERIFY(end);
        QCOMPARE(end->why, QString(recordingend::person));
        QVERIFY(std::abs(end->seconds - 5) < 0.1);
        QCOMPARE(end->tracks.size(), 3);
        const auto reader = room.reader(end->recording);
        QCOMPARE(reader->verify().value(), end->sha256);
        QCOMPARE(reader->wholeBytes(), end->bytes);
        QCOMPARE(picturesIn(*reader), 150);
        QVERIFY(must(room.recording->shelf().all(), "all")[0].told);
        room.consultation.pump();
        QCOMPARE(
            recordings(must(room.consultation.lake.desk->wholeCase(room.consultation.caseId), "case"))[0].end->sha256,
            end->sha256); // both sides hold the hash
    }

    // Who comes into the call and agreed is recorded, too: in a further file, since this one has no track for the voice.
    void aNewcomerIsRecordedInAFurtherFile()
    {
        RecordedRoom room;
        room.allAgree();
        QSignalSpy ended(room.recording.get(), &SessionRecording::ended);
        QSignalSpy goesOn(room.recording.get(), &SessionRecording::goesOn);
        QVERIFY(room.begin());
        const auto by = room.consultation.duna.actor(u"kovacs"_s);
        room.send(0, 300);
        room.recording->follow(test::recordedTracks().first(2), by); // one left: nothing is missed
        QCOMPARE(goesOn.size(), 0);
        const auto interpreter = MediaTrack{MediaTrack::Kind::Interpreter, u"inviting"_s};
        room.consultation.tick();
        room.recording->follow(test::recordedTracks() + QList{interpreter}, by);
        QCOMPARE(goesOn.size(), 1);
        QVERIFY(room.recording->isRunning());
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        const auto all = recordings(room.state());
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].end->why, QString(recordingend::newcomer));
        QVERIFY(!all[1].end);
        QVERIFY(room.reader(all[0].id)->verify());
        // Nobody who could sign is there: it ends, and that is told.
        QSignalSpy told(room.recording.get(), &SessionRecording::told);
        room.recording->follow(test::recordedTracks() + QList{interpreter, test::pictureOf(u"invited"_s)}, Actor());
        QVERIFY(!room.recording->isRunning());
        QCOMPARE(told.size(), 1);
    }

    // A word that is taken back on the other side of the world stops it before the next packet.
    void aWithdrawalStopsItAtOnce_data()
    {
        QTest::addColumn<QString>("who");
        QTest::addColumn<QString>("why");
        for (const auto &who : {u"li"_s, u"kovacs"_s, u"patient"_s})
            QTest::addRow("%s", qPrintable(who)) << who << QString(recordingend::withdrawn);
        QTest::newRow("session") << u"session"_s << QString(recordingend::session);
        QTest::newRow("call") << u"call"_s << QString(recordingend::call);
        QTest::newRow("consent") << u"consent"_s << QString(recordingend::withdrawn);
    }

    void aWithdrawalStopsItAtOnce()
    {
        QFETCH(QString, who);
        QFETCH(QString, why);
        RecordedRoom room;
        room.allAgree();
        if (who == u"session")
            room.consultation.findings();
        QVERIFY(room.begin());
        QSignalSpy ended(room.recording.get(), &SessionRecording::ended);
        room.send(0, 200);
        if (who == u"li")
            room.liSays(false);
        else if (who == u"kovacs")
            room.kovacsSays(false);
        else if (who == u"patient")
            room.patientSays(false);
        else if (who == u"session")
            room.consultation.kovacs(u"case.end"_s);
        else if (who == u"call")
            room.call.hangUp();
        else
            room.consultation.kovacs(u"consent.withdraw"_s, {{u"reason"_s, u"I have thought it over"_s}});
        QVERIFY(!room.recording->isRunning());
        room.send(200, 300); // an engine that has not heard of it yet
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        const auto end = room.ending();
        QVERIFY(end);
        QCOMPARE(end->why, why);
        const double given = double(recordedPackets()[199].ns) / 1e9;
        QVERIFY2(std::abs(end->seconds - given) < 0.1, qPrintable(QString::number(end->seconds)));
        if (who == u"session" || who == u"call" || who == u"consent")
            return;
        QCOMPARE(room.begin().error().rule, u"CON-10"_s);
    }

    void whoComesLaterHasNotAgreedYet()
    {
        RecordedRoom room;
        room.allAgree();
        QVERIFY(room.begin());
        room.send(0, 100);
        auto &c = room.consultation;
        c.duna.enrol(u"ilka"_s, {u"INTERPRETER"_s}, {}, Label(u"伊尔卡"_s, u"Ilka"_s), {});
        must(c.doAs(c.duna, u"ilka"_s, u"case.check_in"_s, {{u"as"_s, u"INTERPRETER"_s}}), "check in");
        QVERIFY(!room.recording->isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(room.ending(), 20'000);
        QCOMPARE(room.ending()->why, QString(recordingend::withdrawn));
    }

    void aFullDiskIsToldAndTheSessionGoesOn()
    {
        RecordedRoom room;
        room.allAgree();
        const auto folder = room.consultation.duna.vault->folder() + u"/recordings"_s;
        QVERIFY(QDir().mkpath(folder));
        const auto mounted
            = ::mount("sizhen-test", QFile::encodeName(folder).constData(), "tmpfs", 0, "mode=0700,size=90000") == 0;
        if (!mounted)
            QSKIP(test::mayNotMount);
        const auto away = qScopeGuard([&] { ::umount2(QFile::encodeName(folder).constData(), MNT_DETACH); });
        QVERIFY(room.begin());
        QSignalSpy told(room.recording.get(), &SessionRecording::told);
        room.send(0, int(recordedPackets().size()));
        QTRY_VERIFY_WITH_TIMEOUT(room.ending(), 20'000);
        QCOMPARE(told.size(), 1);
        QCOMPARE(told[0][0].value<Error>().message, u"recording.disk_full"_s);
        QVERIFY(!room.recording->isRunning());
        const auto end = *room.ending();
        QCOMPARE(end.why, QString(recordingend::diskFull));
        QVERIFY(end.seconds > 0.5 && end.seconds < 4.9);
        QCOMPARE(room.reader(end.recording)->verify().value(), end.sha256);
        QCOMPARE(room.state().stage(), u"IN_SESSION"_s);
    }

    void aStationThatClosesEndsItInOrder()
    {
        RecordedRoom room;
        room.allAgree();
        QVERIFY(room.begin());
        room.send(0, 300);
        room.recording.reset();
        QVERIFY(room.ending());
        room.open();
        room.recording->recover(); // nothing is left to tell
        QTest::qWait(200);
        QCOMPARE(room.state().all(u"case.recording_stopped"_s).size(), 1);
    }

    // A crash before the act and the first second leaves nothing to tell; one after the act is not told twice.
    void whatIsLeftIsToldOnceOrNotAtAll()
    {
        RecordedRoom room;
        room.allAgree();
        RecordingShelf shelf(*room.consultation.duna.vault);
        const auto kept = must(shelf.begin(room.consultation.caseId), "begin"); // and no file
        room.recording->recover();
        QTRY_VERIFY_WITH_TIMEOUT(must(shelf.all(), "all").empty(), 10'000);
        QVERIFY(recordings(room.state()).isEmpty());

        must(room.begin(), "begin");
        room.send(0, 300);
        room.recording->end();
        QTRY_VERIFY_WITH_TIMEOUT(room.ending(), 20'000);
        auto &vault = *room.consultation.duna.vault;
        const auto row = must(vault.rows().list(Desk::draftRows()), "rows");
        for (auto one : row)
            if (one.key.startsWith(u"recording/"_s)) {
                auto body = must(cbor::decodeMap(one.body), "body");
                body[u"told"_s] = false; // as if the note had not been written any more
                one.body = cbor::encode(body);
                auto change = must(vault.begin(), "begin");
                must(vault.rows().put(Desk::draftRows(), one), "put");
                must(change.commit(), "commit");
            }
        QVERIFY(!must(shelf.all(), "all")[0].told);
        room.recording->recover();
        QTRY_VERIFY_WITH_TIMEOUT(must(shelf.all(), "all")[0].told, 10'000);
        QCOMPARE(room.state().all(u"case.recording_stopped"_s).size(), 1);
    }

    // ARC-13: the key goes with the row; a file without one is swept.
    void aFileWithoutAKeyIsSwept()
    {
        RecordedRoom room;
        room.allAgree();
        QVERIFY(room.begin());
        room.send(0, 300);
        room.recording->end();
        QTRY_VERIFY_WITH_TIMEOUT(room.ending(), 20'000);
        const auto number = room.ending()->recording;
        const auto path = room.recording->shelf().pathOf(number);
        room.recording->recover();
        QVERIFY(QFile::exists(path));
        auto &vault = *room.consultation.duna.vault;
        auto change = must(vault.begin(), "begin");
        must(vault.rows().remove(Desk::draftRows(),
                                 u"recording/%1/%2"_s.arg(QString::fromLatin1(room.consultation.caseId.toHex()),
                                                          QString::fromLatin1(number.toHex()))),
             "remove");
        must(change.commit(), "commit");
        room.recording->recover();
        QVERIFY(!QFile::exists(path));
        QCOMPARE(room.recording->shelf().find(room.consultation.caseId, number).error().message, u"recording.none"_s);
    }

    // EMG-05: kill -9 of the whole station; the next start finds what was recorded and tells it to the case.
    void aKilledStationTellsWhatItHadAtTheNextStart()
    {
        QProcess station;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SIZHEN_RECORD_SESSION"_s, u"1"_s);
        station.setProcessEnvironment(environment);
        station.start(QCoreApplication::applicationFilePath(), {u"sessionrecording_test"_s});
        QVERIFY(station.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(station.canReadLine(), 60'000);
        const auto folder = QString::fromUtf8(station.readLine().trimmed());
        QTRY_VERIFY_WITH_TIMEOUT(station.canReadLine(), 10'000);
        const auto caseId = QByteArray::fromHex(station.readLine().trimmed());
        QTest::qWait(3200);
        ::kill(pid_t(station.processId()), SIGKILL);
        QVERIFY(station.waitForFinished());
        QCOMPARE(station.exitStatus(), QProcess::CrashExit);
        double given = 0;
        for (const auto &line : station.readAllStandardOutput().split('\n'))
            given = std::max(given, line.toDouble() / 1000);

        {
            const auto vault = must(Vault::open(folder, test::secret("station")), "vault");
            const auto ledger = must(Ledger::open(*vault, systemClock()), "ledger");
            const auto desk = must(Desk::open(*ledger), "desk");
            QVERIFY(isRecorded(must(desk->wholeCase(caseId), "case")));
            ToldCall call;
            SessionRecording recording(*vault, *ledger, *desk, call);
            QSignalSpy ended(&recording, &SessionRecording::ended);
            recording.recover();
            QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
            const auto state = must(desk->wholeCase(caseId), "case");
            QVERIFY(!isRecorded(state));
            const auto end = *recordings(state)[0].end;
            QCOMPARE(end.why, QString(recordingend::crash));
            qInfo("given %.2f s, told %.2f s", given, end.seconds);
            QVERIFY2(given - end.seconds < 2, qPrintable(QString::number(given - end.seconds)));
            const auto kept = must(recording.shelf().find(caseId, end.recording), "find");
            const auto reader
                = must(MovieReader::open(recording.shelf().pathOf(end.recording), kept.key.clone()), "open");
            QCOMPARE(reader->verify().value(), end.sha256);
            QVERIFY(picturesIn(*reader) > 30);
        }
        QDir(QFileInfo(folder).path()).removeRecursively(); // the killed one could not
    }
};

static const sizhen::test::Registered registeredSessionRecording(__FILE__, [](int argc, char **argv) {
    if (qEnvironmentVariableIsSet("SIZHEN_RECORD_SESSION"))
        return recordSessionUntilKilled(argc, argv);
    QCoreApplication app(argc, argv);
    QTEST_SET_MAIN_SOURCE_PATH
    SessionRecordingTest test;
    return QTest::qExec(&test, argc, argv);
});
#include "sessionrecording_test.moc"
