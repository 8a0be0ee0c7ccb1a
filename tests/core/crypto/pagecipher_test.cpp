// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/pagecipher.h"
#include "core/crypto/primitives.h"
#include "tests/support/program.h"

#include <QSet>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

PageCipher::Bytes in(const QByteArray &bytes)
{
    return {reinterpret_cast<const unsigned char *>(bytes.constData()), std::size_t(bytes.size())};
}

unsigned char *out(QByteArray &bytes)
{
    return reinterpret_cast<unsigned char *>(bytes.data());
}

} // namespace

class PageCipherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void libsodiumOpensWhatItSeals_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 24, 63, 64, 65, 4056, 4096, 70'000})
            QTest::addRow("%d", size) << size;
    }

    void libsodiumOpensWhatItSeals()
    {
        QFETCH(int, size);
        const auto key = SecretBytes::random(keySize);
        PageCipher cipher(key);
        const auto plain = randomBytes(size);
        QByteArray sealed(size, '\0');
        QByteArray trailer(PageCipher::trailerSize, '\0');
        for (int i = 0; i < 3; ++i) {
            QVERIFY(cipher.seal(in(plain), out(sealed), out(trailer), in("page 7")));
            // seal() of primitives: nonce ‖ ciphertext ‖ tag
            const auto whole = trailer.first(24) + sealed + trailer.last(16);
            QCOMPARE(unseal(key, whole, "page 7").value(), plain);
            cipher.renewNonce();
        }
    }

    void itOpensWhatLibsodiumSeals()
    {
        const auto key = SecretBytes::random(keySize);
        PageCipher cipher(key);
        for (int i = 0; i < 3; ++i) {
            const auto plain = randomBytes(4056);
            const auto whole = seal(key, plain, "page 7");
            const auto trailer = whole.first(24) + whole.last(16);
            QByteArray opened(4056, '\0');
            QVERIFY(cipher.open(in(whole.sliced(24, 4056)), in(trailer).data(), out(opened), in("page 7")));
            QCOMPARE(opened, plain);
        }
    }

    void aBrokenSealGivesZerosAndTheNextPageStillOpens()
    {
        const auto key = SecretBytes::random(keySize);
        PageCipher cipher(key);
        const QByteArray plain(1000, 'p');
        QByteArray sealed(1000, '\0');
        QByteArray trailer(PageCipher::trailerSize, '\0');
        QVERIFY(cipher.seal(in(plain), out(sealed), out(trailer), in("7")));
        QByteArray opened(1000, 'x');
        for (qsizetype bit = 0; bit < (sealed.size() + trailer.size()) * 8; bit += 37) {
            auto &bytes = bit / 8 < sealed.size() ? sealed : trailer;
            auto &byte = bytes.data()[bit / 8 < sealed.size() ? bit / 8 : bit / 8 - sealed.size()];
            byte = char(byte ^ (1 << (bit % 8)));
            QVERIFY(!cipher.open(in(sealed), in(trailer).data(), out(opened), in("7")));
            QCOMPARE(opened, QByteArray(1000, '\0'));
            byte = char(byte ^ (1 << (bit % 8)));
            QVERIFY(cipher.open(in(sealed), in(trailer).data(), out(opened), in("7")));
            QCOMPARE(opened, plain);
        }
        QVERIFY(!cipher.open(in(sealed), in(trailer).data(), out(opened), in("8")));
        QVERIFY(!PageCipher(SecretBytes::random(keySize)).open(in(sealed), in(trailer).data(), out(opened), in("7")));
    }

    void noNonceComesTwice()
    {
        const auto key = SecretBytes::random(keySize);
        QSet<QByteArray> nonces;
        for (int cipherNumber = 0; cipherNumber < 10; ++cipherNumber) {
            PageCipher cipher(key);
            for (int i = 0; i < 1000; ++i) {
                QByteArray none;
                QByteArray trailer(PageCipher::trailerSize, '\0');
                QVERIFY(cipher.seal({}, out(none), out(trailer), {}));
                nonces.insert(trailer.first(24));
                if (i % 100 == 0)
                    cipher.renewNonce();
            }
        }
        QCOMPARE(nonces.size(), 10'000);
    }
};

SIZHEN_TEST(PageCipherTest)
#include "pagecipher_test.moc"
