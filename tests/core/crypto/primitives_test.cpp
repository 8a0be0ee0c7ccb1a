// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"

#include "tests/support/program.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

QByteArray hex(const char *text)
{
    return QByteArray::fromHex(text);
}

SecretBytes secret(QByteArrayView bytes)
{
    return SecretBytes::copyOf(bytes);
}

QByteArray flipped(QByteArray bytes, qsizetype bit)
{
    bytes[bit / 8] = char(bytes[bit / 8] ^ (1 << (bit % 8)));
    return bytes;
}

} // namespace

class PrimitivesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void hashesAreTheKnownOnes();
    void aDomainIsNotPartOfTheData();
    void aSubkeyIsKeyedBlake2b();
    void publicKeysAreTheKnownOnes();
    void aSignatureHoldsForItsDomainAndMessageOnly();
    void noFlippedBitOfASignatureIsAccepted();
    void aSeedOfTheWrongSizeIsRefused();
    void theSeedComesBackAndMakesTheSameKey();
    void aSealedBoxOpensForItsReceiverOnly();
    void bothSidesShareTheSameKey();
    void aWeakPeerKeyIsRefused();
    void whatIsSealedIsOpenedWithTheSameKeyAndContext();
    void noFlippedBitOfASealIsAccepted();
    void aSealIsDifferentEachTime();
    void argonIsTheKnownOne();
    void anotherSaltOrCostIsAnotherKey();
    void costsOutOfRangeAreRefused();
    void randomBytesDiffer();
};

