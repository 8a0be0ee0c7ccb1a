// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/sessionmovie.h"

#include "core/crypto/primitives.h"
#include "tests/devices/record/moviesession.h"
#include "tests/support/drive.h"
#include "tests/support/program.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextStream>

#include <signal.h>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Records in real time until it is killed and says how far it is: the second process of the test.
int recordMovieUntilKilled(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (!startCrypto())
        return 1;
    const auto key = SecretBytes::copyOf(QByteArray::fromHex(qgetenv("SIZHEN_MOVIE_KEY")));
    const auto movie = SessionMovie::begin(qEnvironmentVariable("SIZHEN_MOVIE_TO"), key, bothRooms());
    if (!movie)
        return 2;
    const auto &packets = session();
    QTextStream out(stdout);
    out << "encoded" << Qt::endl;
    QElapsedTimer clock;
    clock.start();
    for (const auto &packet : packets) {
        while (clock.nsecsElapsed() < packet.ns)
            QThread::msleep(5);
        (*movie)->take(packet);
        out << packet.ns / 1'000'000 << Qt::endl;
    }
    return QCoreApplication::exec();
}

} // namespace

// What a full disk and a killed program leave of a recording.
class MovieCrashTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString fresh() { return m_folder.filePath(u"movie-%1"_s.arg(++m_files)); }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void aFullDiskIsToldOnceAndWhatWasWrittenPlays()
    {
        const Drive drive(160 * 1024);
        if (!drive.isMounted())
            QSKIP(mayNotMount);
        const auto key = SecretBytes::random(keySize);
        const auto path = drive.path(u"movie"_s);
        const auto movie = SessionMovie::begin(path, key, bothRooms());
        QVERIFY(movie);
        QSignalSpy failed(movie->get(), &SessionMovie::failed);
        QSignalSpy ended(movie->get(), &SessionMovie::ended);
        QElapsedTimer clock;
        clock.start();
        sendAll(**movie, session());
        QVERIFY(clock.elapsed() < 1000); // nobody waits for the disk
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 20'000);
        sendAll(**movie, session());
        const auto summary = (*movie)->endNow();
        QCOMPARE(failed.size(), 1);
        const auto error = failed[0][0].value<Error>();
        QCOMPARE(error.fault, Fault::NoSpace);
        QCOMPARE(error.message, u"recording.disk_full"_s);
        QVERIFY(summary.seconds > 0.5 && summary.seconds < 5.9);
        const auto reader = MovieReader::open(path, key.clone());
        QVERIFY(reader);
        auto seen = playAll(**reader);
        QVERIFY(!seen.error);
        QVERIFY(double(seen.numbers[0].size()) / framesASecond >= summary.seconds - 0.1);
    }

    void aKilledProgramLosesLessThanTwoSeconds_data()
    {
        QTest::addColumn<int>("afterMs");
        for (const int ms : {1700, 2600, 3300, 4500, 5200})
            QTest::addRow("%d ms", ms) << ms;
    }

    // EMG-05: killed, not ended.
    void aKilledProgramLosesLessThanTwoSeconds()
    {
        QFETCH(int, afterMs);
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        QProcess recorder;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SIZHEN_MOVIE_TO"_s, path);
        environment.insert(u"SIZHEN_MOVIE_KEY"_s, QString::fromLatin1(key.view().toByteArray().toHex()));
        recorder.setProcessEnvironment(environment);
        recorder.start(QCoreApplication::applicationFilePath(), {u"moviecrash_test"_s});
        QVERIFY(recorder.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(recorder.canReadLine(), 60'000);
        QCOMPARE(recorder.readLine().trimmed(), QByteArray("encoded"));
        QTest::qWait(afterMs);
        ::kill(pid_t(recorder.processId()), SIGKILL);
        QVERIFY(recorder.waitForFinished());
        QCOMPARE(recorder.exitStatus(), QProcess::CrashExit);
        const auto said = recorder.readAllStandardOutput().split('\n');
        double given = 0; // the last moment it had been given
        for (const auto &line : said)
            given = std::max(given, line.toDouble() / 1000);
        const auto reader = MovieReader::open(path, key.clone());
        QVERIFY2(reader, qPrintable(reader ? QString() : reader.error().detail));
        auto seen = playAll(**reader);
        QVERIFY(!seen.error);
        const auto lost = given - seen.pictureTimes[0].last();
        qInfo("given %.2f s, on the disk %.2f s", given, seen.pictureTimes[0].last());
        QVERIFY2(lost < 2, qPrintable(QString::number(lost)));
        for (qsizetype i = 0; i < seen.numbers[0].size(); ++i)
            QCOMPARE(seen.numbers[0][i], int(i));
    }
};

static const sizhen::test::Registered registeredMovieCrash(__FILE__, [](int argc, char **argv) {
    if (qEnvironmentVariableIsSet("SIZHEN_MOVIE_TO"))
        return recordMovieUntilKilled(argc, argv);
    QCoreApplication app(argc, argv);
    QTEST_SET_MAIN_SOURCE_PATH
    MovieCrashTest test;
    return QTest::qExec(&test, argc, argv);
});
#include "moviecrash_test.moc"
