// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/x509.h"
#include "core/records/eventbody.h"
#include "core/records/ledger.h"

#include <QCache>
#include <QHash>

#include <map>
#include <optional>
#include <tuple>

namespace sizhen {

// Row kinds of the vault that only the ledger writes. They are ids on disk: add, never rename.
namespace rows {
inline constexpr auto selfKey = QLatin1StringView("key.self"); // "root" "box" "authority" "station" "tls" "automaton"
inline constexpr auto streamKey = QLatin1StringView("key.stream"); // stream.epoch
inline constexpr auto person = QLatin1StringView("key.person"); // person id
inline constexpr auto self = QLatin1StringView("local.self"); // "card" "station" "tls" "incarnation" "clock" "automaton" "institution"
inline constexpr auto login = QLatin1StringView("local.login"); // person id: tries at this station
inline constexpr auto partner = QLatin1StringView("local.partner"); // root
inline constexpr auto station = QLatin1StringView("local.station"); // station key, of every card ever taken in
inline constexpr auto stream = QLatin1StringView("local.stream"); // stream; sorted by kind and age
inline constexpr auto share = QLatin1StringView("local.share"); // root.stream; sorted by root, partnership first, age; body: how far (Share)
inline constexpr auto grant = QLatin1StringView("local.grant"); // root.stream.epoch: what we released
inline constexpr auto receipt = QLatin1StringView("local.receipt"); // root.stream: the newest
inline constexpr auto salvaged = QLatin1StringView("local.salvaged"); // feed.sequence; sorted by stream: behind a gap
inline constexpr auto future = QLatin1StringView("local.future"); // entry hash: came from a clock far ahead
inline constexpr auto fork = QLatin1StringView("local.fork"); // feed.sequence.hash: the entry we did not take
inline constexpr auto incarnation = QLatin1StringView("local.incarnation"); // an earlier one of this vault; its end
inline constexpr auto attachment = QLatin1StringView("local.attachment"); // stream.attachment
inline constexpr auto chunk = QLatin1StringView("local.chunk"); // address.stream.attachment
inline constexpr auto access = QLatin1StringView("local.access"); // incarnation.number; sorted by time
inline constexpr auto anchor = QLatin1StringView("local.anchor"); // root: when it last got one; "home": the last head
inline constexpr auto told = QLatin1StringView("local.told"); // stream.epoch: whom a sister said it is for
inline constexpr auto house = QLatin1StringView("local.house"); // "station/…" "person/…" "partner/…" "setting/…" "card": newest word on it
inline constexpr auto granted = QLatin1StringView("local.granted"); // root.stream.epoch: they said that they took it
inline constexpr auto courier = QLatin1StringView("local.courier"); // root.carrier.stream
inline constexpr auto envelope = QLatin1StringView("local.envelope"); // id; sorted by expiry
inline constexpr auto carried = QLatin1StringView("local.carried"); // root.carrier.year
inline constexpr auto revocation = QLatin1StringView("local.revocation"); // revoked key, sorted by issue
inline constexpr auto refusal = QLatin1StringView("local.refusal"); // hash of what and who, sorted by last time
inline constexpr auto pastGrant = QLatin1StringView("local.pastgrant"); // as grant, where sharing has ended: never handed out again
inline constexpr auto change = QLatin1StringView("local.change"); // stream; sorted by when it last changed here
inline constexpr auto syncMark = QLatin1StringView("local.syncmark"); // root.station: up to where a session compared everything
inline constexpr auto tombstone = QLatin1StringView("local.tombstone"); // stream, shredded
} // namespace rows

[[nodiscard]] QString hex(const QByteArray &bytes);
[[nodiscard]] QString grantKey(const QByteArray &root, const QByteArray &stream, quint32 epoch); // of a row local.grant
[[nodiscard]] Result<Grant> grantFrom(const Row &row);
[[nodiscard]] QString stationObject(const QByteArray &key); // what the house's words about a station are kept under
[[nodiscard]] QString padded(quint64 number); // 16 hex digits, so that text sorts as the number does
[[nodiscard]] Result<> writeSecret(Vault &vault, QLatin1StringView kind, const QString &key, const SecretBytes &secret,
                                   const QString &sort = {});
[[nodiscard]] Result<SecretBytes> readSecret(Vault &vault, QLatin1StringView kind, const QString &key); // NotFound


[[nodiscard]] Result<P256Key> authorityKey(Vault &vault);

inline constexpr auto rootSeedRow = QLatin1StringView("root"); // of rows::selfKey
inline constexpr auto rootSecretRow = QLatin1StringView("root.secret"); // what the shares are made of; its seed is derived from it

// Keys, certificates and the card of an institution's (first or new) station, written into an empty vault.
[[nodiscard]] Result<> foundWith(Vault &vault, const Ledger::Founding &founding, const SecretBytes &rootSecret,
                                 quint32 boxEpoch, const Clock &clock);

// The certificate under which a station signs what nobody does by hand: role SYSTEM, id "system-" and its key's first digits.
[[nodiscard]] QByteArray certifyAutomaton(const QByteArray &key, const QByteArray &station, const QDateTime &from,
                                          const QDateTime &to, const SigningKey &root);

struct JoinParcel;

struct CheckedEntry;

struct KnownStation {
    StationCertificate certificate;
    bool current = false; // stands in the newest card of its institution, or is ours
};

struct KnownPartner {
    Ledger::Partner partner;
    QByteArray card;
    QByteArray stream; // the partnership's; empty until confirmed
    QMap<quint32, QByteArray> boxKeys; // every one their cards named, by epoch
    QMap<QByteArray, QByteArray> notices; // newest address notice of each of their stations
};

struct KnownStream {
    QString kind;
    QByteArray about;
    QByteArray origin; // root of the partner who granted it; empty: ours
    quint32 epoch = 1; // newest
    QString sort;
    bool quiet = false; // its attachments are not fetched any more

