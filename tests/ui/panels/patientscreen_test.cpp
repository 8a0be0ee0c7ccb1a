// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/patientscreenrow.h"

#include "core/consult/reading.h"
#include "tests/support/callbench.h"
#include "tests/support/casebench.h"
#include "tests/support/mediabench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/panels/patientwindow.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QPushButton>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

// PAT-04, SES-15: the patient's own screen, opened by the physician beside the patient.
class PatientScreenTest final : public QObject
{
    Q_OBJECT

    struct Room {
        Consultation consultation;
        Seat seat;
        CallBench bench;
        MediaBench media;
        std::unique_ptr<PatientScreenRow> row;
        QList<Error> failures;

        explicit Room(bool inviting = true)
            : seat(inviting ? consultation.duna : consultation.lake, inviting ? u"kovacs"_s : u"li"_s)
        {
            consultation.untilSession();
            bench.useCase(consultation.caseId);
            seat.context.calls = &bench;
            seat.context.media = &media;
            media.equip();
            row = std::make_unique<PatientScreenRow>(seat.context);
            QObject::connect(row.get(), &PatientScreenRow::failed, row.get(),
                             [this](const Error &error) { failures.append(error); });
            row->setCase(consultation.at(inviting ? consultation.duna : consultation.lake));
        }

        void press(const QString &name) const { row->findChild<QPushButton *>(name)->click(); }

        template <typename T>
        [[nodiscard]] T *atPatient(const QString &name) const
        {
            return row->window()->findChild<T *>(name);
        }

        [[nodiscard]] QString text(const QString &name) const { return atPatient<TextLabel>(name)->text(); }

        void reread() { row->setCase(consultation.at(consultation.duna)); }

        void connectThem()
        {
            if (!bench.call(bench.line.caseId))
                qFatal("call");
            for (int i = 0; i < 20 && bench.line.call(1).stage() != CallStage::Ringing; ++i)
                bench.pass(100);
            bench.line.accept(1);
            bench.pass(3000);
        }

        void receive()
        {
            QVideoFrame frame(QVideoFrameFormat({640, 360}, QVideoFrameFormat::Format_BGRX8888));
            if (!frame.map(QVideoFrame::WriteOnly))
                qFatal("frame");
            QImage target(frame.bits(0), 640, 360, frame.bytesPerLine(0), QImage::Format_RGB32);
            target.fill(QColor(u"#5a7d6c"_s));
            frame.unmap();
            bench.receive(frame);
        }
    };

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    // SES-08, TRN-06: in the patient's language.
    void itSaysByWhoseServerItGoesAndThatItIsPractice()
    {
        Room room;
        room.seat.context.practice = true;
        room.press(u"patientScreen.open"_s);
        QVERIFY(room.atPatient<TextLabel>(u"patient.practice"_s)->isVisible());
        QCOMPARE(room.text(u"patient.practice"_s), patientWords().in(u"practice"_s, u"hu"_s));
        room.connectThem();
        auto *forwarded = room.atPatient<TextLabel>(u"patient.forwarded"_s);
        QVERIFY(!forwarded->isVisible());
        room.bench.forwarder = ServerHouse{QByteArray(32, 's'), Label(u"上海示例医院"_s, u"Shanghai Example Hospital"_s)};
        Q_EMIT room.bench.changed();
        QVERIFY(forwarded->isVisible());
        QVERIFY2(forwarded->text().contains(u"Shanghai Example Hospital"_s), qPrintable(forwarded->text()));
        QVERIFY(forwarded->text().contains(u"beleegyezett"_s));
    }

    // The patient of the consultation reads Hungarian, whatever the program speaks.
    void PAT_04_itSaysWhoIsHereInThePatientsLanguage()
    {
        Room room;
        QVERIFY(!room.row->window());
        room.press(u"patientScreen.open"_s);
        QVERIFY(room.row->window() && room.row->window()->isVisible());
        const auto state = room.consultation.at(room.consultation.duna);
        const auto language = textOf(patientOf(state), u"language"_s);
        QCOMPARE(room.text(u"patient.now"_s), patientWords().in(u"running"_s, language));
        QCOMPARE(room.text(u"patient.recorded"_s), patientWords().in(u"notRecorded"_s, language));
        QVERIFY(!room.atPatient<TextLabel>(u"patient.practice"_s)->isVisible());
        const auto lines = room.text(u"patient.people"_s).split(u'\n');
        QCOMPARE(lines.size(), patientView(state).people.size());
        const auto place = room.consultation.duna.ledger->partner(state.invited)->institution.name.in(language);
        QVERIFY2(room.text(u"patient.people"_s).contains(place), qPrintable(place));
        QVERIFY(room.text(u"patient.people"_s).contains(patientWords().in(u"here"_s, language)));
        room.consultation.kovacs(u"case.pause"_s, {{u"reason"_s, u"a glass of water for the patient"_s}});
        room.reread();
        QCOMPARE(room.text(u"patient.now"_s), patientWords().in(u"paused"_s, language));
    }

