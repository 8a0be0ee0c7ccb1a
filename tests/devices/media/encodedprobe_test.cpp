// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/encodedprobe.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

class EncodedProbeTest : public QObject
{
    Q_OBJECT

    static QByteArray bytes(const char *hex) { return QByteArray::fromHex(hex); }

private Q_SLOTS:

    // One sequence and one picture parameter set, lengths of four bytes.
    void lengthsBecomeStartCodes()
    {
        const auto form = AvcForm::fromCodecData(bytes("0142c01e ff e1 0003 67aabb 01 0002 68cc"));
        QCOMPARE(form.lengthSize, 4);
        QCOMPARE(form.parameterSets, bytes("00000001 67aabb 00000001 68cc"));
        const auto unit = bytes("00000002 6501 00000001 41");
        QCOMPARE(form.withStartCodes(unit, true), bytes("00000001 67aabb 00000001 68cc 00000001 6501 00000001 41"));
        QCOMPARE(form.withStartCodes(unit, false), bytes("00000001 6501 00000001 41"));
        QCOMPARE(form.withStartCodes(bytes("00000009 65"), false), QByteArray()); // a length that points out of it
        QCOMPARE(form.withStartCodes(bytes("0000"), false), QByteArray());
    }

    void startCodesStay()
    {
        const auto unit = bytes("00000001 6501");
        QCOMPARE(AvcForm().withStartCodes(unit, true), unit);
    }

    void brokenCodecDataIsNone_data()
    {
        QTest::addColumn<QByteArray>("data");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("another version") << bytes("0242c01e ff e1 0003 67aabb 01 0002 68cc");
        QTest::newRow("cut in a set") << bytes("0142c01e ff e1 0003 67aa");
        QTest::newRow("no picture sets") << bytes("0142c01e ff e1 0003 67aabb");
        QTest::newRow("cut in a length") << bytes("0142c01e ff e1 00");
    }

    void brokenCodecDataIsNone()
    {
        QFETCH(QByteArray, data);
        QCOMPARE(AvcForm::fromCodecData(data).lengthSize, 0);
    }
};

SIZHEN_TEST(EncodedProbeTest)
#include "encodedprobe_test.moc"