    [[nodiscard]] bool isShareable() const { return kind == QLatin1String("case") || kind == QLatin1String("invitation"); }
};

// An original that an event names, as the index keeps it.
struct NamedAttachment {
    QString id; // of the index row
    Attachment attachment;
    QByteArray from; // root of the institution that named it first
};

using Heads = QMap<QByteArray, FeedHead>; // by feed, sorted

// How a stream is shared with one partner. The row's body: empty, or a CBOR map with what differs from the beginning.
struct Share {
    bool handedOut = false; // its grant left this station
    bool ended = false;
    Heads last; // when ended: the ends of all feeds but the partner's own, as far as they go
};

// Where the access log ends.
struct AccessEnd {
    AccessHead head;
    qint64 sortMs = 0; // never goes back, whatever the clock does
};

struct Shares {
    QList<QByteArray> order;
    QHash<QByteArray, Share> all;
};

struct Ledger::Private {
    Private(Vault &itsVault, Clock itsClock, SigningKey itsStationKey, SigningKey itsAutomatonKey, BoxKey itsBoxKey)
        : vault(itsVault)
        , clock(std::move(itsClock))
        , stationKey(std::move(itsStationKey))
        , automatonKey(std::move(itsAutomatonKey))
        , boxKey(std::move(itsBoxKey))
    {
    }

    // --- ledger.cpp: the vault, what is cached of it, time
    [[nodiscard]] Result<> load();
    // All of `change` or nothing. Inside another change it joins that one. Tells `changed` afterwards.
    [[nodiscard]] Result<> write(const std::function<Result<>()> &change);
    void forgetCaches();
    [[nodiscard]] Result<> restoreIdentity();
    void tell();
    [[nodiscard]] Result<> putClock(quint64 last);

    [[nodiscard]] qint64 nowMs() const { return clock().toMSecsSinceEpoch(); }

