// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/workflow/engine.h"

#include <QObject>
#include <memory>

namespace sizhen {

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
    [[nodiscard]] Result<QDateTime> presentRoot(const RootShare &one, const RootShare &other, const Actor &actor);

    // --- cases
    // args: type (CONSULTATION DIAGNOSIS GUIDANCE), mode (ONLINE OFFLINE), complaint {zh,en}. Returns the case id.
    [[nodiscard]] Result<QByteArray> openCase(const QByteArray &patient, const QByteArray &partnerRoot, const QCborMap &args,
                                              const Actor &actor);
    [[nodiscard]] Result<QList<CaseCard>> board(int limit = 500) const; // newest first, from the projection table
    [[nodiscard]] Result<CaseState> caseState(const QByteArray &id) const;
    // What may this person do now, and why not the others.
    [[nodiscard]] QList<Offer> offers(const QByteArray &id, const Actor &actor) const;
    // Does it, or says why not: the first refusal. `kind` = "machine.event" (docs/events.md lists them with their args).
    [[nodiscard]] Result<> act(const QByteArray &id, const QString &kind, const QCborMap &args, const Actor &actor);

    // --- finding (desksearch.cpp): each answers within 50 ms among 100,000 cases
    [[nodiscard]] Result<CaseCard> card(const QByteArray &id) const;
    [[nodiscard]] Result<DeskHits> find(const QString &typed, int limit = 50) const;
    [[nodiscard]] Result<QList<CaseCard>> cases(const CaseFilter &filter, int limit = 500) const; // newest first

    // --- originals
    [[nodiscard]] Result<Attachment> attach(const QByteArray &bytes, const QString &mediaType, const QString &name);
    [[nodiscard]] Result<Manifest> manifest(const QByteArray &id) const;

    // Drafts: what is typed and not yet an event; local, sealed, overwritten at every pause.
    [[nodiscard]] Result<> saveDraft(const QString &place, const QByteArray &bytes);
    [[nodiscard]] Result<QByteArray> draft(const QString &place) const; // empty when none

    // Rebuilds every projection from the events; the result equals what was there.
    [[nodiscard]] Result<> rebuild();

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
