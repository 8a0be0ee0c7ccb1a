// SPDX-License-Identifier: GPL-3.0-or-later
// The stations of an institution on the Station screen: a machine is admitted only by the digits it shows (SEC-08).
#include "ui/screens/stationspanel.h"

#include "core/records/joining.h"
#include "tests/support/casebench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/texts/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/mark.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;

class StationsPanelTest final : public QObject
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

    void aMachineIsAdmittedByItsDigits()
    {
        TwinStations twins;
        Seat seat(twins.duna, u"kovacs"_s);
        QTemporaryDir folder;
        auto vault = must(Vault::create(folder.filePath(u"v"_s), SecretBytes::copyOf("s"), KdfCost::lightest()), "vault");
        const auto request = must(Ledger::askToJoin(*vault, u"Room 2 · 第二诊室"_s, systemClock()), "request");
        QFile file(folder.filePath(u"room.sizhen-request"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(request) == request.size());
        file.close();

        StationsPanel panel(seat.context);
        panel.resize(1000, 400);
        panel.show();
        QSignalSpy failed(&panel, &StationsPanel::failed);
        auto *digits = panel.findChild<QLineEdit *>(u"joinDigits"_s);
        auto *admit = panel.findChild<QPushButton *>(u"admitButton"_s);
        QVERIFY(!digits->isVisible());
        panel.openRequest(u"/nowhere"_s);
        QCOMPARE(failed.size(), 1);
        panel.openRequest(file.fileName());
        QVERIFY(digits->isVisible() && !admit->isEnabled());
        digits->setText(u"1234 5678 1234 5678"_s);
        QVERIFY(!admit->isEnabled());
        digits->setText(joinNumber(request));
        QVERIFY(admit->isEnabled());
        panel.admitTo(u"/nowhere/parcel"_s); // nothing was done
        QCOMPARE(failed.size(), 2);
        QCOMPARE(seat.context.desk.ledger().stations()->size(), 1);
        const auto parcel = folder.filePath(u"parcel"_s);
        panel.admitTo(parcel);
        QVERIFY2(failed.size() == 2, qPrintable(failed.last().first().value<Error>().detail));
        QVERIFY(!digits->isVisible());
        QCOMPARE(seat.context.desk.ledger().stations()->size(), 2);
        const auto answer = panel.findChild<QLabel *>(u"joinAnswer"_s)->text();
        QVERIFY(answer.contains(joinAnswerNumber(request, seat.context.desk.ledger().institution().root)));
        QFile written(parcel);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(Ledger::join(*vault, written.readAll(), answer.section(u": "_s, -1), systemClock()));

        // What a line is doing is a word and a shape.
        auto *dot = panel.findChild<StatusDot *>(u"station.Room 2 · 第二诊室"_s);
        QVERIFY(dot);
        QCOMPARE(dot->mark(), Mark::Warning);
        panel.setLineOf([](const QByteArray &) { return StationsPanel::Line::Connected; });
        QCOMPARE(panel.findChild<StatusDot *>(u"station.Room 2 · 第二诊室"_s)->mark(), Mark::Good);
        const auto shots = qEnvironmentVariable("SIZHEN_SHOTS");
        if (!shots.isEmpty())
            QVERIFY(panel.grab().save(shots + u"/stations.png"_s));
    }
};

SIZHEN_WINDOW_TEST(StationsPanelTest)
#include "stationspanel_test.moc"