    [[nodiscard]] Result<KnownStream> knownStream(const QByteArray &id);
    [[nodiscard]] Result<> putStream(const QByteArray &id, const KnownStream &stream);
    // Null when we do not hold it. Valid until the next call.
    [[nodiscard]] Result<const SecretBytes *> keyOf(const QByteArray &stream, quint32 epoch);
    [[nodiscard]] Result<const Heads *> headsOf(const QByteArray &stream);

    // --- ledgerpartners.cpp
    [[nodiscard]] Result<> loadPartners();
    [[nodiscard]] Result<> putPartner(const KnownPartner &partner);
    void keep(const KnownPartner &partner);
    [[nodiscard]] Result<const KnownPartner *> verifiedPartner(const QByteArray &root) const;
    // A current station of this verified partner at that time, or Untrusted.
    [[nodiscard]] Result<> checkPartnerStation(const QByteArray &root, const QByteArray &station,
                                               const QDateTime &at) const;

    // --- ledgerstations.cpp: what the stations of one institution share
    void markOwnStations(); // which of ours stand in the newest card
    [[nodiscard]] bool hasSisters() const;
    [[nodiscard]] Result<> checkSister(const QByteArray &station) const; // a current one, or Untrusted
    [[nodiscard]] Result<> checkPeer(const QByteArray &root) const; // a verified partner, or our own house
    [[nodiscard]] Result<> pack(JoinParcel &parcel);
    [[nodiscard]] Result<> takeStation(const JoinParcel &parcel);
    [[nodiscard]] Result<QByteArray> renewCard(const SigningKey &root, const QList<QByteArray> &certified);
    [[nodiscard]] Result<QList<quint32>> heldEpochs(const QByteArray &stream); // key epochs that are here

    // --- ledgerhouse.cpp: the stream that stays at home
    // When a word was said; of two, the later counts on every station.
    struct Stamp {
        quint64 hlc = 0;
        QByteArray feed;
        quint64 sequence = 0;
        friend auto operator<=>(const Stamp &one, const Stamp &other)
        {
            return std::tie(one.hlc, one.feed, one.sequence) <=> std::tie(other.hlc, other.feed, other.sequence);
        }
    };
    struct HouseRows;
    // Tells the sisters, in the same transaction as the row it is about. Nothing when there are none.
    [[nodiscard]] Result<> publish(const QString &kind, const QString &object, const QCborMap &args);
    [[nodiscard]] Result<> publishEverything(); // what is here and was never told
    [[nodiscard]] Result<> publishPerson(const QString &id);
    [[nodiscard]] Result<> publishPartner(const KnownPartner &partner);
    [[nodiscard]] Result<> applyHouse(const Event &event);
    [[nodiscard]] Result<QCborMap> houseWord(const QString &object); // args; empty: none
    [[nodiscard]] Result<> putHouseWord(const QString &object, const Stamp &stamp, const QCborMap &args);

    // --- ledgersisters.cpp: grants among them
    [[nodiscard]] Result<const Shares *> houseShares();
    [[nodiscard]] Result<QList<Grant>> houseGrants();
    [[nodiscard]] Result<QList<Grant>> houseGrantsKept(const QByteArray &stream);
    [[nodiscard]] Result<QList<Grant>> houseGrantsOf(const QByteArray &stream);
    // Institutions that a sister said this epoch is for, whether we know them yet or not.
    [[nodiscard]] Result<QList<QByteArray>> toldParties(const QByteArray &stream, quint32 epoch);
    [[nodiscard]] Result<> keepTold(const Grant &grant);
    // Whom an epoch of it is for: sharing may have ended before the newest.
    [[nodiscard]] Result<QList<QByteArray>> partiesOf(const QByteArray &stream, quint32 epoch);
    [[nodiscard]] Result<> grantShares(const QByteArray &stream); // what partners of a stream of ours were not yet given
    [[nodiscard]] tl::unexpected<Error> stationRefused(const QString &message, const StationCertificate &certificate,
                                                       const QDateTime &day) const;
    // Valid at some moment from `earliest` to `latest`.
    [[nodiscard]] Result<> checkValidity(const StationCertificate &certificate, const QDateTime &earliest,
                                         const QDateTime &latest) const;

