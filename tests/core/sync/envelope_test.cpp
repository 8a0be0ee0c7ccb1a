// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09, RES-02: what travels over a carrier that nobody trusts.
#include "core/sync/envelope.h"

#include "tests/support/program.h"


#include <QFile>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qint64 now = 1'795'000'000'000;
constexpr qint64 aDay = 24LL * 3600 * 1000;

struct Sender {
    SigningKey root = SigningKey::generate();
    SigningKey station = SigningKey::generate();
    QByteArray certificate;

    Sender()
    {
        certificate = certify(StationCertificate{root.publicKey(), station.publicKey(), u"Room 2"_s,
                                                 QByteArray(32, 't'), QDateTime::fromMSecsSinceEpoch(now - aDay, Qt::UTC),
                                                 QDateTime::fromMSecsSinceEpoch(now + aDay, Qt::UTC)},
                              root);
    }

    [[nodiscard]] StationSigner signer() const
    {
        return [this](QByteArrayView domain, QByteArrayView bytes) { return station.sign(domain, bytes); };
    }
};

struct Receiver {
    QByteArray root = SigningKey::generate().publicKey();
    BoxKey box = BoxKey::generate();
    QByteArray trusted; // station key

    [[nodiscard]] EnvelopeReader reader(qint64 at = now) const
    {
        return {root, at,
                [this](const QByteArray &hint, QByteArrayView sealed) -> Result<SecretBytes> {
                    if (hint != boxHintOf(box.publicKey()))
                        return fail(Fault::NotFound, u"another box key"_s);
                    return box.open(sealed);
                },
                [this](const StationCertificate &sender) -> Result<> {
                    if (sender.station != trusted)
                        return fail(Fault::Untrusted, u"a stranger"_s);
                    return {};
                }};
    }
};

Fault faultOf(const Result<OpenedEnvelope> &opened)
{
    return opened ? Fault::Io : opened.error().fault;
}

} // namespace

class EnvelopeTest : public QObject
{
    Q_OBJECT
private:
    [[nodiscard]] QByteArray sealed(const QList<QByteArray> &messages = {"one", "two"}, qint64 expiry = now + aDay) const
    {
        return sealEnvelope({m_to->root, m_to->box.publicKey(), randomBytes(16), expiry},
                            {m_from->certificate, quint64(now) << 16, messages}, m_from->signer())
            .value();
    }

