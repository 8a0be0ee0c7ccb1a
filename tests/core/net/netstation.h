// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/x509.h"
#include "core/net/peerlinks.h"
#include "tests/core/sync/fakestore.h"

#include <QHash>

namespace sizhen {

// Hands one FakeStore to session after session, as a vault outlives its links.
class StoreView final : public SyncStore
{
public:
    explicit StoreView(FakeStore &store)
        : m_store(store)
    {
    }

    QList<QByteArray> sharedStreams() override { return m_store.sharedStreams(); }

    bool isShared(const QByteArray &stream) override { return m_store.isShared(stream); }

    quint64 newestChange() override { return m_store.newestChange(); }

    Result<QList<QByteArray>> changedSince(quint64 moment) override { return m_store.changedSince(moment); }

    Result<SyncMarks> marks(const QByteArray &station) override { return m_store.marks(station); }

    Result<> keepMarks(const QByteArray &station, const SyncMarks &marks) override { return m_store.keepMarks(station, marks); }

    Result<QList<FeedHead>> heads(const QByteArray &stream) override { return m_store.heads(stream); }

    Result<QList<QByteArray>> entries(const QByteArray &feed, quint64 from, qint64 maxBytes) override
    {
        return m_store.entries(feed, from, maxBytes);
    }

    Result<Received> receive(const QByteArray &stream, const QList<QByteArray> &raw) override
    {
        return m_store.receive(stream, raw);
    }

    Result<QList<Grant>> grants() override { return m_store.grants(); }

    Result<QList<Grant>> grantsOf(const QByteArray &stream) override { return m_store.grantsOf(stream); }

    Result<> acceptGrant(const Grant &grant) override { return m_store.acceptGrant(grant); }

    QList<QByteArray> missingChunks(const QByteArray &stream) override { return m_store.missingChunks(stream); }

    Result<QByteArray> chunk(const QByteArray &address) override { return m_store.chunk(address); }

    Result<> storeChunk(const QByteArray &address, const QByteArray &sealed) override
    {
        return m_store.storeChunk(address, sealed);
    }

    Result<Receipt> receipt(const QByteArray &stream) override { return m_store.receipt(stream); }

    Result<> acceptReceipt(const Receipt &receipt) override { return m_store.acceptReceipt(receipt); }

    Result<int> unconfirmed(const QByteArray &stream) override { return m_store.unconfirmed(stream); }

private:
    FakeStore &m_store;
};

// An institution with one station: real keys and certificates, records in memory.
struct NetStation {
    SigningKey root = SigningKey::generate();
    FakeStore store{root.publicKey()};
    TlsMaterial tls;
    QByteArray spkiHash;
    QByteArray certificate; // of the station, certified
    QHash<QByteArray, QByteArray> pins; // SPKI hash -> root of the partner

    NetStation() { renewKey(); }

    // A new TLS key and the certificate for it: what a stolen station's thief has not.
    void renewKey()
    {
        const auto authorityKey = P256Key::generate();
        const auto key = P256Key::generate();
        const auto now = QDateTime::currentDateTimeUtc();
        const CertificateSubject subject{QStringLiteral("Room 2 · 诊室"),
                                         QStringLiteral("Test"),
                                         QStringLiteral("HU"),
                                         {},
                                         now.addDays(-1),
                                         now.addDays(30)};
        const auto authority = makeAuthority(*authorityKey, subject);
        const auto der = issueCertificate(*authorityKey, *authority, key->spki(), subject, CertificateUse::TlsPeer);
        tls = *loadTlsMaterial(*der, key->pkcs8());
        spkiHash = sha256(key->spki());
        certificate = certify(StationCertificate{root.publicKey(), store.station.publicKey(), QStringLiteral("Room 2"),
                                                 spkiHash, now.addDays(-1), now.addDays(30)},
                              root);
    }

    void trust(const NetStation &partner)
    {
        pins.insert(partner.spkiHash, partner.store.root);
        store.trusted.insert(partner.store.station.publicKey());
    }

    DirectLink::Judge judge() const
    {
        return [this](const QByteArray &hash) -> Result<QByteArray> {
            const auto found = pins.constFind(hash);
            if (found == pins.cend())
                return fail(Fault::Untrusted, QStringLiteral("no partner has this key"));
            return *found;
        };
    }

    NetSetup setup()
    {
        const auto bind = [](const QByteArray &stream, quint64 number) { return stream + QByteArray::number(number); };
        NetSetup setup;
        setup.root = store.root;
        setup.certificate = certificate;
        setup.tls = tls;
        setup.judge = judge();
        setup.storeFor = [this](const QByteArray &) { return std::make_unique<StoreView>(store); };
        setup.sealLive
            = [bind](const QByteArray &stream, quint64 number, const QByteArray &payload) -> Result<QByteArray> {
            return seal(sharedKey(), payload, bind(stream, number));
        };
        setup.openLive = [bind](const QByteArray &stream, quint64 number, const QByteArray &sealed) {
            return unseal(sharedKey(), sealed, bind(stream, number));
        };
        setup.random = &randomBytes;
        setup.clock = systemClock();
        return setup;
    }

    static SecretBytes sharedKey() { return SecretBytes::copyOf(QByteArray(32, 'k')); }
};

// Two paired institutions.
struct NetPair {
    NetStation a;
    NetStation b;

    NetPair()
    {
        a.trust(b);
        b.trust(a);
    }

    QByteArray shareStream()
    {
        const auto id = randomBytes(16);
        a.store.shared.append(id);
        b.store.shared.append(id);
        return id;
    }
};

} // namespace sizhen
