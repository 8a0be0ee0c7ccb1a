// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casefold.h"
#include "core/consult/desk.h"

namespace sizhen {

// Row kinds of the projections. All can be cleared and made again from the entries (Desk::rebuild).
namespace rowkind {
inline const QString cases = QStringLiteral("p.case"); // case → card, newest first
inline const QString invitations = QStringLiteral("p.invitation"); // invitation stream → case
inline const QString caseOf = QStringLiteral("p.caseof"); // our case → patient
inline const QString patients = QStringLiteral("p.patient"); // patient → card
inline const QString heads = QStringLiteral("p.head"); // stream → number of entries that were projected
inline const QString mark = QStringLiteral("p.mark"); // their sum: differs from the table's after a crash
inline const QString groups = QStringLiteral("p.casegroup"); // stage:case, partner:case, waits:case; sorted by group and as the board
inline const QString searchState = QStringLiteral("local.searchindex"); // what the index was made with: not of the entries alone
inline const QString release = QStringLiteral("p.release"); // cases with a key that is still to be released
inline const QString drafts = QStringLiteral("draft.desk");
} // namespace rowkind

[[nodiscard]] inline QString hexOf(const QByteArray &id)
{
    return QString::fromLatin1(id.toHex());
}

struct Desk::Private {
    Private(Ledger &theLedger, std::shared_ptr<const Rules> theRules)
        : ledger(theLedger)
        , rules(std::move(theRules))
    {
    }

    Desk *q = nullptr;
    Ledger &ledger;
    std::shared_ptr<const Rules> rules; // shared with the folds
    QHash<QByteArray, AgreementFold> agreements; // by partner
    QHash<QByteArray, CaseFold> cases; // by case
    std::optional<PersonCertificate> reader;
    QHash<QByteArray, QDateTime> exceptions; // cases that the reader opened by breaking the glass, until when
    QSet<QByteArray> noted; // cases whose opening by this reader stands in the access log
    QSet<QByteArray> namesNoted; // partners whose name the index is known to have been made with, or was to be made anew for
    bool writing = false; // our own append announces itself; it is projected in its own transaction

    [[nodiscard]] RowTable &table() const { return ledger.vault().rows(); }

    [[nodiscard]] const QByteArray &us() const { return ledger.institution().root; }

    // --- who reads (deskaccess.cpp)
    [[nodiscard]] Sight sight(const QByteArray &caseId, const QStringList &people, const QString &stage) const;
    [[nodiscard]] Result<> noteOpening(const QByteArray &caseId, Sight sight);
    void readExceptions(const QString &personId);
    [[nodiscard]] static Error noAccess();
    [[nodiscard]] Result<> passwordIsFresh(const QString &kind, const Actor &actor) const;
    void closeToReader(CaseCard &card) const;

    // --- folds (deskfolds.cpp)
    [[nodiscard]] Result<Partnership> partnershipWith(const QByteArray &partner) const;
    [[nodiscard]] Result<AgreementFold> foldAgreement(const QByteArray &partner) const;
    [[nodiscard]] Result<const AgreementFold *> agreementWith(const QByteArray &partner);
    [[nodiscard]] Result<QList<QByteArray>> invitationsOf(const QByteArray &caseId) const;
    [[nodiscard]] Result<CaseFold> foldCase(const QByteArray &caseId);
    [[nodiscard]] Result<const CaseFold *> caseFold(const QByteArray &caseId);
    [[nodiscard]] Event nothingYet(const Actor &actor) const; // who, where and when, for offers

    // --- acts (deskcases.cpp, deskcompletion.cpp)
    [[nodiscard]] QByteArray streamFor(const CaseFold &fold, const QString &kind) const;
    [[nodiscard]] Result<QCborMap> completed(const CaseFold &fold, const QString &kind, QCborMap args) const;
    [[nodiscard]] Result<> soundHere(const QByteArray &caseId, const CaseFold &fold, const QString &kind,
                                     const Actor &actor);
    [[nodiscard]] Result<> takeIn(CaseFold fold, const QList<Event> &events);
    // `also` runs in the same transaction, before the case is projected.
    using Also = std::function<Result<>(const QList<Event> &)>;
    [[nodiscard]] Result<> write(const QByteArray &caseId, QList<Ledger::Draft> drafts, const Actor &actor,
                                 const Also &also = {});
    [[nodiscard]] std::optional<PatientCard> patientOfCase(const QByteArray &caseId) const;

    // --- projections (deskprojections.cpp); all write inside a transaction that the caller holds
    [[nodiscard]] Result<> project(const CaseFold &fold);
    [[nodiscard]] Result<> projectPatient(const QByteArray &patient);
    [[nodiscard]] Result<> indexInvitation(const QByteArray &stream, const QByteArray &caseId);
    [[nodiscard]] Result<> indexInvitationsOf(const QByteArray &caseId); // those that the case names
    [[nodiscard]] Result<> projectStream(const QByteArray &stream);
    [[nodiscard]] Result<> projectAgreement(const QByteArray &stream, QSet<QByteArray> &touchedCases);
    [[nodiscard]] Result<> touch(const QByteArray &stream);
    [[nodiscard]] Result<> catchUp(); // after a crash between a partner's entries and their projection
    [[nodiscard]] int unconfirmed(const CaseFold &fold) const;

    // --- finding (desksearch.cpp)
    [[nodiscard]] Result<> projectGroups(const CaseCard &card, const QString &sort);
    [[nodiscard]] Result<> projectSearch(const CaseState &state);
    [[nodiscard]] Result<QByteArray> searchState() const;
    [[nodiscard]] Result<> noteName(const Ledger::Partner &partner);
    [[nodiscard]] Result<> keepSearchState();
    [[nodiscard]] Result<> renewSearch();
    [[nodiscard]] Result<> makeSearch(); // all of it
    [[nodiscard]] Result<> projectCasesWith(const QString &partner);
    [[nodiscard]] Result<> projectCase(const QString &key);

    // --- what the ledger tells us (deskreactions.cpp)
    void streamChanged(const QByteArray &stream);
    void receiptArrived(const QByteArray &stream);
    [[nodiscard]] QList<QByteArray> keysDue(const CaseFold &fold) const;
    void release(const QByteArray &caseId, const Actor *by = nullptr); // shares what the acts so far allow; idempotent

    // --- the record itself (deskrecords.cpp, deskdestruction.cpp)
    [[nodiscard]] Result<> releaseKey(const QByteArray &caseId, const QByteArray &stream, const Actor &by);
    [[nodiscard]] Result<> accountForEpochs(const QByteArray &caseId);
    [[nodiscard]] Result<> stopAll(const CaseFold &fold, const QList<Event> &fresh);
    [[nodiscard]] Result<> obeyWithdrawal(const QByteArray &caseId);
    [[nodiscard]] Result<> obeyHouse();
    [[nodiscard]] Result<> obeyTombstones(const QByteArray &partnership);
    [[nodiscard]] Result<> mayDestroy(const CaseState &state, const Actor &actor) const;
    [[nodiscard]] Result<> retentionIsOver(const CaseState &state) const;
    [[nodiscard]] Result<> dropProjections(const QByteArray &caseId, const QList<QByteArray> &invitations);
    void forgetWords();
};

} // namespace sizhen
