// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/accessscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

// Who saw and did what, in words, and the review of exceptions (SEC-05, SEC-07, SEC-16).
class AccessScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;

    static QString cell(const QTableView &table, int row, int column)
    {
        return table.model()->index(row, column).data().toString();
    }

    static int rowOf(const QTableView &table, const QString &act)
    {
        for (int row = 0; row < table.model()->rowCount(); ++row)
            if (cell(table, row, 2) == act)
                return row;
        return -1;
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        QVERIFY(m_translations.use(u"en"_s));
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void exceptionsAreReviewedAndTheLogSpeaks()
    {
        Consultation both;
        both.untilReported();
        both.duna.enrol(u"szabo"_s, {u"PHYSICIAN"_s}, {}, Label(u"萨博"_s, u"Szabó Anna"_s));
        both.duna.enrol(u"kiss"_s, {u"QA"_s}, {}, Label(u"基什"_s, u"Kiss Péter"_s));
        both.duna.enrol(u"toth"_s, {u"PHYSICIAN"_s, u"SEC-ADMIN"_s}, {}, Label(u"托特"_s, u"Tóth Éva"_s));
        auto &desk = *both.duna.desk;
        desk.readAs(both.duna.actor(u"szabo"_s).person);
        QVERIFY(desk.breakGlass(both.caseId, u"Kovács is away, the patient calls"_s, both.duna.actor(u"szabo"_s)));
        QVERIFY(desk.caseState(both.caseId));
        desk.readAs({});
        const auto code = both.at(both.duna).code();

        Seat seat(both.duna, u"kiss"_s);
        AccessScreen screen(seat.context);
        screen.resize(1280, 800);
        screen.show();
        screen.activated();
        QSignalSpy failed(&screen, &Screen::failed);
        auto *list = screen.findChild<QListWidget *>(u"exceptionList"_s);
        auto *note = screen.findChild<QLineEdit *>(u"exceptionNote"_s);
        auto *justified = screen.findChild<QPushButton *>(u"justifiedButton"_s);
        auto *table = screen.findChild<QTableView *>(u"accessTable"_s);
        QVERIFY(list->isVisible());
        QCOMPARE(list->count(), 1);
        QVERIFY2(list->item(0)->text().contains(u"Szabó Anna opened "_s + code), qPrintable(list->item(0)->text()));
        QCOMPARE(screen.findChild<QComboBox *>(u"accessAct"_s)->currentText(), u"Everything"_s);
        const auto opened = rowOf(*table, u"Case opened"_s);
        QVERIFY(opened >= 0);
        QCOMPARE(cell(*table, opened, 1), u"Szabó Anna"_s);
        QCOMPARE(cell(*table, opened, 3), code);
        QCOMPARE(cell(*table, opened, 5), u"by exception"_s);
        keepPicture(screen, u"accesslog"_s);

        // A name finds the person as the id does.
        auto *person = screen.findChild<QLineEdit *>(u"accessPerson"_s);
        person->setText(u"szabó"_s);
        Q_EMIT person->editingFinished();
        for (int row = 0; row < table->model()->rowCount(); ++row)
            QCOMPARE(cell(*table, row, 1), u"Szabó Anna"_s);
        person->clear();

        QVERIFY(!justified->isEnabled());
        QTest::keyClicks(note, u"Kovacs says it was so"_s);
        QTest::mouseClick(justified, Qt::LeftButton);
        QVERIFY(!list->isVisible()); // nothing waits any more
        QCOMPARE(failed.size(), 0);
        const auto done = must(desk.exceptions(), "exceptions");
        QVERIFY(done.first().review && done.first().review->justified);
        QCOMPARE(done.first().review->by.id, u"kiss"_s);
        QVERIFY(rowOf(*table, u"Exception reviewed"_s) >= 0);
    }

    void nobodyReviewsTheirOwn()
    {
        Consultation both;
        both.untilReported();
        both.duna.enrol(u"toth"_s, {u"PHYSICIAN"_s, u"SEC-ADMIN"_s}, {}, Label(u"托特"_s, u"Tóth Éva"_s));
        QVERIFY(both.duna.desk->breakGlass(both.caseId, u"Kovács is away, the patient calls"_s, both.duna.actor(u"toth"_s)));
        Seat seat(both.duna, u"toth"_s);
        AccessScreen screen(seat.context);
        screen.show();
        screen.activated();
        QVERIFY(!screen.findChild<QListWidget *>(u"exceptionList"_s)->isVisible());
    }
};

SIZHEN_WINDOW_TEST(AccessScreenTest)
#include "accessscreen_test.moc"
