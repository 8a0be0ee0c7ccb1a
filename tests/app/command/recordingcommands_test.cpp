// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"

#include "tests/support/program.h"
#include "tests/support/recordedroom.h"

#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QTemporaryDir>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;
using sizhen::test::must;
using sizhen::test::RecordedRoom;

// sizhenctl recording: over a real vault in which a session was recorded.
class RecordingCommandsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_out;
    std::unique_ptr<RecordedRoom> m_room; // its vault's folder stays
    std::unique_ptr<sizhen::Station> m_station;
    QString m_case;
    QString m_recording;
    QString m_file; // sealed
    RecordingEnd m_end;

    [[nodiscard]] Result<QJsonValue> run(const QStringList &line)
    {
        auto words = line;
        const auto *command = findCommand(words);
        if (!command)
            qFatal("no such command");
        CommandCall call;
        call.station = m_station.get();
        call.owner = this;
        if (const auto read = readOptions(*command, words, call); !read)
            return tl::unexpected(read.error());
        Result<QJsonValue> answer = fail(Fault::Timeout, {});
        command->run(call, [&answer](const Result<QJsonValue> &given) { answer = given; });
        return answer;
    }

    [[nodiscard]] QStringList exportTo(const QString &name, const QString &reason) const
    {
        return {u"recording"_s, u"export"_s,          m_case,        m_recording.left(8),
                u"--out"_s,     m_out.filePath(name), u"--reason"_s, reason};
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        qputenv("SIZHEN_STATE_FOLDER", m_out.filePath(u"state"_s).toUtf8());
        m_room = std::make_unique<RecordedRoom>();
        m_room->allAgree();
        must(m_room->begin(), "begin");
        m_room->send(0, int(test::recordedPackets().size()));
        m_room->recording->end();
        QTRY_VERIFY_WITH_TIMEOUT(m_room->ending(), 20'000);
        m_end = *m_room->ending();
        m_recording = QString::fromLatin1(m_end.recording.toHex());
        m_case = QString::fromLatin1(m_room->consultation.caseId.toHex());
        m_file = m_room->recording->shelf().pathOf(m_end.recording);
        m_room->recording.reset();
        const auto folder = m_room->consultation.duna.vault->folder();
        m_room->consultation.duna.close();
        const auto now = m_room->consultation.now;
        m_station = must(sizhen::Station::open(must(Vault::open(folder, test::secret("station")), "vault"),
                                               [now] { return now.addSecs(60); }),
                         "station");
        m_station->logIn(must(m_station->ledger().login(u"kovacs"_s, test::secret("password")), "login"));
    }

    void cleanupTestCase() { m_station.reset(); }

    void theListSaysWhatLiesHere()
    {
        const auto list = must(run({u"recording"_s, u"list"_s, m_case}), "list").toArray();
        QCOMPARE(list.size(), 1);
        const auto one = list[0].toObject();
        QCOMPARE(one[u"recording"_s].toString(), m_recording);
        QCOMPARE(one[u"here"_s].toBool(), true);
        QCOMPARE(one[u"runs"_s].toBool(), false);
        QCOMPARE(one[u"why"_s].toString(), u"PERSON"_s);
        QCOMPARE(one[u"sha256"_s].toString(), QString::fromLatin1(m_end.sha256.toHex()));
        QCOMPARE(one[u"tracks"_s].toArray().size(), 3);
    }

    // SEC-09, RES-03: with a reason, noted in the log and in the register; plain only in the file that was asked for.
    void anExportIsAccountedFor()
    {
        QCOMPARE(run(exportTo(u"short.mkv"_s, u"why not"_s)).error().message, u"reason.short"_s);
        QVERIFY(!QFile::exists(m_out.filePath(u"short.mkv"_s)));
        const auto done = must(run(exportTo(u"session.mkv"_s, u"asked for by the patient"_s)), "export").toObject();
        QVERIFY(std::abs(done[u"seconds"_s].toDouble() - 5) < 0.1);
        QFile file(m_out.filePath(u"session.mkv"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.read(4) == QByteArray::fromHex("1a45dfa3"));
        const auto state = must(m_station->desk().wholeCase(m_room->consultation.caseId), "case");
        const auto released = state.all(u"case.released"_s);
        QVERIFY(std::any_of(released.begin(), released.end(), [](const Act *act) {
            return act->args()[u"kinds"_s].toArray().contains(QCborValue(u"recording"_s));
        }));
        QProcess probe;
        probe.start(u"ffprobe"_s,
                    {u"-v"_s, u"error"_s, u"-count_packets"_s, u"-show_entries"_s,
                     u"stream=codec_name,nb_read_packets:format=duration"_s, u"-of"_s, u"csv=p=0"_s, file.fileName()});
        if (!probe.waitForStarted())
            QSKIP("Skipped: ffprobe is not installed.");
        QVERIFY(probe.waitForFinished(60'000));
        const auto said = probe.readAllStandardOutput();
        QVERIFY2(said.contains("h264,150") && said.count("opus,") == 2, said.constData());
    }

    // Last: the file is changed.
    void aChangedRecordingIsFound()
    {
        const QStringList verify{u"recording"_s, u"verify"_s, m_case, m_recording.left(8)};
        QCOMPARE(must(run(verify), "verify").toObject()[u"whole"_s].toBool(), true);
        QCOMPARE(run({u"recording"_s, u"verify"_s, m_case, u"ffffffffffff"_s}).error().fault, Fault::NotFound);
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::ReadWrite));
        const auto size = file.size();
        QVERIFY(file.resize(size - 1));
        QCOMPARE(run(verify).error().message, u"recording.differs"_s); // its end is missing
        QVERIFY(file.resize(size)); // the last byte is another one
        QCOMPARE(run(verify).error().message, u"recording.damaged"_s);
        QCOMPARE(run(exportTo(u"damaged.mkv"_s, u"asked for by the patient"_s)).error().message,
                 u"recording.damaged"_s);
        QVERIFY(!QFile::exists(m_out.filePath(u"damaged.mkv"_s)));
        file.remove();
        QCOMPARE(run(verify).error().message, u"recording.none"_s);
    }
};

SIZHEN_TEST(RecordingCommandsTest)
#include "recordingcommands_test.moc"
