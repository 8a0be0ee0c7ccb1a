// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/cardcodesdialog.h"
#include "ui/screens/partnerscreen.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QListView>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

// A partner screen with its rail and side in one window, as the main window lays them.
class Shown
{
public:
    explicit Shown(ScreenContext &context)
        : screen(context)
    {
        auto *row = new QHBoxLayout(&window);
        row->addWidget(screen.rail());
        row->addWidget(&screen, 1);
        row->addWidget(screen.side());
        window.resize(1280, 800);
        window.show();
        screen.activated();
    }

    ~Shown() { screen.setParent(nullptr); }

    template <typename T>
    T *child(const QString &name)
    {
        auto *found = window.findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

    QWidget window;
    PartnerScreen screen;
};

class PartnerScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        QVERIFY(m_translations.use(u"en"_s));
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void twoOfficersPairByCardAndFingerprint()
    {
        TwinStations twins(false);
        twins.duna.enrol(u"nagy"_s, {u"IT"_s}, {}, {u"纳吉"_s, u"Nagy"_s});
        Seat seat(twins.duna, u"kovacs"_s);
        Seat other(twins.lake, u"li"_s);
        Shown here(seat.context);
        Shown there(other.context);
        QTemporaryDir folder;
        QSignalSpy failed(&here.screen, &Screen::failed);
        QVERIFY(here.child<QLabel>(u"partnerHint"_s)->isVisible());
        const auto card = folder.filePath(u"lake.sizhencard"_s);
        there.screen.exportCard(card);
        here.screen.importCard(card);
        QCOMPARE(failed.size(), 0);
        here.screen.exportCard(folder.filePath(u"duna.sizhencard"_s));
        there.screen.importCard(folder.filePath(u"duna.sizhencard"_s));
        QCOMPARE(here.child<StatusDot>(u"partnerState"_s)->mark(), Mark::Warning);
        auto *digits = here.child<QLabel>(u"fingerprint"_s);
        QVERIFY(digits->isVisible());
        QCOMPARE(digits->text().split(QRegularExpression(u"\\s+"_s)).size(), 12);
        QCOMPARE(there.child<QLabel>(u"fingerprint"_s)->text(), digits->text()); // the same on both screens
        QTest::qWait(50);
        keepPicture(here.window, u"pairing"_s);
        // Two different persons, each with a password (AGR-16).
        auto *confirm = here.child<QPushButton>(u"confirmPartnerButton"_s);
        auto *one = here.child<QComboBox>(u"officerOne"_s);
        auto *two = here.child<QComboBox>(u"officerTwo"_s);
        QCOMPARE(one->currentData().toString(), u"kovacs"_s);
        QVERIFY(!confirm->isEnabled());
        QTest::keyClicks(here.child<PasswordField>(u"officerOnePassword"_s), u"password"_s);
        QTest::keyClicks(here.child<PasswordField>(u"officerTwoPassword"_s), u"wrong"_s);
        two->setCurrentIndex(two->findData(u"kovacs"_s));
        QVERIFY(!confirm->isEnabled()); // the same person twice
        two->setCurrentIndex(two->findData(u"nagy"_s));
        QVERIFY(confirm->isEnabled());
        confirm->click();
        QTRY_COMPARE(failed.size(), 1); // a wrong password
        QVERIFY(!must(twins.duna.ledger->partner(twins.lake.root()), "partner").verified);
        QTest::keyClicks(here.child<PasswordField>(u"officerOnePassword"_s), u"password"_s);
        QTest::keyClicks(here.child<PasswordField>(u"officerTwoPassword"_s), u"password"_s);
        confirm->click();
        QTRY_VERIFY(must(twins.duna.ledger->partner(twins.lake.root()), "partner").verified);
        QCOMPARE(must(twins.duna.ledger->partner(twins.lake.root()), "partner").verifiedBy,
                 (QStringList{u"kovacs"_s, u"nagy"_s}));
        QVERIFY(here.child<QLabel>(u"comparedBy"_s)->text().contains(u"Nagy"_s));
        QCOMPARE(here.child<StatusDot>(u"partnerState"_s)->mark(), Mark::Good);
        QVERIFY(!digits->isVisible());
    }

    void aCardIsReadFromAPictureOfItsCodes()
    {
        TwinStations twins(false);
        Seat seat(twins.duna, u"kovacs"_s);
        Shown here(seat.context);
        QSignalSpy failed(&here.screen, &Screen::failed);
        CardCodesDialog dialog(must(twins.lake.ledger->card({u"127.0.0.1:7420"_s}), "card"));
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.show();
        QTest::qWait(50);
        keepPicture(dialog, u"codes"_s);
        QTemporaryDir folder;
        QVERIFY(dialog.picture().save(folder.filePath(u"codes.png"_s)));
        here.screen.importCard(folder.filePath(u"codes.png"_s));
        QCOMPARE(failed.size(), 0);
        QCOMPARE(must(twins.duna.ledger->partner(twins.lake.root()), "partner").addresses, QStringList{u"127.0.0.1:7420"_s});
        here.screen.readPicture(QImage(100, 100, QImage::Format_RGB32)); // no code in it
        QCOMPARE(failed.size(), 1);
    }

