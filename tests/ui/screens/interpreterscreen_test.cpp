// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/interpreterscreen.h"

#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

class InterpreterDesktop
{
public:
    InterpreterDesktop(Station &station, const QString &person, const QByteArray &caseId, const QString &language = u"en"_s)
        : seat(station, person, language)
        , screen(seat.context)
    {
        auto *row = new QHBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        screen.side()->setFixedWidth(theme::sideWidth);
        row->addWidget(&screen, 1);
        row->addWidget(screen.side());
        window.resize(1280, 724);
        QObject::connect(&screen, &Screen::failed, &window, [this](const Error &error) { failures.append(error); });
        window.show();
        (void)QTest::qWaitForWindowActive(&window);
        screen.openCase(caseId);
    }

    ~InterpreterDesktop() { screen.setParent(nullptr); } // a member, not the window's to delete

    template <typename T>
    [[nodiscard]] T *find(const QString &name)
    {
        auto *found = window.findChild<T *>(name);
        if (!found)
            qFatal("no %s here", qPrintable(name));
        return found;
    }

    [[nodiscard]] QTableView *lines() { return find<QTableView>(u"lines"_s); }

    [[nodiscard]] QPlainTextEdit *entry() { return find<QPlainTextEdit>(u"translation"_s); }

    [[nodiscard]] QString cell(int row, int column) { return lines()->model()->index(row, column).data().toString(); }

    Seat seat;
    QWidget window;
    InterpreterScreen screen;
    QList<Error> failures;
};

void withInterpreter(Consultation &c)
{
    c.duna.enrol(u"nagy"_s, {u"INTERPRETER"_s}, {}, {u"纳吉"_s, u"Nagy"_s}, {});
    c.untilSession();
    c.findings();
    c.kovacs(u"case.note"_s, {{u"text"_s, u"She sleeps four hours."_s}, {u"kind"_s, u"remark"_s}});
}

} // namespace

class InterpreterScreenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { theme::apply(*qApp, false); }

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void bothLanguagesStandBesideEachOtherNewestLast()
    {
        Consultation c;
        withInterpreter(c);
        InterpreterDesktop desk(c.duna, u"nagy"_s, c.caseId);
        const auto last = desk.lines()->model()->rowCount() - 1;
        QVERIFY(last > 5);
        QCOMPARE(desk.cell(last, 1), u"She sleeps four hours."_s);
        QCOMPARE(desk.cell(last, 0), u"—"_s);
        QCOMPARE(desk.lines()->currentIndex().row(), last);
        bool colour = false;
        for (int row = 0; row <= last; ++row)
            colour = colour || (desk.cell(row, 0) == u"淡白舌" && desk.cell(row, 1) == u"Pale tongue");
        QVERIFY(colour);
    }

    void aTranslationByKeysAlone()
    {
        Consultation c;
        withInterpreter(c);
        InterpreterDesktop desk(c.duna, u"nagy"_s, c.caseId);
        const auto last = desk.lines()->model()->rowCount() - 1;
        QCOMPARE(desk.find<QLabel>(u"direction"_s)->text(), u"English → Chinese"_s); // that language is the one missing
        desk.entry()->setFocus();
        QTest::keyClicks(desk.entry(), u"ta mei wan shui si xiao shi"_s);
        QTest::keyClick(desk.entry(), Qt::Key_F2);
        QVERIFY2(desk.failures.isEmpty(),
                 qPrintable(desk.failures.isEmpty() ? QString() : desk.failures.first().message));
        QCOMPARE(desk.cell(last, 0), u"ta mei wan shui si xiao shi"_s);
        QCOMPARE(desk.find<QListView>(u"doubts"_s)->model()->rowCount(), 1);
        desk.entry()->setFocus();
        QTest::keyClick(desk.entry(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(desk.find<QListView>(u"doubts"_s)->model()->rowCount(), 0); // settled by one key
        const auto *act = c.at(c.duna).latest(u"case.translation"_s);
        QVERIFY(act && !act->args().value(u"doubt"_s).toBool());
    }

    void aTermComesInByTwoKeys()
    {
        Consultation c;
        withInterpreter(c);
        InterpreterDesktop desk(c.duna, u"nagy"_s, c.caseId);
        desk.entry()->setFocus();
        QTest::keyClick(desk.entry(), Qt::Key_T, Qt::ControlModifier);
        auto *query = desk.find<QLineEdit>(u"termQuery"_s);
        QTRY_VERIFY(query->hasFocus());
        QTest::keyClicks(query, u"shi mian"_s);
        const auto first = desk.find<QListView>(u"termList"_s)->model()->index(0, 0).data().toString();
        QVERIFY(!first.isEmpty());
        QTest::keyClick(query, Qt::Key_Return);
        QVERIFY(!desk.entry()->toPlainText().isEmpty());
        QVERIFY(first.startsWith(desk.entry()->toPlainText()));
        QVERIFY(desk.entry()->hasFocus());
    }

    void theKeysAreOnTheButtons()
    {
        Consultation c;
        withInterpreter(c);
        InterpreterDesktop desk(c.duna, u"nagy"_s, c.caseId);
        QVERIFY(desk.find<QPushButton>(u"turnButton"_s)->text().contains(u"F8"_s));
        QVERIFY(desk.find<QPushButton>(u"doubtButton"_s)->text().contains(u"F2"_s));
        QTest::keyClick(&desk.window, Qt::Key_F8);
        QCOMPARE(desk.find<QLabel>(u"direction"_s)->text(), u"Chinese → English"_s);
    }

    void whoMayNotTranslateReadsWhy()
    {
        Consultation c;
        c.duna.enrol(u"szabo"_s, {u"RECORDS"_s}, {}, {u"萨博"_s, u"Szabó"_s}, {});
        withInterpreter(c);
        InterpreterDesktop desk(c.duna, u"szabo"_s, c.caseId);
        QVERIFY(!desk.find<QPushButton>(u"keepButton"_s)->isEnabled());
        QVERIFY(!desk.find<QLabel>(u"refusals"_s)->text().isEmpty());
    }

    void picture()
    {
        const auto folder = qEnvironmentVariable("SHOTS");
        if (folder.isEmpty())
            QSKIP("SHOTS names no folder");
        Consultation c;
        withInterpreter(c);
        Translations words;
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            (void)words.use(language);
            theme::apply(*qApp, language == u"zh");
            InterpreterDesktop desk(c.duna, u"nagy"_s, c.caseId, language);
            desk.window.resize(language == u"en" ? QSize(1280, 724) : QSize(1920, 1004));
            QTest::keyClicks(desk.find<QLineEdit>(u"termQuery"_s), u"xin pi"_s);
            QTest::qWait(100);
            desk.window.grab().save(folder + u"/interpreter-%1.png"_s.arg(language));
        }
        (void)words.use(u"en"_s);
        theme::apply(*qApp, false);
    }
};

SIZHEN_WINDOW_TEST(InterpreterScreenTest)
#include "interpreterscreen_test.moc"
