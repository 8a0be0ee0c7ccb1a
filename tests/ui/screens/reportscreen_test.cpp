// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/reportscreen.h"

#include "core/documents/pades.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "ui/models/papersigners.h"
#include "ui/panels/paperview.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/signaturebadge.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr int patience = 20000; // drawing and signing run on pool threads of a busy machine

class ReportDesktop
{
public:
    ReportDesktop(Station &station, const QString &person, const QByteArray &caseId, const QString &language = u"en"_s)
        : seat(station, person, language)
        , screen(seat.context)
    {
        auto *row = new QHBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        screen.rail()->setFixedWidth(theme::railWidth);
        screen.side()->setFixedWidth(theme::sideWidth);
        row->addWidget(screen.rail());
        row->addWidget(&screen, 1);
        row->addWidget(screen.side());
        window.resize(1280, 724);
        QObject::connect(&screen, &Screen::failed, &window, [this](const Error &error) { failures.append(error); });
        window.show();
        (void)QTest::qWaitForWindowExposed(&window);
        screen.openCase(caseId);
    }

    ~ReportDesktop() { screen.setParent(nullptr); } // a member, not the window's to delete

    template <typename T>
    [[nodiscard]] T *find(const QString &name)
    {
        auto *found = window.findChild<T *>(name);
        if (!found)
            qFatal("no %s here", qPrintable(name));
        return found;
    }

    void press(const QString &name)
    {
        auto *button = find<QAbstractButton>(name);
        if (!button->isVisible() || !button->isEnabled())
            qFatal("%s cannot be pressed", qPrintable(name));
        ++clicks;
        QTest::mouseClick(button, Qt::LeftButton);
    }

    // Sign, password, Enter.
    void sign(const QString &password)
    {
        press(u"sign"_s);
        auto *field = find<QLineEdit>(u"signingPassword"_s);
        QTest::keyClicks(field, password);
        QTest::keyClick(field, Qt::Key_Return);
    }

    [[nodiscard]] PaperView *paper() { return find<PaperView>(u"paper"_s); }

    Seat seat;
    QWidget window;
    ReportScreen screen;
    QList<Error> failures;
    int clicks = 0;
};

// The case with a released opinion; the report is to be frozen and signed.
void untilOpinion(Consultation &c)
{
    c.untilSession();
    c.findings();
    c.endSession();
    c.li(u"report.release_opinion"_s, Consultation::opinion());
    c.pump();
}

} // namespace

class ReportScreenTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { theme::apply(*qApp, false); }

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void thePageIsShownBeforeItIsSigned()
    {
        Consultation c;
        untilOpinion(c);
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->pageCount() > 0, patience);
        QVERIFY(!desk.paper()->isSealed());
        const auto *page = desk.paper()->findChild<QWidget *>(u"page1"_s);
        QVERIFY(page && page->accessibleDescription().contains(u"Insomnia"_s)); // the words are readable, not a picture
        QVERIFY(desk.find<QListView>(u"report.findings"_s)->model()->rowCount() > 0);
    }

    void frozenSignedReleasedAndSealed()
    {
        Consultation c;
        untilOpinion(c);
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        desk.press(u"report.submit"_s);
        QCOMPARE(c.at(c.lake).machines.value(u"report"_s), u"SIGNING"_s);
        const int before = desk.clicks;
        desk.sign(u"password"_s);
        QTRY_VERIFY_WITH_TIMEOUT(c.at(c.lake).latest(u"report.sign"_s), patience);
        QVERIFY(desk.clicks - before <= 2); // journeys.md: two presses and the password
        QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->isSealed() && desk.paper()->pageCount() > 0, patience);
        auto *badge = desk.find<SignatureBadge>(u"badge"_s);
        QTRY_VERIFY_WITH_TIMEOUT(badge->words().contains(u"Signed by"_s), patience);
        const auto pdf = must(c.lake.vault->attachments().read(*signedPdf(c.at(c.lake), u"report"_s)), "pdf");
        QVERIFY(must(verifyPdf(pdf, {c.lake.ledger->institution().authority}, c.now), "verify").isSound());
        desk.press(u"report.release"_s);
        c.pump();
        ReportDesktop other(c.duna, u"kovacs"_s, c.caseId);
        QTRY_VERIFY_WITH_TIMEOUT(other.find<SignatureBadge>(u"badge"_s)->words().contains(u"Signed by"_s), patience);
        other.press(u"report.acknowledge"_s);
        QCOMPARE(c.at(c.duna).machines.value(u"report"_s), u"ACKNOWLEDGED"_s);
        QVERIFY(desk.failures.isEmpty() && other.failures.isEmpty());
    }

    void aWrongPasswordSignsNothing()
    {
        Consultation c;
        untilOpinion(c);
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        desk.press(u"report.submit"_s);
        desk.sign(u"not the password"_s);
        auto *trouble = desk.find<QLabel>(u"signingTrouble"_s);
        QTRY_VERIFY_WITH_TIMEOUT(trouble->isVisible() && !trouble->text().isEmpty(), patience);
        QVERIFY(!c.at(c.lake).latest(u"report.sign"_s));
        auto *field = desk.find<QLineEdit>(u"signingPassword"_s);
        QVERIFY(field->isVisible() && field->isEnabled() && field->text().isEmpty());
        QTest::keyClicks(field, u"password"_s);
        QTest::keyClick(field, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(c.at(c.lake).latest(u"report.sign"_s), patience);
    }

    void escapeLeavesThePaperUnsigned()
    {
        Consultation c;
        untilOpinion(c);
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        desk.press(u"report.submit"_s);
        desk.press(u"sign"_s);
        auto *field = desk.find<QLineEdit>(u"signingPassword"_s);
        QTest::keyClick(field, Qt::Key_Escape);
        QVERIFY(!field->isVisible());
        QVERIFY(!c.at(c.lake).latest(u"report.sign"_s));
    }

    void whatIsMissingIsSaidInsteadOfAPage()
    {
        Consultation c;
        c.untilSession();
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        auto *message = desk.find<QLabel>(u"paperMessage"_s);
        QTRY_VERIFY_WITH_TIMEOUT(message->isVisible() && message->text().contains(u"RPT-02"_s), patience);
        QCOMPARE(desk.paper()->pageCount(), 0);
        QVERIFY(!desk.find<QPushButton>(u"sign"_s)->isVisible());
    }

    void theInvitingSideCannotSignTheReport()
    {
        Consultation c;
        untilOpinion(c);
        c.li(u"report.submit"_s, {{u"content"_s, Consultation::content()}});
        c.pump();
        ReportDesktop desk(c.duna, u"kovacs"_s, c.caseId);
        auto *sign = desk.find<QPushButton>(u"sign"_s);
        QVERIFY(!sign->isEnabled());
        QVERIFY2(desk.find<QLabel>(u"sign.why"_s)->text().contains(u"RPT-04"_s),
                 qPrintable(desk.find<QLabel>(u"sign.why"_s)->text()));
    }

    void aChangedPaperIsAnAlarm()
    {
        Consultation c;
        untilOpinion(c);
        auto pdf = Consultation::signPage(c.lake, u"li"_s, c.now);
        c.li(u"report.submit"_s, {{u"content"_s, Consultation::content()}});
        pdf[pdf.indexOf("/Pages") + 1] = 'Q';
        c.li(u"report.sign"_s, Consultation::paperArgs(c.lake, pdf));
        ReportDesktop desk(c.lake, u"li"_s, c.caseId);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.failures.isEmpty(), patience);
        QVERIFY(desk.find<SignatureBadge>(u"badge"_s)->words().contains(u"does not hold"_s)
                || !desk.failures.isEmpty());
    }

    void theDecisionIsSignedTheSameWay()
    {
        Consultation c;
        c.untilReported();
        auto plan = c.decision();
        for (const auto &key : {u"content"_s, u"pdf"_s, u"pdfSha256"_s})
            plan.remove(key);
        c.kovacs(u"case.decision_draft"_s, plan);
        ReportDesktop desk(c.duna, u"kovacs"_s, c.caseId);
        QCOMPARE(desk.screen.paper(), u"decision"_s);
        QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->pageCount() > 0, patience);
        desk.sign(u"password"_s);
        QTRY_COMPARE_WITH_TIMEOUT(c.at(c.duna).stage(), u"DECIDED"_s, patience);
        QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->isSealed(), patience);
        QVERIFY(desk.failures.isEmpty());
    }

    void picture()
    {
        const auto folder = qEnvironmentVariable("SHOTS");
        if (folder.isEmpty())
            QSKIP("SHOTS names no folder");
        Consultation c;
        untilOpinion(c);
        c.now = c.now.addSecs(60);
        Translations words;
        for (const auto &language : {u"en"_s, u"zh"_s}) {
            (void)words.use(language);
            theme::apply(*qApp, language == u"zh");
            ReportDesktop desk(c.lake, u"li"_s, c.caseId, language);
            desk.window.resize(language == u"en" ? QSize(1280, 724) : QSize(1920, 1004));
            QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->pageCount() > 0, patience);
            QTest::qWait(2000);
            desk.window.grab().save(folder + u"/report-open-%1.png"_s.arg(language));
            if (language == u"en") {
                desk.press(u"report.submit"_s);
                desk.press(u"sign"_s);
                QTest::qWait(500);
                desk.window.grab().save(folder + u"/report-sign-%1.png"_s.arg(language));
                auto *field = desk.find<QLineEdit>(u"signingPassword"_s);
                QTest::keyClicks(field, u"password"_s);
                QTest::keyClick(field, Qt::Key_Return);
                QTRY_VERIFY_WITH_TIMEOUT(desk.paper()->isSealed(), patience);
            }
            QTest::qWait(2000);
            desk.window.grab().save(folder + u"/report-sealed-%1.png"_s.arg(language));
        }
        (void)words.use(u"en"_s);
        theme::apply(*qApp, false);
    }
};

SIZHEN_WINDOW_TEST(ReportScreenTest)
#include "reportscreen_test.moc"