    void SES_15_oneKeyLeavesThePhysiciansAmongThemselves()
    {
        Room room;
        room.press(u"patientScreen.open"_s);
        room.connectThem();
        room.receive();
        auto *face = room.atPatient<VideoView>(u"patient.face"_s);
        QVERIFY(face->isVisible() && face->hasPicture());
        QVERIFY(!room.media.now.silent);
        QCOMPARE(room.row->findChild<QPushButton *>(u"patientScreen.next"_s)->shortcut(), QKeySequence(Qt::Key_F8));
        room.press(u"patientScreen.next"_s); // the face alone
        QVERIFY(room.media.now.silent);
        QVERIFY(face->isVisible());
        room.press(u"patientScreen.next"_s); // nothing
        QVERIFY(!face->isVisible() && !face->hasPicture());
        room.receive();
        QVERIFY(!face->hasPicture());
        QVERIFY(room.atPatient<TextLabel>(u"patient.quiet"_s)->isVisible());
        QVERIFY(room.row->findChild<TextLabel *>(u"patientScreen.words"_s)->isVisible());
        room.press(u"patientScreen.next"_s);
        QVERIFY(!room.media.now.silent);
        QVERIFY(face->isVisible());
        QStringList said;
        for (const auto *act : room.consultation.at(room.consultation.duna).all(u"case.patient_display"_s))
            said.append(textOf(act->args(), u"display"_s));
        QCOMPARE(said, QStringList({u"FACE_ONLY"_s, u"OFF"_s, u"FULL"_s}));
        QVERIFY(room.failures.isEmpty());
    }

    // A window that is closed, by whomever, leaves nobody unheard.
    void aClosedWindowGivesTheSoundBack()
    {
        Room room;
        room.press(u"patientScreen.open"_s);
        room.press(u"patientScreen.next"_s);
        QVERIFY(room.media.now.silent);
        room.row->window()->close();
        QTRY_VERIFY(!room.row->window());
        QVERIFY(!room.media.now.silent);
        QVERIFY(!room.row->findChild<QPushButton *>(u"patientScreen.open"_s)->isChecked());
    }

    void stopSendsNothingMoreOfThePatient()
    {
        Room room;
        room.press(u"patientScreen.open"_s);
        room.atPatient<QPushButton>(u"patient.stop"_s)->click();
        QVERIFY(room.media.now.muted && room.media.now.cameraOff);
        QVERIFY(!room.atPatient<QPushButton>(u"patient.stop"_s)->isVisible());
        const auto *words = room.row->findChild<TextLabel *>(u"patientScreen.words"_s);
        QVERIFY2(words->text().contains(u"STOP"_s), qPrintable(words->text()));
        room.media.setMuted(false); // the physician has spoken with the patient
        QVERIFY(room.atPatient<QPushButton>(u"patient.stop"_s)->isVisible());
        QVERIFY(words->text().isEmpty());
    }

    void onlyWhereThePatientIs()
    {
        Room room(false);
        QVERIFY(!room.row->isVisible());
    }

    void nothingIsCutByDayAndNight()
    {
        for (const bool dark : {false, true}) {
            theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), dark);
            Room room;
            room.press(u"patientScreen.open"_s);
            room.connectThem();
            room.receive();
            const auto theme = dark ? u"dark"_s : u"light"_s;
            QCOMPARE(clippedWords(room.row->window()), QStringList());
            keepPicture(*room.row->window(), u"patient-full-"_s + theme);
            room.press(u"patientScreen.next"_s);
            keepPicture(*room.row->window(), u"patient-face-"_s + theme);
            keepPicture(*room.row, u"patient-row-"_s + theme);
            room.press(u"patientScreen.next"_s);
            room.atPatient<QPushButton>(u"patient.stop"_s)->click();
            QCOMPARE(clippedWords(room.row->window()), QStringList());
            keepPicture(*room.row->window(), u"patient-off-"_s + theme);
        }
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }
};

SIZHEN_WINDOW_TEST(PatientScreenTest)
#include "patientscreen_test.moc"
