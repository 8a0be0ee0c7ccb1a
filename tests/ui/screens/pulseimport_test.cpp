// SPDX-License-Identifier: GPL-3.0-or-later
// A recording from a file, taken into the case in the window (FOU-05).
#include "ui/screens/pulsescreen.h"

#include "core/pulse/synthpulse.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class PulseImportTest : public QObject
{
    Q_OBJECT

    struct Bench {
        Consultation consultation;
        Seat seat;
        PulseScreen screen;
        QTemporaryDir folder;
        QList<Error> failures;

        explicit Bench(const QString &language = u"en"_s)
            : seat(consultation.duna, u"kovacs"_s, language)
            , screen(seat.context)
        {
            consultation.untilSession();
            QObject::connect(&screen, &Screen::failed, &screen, [this](const Error &error) { failures.append(error); });
            screen.resize(1280, 700);
            screen.openCase(consultation.caseId);
            screen.show();
        }

        [[nodiscard]] QString file(const QByteArray &text) const
        {
            QFile made(folder.filePath(u"wave.csv"_s));
            if (!made.open(QIODevice::WriteOnly))
                qFatal("file");
            made.write(text);
            return made.fileName();
        }

        [[nodiscard]] QDialog *dialog() { return screen.findChild<QDialog *>(u"pulseImport"_s); }

        template <typename T>
        [[nodiscard]] T *at(const QString &name)
        {
            return dialog()->findChild<T *>(u"pulseImport."_s + name);
        }
    };

    static QByteArray values()
    {
        SynthPulse pulse;
        pulse.rateHz = 200;
        pulse.perMinute = 66;
        QByteArray text;
        for (const auto value : pulse.samples(30))
            text += QByteArray::number(value, 'f', 2) + '\n';
        return text;
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void aFileWithoutTimesAsksForItsRateAndIsKept()
    {
        Bench bench;
        QVERIFY(bench.screen.findChild<QPushButton *>(u"pulse.import"_s));
        bench.screen.importFile(bench.file(values()));
        auto *keep = bench.at<QPushButton>(u"keep"_s);
        auto *words = bench.at<TextLabel>(u"words"_s);
        QTRY_VERIFY_WITH_TIMEOUT(bench.at<QLineEdit>(u"rate"_s)->isVisible(), 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(words->text().contains(u"rate"_s) || words->text().contains(u"second"_s), 10'000);
        QVERIFY(!keep->isEnabled());
        QTest::keyClicks(bench.at<QLineEdit>(u"rate"_s), u"200"_s);
        QTest::keyClicks(bench.at<QLineEdit>(u"instrument"_s), u"Maker Model 7"_s);
        bench.at<QComboBox>(u"site"_s)->setCurrentIndex(bench.at<QComboBox>(u"site"_s)->findData(u"R.cun"_s));
        Q_EMIT bench.at<QComboBox>(u"site"_s)->activated(0);
        QTRY_VERIFY_WITH_TIMEOUT(keep->isEnabled(), 20'000);
        QVERIFY2(words->text().contains(u"66"_s), qPrintable(words->text()));
        QCOMPARE(namelessControls(bench.dialog()), QStringList());
        keep->click();
        const auto *act = bench.consultation.at(bench.consultation.duna).latest(u"case.pulse_recorded"_s);
        QVERIFY2(act, bench.failures.isEmpty() ? "" : qPrintable(bench.failures.last().message));
        QCOMPARE(act->args().value(u"site"_s).toString(), u"R.cun"_s);
        QVERIFY(act->args().value(u"imported"_s).toBool());
        QCOMPARE(act->args().value(u"device"_s).toMap().value(u"instrument"_s).toString(), u"Maker Model 7"_s);
        QVERIFY(std::abs(act->args().value(u"rate"_s).toDouble() - 66) < 1);
        bench.consultation.pump(); // it is an original like any other
        QVERIFY(bench.consultation.at(bench.consultation.lake).latest(u"case.pulse_recorded"_s));
    }

    void whatIsNoRecordingIsRefusedInWordsAndNothingIsKept()
    {
        Bench bench;
        bench.screen.importFile(bench.file("name,Varga\nborn,1950\n"));
        QTRY_VERIFY_WITH_TIMEOUT(!bench.at<TextLabel>(u"words"_s)->text().contains(u"…"_s), 10'000);
        QVERIFY(!bench.at<QPushButton>(u"keep"_s)->isEnabled());
        bench.dialog()->reject();
        bench.screen.importFile(bench.folder.filePath(u"gone.csv"_s));
        QTRY_VERIFY_WITH_TIMEOUT(bench.screen.findChildren<TextLabel *>(u"pulseImport.words"_s).last()->text().contains(u"gone.csv"_s), 10'000);
        QVERIFY(!bench.consultation.at(bench.consultation.duna).latest(u"case.pulse_recorded"_s));
    }

    void itLooksLikeADialog()
    {
        for (const auto &language : {u"zh"_s, u"en"_s}) {
            Translations words;
            words.use(language);
            Bench bench(language);
            bench.screen.importFile(bench.file(values()));
            QTRY_VERIFY_WITH_TIMEOUT(bench.at<QLineEdit>(u"rate"_s)->isVisible(), 10'000);
            QTest::keyClicks(bench.at<QLineEdit>(u"rate"_s), u"200"_s);
            QTRY_VERIFY_WITH_TIMEOUT(bench.at<QPushButton>(u"keep"_s)->isEnabled(), 20'000);
            keepPicture(*bench.dialog(), u"pulseimport-%1"_s.arg(language));
            keepPicture(bench.screen, u"pulseimport-page-%1"_s.arg(language));
        }
    }
};

SIZHEN_WINDOW_TEST(PulseImportTest)
#include "pulseimport_test.moc"