    std::unique_ptr<Sender> m_from;
    std::unique_ptr<Receiver> m_to;

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        m_from = std::make_unique<Sender>();
        m_to = std::make_unique<Receiver>();
        m_to->trusted = m_from->station.publicKey();
    }

    void whatWasPutInComesOut()
    {
        const auto envelope = sealed();
        const auto opened = openEnvelope(envelope, m_to->reader());
        QVERIFY(opened);
        QCOMPARE(opened->messages, (QList<QByteArray>{"one", "two"}));
        QCOMPARE(opened->sender.station, m_from->station.publicKey());
        QCOMPARE(opened->hlc, quint64(now) << 16);
        QCOMPARE(opened->header, readEnvelopeHeader(envelope).value());
        QCOMPARE(opened->header.mailbox, mailboxOf(m_to->root));
    }

    // No length tells an act from another, and the longest message has room.
    void lengthsComeInBuckets()
    {
        QCOMPARE(sealed({"yes"}).size(), sealed({QByteArray(900, 'n')}).size());
        QCOMPARE(bucketSize(0), 2048);
        QCOMPARE(bucketSize(maxEnvelopeBucket), 5 * 1024 * 1024);
        const QByteArray longest(roomInEnvelope(m_from->certificate.size()), 'x');
        const auto envelope = sealed({longest});
        QCOMPARE(envelope.size(), maxEnvelopeSize());
        QCOMPARE(openEnvelope(envelope, m_to->reader())->messages.first(), longest);
        QVERIFY(!sealEnvelope({m_to->root, m_to->box.publicKey(), randomBytes(16), now},
                              {m_from->certificate, 0, {longest + QByteArray(200, 'x')}}, m_from->signer()));
    }

    void everyFlippedBitIsSeen()
    {
        const auto envelope = sealed();
        for (qsizetype at = 0; at < envelope.size(); at += at < envelopeHeaderSize + 130 ? 1 : 37) {
            auto changed = envelope;
            changed[at] = char(changed[at] ^ (1 << (at % 8)));
            QVERIFY2(!openEnvelope(changed, m_to->reader()), qPrintable(QString::number(at)));
        }
        for (const auto size : {qsizetype(0), qsizetype(54), qsizetype(55), envelope.size() - 1})
            QCOMPARE(faultOf(openEnvelope(envelope.first(size), m_to->reader())), Fault::Corrupt);
        QCOMPARE(faultOf(openEnvelope(envelope + '\0', m_to->reader())), Fault::Corrupt);
        auto newer = envelope;
        newer[0] = 2;
        QCOMPARE(faultOf(openEnvelope(newer, m_to->reader())), Fault::Unsupported);
    }

    void eachRefusalHasItsName()
    {
        QCOMPARE(faultOf(openEnvelope(sealed({"x"}, now - aDay), m_to->reader())), Fault::Timeout);
        QCOMPARE(faultOf(openEnvelope(sealed({"x"}, now + 500 * aDay), m_to->reader())), Fault::Invalid);
        const Receiver other;
        QCOMPARE(faultOf(openEnvelope(sealed(), other.reader())), Fault::Denied);
        m_to->trusted = randomBytes(32);
        const auto stranger = openEnvelope(sealed(), m_to->reader());
        QCOMPARE(faultOf(stranger), Fault::Untrusted);
        QCOMPARE(stranger.error().message, u"link.envelope_stranger"_s);
    }

    // Whoever may open one cannot seal it again to a third as if the first sender had written to them.
    void aSignatureIsGoodForOneReaderOnly()
    {
        Receiver third;
        third.trusted = m_from->station.publicKey();
        QByteArray signature;
        const auto honest = [&](QByteArrayView domain, QByteArrayView bytes) {
            return signature = m_from->station.sign(domain, bytes);
        };
        const EnvelopeContent content{m_from->certificate, 1, {"for the first reader"}};
        const auto id = randomBytes(16);
        QVERIFY(sealEnvelope({m_to->root, m_to->box.publicKey(), id, now + aDay}, content, honest));
        const auto forwarded = sealEnvelope({third.root, third.box.publicKey(), id, now + aDay}, content,
                                            [&](QByteArrayView, QByteArrayView) { return signature; });
        const auto opened = openEnvelope(*forwarded, third.reader());
        QCOMPARE(faultOf(opened), Fault::Untrusted);
        QCOMPARE(opened.error().message, u"link.envelope_forged"_s);
    }

    void nothingOfItIsLegible()
    {
        const auto envelope = sealed({"tongue pale, pulse thin"});
        QVERIFY(!envelope.contains("tongue"));
        QVERIFY(!envelope.contains(m_from->root.publicKey()));
        QVERIFY(!envelope.contains(m_from->station.publicKey()));
        QVERIFY(!envelope.contains(m_to->root)); // the mailbox is a hash
    }

    // Kept for the fuzz target: run with SIZHEN_WRITE_SEEDS=1 after a change of the format.
    void seedsAreEnvelopes()
    {
        const auto folder = QStringLiteral(TEST_DATA_DIR "/fuzz/envelope/");
        const auto payload = writeEnvelopeContent({m_from->certificate, 7, {"one", "two"}});
        if (qEnvironmentVariableIsSet("SIZHEN_WRITE_SEEDS")) {
            for (const auto &[name, bytes] : {std::pair{u"whole"_s, sealed()}, std::pair{u"content"_s, payload}}) {
                QFile file(folder + name);
                QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
            }
        }
        QFile whole(folder + u"whole"_s);
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QVERIFY(readEnvelopeHeader(whole.readAll()));
        QFile content(folder + u"content"_s);
        QVERIFY(content.open(QIODevice::ReadOnly));
        QVERIFY(parseEnvelopeContent(content.readAll()));
    }
};

SIZHEN_TEST(EnvelopeTest)
#include "envelope_test.moc"
