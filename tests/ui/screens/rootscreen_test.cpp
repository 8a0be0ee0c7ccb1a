// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/screens/loststationpanel.h"
#include "ui/screens/refusalspanel.h"
#include "ui/screens/rootscreen.h"
#include "ui/screens/shareinput.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

// The root key's page (SEC-08): shares, off the machine, presented, and a station that was lost.
class RootScreenTest final : public QObject
{
    Q_OBJECT

    Translations m_translations;

    template <typename T>
    static T *child(QWidget &parent, const QString &name)
    {
        auto *found = parent.findChild<T *>(name);
        if (!found)
            qFatal("no %s", qPrintable(name));
        return found;
    }

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        QVERIFY(m_translations.use(u"en"_s));
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
    }

    void fromTheVaultToPaperAndBack()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        RootScreen screen(seat.context);
        screen.resize(1280, 800);
        screen.show();
        screen.activated();
        QSignalSpy failed(&screen, &Screen::failed);
        QSignalSpy said(&screen, &Screen::said);
        auto *place = child<StatusDot>(screen, u"rootPlace"_s);
        QCOMPARE(place->mark(), Mark::Warning);
        QTemporaryDir folder;
        screen.writeShares(folder.path());
        QTRY_COMPARE_WITH_TIMEOUT(said.size(), 1, 20'000);
        const QFileInfo sheet(folder.filePath(u"root-share-2-of-3.pdf"_s));
        QVERIFY(sheet.size() > 10'000);
        QVERIFY(!(sheet.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)));
        screen.writeShares(folder.path()); // never over a sheet that is there
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);

        const auto shares = must(twins.duna.ledger->makeRootShares(), "shares");
        auto *one = child<QPlainTextEdit>(screen, u"shareOneWords"_s);
        auto *two = child<QPlainTextEdit>(screen, u"shareTwoWords"_s);
        auto *both = child<QPushButton>(screen, u"presentSharesButton"_s);
        one->setPlainText(shares[0].words(u"en"_s).join(u' '));
        QCOMPARE(child<StatusDot>(screen, u"shareOneState"_s)->mark(), Mark::Good);
        QVERIFY(!both->isEnabled());
        two->setPlainText(u"abandon abandon"_s);
        QCOMPARE(child<StatusDot>(screen, u"shareTwoState"_s)->mark(), Mark::Working);
        two->setPlainText(u"abandon wrongword"_s);
        QCOMPARE(child<StatusDot>(screen, u"shareTwoState"_s)->mark(), Mark::Fault);
        QVERIFY(child<StatusDot>(screen, u"shareTwoState"_s)->words().contains(u"wrongword"_s));
        keepPicture(screen, u"root-vault"_s);
        two->setPlainText(shares[2].words(u"zh"_s).join(QString()));
        QVERIFY(both->isEnabled());
        both->click();
        QCOMPARE(place->mark(), Mark::Good);
        QVERIFY(one->toPlainText().isEmpty());
        QCOMPARE(twins.duna.ledger->rootState().place, Ledger::RootState::Place::Offline);
        keepPicture(screen, u"root-offline"_s);

        one->setPlainText(shares[1].code());
        two->setPlainText(shares[2].words(u"en"_s).join(u' '));
        both->click();
        QCOMPARE(place->mark(), Mark::Working);
        QVERIFY(twins.duna.ledger->rootAtHand());
        keepPicture(screen, u"root-present"_s);
        child<QPushButton>(screen, u"forgetRootButton"_s)->click();
        QVERIFY(!twins.duna.ledger->rootAtHand());
        // Who did it stands in the access log.
        QCOMPARE(must(twins.duna.ledger->accessLog({.act = u"root.present"_s}), "log").size(), 1);
    }

    void aLostStationIsRevokedAndReported()
    {
        TwinStations twins;
        auto &ledger = *twins.duna.ledger;
        const auto laptop = SigningKey::generate();
        auto all = ledger.stationCertificates();
        all.append(must(ledger.certifyStation(laptop.publicKey(), u"Laptop"_s, sha256("laptop")), "certify"));
        must(ledger.issueCard(all), "card");
        Seat seat(twins.duna, u"kovacs"_s);
        RootScreen screen(seat.context);
        screen.resize(1280, 1200);
        screen.show();
        screen.activated();
        QSignalSpy failed(&screen, &Screen::failed);
        child<QPushButton>(screen, u"lookAtLostButton"_s)->click();
        QVERIFY(child<QPlainTextEdit>(screen, u"lostReport"_s)->toPlainText().contains(u"kovacs"_s));
        QTest::qWait(50);
        keepPicture(screen, u"lost-look"_s);
        child<QPushButton>(screen, u"revokeLostButton"_s)->click();
        QCOMPARE(failed.size(), 0);
        QVERIFY(ledger.revocationOf(laptop.publicKey()));
        QVERIFY(ledger.account(u"kovacs"_s)->mustChangePassword);
        QCOMPARE(ledger.stationCertificates().size(), 1);
        QVERIFY(child<QPlainTextEdit>(screen, u"lostReport"_s)->toPlainText().contains(u"Revoked from"_s));
        QTest::qWait(50);
        keepPicture(screen, u"lost-done"_s);
        twins.pump(); // the partner hears it
        QVERIFY(twins.lake.ledger->revocationOf(laptop.publicKey()));
    }

    void itIsNamedFitsAndSpeaksChinese()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        RootScreen screen(seat.context);
        screen.resize(1280, 800);
        screen.show();
        screen.activated();
        seat.tongue = u"zh"_s;
        QVERIFY(m_translations.use(u"zh"_s));
        QTest::qWait(50);
        keepPicture(screen, u"root-zh"_s);
        twins.duna.ledger->noteRefusal(
            {Fault::Untrusted, {}, {}, u"link.unknown_key"_s, {{u"address"_s, u"10.0.0.7:40112"_s}}});
        RefusalsPanel refusals(*twins.duna.ledger);
        refusals.resize(900, 200);
        refusals.show();
        QTest::qWait(50);
        keepPicture(refusals, u"refusals-zh"_s);
        const auto bad = namelessControls(&screen) + clippedWords(&screen) + latinWords(&screen, {u"Room"_s});
        QVERIFY(m_translations.use(u"en"_s));
        QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
    }
};

SIZHEN_WINDOW_TEST(RootScreenTest)
#include "rootscreen_test.moc"
