// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/recordingspane.h"

#include "core/crypto/primitives.h"
#include "devices/record/sessionmovie.h"
#include "tests/support/casebench.h"
#include "tests/support/encodedsession.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/movieview.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// CON-10: a recording as a case names it, played from the page.
class RecordingsPaneTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SecretBytes m_key;
    QString m_path;
    MovieSummary m_summary;
    const QByteArray m_number = QByteArray(16, 'r');

    void recordIn(Consultation &c)
    {
        const auto says = [&](const QCborMap &args) { c.kovacs(u"case.recording_agreed"_s, args); };
        says(patientsRecordingWordArgs(true, u"nodded"_s));
        says(recordingWordArgs(true, c.duna.actor(u"kovacs"_s).person.person));
        c.li(u"case.recording_agreed"_s, recordingWordArgs(true, c.lake.actor(u"li"_s).person.person));
        c.pump();
        c.kovacs(u"case.recording_started"_s, recordingStartArgs(m_number, m_summary.tracks));
        c.kovacs(u"case.recording_stopped"_s,
                 RecordingEnd{m_number, m_summary.sha256, m_summary.bytes, m_summary.seconds, m_summary.tracks,
                              recordingend::withdrawn}
                     .toCbor());
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
        m_key = SecretBytes::random(keySize);
        m_path = m_folder.filePath(u"movie"_s);
        const QList<MediaTrack> tracks{pictureOf(u"inviting"_s), soundOf(u"inviting"_s)};
        const auto movie = SessionMovie::begin(m_path, m_key, tracks);
        QVERIFY(movie);
        for (const auto &packet :
             together({encodePictures(tracks[0], {320, 180}, 0, 90), encodeTone(tracks[1], 300, 3)}))
            (*movie)->take(packet);
        m_summary = (*movie)->endNow();
    }

    void whatWasRecordedIsListedAndPlays()
    {
        Consultation c;
        c.untilSession();
        Seat seat(c.duna, u"kovacs"_s);
        bool here = true;
        seat.context.openRecording = [&](const QByteArray &id, const QByteArray &number) -> Result<SealedRecording> {
            if (!here || id != c.caseId || number != m_number)
                return tl::unexpected(Error{Fault::NotFound, {}, {}, u"recording.none"_s, {}});
            return SealedRecording{m_path, m_key.clone()};
        };
        RecordingsPane pane(seat.context);
        QSignalSpy failed(&pane, &RecordingsPane::failed);
        const Place place{Label(u"布达佩斯"_s, u"Budapest"_s), u"Europe/Budapest"_s};
        const auto state = [&] { return must(c.duna.desk->wholeCase(c.caseId), "case"); };
        pane.show(state(), place);
        QVERIFY(pane.isHidden()); // nothing was recorded
        recordIn(c);
        pane.show(state(), place);
        QVERIFY(!pane.isHidden());
        pane.resize(800, 700);
        pane.QWidget::show();
        auto *list = pane.findChild<QTableWidget *>(u"recordings.list"_s);
        QCOMPARE(list->rowCount(), 1);
        QCOMPARE(list->item(0, 1)->text(), u"0:02"_s);
        QCOMPARE(list->item(0, 3)->text(), u"not everybody agreed any more"_s);

        auto *play = pane.findChild<QPushButton *>(u"recordings.play"_s);
        QTest::mouseClick(play, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(pane.findChild<VideoView *>() && pane.findChild<VideoView *>()->hasPicture(), 20'000);
        QTRY_VERIFY(pane.findChild<MovieView *>()->isPlaying());
        pane.show(state(), place); // something else was written meanwhile
        QVERIFY(pane.findChild<MovieView *>());
        pane.hide(); // another step comes to the front
        QVERIFY(!pane.findChild<MovieView *>()->isPlaying());
        pane.QWidget::show();
        QTest::mouseClick(pane.findChild<QPushButton *>(u"recordings.close"_s), Qt::LeftButton);
        QVERIFY(!pane.findChild<MovieView *>());

        here = false; // at the other station
        QTest::mouseClick(play, Qt::LeftButton);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failed[0][0].value<Error>().message, u"recording.none"_s);
        QVERIFY(!pane.findChild<MovieView *>());
    }
};

SIZHEN_WINDOW_TEST(RecordingsPaneTest)
#include "recordingspane_test.moc"
