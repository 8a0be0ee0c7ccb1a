// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/emergencyphone.h"

#include "tests/support/consultation.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// SES-09: whom to call where the patient is.
class EmergencyPhoneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void theHousesOwnNumberComesFirst()
    {
        Consultation c;
        auto &ledger = *c.duna.ledger;
        QCOMPARE(emergencyPhoneHere(ledger), u"112"_s);
        for (const auto &number : {u"2222,,1"_s, u"(+36 1) 455-5555"_s, u"+36 1 455 5555"_s}) {
            QVERIFY2(keepEmergencyPhone(ledger, number), qPrintable(number));
            QCOMPARE(emergencyPhoneHere(ledger), number);
        }
        for (const auto &number : {u"1"_s, u"call the porter"_s, u"("_s, QString(40, u'1')}) {
            const auto kept = keepEmergencyPhone(ledger, number);
            QVERIFY2(!kept, qPrintable(number));
            QCOMPARE(kept.error().message, u"house.number"_s);
        }
        QCOMPARE(ownEmergencyPhone(ledger), u"+36 1 455 5555"_s);
        QVERIFY(keepEmergencyPhone(ledger, {}));
        QCOMPARE(emergencyPhoneHere(ledger), u"112"_s);
    }
};

SIZHEN_TEST(EmergencyPhoneTest)
#include "emergencyphone_test.moc"