    void anotherInstitutionOfAKnownNameIsCalledOut()
    {
        TwinStations twins;
        TwinStations others;
        Seat seat(twins.duna, u"kovacs"_s);
        Shown here(seat.context);
        QTemporaryDir folder;
        const auto path = folder.filePath(u"impostor.sizhencard"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(must(others.lake.ledger->card({}), "card"));
        file.close();
        here.screen.importCard(path);
        QCOMPARE(must(twins.duna.ledger->partners(), "partners").size(), 1);
        auto *warning = here.window.findChild<QMessageBox *>(u"namesakeWarning"_s);
        QVERIFY(warning);
        QVERIFY(warning->text().contains(u"Somebody may be passing for it"_s));
        QCOMPARE(twins.duna.ledger->refusals().first().message, u"agr.card_namesake"_s);
        warning->findChild<QAbstractButton *>(u"takeNamesake"_s)->click();
        QCOMPARE(must(twins.duna.ledger->partners(), "partners").size(), 2);
    }

    void aFileThatIsNoCardIsRefusedInWords()
    {
        TwinStations twins(false);
        Seat seat(twins.duna, u"kovacs"_s);
        Shown here(seat.context);
        QTemporaryDir folder;
        QFile file(folder.filePath(u"bad.sizhencard"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a card");
        file.close();
        QSignalSpy failed(&here.screen, &Screen::failed);
        here.screen.importCard(file.fileName());
        QCOMPARE(failed.size(), 1);
        here.screen.importCard(folder.filePath(u"nowhere"_s));
        QCOMPARE(failed.size(), 2);
        here.screen.exportCard(folder.filePath(u"no/such/folder/card"_s));
        QCOMPARE(failed.size(), 3);
        QVERIFY(must(twins.duna.ledger->partners(), "partners").isEmpty());
    }

    void anAgreementIsWrittenApprovedAndSignedOnBothScreens()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        Seat other(twins.lake, u"li"_s);
        Shown here(seat.context);
        Shown there(other.context);
        const auto press = [&](Shown &shown, const QString &kind) {
            twins.tick();
            auto *button = shown.child<QPushButton>(kind);
            QVERIFY2(button->isEnabled(), qPrintable(kind + u": "_s + button->toolTip()));
            button->click();
        };
        const auto sign = [&](Shown &shown, const QString &password) {
            press(shown, u"agreement.sign"_s);
            QTest::keyClicks(shown.child<PasswordField>(u"signingPassword"_s), password);
            QTest::keyClick(shown.child<PasswordField>(u"signingPassword"_s), Qt::Key_Return);
        };
        QVERIFY(here.child<QPlainTextEdit>(u"section.risk.zh"_s)->toPlainText().size() > 20); // from the template
        QVERIFY(here.child<QPlainTextEdit>(u"section.purpose.en"_s)->toPlainText().contains(u"Duna TCM Clinic"_s));
        press(here, u"agreement.draft"_s);
        press(here, u"agreement.submit"_s);
        press(here, u"agreement.approve"_s);
        twins.pump();
        QVERIFY(there.child<QPlainTextEdit>(u"section.risk.zh"_s)->isReadOnly());
        press(there, u"agreement.approve"_s);
        twins.pump();
        sign(here, u"wrong"_s);
        QTRY_VERIFY(here.child<QLabel>(u"signingTrouble"_s)->isVisible());
        QVERIFY(!must(twins.duna.desk->agreement(twins.lake.root()), "agreement").latest(u"agreement.sign"_s));
        QTest::keyClicks(here.child<PasswordField>(u"signingPassword"_s), u"password"_s);
        here.child<QPushButton>(u"signButton"_s)->click();
        QTRY_VERIFY(must(twins.duna.desk->agreement(twins.lake.root()), "agreement").latest(u"agreement.sign"_s));
        twins.pump();
        sign(there, u"password"_s);
        QTRY_VERIFY(must(twins.lake.desk->agreement(twins.duna.root()), "agreement").inForceAt(twins.now));
        QCOMPARE(there.child<StatusDot>(u"agreementState"_s)->mark(), Mark::Good);
        twins.pump();
        QCOMPARE(here.child<StatusDot>(u"agreementState"_s)->mark(), Mark::Good);
        QVERIFY(here.child<QListView>(u"agreementTimeline"_s)->model()->rowCount() >= 6);
    }

    void anEmptySectionIsRefusedWithItsRule()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        Shown here(seat.context);
        here.child<QPlainTextEdit>(u"section.liability.zh"_s)->clear();
        here.child<QPlainTextEdit>(u"section.liability.en"_s)->clear();
        here.child<QPushButton>(u"agreement.draft"_s)->click();
        QVERIFY(!here.child<QPushButton>(u"agreement.submit"_s)->isEnabled());
        QVERIFY(here.child<QPushButton>(u"agreement.submit"_s)->toolTip().contains(u"AGR-02"_s));
    }

    void whoMayNotSignIsToldWhy()
    {
        TwinStations twins;
        twins.duna.enrol(u"nagy"_s, {u"IT"_s}, {}, {u"纳吉"_s, u"Nagy"_s});
        Seat seat(twins.duna, u"nagy"_s);
        Shown here(seat.context);
        QVERIFY(!here.child<QPushButton>(u"agreement.draft"_s)->isEnabled());
        QVERIFY(here.child<QPlainTextEdit>(u"section.risk.zh"_s)->isReadOnly());
    }

    void itIsNamedFitsAndSpeaksChinese()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        Shown here(seat.context);
        seat.tongue = u"zh"_s;
        QVERIFY(m_translations.use(u"zh"_s));
        QStringList bad;
        (void)QTest::qWaitFor([&] { // the layout follows the words
            bad = namelessControls(&here.window) + clippedWords(&here.window)
                + latinWords(&here.window, {u"East"_s, u"Lake"_s, u"Hospital"_s, u"TCM"_s, u"AGR"_s});
            return bad.isEmpty();
        });
        QVERIFY(m_translations.use(u"en"_s));
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }
};

SIZHEN_WINDOW_TEST(PartnerScreenTest)
#include "partnerscreen_test.moc"
