// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/records/accesslog.h"
#include "core/records/certificate.h"
#include "core/records/event.h"
#include "core/records/grant.h"
#include "core/records/personkeys.h"
#include "core/records/signin.h"
#include "core/records/syncmark.h"
#include "core/records/unconfirmed.h"
#include "core/records/refusal.h"
#include "core/records/revocation.h"
#include "core/records/rootshare.h"
#include "core/store/vault.h"

#include <QObject>
#include <QSet>

#include <chrono>

namespace sizhen {

class EntryChecks;

// This station's records: it writes and seals events, takes in a partner's, keeps keys, grants and receipts.
// The one place that joins keys, entries and the vault. No rule of the clinic is known here.
// Thread: the vault's. Emits after the transaction is on disk.
// One class and one header, longer than others: whatever changes keys, entries and vault must be able to do so in one
// transaction. Each group below names the file that has it; what the ledger gives and takes stands in headers of its own.
class Ledger final : public QObject
{
    Q_OBJECT
public:
    // First use of a vault: makes the institution root, box key, P-256 authority and this station's keys and certificate.
    struct Founding {
        Label name;
        Label city;
        QString country;
        QString timeZone;
        QString stationName;
        SignInRules signIn = {}; // both on for every real institution; off for practice and tests
    };
    [[nodiscard]] static Result<> found(Vault &vault, const Founding &founding, const Clock &clock);
    // Fault::NotFound when the vault was never founded.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(Vault &vault, const Clock &clock);
    ~Ledger() override;

    [[nodiscard]] Vault &vault() const;
    [[nodiscard]] QDateTime now() const;

    // --- who we are
    [[nodiscard]] const Institution &institution() const;
    [[nodiscard]] const StationCertificate &station() const;
    [[nodiscard]] QByteArray stationCertificate() const; // certified bytes
    struct TlsIdentity {
        QByteArray certificateDer;
        SecretBytes keyPkcs8;
    };
    [[nodiscard]] Result<TlsIdentity> tlsIdentity() const;
    // For a partner: the root's newest card, these addresses signed by the station, and (for a partner who lost everything) the
    // cards of theirs that we hold. A CardParcel. Needs no root.
    [[nodiscard]] Result<QByteArray> card(const QStringList &addresses, const QByteArray &forPartner = {}) const;
    // The automaton of this station (role SYSTEM): signs what nobody does by hand, e.g. a scheduled job. Owned by the ledger.
    [[nodiscard]] Actor systemActor() const;
    // The stream that stays at home: stations, people, partners, revocations ("institution.…", docs/events.md).
    [[nodiscard]] QByteArray institutionStream() const;

    // --- stations of this institution (ledgerstations.cpp)
    struct OwnStation {
        StationCertificate certificate;
        QString role; // "room" "office" "node"; empty: not told yet
        QStringList addresses; // where its sisters find it
        bool ours = false; // this very station
        bool current = false; // stands in the newest card
        QDateTime heardAt; // of its newest receipt that arrived here; invalid: never
    };
    [[nodiscard]] Result<QList<OwnStation>> stations() const;
    // A new machine, in a vault that was never founded: makes its keys and the request to carry to a station that has the root.
    // Called again it gives the same request. Fault::Invalid when the vault was founded.
    [[nodiscard]] static Result<QByteArray> askToJoin(Vault &vault, const QString &name, const Clock &clock);
    // Certifies what the request names and re-issues our card. Needs the root and the authority key. Fault::Refused
    // ("station.known", "station.name_taken"), Untrusted or Corrupt for a request that is none.
    struct Admission {
        QByteArray parcel; // sealed to the new machine
        QString number; // to be typed there: joinAnswerNumber()
    };
    [[nodiscard]] Result<Admission> admit(const QByteArray &request, const QString &role);
    // The new machine takes the parcel: founds its vault from it. `number` is what the admitting side read out
    // (Fault::Untrusted "station.number_differs").
    [[nodiscard]] static Result<> join(Vault &vault, const QByteArray &parcel, const QString &number, const Clock &clock);
    // Tells the sisters where this station listens.
    [[nodiscard]] Result<> publishAddresses(const QStringList &addresses);
    // A setting that belongs to the house: every station has it, the latest word counts. Empty: not set.
    [[nodiscard]] Result<QString> houseSetting(const QString &name) const;
    [[nodiscard]] Result<> keepHouseSetting(const QString &name, const QString &value);
    // Whose key this is: a verified partner's current station, or a sister of ours (root == our own). Fault::Untrusted.
    struct Peer {
        QByteArray root;
        StationCertificate station;
    };
    [[nodiscard]] Result<Peer> peerByTlsKey(const QByteArray &spkiHash) const;