void PrimitivesTest::hashesAreTheKnownOnes()
{
    QCOMPARE(sha256("abc"), hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    // Python: blake2b(pack(">I", 4) + b"test" + b"data", digest_size=32)
    QCOMPARE(hash("test", "data"), hex("ac253a0cbfcd3e881a29ea76111ec8e8c2134b4751c1d42351b7319933cbf8cc"));
    QCOMPARE(hash({}, {}).size(), hashSize);
}

void PrimitivesTest::aDomainIsNotPartOfTheData()
{
    QVERIFY(hash("a", "bc") != hash("ab", "c"));
    QVERIFY(hash("abc", {}) != hash({}, "abc"));
}

void PrimitivesTest::aSubkeyIsKeyedBlake2b()
{
    QByteArray key;
    for (int i = 0; i < keySize; ++i)
        key.append(char(i));
    QCOMPARE(deriveSubkey(secret(key), "context").view(),
             hex("08a51357aa084d5192f75893d4200d0bf9ff8d2b9b909e763d37ea7022336a75"));
}

void PrimitivesTest::publicKeysAreTheKnownOnes()
{
    // RFC 8032, 7.1, test 1
    const auto signing
        = SigningKey::fromSeed(secret(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")));
    QCOMPARE(signing->publicKey(), hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    // OpenSSL's X25519
    const auto box
        = BoxKey::fromSecret(secret(hex("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099acda9a4e972ab2b4ce")));
    QCOMPARE(box->publicKey(), hex("de5ff35c290914956a12cad21b3da3159422e5f9195ee9bd417bda623d34ab02"));
}

void PrimitivesTest::aSignatureHoldsForItsDomainAndMessageOnly()
{
    const auto key = SigningKey::generate();
    const auto signature = key.sign("entry", "message");
    QCOMPARE(signature.size(), signatureSize);
    QVERIFY(verify(key.publicKey(), "entry", "message", signature));
    QVERIFY(!verify(key.publicKey(), "entrym", "essage", signature));
    QVERIFY(!verify(key.publicKey(), "card", "message", signature));
    QVERIFY(!verify(key.publicKey(), "entry", "massage", signature));
    QVERIFY(!verify(SigningKey::generate().publicKey(), "entry", "message", signature));
    QVERIFY(!verify(key.publicKey().chopped(1), "entry", "message", signature));
    QVERIFY(!verify({}, "entry", "message", {}));
}

void PrimitivesTest::noFlippedBitOfASignatureIsAccepted()
{
    const auto key = SigningKey::generate();
    const auto signature = key.sign("entry", "message");
    for (qsizetype bit = 0; bit < signature.size() * 8; ++bit)
        QVERIFY(!verify(key.publicKey(), "entry", "message", flipped(signature, bit)));
}

void PrimitivesTest::aSeedOfTheWrongSizeIsRefused()
{
    QCOMPARE(SigningKey::fromSeed({}).error().fault, Fault::Invalid);
    QCOMPARE(SigningKey::fromSeed(SecretBytes(31)).error().fault, Fault::Invalid);
    QCOMPARE(BoxKey::fromSecret(SecretBytes(33)).error().fault, Fault::Invalid);
}

void PrimitivesTest::theSeedComesBackAndMakesTheSameKey()
{
    const auto key = SigningKey::generate();
    QCOMPARE(SigningKey::fromSeed(key.seed())->publicKey(), key.publicKey());
    const auto box = BoxKey::generate();
    QCOMPARE(BoxKey::fromSecret(box.secret())->publicKey(), box.publicKey());
}

void PrimitivesTest::aSealedBoxOpensForItsReceiverOnly()
{
    const auto key = BoxKey::generate();
    const auto sealed = sealTo(key.publicKey(), "case key").value();
    QCOMPARE(key.open(sealed)->view(), QByteArrayView("case key"));
    QCOMPARE(BoxKey::generate().open(sealed).error().fault, Fault::Corrupt);
    for (qsizetype bit = 0; bit < sealed.size() * 8; ++bit)
        QVERIFY(!key.open(flipped(sealed, bit)));
    QCOMPARE(key.open("short").error().fault, Fault::Corrupt);
    QCOMPARE(sealTo("short", "x").error().fault, Fault::Invalid);
    QCOMPARE(sealTo(QByteArray(32, '\0'), "x").error().fault, Fault::Invalid);
}

void PrimitivesTest::bothSidesShareTheSameKey()
{
    const auto a = BoxKey::generate();
    const auto b = BoxKey::generate();
    QCOMPARE(a.shared(b.publicKey(), "partnership")->view(), b.shared(a.publicKey(), "partnership")->view());
    QVERIFY(a.shared(b.publicKey(), "partnership")->view() != a.shared(b.publicKey(), "other")->view());
    QVERIFY(a.shared(b.publicKey(), "x")->view() != a.shared(BoxKey::generate().publicKey(), "x")->view());
}

void PrimitivesTest::aWeakPeerKeyIsRefused()
{
    const auto key = BoxKey::generate();
    QCOMPARE(key.shared(QByteArray(32, '\0'), "x").error().fault, Fault::Invalid);
    QByteArray one(32, '\0');
    one[0] = 1;
    QCOMPARE(key.shared(one, "x").error().fault, Fault::Invalid);
    QCOMPARE(key.shared("short", "x").error().fault, Fault::Invalid);
}

void PrimitivesTest::whatIsSealedIsOpenedWithTheSameKeyAndContext()
{
    const auto key = SecretBytes::random(keySize);
    for (const auto &plain : {QByteArray(), QByteArray("x"), QByteArray(100'000, 'y')}) {
        const auto sealed = seal(key, plain, "context");
        QCOMPARE(sealed.size(), plain.size() + 40);
        QCOMPARE(unseal(key, sealed, "context").value(), plain);
        QCOMPARE(unsealSecret(key, sealed, "context")->view(), plain);
        QCOMPARE(unseal(key, sealed).error().fault, Fault::Corrupt);
        QCOMPARE(unseal(key, sealed, "contexu").error().fault, Fault::Corrupt);
        QCOMPARE(unseal(SecretBytes::random(keySize), sealed, "context").error().fault, Fault::Corrupt);
        QCOMPARE(unsealSecret(SecretBytes(), sealed, "context").error().fault, Fault::Corrupt);
    }
    QCOMPARE(unseal(key, QByteArray(39, 'x')).error().fault, Fault::Corrupt);
    QCOMPARE(unseal(key, {}).error().fault, Fault::Corrupt);
}

void PrimitivesTest::noFlippedBitOfASealIsAccepted()
{
    const auto key = SecretBytes::random(keySize);
    const auto sealed = seal(key, "plain");
    for (qsizetype bit = 0; bit < sealed.size() * 8; ++bit)
        QVERIFY(!unseal(key, flipped(sealed, bit)));
}

void PrimitivesTest::aSealIsDifferentEachTime()
{
    const auto key = SecretBytes::random(keySize);
    QVERIFY(seal(key, "plain") != seal(key, "plain"));
}

void PrimitivesTest::argonIsTheKnownOne()
{
    // hash-wasm 4: argon2id, 2 passes, 64 MiB, one lane
    const auto key = deriveFromPassword(secret("password"), "somesaltsomesalt", {2, 64 * 1024 * 1024});
    QCOMPARE(key->view().toByteArray().toHex(),
             QByteArray("fc33b78139231d34b71626bd6245c1d72efa190ad605c3d8166a72adcedfa2c2"));
}

void PrimitivesTest::anotherSaltOrCostIsAnotherKey()
{
    const QByteArray salt(16, 's');
    const auto key = deriveFromPassword(secret("p"), salt, KdfCost::lightest());
    QCOMPARE(deriveFromPassword(secret("p"), salt, KdfCost::lightest())->view(), key->view());
    QVERIFY(deriveFromPassword(secret("q"), salt, KdfCost::lightest())->view() != key->view());
    QVERIFY(deriveFromPassword(secret("p"), QByteArray(16, 't'), KdfCost::lightest())->view() != key->view());
    QVERIFY(deriveFromPassword(secret("p"), salt, {2, KdfCost::lightest().memoryBytes})->view() != key->view());
}

void PrimitivesTest::costsOutOfRangeAreRefused()
{
    const QByteArray salt(16, 's');
    QCOMPARE(deriveFromPassword(secret("p"), "salt", KdfCost::lightest()).error().fault, Fault::Invalid);
    QCOMPARE(deriveFromPassword(secret("p"), salt, {0, 8192}).error().fault, Fault::Invalid);
    QCOMPARE(deriveFromPassword(secret("p"), salt, {1, 0}).error().fault, Fault::Invalid);
}

void PrimitivesTest::randomBytesDiffer()
{
    QCOMPARE(randomBytes(16).size(), 16);
    QVERIFY(randomBytes(16) != randomBytes(16));
    QVERIFY(randomBytes(0).isEmpty());
}

SIZHEN_TEST(PrimitivesTest)
#include "primitives_test.moc"
