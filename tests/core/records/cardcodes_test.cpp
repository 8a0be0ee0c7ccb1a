// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/qrmatrix.h"
#include "core/crypto/primitives.h"
#include "core/records/cardcodes.h"
#include "tests/support/program.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class CardCodesTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    // AGR-16: by code instead of by file.
    void comeBackInAnyOrderAndTwice()
    {
        const auto card = randomBytes(1500);
        const auto codes = cardCodes(card);
        QCOMPARE(codes.size(), 4);
        for (const auto &code : codes)
            QVERIFY(qrMatrix(code.toLatin1())->side <= 93);
        CardCodeReader reader;
        QCOMPARE(reader.take(codes[2]).value(), std::nullopt);
        QCOMPARE(reader.take(codes[0]).value(), std::nullopt);
        QCOMPARE(reader.take(codes[2]).value(), std::nullopt);
        QCOMPARE(reader.missing(), (QStringList{u"2"_s, u"4"_s}));
        QCOMPARE(reader.take(codes[3]).value(), std::nullopt);
        QCOMPARE(reader.take(codes[1]).value(), std::optional(card));
        QCOMPARE(reader.count(), 0);
    }

    void whatIsNoCodeOfThisCardIsRefused()
    {
        const auto codes = cardCodes(randomBytes(900));
        CardCodeReader reader;
        for (const auto &bad :
             {u""_s, u"https://example.org"_s, u"SIZHEN:CARD:3/2:00000000:AA=="_s, codes[0].chopped(4) + u"*"_s})
            QCOMPARE(reader.take(bad).error().message, u"agr.code_none"_s);
        QVERIFY(reader.take(codes[0]));
        QCOMPARE(reader.take(cardCodes(randomBytes(900))[1]).error().message, u"agr.code_other"_s);
        // A part that was changed: its hash tells when all are there.
        auto changed = codes[1];
        changed[changed.size() - 8] = changed.at(changed.size() - 8) == u'A' ? u'B' : u'A';
        QVERIFY(reader.take(changed));
        QCOMPARE(reader.take(codes[2]).error().message, u"agr.card_damaged"_s);
    }
};

SIZHEN_TEST(CardCodesTest)
#include "cardcodes_test.moc"
