// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screens/room.h"

#include "ui/screens/precheckdialog.h"
#include "ui/texts/translations.h"
#include "ui/widgets/mark.h"

#include <QLabel>
#include <QPointer>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// The check before a call, from the room.
class RoomCheckTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { startRooms(); }

    // SES-01, NET-05: one press tries everything; one line says whether it will do, and the session's list takes it.
    void theRoomIsCheckedBeforeTheCall()
    {
        Room room;
        auto *words = room.find<QLabel>(u"preCheck.words"_s);
        QCOMPARE(words->text(), u"Not checked today."_s);
        room.find<QPushButton>(u"preCheck"_s)->click();
        QCOMPARE(room.check.begun, 1);
        const QPointer<PreCheckDialog> dialog(room.screen->window()->findChild<PreCheckDialog *>());
        QVERIFY(dialog && dialog->isVisible());
        QVERIFY(dialog->findChild<QPushButton *>(u"preCheck.stop"_s)->isVisible());
        dialog->findChild<QPushButton *>(u"preCheck.stop"_s)->click();
        QVERIFY(!room.check.isRunning());
        dialog->findChild<QPushButton *>(u"preCheck.run"_s)->click();
        auto found = PreCheckBench::usual();
        found.devices.microphone.reset();
        room.check.finish(found, room.consultation.now);
        const auto *verdict = dialog->findChild<QLabel *>(u"preCheck.verdict"_s);
        QVERIFY2(verdict->text().startsWith(u"Not ready: No microphone"_s), qPrintable(verdict->text()));
        QCOMPARE(dialog->findChild<StatusDot *>(u"preCheck.microphone"_s)->mark(), Mark::Fault);
        QCOMPARE(namelessControls(dialog), QStringList());
        QTest::keyClick(dialog, Qt::Key_Return); // once more
        QCOMPARE(room.check.begun, 3);
        found = PreCheckBench::usual();
        found.line->upKbit = 20'000;
        room.check.finish(found, room.consultation.now);
        QCOMPARE(verdict->text(), u"Ready for the consultation."_s);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!dialog);
        QVERIFY2(words->text().startsWith(u"Ready for the consultation."_s), qPrintable(words->text()));
        room.connectThem();
        QVERIFY(!words->isVisible()); // while somebody speaks there is nothing to check
    }

    void theCheckInBothLanguagesByDayAndNight()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        for (const bool dark : {false, true})
            for (const auto &language : {u"en"_s, u"zh"_s}) {
                theme::apply(app, dark);
                Translations words;
                QVERIFY(words.use(language));
                Room room(language, QSize(1280, 744));
                room.find<QPushButton>(u"preCheck"_s)->click();
                auto *dialog = room.screen->window()->findChild<PreCheckDialog *>();
                QVERIFY(dialog);
                QTest::qWait(20);
                const auto shoot = [&](const QString &what) {
                    const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                    return folder.isEmpty()
                        || dialog->grab().save(u"%1/check-%2-%3-%4.png"_s.arg(
                            folder, what, language, dark ? u"dark"_s : u"light"_s));
                };
                QVERIFY(shoot(u"runs"_s));
                auto found = PreCheckBench::usual();
                found.ways[1].ms.reset();
                found.media->toneDb = -69;
                room.check.finish(found, room.consultation.now);
                QTest::qWait(20);
                QCOMPARE(clippedWords(dialog), QStringList());
                QVERIFY(shoot(u"done"_s));
                room.screen->openCase(room.bench.line.caseId);
                const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                QVERIFY(folder.isEmpty()
                        || room.window.grab().save(
                            u"%1/check-room-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
                dialog->reject();
            }
        theme::apply(app, false);
    }
};

SIZHEN_WINDOW_TEST(RoomCheckTest)
#include "roomcheck_test.moc"