    // --- calls (ledgercall.cpp): what this station says about a call, and whose word counts (SES-08)
    [[nodiscard]] QByteArray signCall(const QCborMap &body) const; // {body, signature}, domain "sizhen.call"
    // The current station of that verified partner, or the sister of ours (root == our own), which signs with this key.
    // Fault::Untrusted for any other; "link.revoked", "link.withdrawn" for one that was.
    [[nodiscard]] Result<StationCertificate> stationOf(const QByteArray &root, const QByteArray &key) const;
    [[nodiscard]] bool isSister(const QByteArray &key) const; // another current station of our own institution

    // --- people of this institution (keys sealed under each one's own password, Argon2id)
    using NewPerson = sizhen::NewPerson;
    using Login = UnlockedPerson;
    using SealedPerson = sizhen::SealedPerson;
    using OldPassword = sizhen::OldPassword;
    [[nodiscard]] Result<PersonCertificate> enrol(const NewPerson &person, const SecretBytes &password);
    [[nodiscard]] Result<QList<PersonCertificate>> people() const;
    [[nodiscard]] Result<SealedPerson> sealedPerson(const QString &personId) const;
    // Fault::WrongPassword; NotFound for an unknown id.
    [[nodiscard]] static Result<Login> unlock(const SealedPerson &person, const SecretBytes &password);
    // Both steps, without counting tries or asking for a code: for what already runs as this person. Log-ins go admit, unlock, judgeLogin.
    [[nodiscard]] Result<Login> login(const QString &personId, const SecretBytes &password) const;

    // --- log-in (ledgerlogin.cpp): tries counted and delayed, codes, closed accounts; every step is in the access log (SEC-03, SEC-11, SEC-15)
    [[nodiscard]] SignInRules signInRules() const;
    [[nodiscard]] Result<> setSignInRules(const SignInRules &rules, const Actor &actor, const QString &reason); // SEC-ADMIN
    [[nodiscard]] Result<Account> account(const QString &personId) const;
    // First: may this person try now? Refused "sec.locked_out" {n minutes, seconds}, "sec.too_soon" {n, seconds}; Denied "sec.disabled".
    [[nodiscard]] Result<SealedPerson> admit(const QString &personId);
    // Then, with what unlock() said: counts, delays, checks the code. WrongPassword "sec.wrong_password" or "sec.wrong_code" {n tries left};
    // Refused "sec.second_factor" when a code is needed and empty; Untrusted "sec.certificate_over".
    [[nodiscard]] Result<SignedIn> judgeLogin(const QString &personId, const Result<Login> &unlocked, const QString &code,
                                              SignInKind kind = SignInKind::LogIn);
    // The person's own authenticator, proved by a code of it ("sec.enrol_code").
    [[nodiscard]] Result<> enrolFactor(const Actor &actor, const SecretBytes &secret, const QString &code);
    // What only SEC-ADMIN does, with a reason of ten characters or more ("sec.reason").
    [[nodiscard]] Result<> resetFactor(const QString &personId, const Actor &actor, const QString &reason);
    [[nodiscard]] Result<> liftLockOut(const QString &personId, const Actor &actor, const QString &reason);
    [[nodiscard]] Result<> disablePerson(const QString &personId, const Actor &actor, const QString &reason); // at once: signs nothing more here
    [[nodiscard]] Result<> requirePasswordChange(const QString &personId, const Actor &actor, const QString &reason);

    // --- passwords and roles (ledgerpassword.cpp)
    // Off the GUI thread: opens with the old password and seals anew. WrongPassword; `strict`: passwordrule.h and "sec.password_used".
    [[nodiscard]] static Result<SealedPerson> reseal(const SealedPerson &person, const SecretBytes &oldOne, const SecretBytes &newOne,
                                                     bool strict);
    [[nodiscard]] Result<> putResealed(const SealedPerson &resealed, const Actor &actor); // the person's own
    // The same person and keys with other roles, licence, dates (SEC-06 "sec.separation"). SEC-ADMIN.
    [[nodiscard]] Result<PersonCertificate> recertify(const PersonCertificate &changed, const Actor &actor, const QString &reason);
    // A forgotten password cannot be read back: new keys, a new certificate, a password that must be changed at the next log-in. SEC-ADMIN.
    [[nodiscard]] Result<PersonCertificate> renewKeys(const QString &personId, const SecretBytes &password, const Actor &actor,
                                                      const QString &reason);

