// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09, RES-02: one consultation between two real stations that never have a direct link: once with a stick that is
// carried to and fro, once through a real hub, with a partner who is off for a while.
#include "tests/support/systemstation.h"

#include "tests/support/program.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class CarriersTest : public QObject
{
    Q_OBJECT
private:

    [[nodiscard]] QString path(const QString &name) const { return m_folder->filePath(name); }

    [[nodiscard]] QStringList ctl(const QString &side, const QStringList &words) const
    {
        return QStringList{u"--json"_s, u"--vault"_s, path(side), u"--secrets"_s, path(side + u".secrets.json"_s)} + words;
    }

    [[nodiscard]] QJsonObject result(const QString &side, const QStringList &words) const
    {
        const auto done = runProgram(program(u"sizhenctl"_s), ctl(side, words), 120'000);
        if (done.code != 0)
            qWarning("%s: %s %s", qPrintable(words.join(u' ')), done.out.constData(), done.err.constData());
        return QJsonDocument::fromJson(done.out.trimmed().split('\n').last()).object()[u"result"_s].toObject();
    }

    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aConsultationByStickUpToTheReport()
    {
        QVERIFY(QDir().mkpath(path(u"stick"_s)));
        const auto played = runProgram(program(u"sizhenctl"_s),
                                       {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"report.acknowledge"_s,
                                        u"--data"_s, m_folder->path(), u"--stick"_s, path(u"stick"_s)},
                                       600'000);
        QVERIFY2(played.code == 0, (played.err + played.out).constData());
        // Everything that left the house is counted; nothing on the stick is legible.
        const auto totals = result(u"inviting"_s, {u"link"_s, u"totals"_s})[u"carried"_s].toArray();
        QCOMPARE(totals.size(), 1);
        QCOMPARE(totals.first()[u"carrier"_s].toString(), u"file"_s);
        QDirIterator it(path(u"stick"_s), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const auto bytes = file.readAll();
            QVERIFY(!bytes.contains("tongue") && !bytes.contains("Kov"));
        }
    }

    void aConsultationThroughAHubUpToTheReport()
    {
        if (!QFile::exists(program(u"sizhen-hub"_s)))
            QSKIP("sizhen-hub is not built here");
        QProcess hub;
        hub.start(program(u"sizhen-hub"_s),
                  {u"--json"_s, u"serve"_s, u"--data"_s, path(u"hub"_s), u"--listen"_s, u"127.0.0.1:0"_s, u"--plain"_s});
        QVERIFY(hub.waitForStarted());
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += hub.readAllStandardOutput() + hub.readAllStandardError(), said.contains("\"port\"")), 20'000);
        const auto port = QJsonDocument::fromJson(said.mid(said.indexOf('{')).split('\n').first()).object()[u"hub"_s][u"port"_s].toInt();
        QVERIFY2(port > 0, said.constData());

        QProcess demo;
        demo.start(program(u"sizhenctl"_s), {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"report.acknowledge"_s,
                                             u"--data"_s, m_folder->path(), u"--hub"_s, u"ws://127.0.0.1:%1"_s.arg(port)});
        for (const auto &side : {u"inviting"_s, u"invited"_s}) {
            const auto card = path(side + u".card"_s);
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(card), 120'000);
            QTRY_COMPARE_WITH_TIMEOUT(
                runProgram(program(u"sizhen-hub"_s), {u"admit"_s, card, u"--data"_s, path(u"hub"_s)}).code, 0, 20'000);
        }
        QVERIFY(QTest::qWaitFor([&] { return demo.state() == QProcess::NotRunning; }, 600'000));
        QVERIFY2(demo.exitCode() == 0, (demo.readAllStandardError() + demo.readAllStandardOutput()).constData());
        const auto totals = result(u"invited"_s, {u"link"_s, u"totals"_s})[u"carried"_s].toArray();
        QCOMPARE(totals.first()[u"carrier"_s].toString(), u"hub"_s);

        // The partner is off while acts are written here; its mailbox keeps them, and only its receipt counts.
        const auto alone = result(u"inviting"_s, {u"sync"_s, u"--for"_s, u"5"_s, u"--stay"_s});
        QCOMPARE(alone[u"links"_s][0][u"way"_s].toString(), u"hub"_s);
        hub.terminate();
        QVERIFY(QTest::qWaitFor([&] { return hub.state() == QProcess::NotRunning; }, 20'000));
        const auto off = result(u"inviting"_s, {u"sync"_s, u"--for"_s, u"3"_s, u"--stay"_s});
        QCOMPARE(off[u"links"_s][0][u"way"_s].toString(), u"waiting"_s);
    }
};

SIZHEN_TEST(CarriersTest)
#include "carriers_soak_test.moc"