    // --- ledgerchanges.cpp
    void noteChange(const QByteArray &stream) { touchedStreams.insert(stream); } // for the order of changes; `changed` is not emitted
    [[nodiscard]] Result<> putChanges();

    // --- ledgerstreams.cpp
    [[nodiscard]] Result<const Shares *> sharesOf(const QByteArray &root); // reads them all
    [[nodiscard]] Result<std::optional<Share>> shareOf(const QByteArray &root, const QByteArray &stream); // reads one; null: not shared
    [[nodiscard]] Result<bool> isShared(const QByteArray &root, const QByteArray &stream);
    [[nodiscard]] Result<> putShare(const QByteArray &root, const QByteArray &stream, const KnownStream &known);
    [[nodiscard]] Result<StreamInfo> infoOf(const QByteArray &stream);
    [[nodiscard]] Result<> putGrant(const KnownPartner &partner, const QByteArray &stream, quint32 epoch);
    // --- ledgersharing.cpp
    [[nodiscard]] Result<> changeShare(const QByteArray &root, const QByteArray &stream, const Share &share);
    [[nodiscard]] Result<> putGrantsAside(const QByteArray &root, const QByteArray &stream, quint32 newest);
    [[nodiscard]] bool isEnded(const QByteArray &root, const QByteArray &stream);
    [[nodiscard]] Result<Heads> headsSeenBy(const QByteArray &root, const QByteArray &stream);
    [[nodiscard]] Result<Heads> lastHeads(const QByteArray &root, const QByteArray &stream,
                                          const QList<QByteArray> &farewell);
    [[nodiscard]] Result<bool> isOurWord(const QByteArray &stream, const QList<QByteArray> &farewell);
    [[nodiscard]] Result<quint32> newEpoch(const QByteArray &stream); // ledgerepochs.cpp
    [[nodiscard]] Result<Receipt> receiptOver(const QByteArray &stream, const Heads &covered, const QByteArray &onlyFrom);

    // --- ledgerdestruction.cpp
    [[nodiscard]] Result<QList<QByteArray>> dropAttachments(const QByteArray &stream, Shredded &report);
    [[nodiscard]] Result<> dropKeys(const QByteArray &stream, Shredded &report);
    [[nodiscard]] Result<> sweepShredded();

    [[nodiscard]] Result<> checkGrant(const Grant &grant, const KnownPartner &from);
    [[nodiscard]] Result<> takeGrantedKey(const Grant &grant, const SecretBytes &key);

    // --- ledgerroot.cpp
    // The root, present or in the vault; else Refused "id.root_offline".
    [[nodiscard]] Result<SigningKey> rootKey() const;

    // --- ledgerpartnership.cpp
    // Keys of a partnership for every pair of box keys, ours and theirs, that can be derived here; the newest is written with.
    [[nodiscard]] Result<> derivePartnership(const KnownPartner &partner);
    // Key epochs of a stream that may be given back to a partner who lost them.
    [[nodiscard]] Result<QList<quint32>> epochsFor(const KnownPartner &partner, const QByteArray &stream);
    [[nodiscard]] Result<QCborArray> sealedPartnershipKeys(const KnownPartner &partner);
    [[nodiscard]] Result<> takeReturnedKeys(const QByteArray &root, const QCborArray &keys);

    // --- ledgercard.cpp
    [[nodiscard]] Result<> loadCard();
    [[nodiscard]] Result<> putCard(const QByteArray &card); // ours, newer
    [[nodiscard]] Result<> tellPartners(const QString &kind, const QCborMap &args);
    [[nodiscard]] Result<> putOwnStations(const QList<QByteArray> &certified);
    [[nodiscard]] Result<SecretBytes> openBox(QByteArrayView sealed) const; // with any box key of ours
    [[nodiscard]] Result<> takePartnersCard(const QByteArray &root, const QByteArray &card);
    [[nodiscard]] Result<> takeNotice(const QByteArray &root, const QByteArray &notice);
    [[nodiscard]] Result<> takeOldCards(const QList<QByteArray> &cards);
    [[nodiscard]] Result<> takeBoxKey(BoxKey fresh, const QByteArray &cardThatNamesIt);
    [[nodiscard]] Result<> newBoxKeyNow(const SigningKey &root, const QList<QByteArray> &stations);

