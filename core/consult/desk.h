// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/consult/disclosure.h"
#include "core/consult/exceptions.h"
#include "core/consult/retention.h"
#include "core/workflow/engine.h"

#include <QObject>
#include <memory>

namespace sizhen {

struct GateItem; // startgate.h

// A patient of this institution. Lives in its own stream, which is never shared.
struct PatientCard {
    QByteArray id; // stream
    QString name;
    QString birthDate; // ISO
    QString sex;       // F M X
    QString country;
    QString language;  // BCP 47
    QString documentType;
    QString documentNumber;
    bool identityVerified = false; // SES-02
    QStringList cases; // hex ids
};

// One card of the Today board; everything it shows, nothing else.
struct CaseCard {
    QByteArray id;
    QString code;      // case code
    QString stage;     // state of the case machine
    Side mySide = Side::Inviting;
    QString patient;   // initials, sex and age for those who may see them; empty before acceptance on the invited side
    QString partner;   // hex root of the other institution
    QString reason;    // one line, reader's language chosen by the caller from zh/en below
    QString reasonZh;
    QDateTime start;   // agreed time; invalid until then
    QString waitsFor;  // machine-readable: the next act somebody has to do, "consent.sign_patient"
    Side waitsForSide = Side::Inviting;
    QDateTime updated;
    int unconfirmed = 0; // what the partner has not yet confirmed by receipt
    QStringList people;  // ids of our people who are part of it; who is not sees neither patient nor reason (SEC-05)
    bool closedToReader = false;
};

// How much of a case a person sees (SEC-05; resources/roles.json).
enum class Sight {
    None,   // "sec.no_access"; a person with a clinical role may break the glass
    Office, // the administrative part: who, when, which papers; no finding, opinion or plan
    Whole
};

// Which cases to list; an empty member asks for nothing.
struct CaseFilter {
    QString words;   // everything must occur, in any order (core/store/searchcut.h)
    QString stage;   // state of the case machine
    QString partner; // hex root
    bool waitsForUs = false;
};

// What was found by words, newest first.
struct DeskHits {
    struct Case {
        CaseCard card;
        QString excerpt; // some words around the place
    };
    QList<Case> cases;
    QList<PatientCard> patients; // for those who may see the list of patients
};

// The agreement with one partner.
struct AgreementState {
    QByteArray partner;
    QString state; // state of the agreement machine
    QList<Act> acts;
    QList<FlaggedAct> flagged;
    [[nodiscard]] const Act *latest(const QString &kind) const;
    [[nodiscard]] bool inForceAt(const QDateTime &when) const; // AGR-04
    QDateTime activeFrom; // when the last signature was in and the start date reached
    QDateTime validTo;
};

// What is left of a destroyed case (ARC-13): `institution.case_destroyed`.
struct Tombstone {
    QByteArray caseId;
    QString code;
    QDateTime at;
    PersonCertificate by;
    QCborMap args; // docs/events.md
    QByteArray entry;
};

// One line of an archive's manifest (ARC-01, ARC-02).
struct ManifestItem {
    QString kind;     // "consent", "report.pdf", "pulse.L.cun" …
    QString sha256;   // hex, of the plaintext: an attachment's bytes, or the canonical CBOR of [kind, at, args]
    QStringList signers; // person ids with the institution's id: "kovacs@3f9a…", sorted
    QString entry;    // hex hash of the entry that carries it
};

struct Manifest {
    QList<ManifestItem> items; // sorted by kind, then sha256
    QStringList missing;       // ARC-02 items that are not there
    [[nodiscard]] QByteArray toJson() const; // canonical: the same bytes on both sides
    [[nodiscard]] QString sha256() const;    // of toJson()
};

// Everything a person at this station can do with patients, agreements and cases. The window and the command line both
// call act(); the same code judges what a partner did (fold). Nothing here knows how a screen looks.
// What a station of ours held, for the report on its loss.
struct StationHoldings {
    struct Case {
        QByteArray id;
        QString code;
        bool open = false; // gets a new key
    };
    QByteArray key;
    QString name;
    QDateTime since; // when it was certified
    QDateTime revokedFrom; // invalid: not revoked yet
    QList<Case> cases;
    QStringList patients; // first digits of their streams: a code, no name
    QStringList people; // ids of those whose sealed keys lay there: they must choose new passwords
    QList<Label> partners; // told
};

class Desk final : public QObject
{
    Q_OBJECT
public:
    // Fault::Corrupt when a machine in resources/ is not sound: the program must not start then.
    [[nodiscard]] static Result<std::unique_ptr<Desk>> open(Ledger &ledger);
    ~Desk() override;

