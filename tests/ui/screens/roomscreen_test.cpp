// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/roomscreen.h"

#include "tests/support/callbench.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// The room over two real machines that call each other.
class RoomScreenTest final : public QObject
{
    Q_OBJECT

private:
    struct Room {
        Consultation consultation;
        Seat seat;
        CallBench bench;
        std::unique_ptr<RoomScreen> screen;

        explicit Room(const QString &language = u"en"_s)
            : seat(consultation.duna, u"kovacs"_s, language)
        {
            seat.context.calls = &bench;
            screen = std::make_unique<RoomScreen>(seat.context);
            screen->resize(1000, 700);
            screen->show();
            screen->openCase(bench.line.caseId);
        }

        template <typename T>
        [[nodiscard]] T *find(const QString &name) const
        {
            auto *found = screen->findChild<T *>(name);
            if (!found)
                qFatal("no %s here", qPrintable(name));
            return found;
        }

        [[nodiscard]] QPushButton *call() const { return find<QPushButton>(u"call"_s); }

        [[nodiscard]] QPushButton *end() const { return find<QPushButton>(u"endCall"_s); }

        [[nodiscard]] VideoView *picture() const { return find<VideoView>(u"partnerPicture"_s); }

        [[nodiscard]] QString keys() const { return find<TextLabel>(u"keys"_s)->text(); }

        void connectThem()
        {
            call()->click();
            for (int i = 0; i < 20 && bench.line.call(1).stage() != CallStage::Ringing; ++i)
                bench.pass(100);
            bench.line.accept(1);
            bench.pass(3000);
        }

        void showFrame(Qt::GlobalColor colour)
        {
            QVideoFrame frame(QVideoFrameFormat(QSize(640, 360), QVideoFrameFormat::Format_BGRX8888));
            if (!frame.map(QVideoFrame::WriteOnly))
                qFatal("frame");
            QImage(frame.bits(0), 640, 360, frame.bytesPerLine(0), QImage::Format_RGB32).fill(colour);
            frame.unmap();
            Q_EMIT bench.pictureArrived(frame);
        }
    };

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void itCallsShowsAndEnds()
    {
        Room room;
        QVERIFY(!room.end()->isEnabled());
        QCOMPARE(room.picture()->accessibleDescription(), u"No call"_s);
        QVERIFY(namelessControls(room.screen.get()).isEmpty());
        room.connectThem();
        QVERIFY(room.bench.line.isConnected(0, 1));
        QVERIFY(room.keys().contains(u"Room 1"_s)); // SES-08
        QVERIFY(room.picture()->accessibleName().contains(u"Kovács"_s)); // SES-03: by name
        QVERIFY(!room.call()->isEnabled());
        room.showFrame(Qt::red);
        QVERIFY(room.picture()->hasPicture());
        QCOMPARE(room.picture()->grab().toImage().pixelColor(room.picture()->rect().center()), QColor(Qt::red));
        room.end()->click();
        QVERIFY(!room.picture()->hasPicture()); // who is gone is not shown any more
        QVERIFY(room.picture()->accessibleDescription().contains(u"ended here"_s));
        QVERIFY(room.call()->isEnabled());
    }

    void aCallThatComesIsAnsweredOrDeclined()
    {
        Room room;
        room.bench.line.invite(1);
        room.bench.pass(1000);
        QCOMPARE(room.call()->text(), u"Answer"_s);
        QCOMPARE(room.end()->text(), u"Decline"_s);
        room.end()->click();
        room.bench.pass(1000);
        QCOMPARE(room.bench.line.call(1).ended()->message, u"call.declined"_s);
        room.bench.line.invite(1);
        room.bench.pass(1000);
        room.call()->click();
        room.bench.pass(3000);
        QVERIFY(room.bench.line.isConnected(0, 1));
    }

    // Never black without words.
    void aPartnerThatFallsSilentIsSaid()
    {
        Room room;
        room.connectThem();
        room.showFrame(Qt::red);
        QSignalSpy failed(room.screen.get(), &Screen::failed);
        room.bench.line.at(1).dead = true;
        room.bench.pass(6000);
        QVERIFY(room.picture()->hasPicture()); // the last one, under a veil
        QVERIFY(room.picture()->accessibleDescription().contains(u"does not answer"_s));
        QCOMPARE(failed.size(), 2);
        QVERIFY(room.end()->isEnabled());
    }

    // A picture that gets smaller is no fault of the camera: the line is named, with its figure.
    void whyThePictureIsSentSmallerIsSaid()
    {
        Room room;
        room.connectThem();
        const auto *words = room.find<TextLabel>(u"sending"_s);
        QVERIFY(words->text().isEmpty()); // nothing is known
        room.bench.sending = SendingStatistics{.sentKbit = 1504, .targetKbit = 1600, .picture = {{1280, 720}, 30}};
        room.bench.pass(1000);
        QCOMPARE(words->text(), u"Your picture is sent with 720 lines, 1,500 kbit/s"_s);
        room.bench.sending->trouble = LineTrouble::Narrow;
        room.bench.sending->carriesKbit = 604;
        room.bench.pass(1000);
        QVERIFY(words->text().contains(u"less sharp"_s));
        room.bench.sending->smaller = true;
        room.bench.sending->picture = {{960, 540}, 30};
        room.bench.pass(1000);
        QCOMPARE(words->text(), u"Your picture is sent smaller, with 540 lines: the line carries 600 kbit/s"_s);
        room.bench.sending->trouble = LineTrouble::Silent;
        room.bench.pass(1000);
        QVERIFY(words->text().contains(u"does not confirm"_s));
        room.end()->click();
        QVERIFY(words->text().isEmpty());
    }

    void anotherCasesCallIsNotThisRooms()
    {
        Room room;
        room.connectThem();
        room.screen->openCase(QByteArray(16, 'd'));
        room.showFrame(Qt::red);
        QVERIFY(!room.picture()->hasPicture());
        QVERIFY(!room.call()->isEnabled()); // one call at a time
        QVERIFY(!room.end()->isEnabled());
    }

    void itSpeaksChineseInTheDark()
    {
        auto &app = *qobject_cast<QApplication *>(QCoreApplication::instance());
        for (const bool dark : {false, true})
            for (const auto &language : {u"en"_s, u"zh"_s}) {
                theme::apply(app, dark);
                Translations words;
                QVERIFY(words.use(language));
                Room room(language);
                room.connectThem();
                room.showFrame(Qt::darkCyan);
                QCOMPARE(room.end()->text(), language == u"zh"_s ? u"结束通话"_s : u"End the call"_s);
                const auto folder = qEnvironmentVariable("SIZHEN_SHOTS");
                if (!folder.isEmpty())
                    QVERIFY(room.screen->grab().save(
                        u"%1/room-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
                room.bench.line.at(1).dead = true;
                room.bench.pass(6000);
                if (!folder.isEmpty())
                    QVERIFY(room.screen->grab().save(
                        u"%1/room-silent-%2-%3.png"_s.arg(folder, language, dark ? u"dark"_s : u"light"_s)));
            }
        theme::apply(app, false);
    }
};

SIZHEN_WINDOW_TEST(RoomScreenTest)
#include "roomscreen_test.moc"