    // --- partners (pairing; AGR-16)
    struct Partner {
        Institution institution;
        QList<QByteArray> stations; // certified
        QStringList addresses;
        bool verified = false; // both fingerprints compared here
        QStringList verifiedBy; // ids of the two persons of ours who did (AGR-16)
        QDateTime verifiedAt;
        QDateTime issued; // of the newest card
        quint32 boxEpoch = 1;
    };
    enum class Namesake { Refuse, Take };
    // Takes a card (CardParcel, or bare) in, unverified; a newer card of a known partner leaves it verified. Fault::Untrusted when the card
    // is not signed by the root it names; Refused for our own card ("agr.card_ours"), an older one ("agr.card_older"), and, unless
    // `namesake` says otherwise, for one that bears our name or a known partner's with another root ("agr.card_namesake").
    [[nodiscard]] Result<Partner> addPartner(const QByteArray &card, Namesake namesake = Namesake::Refuse);
    // The fingerprint was compared; `by` names who did (consult asks for two: Desk::confirmPartner). Makes the partnership stream and
    // returns its id.
    [[nodiscard]] Result<QByteArray> confirmPartner(const QByteArray &root, const QStringList &by = {});
    [[nodiscard]] Result<QList<Partner>> partners() const;
    [[nodiscard]] Result<Partner> partner(const QByteArray &root) const;
    [[nodiscard]] QByteArray partnershipStream(const QByteArray &root) const;
    // The partner whose verified station certificate names this TLS key, or Fault::Untrusted.
    [[nodiscard]] Result<Partner> partnerByTlsKey(const QByteArray &spkiHash) const;

    // --- streams and events
    // A new stream with a fresh random key, known to nobody else yet.
    [[nodiscard]] Result<QByteArray> newStream(const QString &kind, const QByteArray &about = {});
    [[nodiscard]] Result<StreamInfo> stream(const QByteArray &id) const;
    [[nodiscard]] Result<QList<QByteArray>> streamsOf(const QString &kind) const;
    struct Draft {
        QByteArray stream;
        QString kind;
        QCborMap args;
    };
    // What an append would look like, not yet written: the caller (consult) judges it first with the same code that judges a partner's.
    [[nodiscard]] Event preview(const Draft &draft, const Actor &actor) const;
    // Signs, seals and stores all drafts in one transaction with `also` (further writes by the caller, e.g. its projections).
    [[nodiscard]] Result<QList<Event>> append(const QList<Draft> &drafts, const Actor &actor,
                                              const std::function<Result<>(const QList<Event> &)> &also = {});
    // All events of a stream in canonical order (hlc, feed, sequence): the same on every machine that holds the same entries.
    [[nodiscard]] Result<QList<Event>> events(const QByteArray &stream) const;

    // --- sharing
    // Wraps the stream's key to the partner and shares the stream from now on. Idempotent. Only consult calls this, after the guards.
    [[nodiscard]] Result<> share(const QByteArray &stream, const QByteArray &partnerRoot);
    [[nodiscard]] Result<QList<QByteArray>> sharedWith(const QByteArray &partnerRoot) const; // stream ids, partnership first
    [[nodiscard]] bool isSharedWith(const QByteArray &partnerRoot, const QByteArray &stream) const;
    [[nodiscard]] Result<QList<FeedHead>> heads(const QByteArray &stream) const; // sorted by feed
    [[nodiscard]] Result<QList<Grant>> grantsFor(const QByteArray &partnerRoot) const;
    [[nodiscard]] Result<QList<Grant>> grantsFor(const QByteArray &partnerRoot, const QByteArray &stream) const; // of one stream
    // Fault::Untrusted when not signed by a verified partner's station, or not for us. Idempotent.
    [[nodiscard]] Result<> acceptGrant(const Grant &grant);
    // The same from a sister station, which judged it: `from` is the stream's origin, `parties` all it is shared with.
    [[nodiscard]] Result<> acceptHouseGrant(const Grant &grant);