    // --- ledgerrevocation.cpp
    [[nodiscard]] Result<> loadRevocations();
    [[nodiscard]] Result<Revocation> revoke(Revocation revocation, const QDateTime &from);
    // Fault::Refused with the reason in words. `at`: when it was said (its event's clock).
    [[nodiscard]] Result<> checkRevocation(const Revocation &revocation, qint64 atMs) const;
    [[nodiscard]] Result<> putRevocation(const QByteArray &bytes, const Revocation &revocation);
    [[nodiscard]] bool isRevoked(const QByteArray &key, quint64 hlc) const;

    // --- ledgernotices.cpp: events that change what this ledger knows of stations, cards and keys
    [[nodiscard]] Result<> applyNotices(const QByteArray &stream, const QList<QByteArray> &hashes);
    [[nodiscard]] Result<> applyNotice(const Event &event, bool fromHouse);
    [[nodiscard]] Result<> applyHouseCard(const Event &event);

    // --- ledgerrefusals.cpp
    [[nodiscard]] Result<> putRefusal(const Error &error);

    // --- ledgerevents.cpp
    [[nodiscard]] Result<Event> drafted(const Draft &draft, const Actor &actor);
    [[nodiscard]] Result<> checkActor(const Actor &actor);
    [[nodiscard]] Result<Event> writeOne(const Draft &draft, const Actor &actor);
    [[nodiscard]] Event open(const EntryRow &row);
    [[nodiscard]] QString openBody(const Entry &entry, Event &event);
    [[nodiscard]] QString judge(const EventBody &body, Event &event);
    [[nodiscard]] Result<PersonCertificate> personOf(const QByteArray &certificate);
    void remember(const Event &event); // in a cached list

    // --- ledgerincarnation.cpp
    [[nodiscard]] Result<> renewIncarnation(const QString &act, const QString &reason);
    [[nodiscard]] Result<> foundOlder(const QByteArray &root);
    [[nodiscard]] Result<> noticeAhead(const QByteArray &root, const Receipt &receipt);
    [[nodiscard]] Result<> checkReturned(const KnownStream *known);
    [[nodiscard]] Result<> takeReturned(const Grant &grant, const SecretBytes &key);

    // --- ledgerreceive.cpp
    struct Sorted;
    [[nodiscard]] Result<Sorted> sortOut(const QByteArray &root, const QByteArray &stream, EntryChecks &checks);
    [[nodiscard]] Result<> place(CheckedEntry incoming, const QByteArray &root, Sorted &sorted);
    [[nodiscard]] Result<> checkWriter(const CheckedEntry &incoming, const QByteArray &root) const;
    [[nodiscard]] Result<> store(const QByteArray &root, const QByteArray &stream, const Sorted &sorted);
    [[nodiscard]] Result<> storeEntry(const CheckedEntry &incoming, HybridClock &time);
    [[nodiscard]] Result<> storeFork(const CheckedEntry &incoming);

    // --- ledgerattachments.cpp
    [[nodiscard]] Result<> indexAttachments(const QByteArray &stream, const QByteArray &from, const QCborMap &args);
    // Opens the body only as far as needed to see whether it names an original at all.
    [[nodiscard]] Result<> indexAttachmentsOf(const Entry &entry);
    [[nodiscard]] Result<QList<NamedAttachment>> attachmentsOf(const QByteArray &stream);
    [[nodiscard]] bool isWhole(const NamedAttachment &named);

