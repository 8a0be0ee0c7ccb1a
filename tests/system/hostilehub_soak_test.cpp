// SPDX-License-Identifier: GPL-3.0-or-later
// One consultation between two real stations whose only carrier is a hub in hostile hands: it loses, repeats, holds back,
// swaps, cuts and flips what passes (SEC-10, RES-02, storage.md §3.2).
#include "tests/support/hostilehub.h"
#include "tests/support/hubprocess.h"
#include "tests/support/program.h"
#include "tests/support/systemstation.h"

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class HostileHubTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void aConsultationComesThroughAHostileHub()
    {
        const QTemporaryDir folder;
        fixture::HubProcess hub;
        QVERIFY(hub.start());
        const auto wanted = qEnvironmentVariable("SIZHEN_SEED");
        const auto seed = wanted.isEmpty() ? QRandomGenerator::global()->generate() : wanted.toUInt();
        qInfo("seed %u (SIZHEN_SEED repeats it)", seed);
        fixture::HostileHub hostile(hub.url(), {4, 5, 10, 4, 4, 4, 1'500, 5}, seed);

        QProcess demo; // its stations are processes of their own; the hostile hub lives in our event loop
        demo.setStandardErrorFile(folder.filePath(u"steps"_s));
        demo.start(program(u"sizhenctl"_s),
                   {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--times"_s, u"--until"_s, u"report.acknowledge"_s,
                    u"--data"_s, folder.path(), u"--hub"_s, hostile.url().toString()});
        for (const auto &side : {u"inviting"_s, u"invited"_s}) {
            QFile card(folder.filePath(side + u".card"_s));
            QTRY_VERIFY_WITH_TIMEOUT(card.exists(), 120'000);
            QTRY_VERIFY_WITH_TIMEOUT(hub.command({u"admit"_s, card.fileName()}).first == 0, 20'000);
        }
        QVERIFY(QTest::qWaitFor([&] { return demo.state() == QProcess::NotRunning; }, 1'800'000));
        QFile steps(folder.filePath(u"steps"_s));
        QVERIFY(steps.open(QIODevice::ReadOnly));
        qInfo("%s%s", steps.readAll().constData(), demo.readAllStandardOutput().constData());
        QCOMPARE(demo.exitCode(), 0);
        QVERIFY(hostile.mischief > 20);
        // Nothing forged got in: every chain and signature on both sides is good.
        for (const auto &side : {u"inviting"_s, u"invited"_s}) {
            const auto checked
                = runProgram(program(u"sizhenctl"_s), {u"--json"_s, u"--vault"_s, folder.filePath(side), u"--secrets"_s,
                                                       folder.filePath(side + u".secrets.json"_s), u"vault"_s, u"check"_s},
                             300'000);
            QVERIFY2(checked.code == 0, (checked.out + checked.err).constData());
        }
        qInfo("%d deeds of mischief", hostile.mischief);
    }
};

SIZHEN_TEST(HostileHubTest)
#include "hostilehub_soak_test.moc"