    [[nodiscard]] Ledger &ledger() const;

    // --- who reads (deskaccess.cpp; SEC-05, PRV-02, ARC-11)
    // From now on cases are read for this person: what they may not see is left out or refused, each case is noted in the access log the
    // first time it is opened. Nobody: the program itself reads, e.g. to sync; then everything is there.
    void readAs(const std::optional<PersonCertificate> &person);
    [[nodiscard]] Sight sightOf(const QByteArray &id) const; // of the person who reads; Whole when nobody does
    // The whole case for a part of the program that acts on it (an archive, a paper), never for showing it. Its caller asks for the right.
    [[nodiscard]] Result<CaseState> wholeCase(const QByteArray &id) const;
    // Opens a case to a person with a clinical role who is no part of it, for a day, with a reason of ten characters or more: an event in
    // the institution's stream ("institution.break_glass"), a line in the access log, to be reviewed. Denied "sec.no_access" for others.
    [[nodiscard]] Result<> breakGlass(const QByteArray &id, const QString &reason, const Actor &actor);
    [[nodiscard]] bool isOpenByException(const QByteArray &id) const;
    // All of them with their reviews, newest first.
    [[nodiscard]] Result<QList<CaseException>> exceptions() const;
    // Was it right to open it? Who may review (roles.json "break_glass.review") and did not open it says so with a note of ten characters
    // or more, once: an event in the institution's stream and a line in the access log. Refused "sec.review_own" "sec.reviewed".
    [[nodiscard]] Result<> reviewException(const QByteArray &entry, bool justified, const QString &note, const Actor &actor);

    // --- patients
    // args: name, birth, sex, country, language, document {type, number, country}
    [[nodiscard]] Result<QByteArray> registerPatient(const QCborMap &args, const Actor &actor);
    // SES-02: the document was seen. args: method (SIGHT READER SYSTEM)
    [[nodiscard]] Result<> verifyIdentity(const QByteArray &patient, const QCborMap &args, const Actor &actor);
    [[nodiscard]] Result<QList<PatientCard>> patients() const;
    [[nodiscard]] Result<PatientCard> patient(const QByteArray &id) const;

    // --- agreement (events "agreement.…" in the partnership stream)
    [[nodiscard]] Result<AgreementState> agreement(const QByteArray &partnerRoot) const;
    [[nodiscard]] QList<Offer> agreementOffers(const QByteArray &partnerRoot, const Actor &actor) const;
    [[nodiscard]] Result<> agreementAct(const QByteArray &partnerRoot, const QString &kind, const QCborMap &args, const Actor &actor);

    // --- pairing and loss (deskpartners.cpp)
    // Two persons of ours with an office, both logged in, compared the fingerprint with two of theirs (AGR-16); each signs
    // "partnership.verified". Untrusted "agr.fingerprint_differs", Refused "agr.two_officers", "agr.no_officer".
    [[nodiscard]] Result<> confirmPartner(const QByteArray &root, const QString &digits, const Actor &first,
                                          const Actor &second);
    // SEC-ADMIN, MED-ADMIN, LIAISON or IT.
    [[nodiscard]] static bool mayCompareFingerprints(const PersonCertificate &person);
    // Names of the persons of that institution (ours or theirs) who compared it.
    [[nodiscard]] QStringList officersWhoCompared(const QByteArray &root, const QByteArray &institution) const;
    // What a station of ours holds, before anything is done.
    [[nodiscard]] Result<StationHoldings> holdings(const QByteArray &stationKey) const;
    // The whole procedure: revoke it, new box key, new keys for open cases, new passwords asked for, partners told. Needs the root.
    // These are written in the access log with who did them; what cannot be written there is not done.
    [[nodiscard]] Result<StationHoldings> stationLost(const QByteArray &stationKey, const QDateTime &from,
                                                      const QString &reason, const QString &text, const Actor &actor);
    [[nodiscard]] Result<Revocation> revokePerson(const QString &personId, const QDateTime &from, const QString &reason,
                                                  const QString &text, const Actor &actor);
    [[nodiscard]] Result<std::vector<RootShare>> makeRootShares(const Actor &actor);
    [[nodiscard]] Result<> takeRootOffline(const RootShare &one, const RootShare &other, const Actor &actor);
    // Closes an account and takes the person's keys back at the partners, too (SEC-15). False: the root is away; it is done when two officers
    // present it next.
    [[nodiscard]] Result<bool> closeAccount(const QString &personId, const Actor &actor, const QString &reason);
    [[nodiscard]] Result<> revokeClosedAccounts(const Actor &actor);
    [[nodiscard]] Result<QDateTime> presentRoot(const RootShare &one, const RootShare &other, const Actor &actor);