    // --- key epochs (ledgerepochs.cpp), and the end of sharing (ledgersharing.cpp)
    // A fresh random key for what is written from now on, released to every party that still shares the stream. What is sealed under the
    // earlier keys stays readable here. Returns the new epoch. Denied for a stream that is not ours to rekey.
    [[nodiscard]] Result<quint32> rotate(const QByteArray &stream);
    // Every case and invitation of ours that `isOpen` (all of them when left out) gets a new epoch, e.g. after a station was lost.
    // Returns what was rotated. All or nothing.
    [[nodiscard]] Result<QList<QByteArray>> rotateOpenCases(const std::function<bool(const StreamInfo &)> &isOpen = {});
    // From now on that partner gets nothing of the stream but what it confirmed already and `farewell` (hashes of entries, where nothing
    // else that was not confirmed stands before them in their feed), neither keys nor attachments nor live messages; a stream of ours is
    // rotated. What the partner still writes is taken in. Idempotent; never undone (CON-09).
    [[nodiscard]] Result<> stopSharing(const QByteArray &stream, const QByteArray &partnerRoot, const QList<QByteArray> &farewell = {});
    [[nodiscard]] bool hasStoppedSharing(const QByteArray &partnerRoot, const QByteArray &stream) const;
    [[nodiscard]] Result<quint32> newestEpoch(const QByteArray &stream) const;
    // Epochs of the stream whose key was released to that partner, ascending; also after sharing has stopped.
    [[nodiscard]] Result<QList<quint32>> epochsGranted(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // Stops asking for attachments of the stream that are not here yet: the other side told us to.
    [[nodiscard]] Result<> stopFetching(const QByteArray &stream);
    // What that partner may be told and given: all heads, or those at which sharing stopped.
    [[nodiscard]] Result<QList<FeedHead>> headsFor(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // Denied for a feed of a stream that is not shared; nothing beyond headsFor().
    [[nodiscard]] Result<QList<QByteArray>> entriesFor(const QByteArray &partnerRoot, const QByteArray &feed, quint64 from,
                                                       qint64 maxBytes) const;
    // False for a feed in which that partner has nothing left to give us.
    [[nodiscard]] bool takesMore(const QByteArray &partnerRoot, const QByteArray &feed, const QByteArray &stream) const;
    // Ours, signed, of what headsFor() names.
    [[nodiscard]] Result<Receipt> receiptForPartner(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // Called by who carries grants: from here on the partner may know of those streams.
    [[nodiscard]] Result<> noteGrantsHandedOut(const QByteArray &partnerRoot);
    [[nodiscard]] Result<> noteGrantsHandedOut(const QByteArray &partnerRoot, const QByteArray &stream); // of one stream
    [[nodiscard]] bool wasHandedOut(const QByteArray &partnerRoot, const QByteArray &stream) const;

    // --- what changed since (ledgerchanges.cpp), so that a session need compare nothing else
    [[nodiscard]] quint64 newestChange() const; // a moment in our order of changes; grows, also over restarts
    // Streams that changed after that moment (entries, keys, with whom they are shared), the longest unchanged first.
    [[nodiscard]] Result<QList<QByteArray>> changedSince(quint64 moment) const;
    // Up to where sessions with that station got. Nothing is known: empty marks.
    [[nodiscard]] Result<SyncMarks> syncMarks(const QByteArray &root, const QByteArray &station) const;
    [[nodiscard]] Result<> keepSyncMarks(const QByteArray &root, const QByteArray &station, const SyncMarks &marks);

    // --- destruction (ledgerdestruction.cpp; ARC-13)
    struct Shredded {
        QByteArray stream;
        int keys = 0;
        int entries = 0;
        int chunks = 0;
        qint64 bytes = 0; // of attachments
    };
    // Destroys the stream's keys of every epoch, the index of its attachments and their chunks that no other stream names. The signed, sealed
    // entries stay, so that every chain still verifies; nobody here can open them again. `also` runs in the same transaction (projections).
    // Grants for it are refused from now on and nothing of it is exchanged. Denied for streams that stay at home or are the partnership's.
    [[nodiscard]] Result<Shredded> shred(const QByteArray &stream, const std::function<Result<>()> &also = {});
    [[nodiscard]] bool isShredded(const QByteArray &stream) const;

    // Takes raw entries from a partner: shape, station certificate, chain and signatures checked, stored in one transaction.
    // A batch that breaks a rule is refused whole (Corrupt, Untrusted); holes are refused (Invalid), and so is what they may not bring
    // (Denied: a stream not shared with them, a third institution's entry, one of ours that we never wrote).
    // What the entries *mean* is judged later, by consult.
    [[nodiscard]] Result<Received> receive(const QByteArray &partnerRoot, const QByteArray &stream, const QList<QByteArray> &rawEntries);
    // The same for entries whose check has begun already.
    [[nodiscard]] Result<Received> receive(const QByteArray &partnerRoot, const QByteArray &stream, EntryChecks &checks);

    // --- attachments of a stream, named in args anywhere as {"attachment": {…}}
    [[nodiscard]] Result<QList<Attachment>> attachments(const QByteArray &stream) const;
    [[nodiscard]] Result<QList<QByteArray>> missingChunks(const QByteArray &stream) const;
    // True when the chunk belongs to a stream shared with that partner: nothing else is ever handed out.
    [[nodiscard]] bool mayServe(const QByteArray &partnerRoot, const QByteArray &address) const;
    [[nodiscard]] Result<> storeChunk(const QByteArray &address, const QByteArray &sealed); // emits changed() when an attachment became whole

    // --- receipts
    [[nodiscard]] Result<Receipt> receiptFor(const QByteArray &stream) const; // ours, signed
    [[nodiscard]] Result<> acceptReceipt(const QByteArray &partnerRoot, const Receipt &receipt);
    [[nodiscard]] Result<std::optional<Receipt>> receiptOf(const QByteArray &partnerRoot, const QByteArray &stream) const; // newest
    // The newest of each of its stations: what any of them holds, the institution holds.
    [[nodiscard]] Result<QList<Receipt>> receiptsOf(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // Entries and attachments that the partner has not yet confirmed by a signed receipt.
    [[nodiscard]] Result<int> unconfirmed(const QByteArray &partnerRoot, const QByteArray &stream) const;

    // --- live messages (pulse while it is taken): sealed under the stream's key, never stored. `number` counts per sender and channel.
    [[nodiscard]] Result<QByteArray> sealLive(const QByteArray &stream, quint64 number, const QByteArray &payload) const;
    [[nodiscard]] Result<QByteArray> openLive(const QByteArray &stream, quint64 number, const QByteArray &sealed) const;

    // --- carriers that need not be trusted: hub, stick (ledgercarriers.cpp; core/sync/envelope.h, courier.h)
    [[nodiscard]] QByteArray signAsStation(QByteArrayView domain, QByteArrayView bytes) const;
    // What sealTo() one of our box keys made. Fault::Corrupt.
    [[nodiscard]] Result<SecretBytes> openBox(QByteArrayView sealed) const;
    // The verified partner whose current station this is, now. Fault::Untrusted.
    [[nodiscard]] Result<Partner> partnerByStation(const QByteArray &station) const;
    // What unconfirmed() counts, feed by feed and chunk by chunk (of attachments that are whole here).
    [[nodiscard]] Result<UnconfirmedItems> unconfirmedItems(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // They said that they took it; `taken` false: they lost it again.
    [[nodiscard]] Result<> grantTaken(const QByteArray &partnerRoot, const QByteArray &stream, quint32 epoch, bool taken);
    // Grants of which they never said so; of one stream, or of all when `stream` is empty.
    [[nodiscard]] Result<QList<Grant>> pendingGrants(const QByteArray &partnerRoot, const QByteArray &stream) const;
    // What lies with a carrier ("hub", "file"), stream by stream. An empty note is forgotten.
    [[nodiscard]] Result<QHash<QByteArray, QByteArray>> courierNotes(const QByteArray &partnerRoot, const QString &carrier) const;
    [[nodiscard]] Result<> keepCourierNote(const QByteArray &partnerRoot, const QString &carrier, const QByteArray &stream,
                                           const QByteArray &note);
    // Ids of envelopes taken in, kept until they expire, so that a copy is known.
    [[nodiscard]] Result<bool> knowsEnvelope(const QByteArray &id) const;
    [[nodiscard]] Result<> rememberEnvelope(const QByteArray &id, qint64 expiryMs);
    // RES-03: what left this house for a partner, sealed, by a carrier ("direct", "hub", "file") in a year (UTC).
    struct Carried {
        QByteArray partner;
        QString carrier;
        int year = 0;
        qint64 bytes = 0;
        qint64 parcels = 0;
    };
    [[nodiscard]] Result<> countCarried(const QByteArray &partnerRoot, const QString &carrier, qint64 bytes);
    [[nodiscard]] Result<QList<Carried>> carried() const;
    // --- an older copy of ourselves (ledgerincarnation.cpp). A vault that was restored, or put back behind our back, never writes on
    // in its old feeds: others hold what followed. It begins a new incarnation, and takes its own later entries from whoever has them.
    [[nodiscard]] QByteArray incarnation() const;
    // Notes `act` ("vault.restored" "vault.older") in the new access log with the old incarnation as object.
    [[nodiscard]] Result<> beginIncarnation(const QString &act, const QString &reason);
    // What a restored copy must become before anybody works with it. Does nothing to a vault that was never founded.
    [[nodiscard]] static Result<> markRestored(Vault &vault, const Clock &clock, const QString &reason);
    // The keys of a stream that they once gave us and seem to have lost, sealed back to them. Empty when it is not theirs or we do not
    // hold it.
    [[nodiscard]] Result<QList<Grant>> returnGrants(const QByteArray &partnerRoot, const QByteArray &stream) const;

    // --- access log (ledgeraccess.cpp): who saw and did what; one hash chain per incarnation of this vault (SEC-07)
    // Everything in `change` or nothing, in one transaction with what the ledger writes meanwhile, noteAccess() included. Joins one that runs.
    [[nodiscard]] Result<> together(const std::function<Result<>()> &change);
    // Adds a line. Within append()'s `also` or together() it is in that transaction. An act whose line cannot be written fails (L3-AU-4).
    [[nodiscard]] Result<> noteAccess(const Access &access);
    [[nodiscard]] Result<> noteAccess(const Actor &actor, const QString &act, const QString &object = {},
                                      Access::Outcome outcome = Access::Outcome::Done, const QString &reason = {});
    // The newest `limit` lines that match, oldest first; limit < 0: all. Every incarnation.
    [[nodiscard]] Result<QList<AccessEntry>> accessLog(const AccessFilter &filter = {}, int limit = -1) const;
    [[nodiscard]] Result<AccessHead> accessHead() const; // unsigned; of this incarnation; number 0: nothing yet
    // Signs where the log stands and publishes it at home, and to each verified partner when its last anchor is older than `anchorAfter`.
    // Does nothing when nothing was noted since. The station calls it at lock, at exit and every ten minutes.
    [[nodiscard]] Result<> publishAccessHead(std::chrono::seconds anchorAfter = std::chrono::hours(24));
    // Every signed head seen: ours and those of partners and sibling stations, from every stream we can read.
    [[nodiscard]] Result<QList<AccessHead>> accessHeads() const;
    [[nodiscard]] Result<> reviewAccess(const AccessReview &review, const Actor &actor); // "sec.reason" when the note says nothing
    [[nodiscard]] Result<QList<AccessReview>> accessReviews() const; // oldest first

    // --- the institution's root, which certifies everything (ledgerroot.cpp). Until two officers took it off the machine it lies in
    // the vault; afterwards it is here only for as long as two of them present their shares. What needs it while it is away fails with
    // Fault::Refused, "id.root_offline".
    struct RootState {
        enum class Place { Vault, Present, Offline };
        Place place = Place::Vault;
        QDateTime until; // Present: when it is forgotten
        QDateTime sharesMade; // invalid: never
        int shareSet = 0;
    };
    static constexpr int rootMinutes = 15;
    [[nodiscard]] RootState rootState() const;
    // A new set of three. Earlier sets still work: their papers are to be destroyed.
    [[nodiscard]] Result<std::vector<RootShare>> makeRootShares();
    // Takes the root out of this vault, after two shares proved that it can come back.
    [[nodiscard]] Result<> takeRootOffline(const RootShare &one, const RootShare &other);
    // Into locked memory, for rootMinutes. Refused "root.share_other" when the shares are another institution's.
    [[nodiscard]] Result<QDateTime> presentRoot(const RootShare &one, const RootShare &other);
    void forgetRoot();
    // A new vault for an institution whose vault and backups are gone: the same root, everything else new. `oldCard` (of ours, as a partner
    // holds it) says who we are; the box key's epoch is above every earlier one.
    [[nodiscard]] static Result<> foundAgain(Vault &vault, const QByteArray &oldCard, const QString &stationName,
                                             const RootShare &one, const RootShare &other, const Clock &clock);
    // Fault::Refused "id.root_offline", or nothing: whether certifying would work now.
    [[nodiscard]] Result<> rootAtHand() const;

    // --- our card and its renewal (ledgercard.cpp)
    // Certified stations that our newest card names.
    [[nodiscard]] QList<QByteArray> stationCertificates() const;
    // Issues a card with these stations (needs the root) and tells every verified partner ("partnership.card") and our other stations
    // ("institution.card").
    [[nodiscard]] Result<> issueCard(const QList<QByteArray> &stations);
    // A station of ours, certified by the root for stationYears; not yet in the card.
    [[nodiscard]] Result<QByteArray> certifyStation(const QByteArray &key, const QString &name, const QByteArray &tlsSpkiHash);
    static constexpr int stationYears = 5;
    // Certificates of this station and its automaton for stationYears from now, with a card that names them. Needs the root.
    [[nodiscard]] Result<> renewCertificates();
    // The soonest end of a certificate of ours that work depends on: this station's, the automaton's.
    [[nodiscard]] QDateTime certificatesEnd() const;
    // A new box key: new grants are sealed to it, the partnerships get a new key epoch; older keys are kept to open what was sealed before.
    [[nodiscard]] Result<> newBoxKey();
    // Tells every verified partner where this station is reached, when that has changed. Needs no root.
    [[nodiscard]] Result<> announceAddresses(const QStringList &addresses);
    // A partner who lost everything came back with the same root: gives back every key of what is shared with them, ours and theirs.
    [[nodiscard]] Result<> giveBack(const QByteArray &partnerRoot);

    // --- what the root took back (ledgerrevocation.cpp; SEC-08, SEC-15, PRV-05)
    // Signed by the root, written as "institution.revocation" and "partnership.revocation"; a station also leaves the card. `from` is the last
    // moment that counts, at most revocationGraceDays ago. Refused: "id.root_offline", "id.revoke_unknown", "id.revoke_twice",
    // "id.revoke_backdated", "id.revoke_future", "id.revoke_self".
    [[nodiscard]] Result<Revocation> revokeStation(const QByteArray &stationKey, const QDateTime &from, const QString &reason,
                                                   const QString &text);
    [[nodiscard]] Result<Revocation> revokePerson(const QString &personId, const QDateTime &from, const QString &reason,
                                                  const QString &text);
    [[nodiscard]] std::optional<Revocation> revocationOf(const QByteArray &key) const; // of any institution we know
    [[nodiscard]] QList<Revocation> revocations() const; // by time

    // --- people whose sealed keys lay on a station that was lost must choose another password (ledgerrevocation.cpp)
    [[nodiscard]] Result<> demandNewPasswords();

    // --- what was refused, for IT (ledgerrefusals.cpp)
    // Kept: the last hundred; the same again within an hour only counts. Never fails loudly: a refusal must not depend on it.
    void noteRefusal(const Error &error);
    [[nodiscard]] QList<Refusal> refusals() const; // newest first
    // What came from a clock far ahead ("future") counts from when its time has come: the same at every station, whenever it came there.
    // Asked now and then.
    [[nodiscard]] Result<> ripen();
    // Our clock was set back by more than others tolerate: until then they keep what we write and do not count it. Invalid: it was not.
    [[nodiscard]] QDateTime clockWasAheadUntil() const;

    // --- damage made good (ledgersalvage.cpp)
    // A chunk that a check found damaged is taken away when a partner may hold it too, and asked for again. False: nobody
    // else can have it; what is left of it stays.
    [[nodiscard]] Result<bool> fetchAgain(const QByteArray &address);
    // Entries that a salvage found behind a gap (salvage.h).
    [[nodiscard]] Result<bool> hasSalvaged() const;
    // Those of the stream whose gap was filled meanwhile are taken in; says how many.
    [[nodiscard]] Result<int> adoptSalvaged(const QByteArray &stream);

Q_SIGNALS:
    void rootChanged();
    void refusalNoted(); // refusals() has news
    void changed(const QByteArray &stream); // new events, ours or a partner's; an attachment became whole; shared from now on
    void receiptArrived(const QByteArray &partnerRoot, const QByteArray &stream);
    void carriedTo(const QByteArray &partnerRoot, const QString &carrier, qint64 bytes); // RES-03: each envelope
    // A partner holds entries of ours that this vault does not: it is older than what they saw. A new incarnation began.
    void olderThanSeen(const QByteArray &partnerRoot);
    void cameBack(const QByteArray &partnerRoot, int entries); // of ours, from before: taken in again

private:
    struct Private;
    explicit Ledger(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sizhen
