// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/screens/room.h"

#include "core/consult/forwarding.h"
#include "core/consult/sharedpictures.h"
#include "ui/texts/translations.h"
#include "ui/widgets/endsview.h"
#include "ui/widgets/endtile.h"

#include <QDialog>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

RoomEnd anotherEnd(char key, const QString &zh, const QString &en, RoomEnd::Capacity capacity)
{
    RoomEnd end;
    end.station = QByteArray(32, key);
    end.stationName = u"Room 2"_s;
    end.person.name = Label(zh, en);
    end.capacity = capacity;
    end.stage = CallStage::Connected;
    return end;
}

} // namespace

// A call of several ends in the room: the other two machines are real, further ends are said by the test.
class RoomEndsTest final : public QObject
{
    Q_OBJECT

    static QByteArray partnerOf(Room &room) { return room.bench.view().partner->station.station; }

    static EndsView *endsOf(Room &room) { return room.find<EndsView>(u"ends"_s); }

    static QList<EndTile *> tilesOf(Room &room) { return endsOf(room)->findChildren<EndTile *>(); }

    static QVideoFrame plain(Qt::GlobalColor colour)
    {
        QImage image(640, 360, QImage::Format_RGB32);
        image.fill(colour);
        return Room::frameOf(image);
    }

    // The one that asks the patient, opened anew.
    static QDialog *dialogOf(Room &room)
    {
        room.press(u"forwarding.ask"_s);
        const auto all = room.screen->side()->findChildren<QDialog *>(u"forwardingDialog"_s);
        if (all.isEmpty())
            qFatal("nobody is asked");
        return all.last();
    }

    const RoomEnd m_interpreter = anotherEnd('i', u"周"_s, u"Zhou"_s, RoomEnd::Capacity::Interpreter);
    const RoomEnd m_specialist = anotherEnd('s', u"王"_s, u"Wang"_s, RoomEnd::Capacity::Physician);

private Q_SLOTS:

    void initTestCase() { startRooms(); }

    // One click, and it is said beforehand who is in it (SES-03).
    void aRunningCallIsJoined()
    {
        Room room;
        room.bench.runs.ends = {m_specialist, m_interpreter};
        room.bench.runs.joinable = true;
        Q_EMIT room.bench.changed();
        QCOMPARE(room.call()->text(), u"Join the call"_s);
        QVERIFY(room.call()->isEnabled());
        const auto words = room.picture()->accessibleDescription();
        QVERIFY2(words.contains(u"Wang"_s) && words.contains(u"Zhou"_s), qPrintable(words));
        QCOMPARE(room.call()->shortcut(), QKeySequence(u"Ctrl+Shift+C"_s));
        room.call()->click();
        QCOMPARE(room.bench.joined, 1);
        room.bench.runs.joinable = false;
        room.bench.runs.full = true;
        Q_EMIT room.bench.changed();
        QVERIFY(!room.call()->isEnabled());
        QVERIFY(room.picture()->accessibleDescription().contains(u"no place"_s));
    }

    // Who speaks is large; an interpreter is heard, marked, and stays beside it.
    void whoSpeaksIsLarge()
    {
        Room room;
        room.bench.others = {m_specialist, m_interpreter};
        room.connectThem();
        const auto partner = partnerOf(room);
        auto *ends = endsOf(room);
        QCOMPARE(ends->largeStation(), partner);
        QCOMPARE(tilesOf(room).size(), 2);
        QCOMPARE(room.end()->text(), u"Leave the call"_s);
        QVERIFY(room.keys().contains(u"Room 2"_s)); // SES-08: of all
        room.bench.receive(plain(Qt::red));
        Q_EMIT room.bench.pictureOf(m_specialist.station, plain(Qt::blue));
        Q_EMIT room.bench.speaks(m_interpreter.station);
        QCOMPARE(ends->largeStation(), partner);
        const auto speaking = [&] { return std::ranges::count_if(tilesOf(room), &EndTile::isSpeaking); };
        QCOMPARE(speaking(), 1);
        Q_EMIT room.bench.speaks(m_specialist.station);
        QTRY_COMPARE(ends->largeStation(), m_specialist.station);
        QVERIFY(room.picture()->hasPicture()); // at once, the last one
        QCOMPARE(room.picture()->grab().toImage().pixelColor(room.picture()->rect().center()), QColor(Qt::blue));
        Q_EMIT room.bench.speaks(partner); // too soon: faces do not jump
        QCOMPARE(ends->largeStation(), m_specialist.station);
        QTRY_COMPARE_WITH_TIMEOUT(ends->largeStation(), partner, 2 * EndsView::staysMs);
        Q_EMIT room.bench.speaks({});
        QCOMPARE(speaking(), 0);
    }

    void aClickKeepsOneLarge()
    {
        Room room;
        room.bench.others = {m_interpreter};
        room.connectThem();
        auto *ends = endsOf(room);
        auto *tile = tilesOf(room).first();
        QVERIFY(tile->accessibleName().contains(u"interpreter"_s));
        QTest::mouseClick(tile, Qt::LeftButton);
        QCOMPARE(ends->largeStation(), m_interpreter.station);
        Q_EMIT room.bench.speaks(partnerOf(room));
        QTest::qWait(EndsView::staysMs + 100);
        QCOMPARE(ends->largeStation(), m_interpreter.station);
        tilesOf(room).first()->setFocus();
        QTest::keyClick(tilesOf(room).first(), Qt::Key_Space); // the partner
        QCOMPARE(ends->largeStation(), partnerOf(room));
    }