    // --- ledgerreceipts.cpp
    [[nodiscard]] Result<QByteArray> stationOfFeed(const QByteArray &feed);
    [[nodiscard]] Result<quint64> confirmed(const FeedHead &ours, const Receipt &receipt);
    [[nodiscard]] Result<quint64> confirmed(const FeedHead &ours, const QList<Receipt> &receipts);
    [[nodiscard]] Result<> checkReceipt(const QByteArray &peerRoot, const QByteArray &ofRoot, const Receipt &receipt);

    // --- ledgerlogin.cpp
    [[nodiscard]] Result<> mustBe(const Actor &actor, const QString &role);
    [[nodiscard]] Result<SecretBytes> factorKey(const QString &personId);
    [[nodiscard]] Result<> checkCode(const QString &personId, const SealedPerson &person, const QString &code, qint64 &usedStep);
    [[nodiscard]] Result<> changePerson(const QString &personId, const Actor &actor, const QString &act, const QString &reason,
                                        const std::function<void(SealedPerson &)> &change);
    [[nodiscard]] Result<bool> isDisabled(const QByteArray &personKey);

    // --- ledgerpeople.cpp
    [[nodiscard]] Result<> putPerson(const QString &personId, const SealedPerson &person);
    [[nodiscard]] Result<QByteArray> issueSigner(const PersonCertificate &person, const QByteArray &spki);
    [[nodiscard]] Result<SealedPerson> makePerson(PersonCertificate certificate, KdfCost cost, const SecretBytes &password);

    // --- ledgeraccess.cpp
    [[nodiscard]] Result<AccessEnd> accessEnd();
    [[nodiscard]] Result<> putAccess(const Access &access);

    Vault &vault;
    const Clock clock;
    Ledger *q = nullptr;

    SigningKey stationKey;
    SigningKey automatonKey;
    BoxKey boxKey;
    std::map<quint32, BoxKey> oldBoxKeys; // to open what was sealed before
    std::optional<SigningKey> presentRoot;
    QDateTime presentUntil;
    QHash<QByteArray, Revocation> revocations; // by the key that was taken back
    InstitutionCard card; // ownCard, opened
    Institution self;
    StationCertificate station;
    QByteArray stationBytes;
    QByteArray automatonBytes; // certified
    PersonCertificate automaton;
    QByteArray institutionStream;
    QByteArray ownCard;
    QByteArray incarnation;
    HybridClock time;
    qint64 lastReceiptMs = 0;
    std::map<QByteArray, KnownPartner> partners;
    QHash<QByteArray, KnownStation> stations;
    QSet<QByteArray> frozen; // feeds with two truths
    QSet<QByteArray> shredded; // streams
    QSet<QByteArray> future; // hashes of entries that came from a clock far ahead

    bool writing = false;
    std::optional<Error> spoilt; // part of the change failed half-way, whoever started the change
    bool refusalsChanged = false;
    QList<QByteArray> changedStreams;
    QSet<QByteArray> touchedStreams;
    quint64 lastChange = 0;
    QList<std::pair<QByteArray, QByteArray>> arrivedReceipts;
    QList<QByteArray> olderThan; // partners who hold more of ours than we do
    QList<std::pair<QByteArray, int>> back; // entries of ours that a partner brought

    // All below is read from the vault when it is first needed.
    QHash<QByteArray, KnownStream> streams;
    QCache<QByteArray, SecretBytes> keys{256}; // guarded pages are scarce
    QHash<QByteArray, Heads> heads;
    QHash<QByteArray, Shares> shares;
    QHash<QByteArray, QList<Grant>> sisterGrants; // by stream
    QHash<QByteArray, QByteArray> feedStations;
    QHash<QByteArray, Result<PersonCertificate>> persons; // by certified bytes
    QSet<QByteArray> judgedGood; // entries whose person's signature was verified
    std::optional<AccessEnd> accessLogEnd;
    std::optional<QSet<QByteArray>> disabledKeys; // people of ours who may sign nothing more
    QSet<QString> whole; // index ids of attachments that are all here
    QCache<QByteArray, QList<Event>> opened{20'000}; // cost: events
};

} // namespace sizhen
