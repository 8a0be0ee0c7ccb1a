// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/cbor.h"

#include "tests/support/program.h"

#include <QCborArray>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

QByteArray nested(int depth)
{
    return QByteArray(depth, '\x81') + '\x01';
}

} // namespace

class CborTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesHaveOneShortestForm_data();
    void valuesHaveOneShortestForm();
    void theOrderOfInsertionDoesNotShow();
    void keysAreSortedByTheirEncoding();
    void whatIsEncodedIsDecoded();
    void otherSpellingsAreRefused_data();
    void otherSpellingsAreRefused();
    void cutShortIsRefused();
    void thirtyTwoLevelsAreEnough();
    void aMapMustBeAMap();
};

void CborTest::valuesHaveOneShortestForm_data()
{
    QTest::addColumn<QCborValue>("value");
    QTest::addColumn<QByteArray>("bytes");
    // RFC 8949, appendix A
    QTest::newRow("0") << QCborValue(0) << hex("00");
    QTest::newRow("23") << QCborValue(23) << hex("17");
    QTest::newRow("24") << QCborValue(24) << hex("1818");
    QTest::newRow("1000000") << QCborValue(1000000) << hex("1a000f4240");
    QTest::newRow("-1000") << QCborValue(-1000) << hex("3903e7");
    QTest::newRow("1.5") << QCborValue(1.5) << hex("f93e00");
    QTest::newRow("100000.0") << QCborValue(100000.5) << hex("fa47c35040");
    QTest::newRow("1.1") << QCborValue(1.1) << hex("fb3ff199999999999a");
    QTest::newRow("true") << QCborValue(true) << hex("f5");
    QTest::newRow("null") << QCborValue(nullptr) << hex("f6");
    QTest::newRow("bytes") << QCborValue(hex("01020304")) << hex("4401020304");
    QTest::newRow("水") << QCborValue(u"水"_s) << hex("63e6b0b4");
    QTest::newRow("array") << QCborValue(QCborArray{1, QCborArray{2, 3}}) << hex("8201820203");
    QTest::newRow("map") << QCborValue(QCborMap{{u"a"_s, 1}, {u"b"_s, QCborArray{2, 3}}}) << hex("a26161016162820203");
}

void CborTest::valuesHaveOneShortestForm()
{
    QFETCH(QCborValue, value);
    QFETCH(QByteArray, bytes);
    QCOMPARE(cbor::encode(value).toHex(), bytes.toHex());
    QCOMPARE(cbor::decode(bytes).value(), value);
}

void CborTest::theOrderOfInsertionDoesNotShow()
{
    QStringList keys{u"zh"_s, u"en"_s, u"a"_s, u"longer"_s, u"b"_s, u"舌"_s};
    std::sort(keys.begin(), keys.end());
    QByteArray first;
    do {
        QCborMap map;
        for (const auto &key : keys)
            map.insert(key, QCborMap{{key, 1}});
        const auto bytes = cbor::encode(map);
        if (first.isEmpty())
            first = bytes;
        QCOMPARE(bytes, first);
    } while (std::next_permutation(keys.begin(), keys.end()));
}

void CborTest::keysAreSortedByTheirEncoding()
{
    // RFC 8949, 4.2.1: 10, 100, -1, "z", "aa", [100], false
    const QCborMap map{{u"aa"_s, 0}, {QCborValue(false), 0}, {u"z"_s, 0}, {-1, 0}, {100, 0}, {10, 0}};
    QCOMPARE(cbor::encode(map).toHex(),
             QByteArray("a60a001864002000617a00626161"
                        "00f400"));
}

void CborTest::whatIsEncodedIsDecoded()
{
    const QCborMap map{{u"text"_s, u"心悸 palpitations"_s},
                       {u"number"_s, std::numeric_limits<qint64>::min()},
                       {u"list"_s, QCborArray{QByteArray(300, 'x'), -0.25, QCborMap{{u"k"_s, nullptr}}}}};
    const auto bytes = cbor::encode(map);
    const auto decoded = cbor::decodeMap(bytes).value(); // QCborMap's == looks at the order of insertion too
    QCOMPARE(decoded.size(), map.size());
    for (const auto &[key, value] : map)
        QCOMPARE(cbor::encode(decoded.value(key)), cbor::encode(value));
    QCOMPARE(cbor::encode(decoded), bytes);
}

void CborTest::otherSpellingsAreRefused_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("23 in two bytes") << hex("1817");
    QTest::newRow("1.5 as double") << hex("fb3ff8000000000000");
    QTest::newRow("keys out of order") << hex("a2616201616101");
    QTest::newRow("the same key twice") << hex("a2616101616102");
    QTest::newRow("indefinite array") << hex("9f01ff");
    QTest::newRow("indefinite text") << hex("7f6161ff");
    QTest::newRow("indefinite map") << hex("bf616101ff");
    QTest::newRow("trailing byte") << hex("0100");
    QTest::newRow("two values") << hex("0101");
    QTest::newRow("tag") << hex("c11a514b67b0");
    QTest::newRow("length beyond the end") << hex("5affffffff00");
    QTest::newRow("array beyond the end") << hex("9bffffffffffffffff");
    QTest::newRow("half a map") << hex("a16161");
    QTest::newRow("broken UTF-8") << hex("62c328");
    QTest::newRow("break alone") << hex("ff");
    QTest::newRow("reserved length") << hex("1c");
}

void CborTest::otherSpellingsAreRefused()
{
    QFETCH(QByteArray, bytes);
    const auto value = cbor::decode(bytes);
    QVERIFY(!value);
    QCOMPARE(value.error().fault, Fault::Corrupt);
}

void CborTest::cutShortIsRefused()
{
    const auto bytes = cbor::encode(QCborMap{{u"a"_s, QCborArray{1, u"two"_s, QByteArray("three")}}, {u"b"_s, 2.5}});
    for (qsizetype size = 0; size < bytes.size(); ++size)
        QVERIFY(!cbor::decode(bytes.first(size)));
}

void CborTest::thirtyTwoLevelsAreEnough()
{
    QVERIFY(cbor::decode(nested(31)));
    QVERIFY(!cbor::decode(nested(33)));
    QVERIFY(!cbor::decode(nested(100'000))); // and does not overflow the stack
}

void CborTest::aMapMustBeAMap()
{
    QVERIFY(cbor::decodeMap(hex("a0")));
    QCOMPARE(cbor::decodeMap(hex("80")).error().fault, Fault::Corrupt);
    QCOMPARE(cbor::decodeMap({}).error().fault, Fault::Corrupt);
}

SIZHEN_TEST(CborTest)
#include "cbor_test.moc"