    // FOU-05: face and tongue at the same time; a still of the tongue is taken by the camera that sees it.
    void aSecondCameraStandsBesideTheFirst()
    {
        Room room;
        room.bench.others = {m_specialist};
        room.bench.others.first().sending = CallSending{StreamState::On, StreamState::On, 0, StreamState::On};
        room.connectThem();
        QCOMPARE(tilesOf(room).size(), 2);
        QCOMPARE(endsOf(room)->largeStation(), partnerOf(room));
        auto *tongue = tilesOf(room).last();
        QVERIFY2(tongue->accessibleName().contains(u"tongue"_s), qPrintable(tongue->accessibleName()));
        Q_EMIT room.bench.detailOf(m_specialist.station, plain(Qt::red));
        QTest::mouseClick(tongue, Qt::LeftButton);
        QCOMPARE(room.picture()->grab().toImage().pixelColor(room.picture()->rect().center()), QColor(Qt::red));
        auto *on = room.find<QPushButton>(u"detail"_s);
        QVERIFY(!on->isVisible()); // none was chosen here
        QVERIFY(room.media.choose(MediaRole::TongueCamera, u"v4l2:usb-1 HD Camera"_s));
        QVERIFY(on->isVisible());
        on->click();
        QVERIFY(room.media.now.detailOn);
        room.consultation.li(u"case.still_asked"_s, stillArgs(u"tongue_top"_s));
        room.consultation.pump();
        room.find<QPushButton>(u"stills.take"_s)->click();
        QCOMPARE(room.bench.stillOf, MediaRole::TongueCamera);
    }

    // SES-08: more than three need a server of one of the two houses, and the patient's word.
    void thePatientIsAskedBeforeAServerForwards()
    {
        Room room;
        const ServerHouse house{room.state().invited, Label(u"上海示例医院"_s, u"Shanghai Example Hospital"_s)};
        auto *row = room.inSide<QWidget>(u"forwardingRow"_s);
        room.connectThem();
        QVERIFY(!row->isVisible()); // two: nobody needs to know of it
        room.bench.servers = {house};
        Q_EMIT room.bench.changed();
        QVERIFY(!row->isVisible());
        room.bench.others = {m_interpreter};
        Q_EMIT room.bench.changed();
        QVERIFY(row->isVisible());
        QVERIFY(room.inSide<TextLabel>(u"forwarding.words"_s)->text().contains(house.name.en()));
        auto *dialog = dialogOf(room);
        QVERIFY(dialog->findChild<TextLabel *>(u"forwarding.meaning"_s)->text().contains(u"could see and hear"_s));
        QVERIFY(!dialog->findChild<QPushButton *>(u"forwarding.agrees"_s)->isEnabled()); // not without how it was said
        dialog->findChild<QPushButton *>(u"forwarding.refuses"_s)->click();
        QVERIFY(forwardingWordOf(room.state(), house.root));
        QVERIFY(!hasAgreedToForwarding(room.state(), house.root));
        dialog = dialogOf(room);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"forwarding.how"_s), u"nodded"_s);
        dialog->findChild<QPushButton *>(u"forwarding.agrees"_s)->click();
        QVERIFY(forwardingAllowed(room.state(), house.root));
        QVERIFY(!forwardingAllowed(room.state(), room.state().inviting)); // the other one's was not asked about
        QCOMPARE(agreedForwarders(room.state()), QList{house.root});
        QVERIFY(room.failures.isEmpty());
        room.bench.forwarder = house;
        Q_EMIT room.bench.changed();
        QVERIFY2(room.keys().contains(house.name.en()) && !room.keys().contains(u"end to end"_s), qPrintable(room.keys()));
        room.press(u"forwarding.back"_s); // taken back
        QVERIFY(agreedForwarders(room.state()).isEmpty());
    }

    void whoLeavesIsNotShownAnyMore()
    {
        Room room;
        room.bench.others = {m_specialist};
        room.connectThem();
        Q_EMIT room.bench.speaks(m_specialist.station);
        QTRY_COMPARE(endsOf(room)->largeStation(), m_specialist.station);
        room.bench.others.clear();
        Q_EMIT room.bench.changed();
        QTRY_COMPARE_WITH_TIMEOUT(endsOf(room)->largeStation(), partnerOf(room), 2 * EndsView::staysMs);
        QVERIFY(tilesOf(room).isEmpty());
        QCOMPARE(room.end()->text(), u"End the call"_s);
    }

    void itLooksLikeARoom()
    {
        for (const auto &language : {u"zh"_s, u"en"_s})
            for (const auto size : {QSize(1280, 700), QSize(1920, 980)}) {
                const bool dark = size.width() == 1280;
                theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), dark);
                Translations words;
                words.use(language);
                Room room(language, size);
                room.bench.others = {m_specialist, m_interpreter};
                room.bench.servers = {{room.state().invited, Label(u"上海示例医院"_s, u"Shanghai Example Hospital"_s)}};
                if (!dark)
                    room.bench.forwarder = room.bench.servers.first();
                room.connectThem();
                room.bench.receive(plain(Qt::darkCyan));
                Q_EMIT room.bench.pictureOf(m_specialist.station, plain(Qt::darkGray));
                Q_EMIT room.bench.pictureOf(m_interpreter.station, plain(Qt::darkMagenta));
                Q_EMIT room.bench.speaks(m_interpreter.station);
                for (const auto *tile : tilesOf(room))
                    QVERIFY(room.screen->rect().contains(tile->mapTo(room.screen.get(), tile->rect().bottomRight())));
                QVERIFY(room.picture()->pictureRect().height() > size.height() / 3);
                QTest::qWait(50); // the side has its height
                keepPicture(room.window, u"ends-%1-%2"_s.arg(language).arg(size.width()));
                if (dark)
                    keepPicture(*dialogOf(room), u"forwarding-%1"_s.arg(language));
            }
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }
};

SIZHEN_WINDOW_TEST(RoomEndsTest)
#include "roomends_test.moc"