    // --- cases
    // args: type (CONSULTATION DIAGNOSIS GUIDANCE), mode (ONLINE OFFLINE), complaint {zh,en}. Returns the case id.
    [[nodiscard]] Result<QByteArray> openCase(const QByteArray &patient, const QByteArray &partnerRoot, const QCborMap &args,
                                              const Actor &actor);
    [[nodiscard]] Result<QList<CaseCard>> board(int limit = 500) const; // newest first, from the projection table
    [[nodiscard]] Result<CaseState> caseState(const QByteArray &id) const; // as far as the person who reads may see it; Denied "sec.no_access"
    // What may this person do now, and why not the others.
    [[nodiscard]] QList<Offer> offers(const QByteArray &id, const Actor &actor) const;
    // What must be green before a session starts (SES-01).
    [[nodiscard]] Result<QList<GateItem>> startGate(const QByteArray &id) const;
    // Does it, or says why not: the first refusal. `kind` = "machine.event" (docs/events.md lists them with their args).
    [[nodiscard]] Result<> act(const QByteArray &id, const QString &kind, const QCborMap &args, const Actor &actor);

    // --- finding (desksearch.cpp): each answers within 50 ms among 100,000 cases
    [[nodiscard]] Result<CaseCard> card(const QByteArray &id) const;
    [[nodiscard]] Result<DeskHits> find(const QString &typed, int limit = 50) const;
    [[nodiscard]] Result<QList<CaseCard>> cases(const CaseFilter &filter, int limit = 500) const; // newest first

    // --- the record itself: releases, retention, destruction (deskrecords.cpp, deskdestruction.cpp)
    // Something of the case left this house by another way than its keys: exported, printed, carried (RES-03). The consent in force is the
    // ground when none is given. Refused once the consent was withdrawn and it goes to the partner, and while the record is sealed.
    [[nodiscard]] Result<> noteRelease(const QByteArray &id, Release release, const Actor &actor);
    // Fresh keys for every case of ours that is not closed; each partner's new key stands in the case as a release.
    [[nodiscard]] Result<QList<QByteArray>> rotateOpenCases();
    [[nodiscard]] Result<Retention> retention(const QByteArray &id) const; // by the profile of our country
    // ARC-13: after retention, without hold, with two approvals. Nothing of the case can be read here afterwards.
    [[nodiscard]] Result<Tombstone> destroyCase(const QByteArray &id, const QStringList &backups, const Actor &actor);
    [[nodiscard]] Result<QList<Tombstone>> tombstones() const; // ours, newest first
    // When the partner said that its copy is destroyed; invalid: it did not.
    [[nodiscard]] Result<QDateTime> destroyedByPartner(const QByteArray &id) const;

    // --- originals
    [[nodiscard]] Result<Attachment> attach(const QByteArray &bytes, const QString &mediaType, const QString &name);
    [[nodiscard]] Result<Manifest> manifest(const QByteArray &id) const;

    // Drafts: what is typed and not yet an event; local, sealed, overwritten at every pause.
    [[nodiscard]] Result<> saveDraft(const QString &place, const QByteArray &bytes);
    [[nodiscard]] Result<QByteArray> draft(const QString &place) const; // empty when none
    // The kind of the rows they are, for what lies beside them; a row goes with the case whose number its key holds.
    [[nodiscard]] static QString draftRows();

    // Rebuilds every projection from the events; the result equals what was there.
    [[nodiscard]] Result<> rebuild();
    // Of all projections as they lie in the vault: the same before and after rebuild() when nothing was lost (deskdigest.cpp).
    [[nodiscard]] Result<QByteArray> projectionDigest() const;

Q_SIGNALS:
    void caseChanged(const QByteArray &id);
    void agreementChanged(const QByteArray &partnerRoot);
    void patientsChanged();

private:
    struct Private;
    explicit Desk(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace sizhen
