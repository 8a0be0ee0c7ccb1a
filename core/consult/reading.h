// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/facts.h"

#include <QCborArray>
#include <QVariantMap>

// What guards, papers and projections read out of a case: pure functions over its applied acts.
namespace sizhen {

// --- args
[[nodiscard]] QString textOf(const QCborMap &args, const QString &key); // trimmed
[[nodiscard]] Label labelOf(const QCborMap &args, const QString &key);
[[nodiscard]] bool saysSomething(const Label &label);
[[nodiscard]] bool saysSomething(const QCborValue &value); // a text or a Label with words in it
[[nodiscard]] QDateTime instantOf(const QCborMap &args, const QString &key); // invalid when there is none
[[nodiscard]] Result<Attachment> attachmentIn(const QCborValue &holder); // holder: {"attachment": {…}, …}
[[nodiscard]] QByteArray contentHash(const QCborValue &value); // SHA-256 of the canonical CBOR

// Names for a sentence in both languages: {"fields": "reason, purpose", "fields.zh": "会诊事由、目的"}.
class Names
{
public:
    void add(const QString &en, const QString &zh);

    [[nodiscard]] bool isEmpty() const { return m_en.isEmpty(); }

    [[nodiscard]] QVariantMap as(const QString &key) const;

private:
    QStringList m_en;
    QStringList m_zh;
};

// --- the case
[[nodiscard]] bool isCase(const CaseState &state, std::initializer_list<QLatin1StringView> stages);
[[nodiscard]] QString machineState(const CaseState &state, QLatin1StringView machine);
[[nodiscard]] QCborMap patientOf(const CaseState &state); // as released to the case
[[nodiscard]] int ageAt(const QString &birthDate, const QDateTime &when); // full years; -1: not known
[[nodiscard]] FormContext formContext(const CaseState &state, Side side, const QDateTime &when);
[[nodiscard]] const Label &nameOf(const PersonCertificate &person);
// Acts of `kind` that are newer than every act of the kinds in `after`.
[[nodiscard]] QList<const Act *> since(const QList<Act> &acts, const QString &kind, const QStringList &after);

// Acts about the record itself: who got it, how long it is kept, where paper lies. No part of its content: they change no
// manifest and may follow after the case was closed.
[[nodiscard]] bool isAboutTheRecord(const QString &kind);
[[nodiscard]] bool isArchiving(const QString &kind); // filing and closing
[[nodiscard]] bool consentIsWithdrawn(const CaseState &state);
[[nodiscard]] bool isSealed(const CaseState &state); // ARC-12: sealed, and not unsealed by both sides since
// Holds that were not lifted, of either side.
[[nodiscard]] QList<const Act *> holdsOf(const CaseState &state);
// Approvals to destroy one side's copy since its last hold, by different people.
[[nodiscard]] QList<const Act *> destructionApprovals(const CaseState &state, Side side);

// --- the invitation that counts (a case may have had earlier ones)
[[nodiscard]] QByteArray currentInvitation(const CaseState &state); // stream id
// invitation.send_direct carries the sender's signed word on a consent that the receiver cannot see yet.
[[nodiscard]] bool saysConsentIsSigned(const QCborMap &sendArgs);
[[nodiscard]] const Act *latestInInvitation(const CaseState &state, const QString &kind);

// --- people
struct Consultant {
    PersonCertificate person;
    bool lead = false;
};

[[nodiscard]] QList<Consultant> consultantsOf(const CaseState &state, const Certificates &certificates);
[[nodiscard]] bool checkedIn(const CaseState &state, const QByteArray &personKey, Side side);
[[nodiscard]] bool someoneCheckedIn(const CaseState &state, Side side); // a physician
// Consultants who checked in: those who sign (RPT-03).
[[nodiscard]] QList<Consultant> consultantsPresent(const CaseState &state, const Certificates &certificates);

// --- times
[[nodiscard]] QDateTime confirmedStart(const CaseState &state, Side side); // of the newest round of arranging
[[nodiscard]] QDateTime agreedStart(const CaseState &state); // both sides named it; invalid until then
[[nodiscard]] bool sessionBegun(const CaseState &state);

// --- the four examinations (FOU-08): those with neither data nor a reason
[[nodiscard]] Names missingMethods(const Facts &facts);

// --- the report: signatures on the newest frozen content
[[nodiscard]] QList<const Act *> signaturesOf(const CaseState &state);

// The first day with three full years of independent practice, interruptions subtracted day by day; invalid: never.
[[nodiscard]] QDate threeYearsOn(QList<PracticeInterval> practice);

} // namespace sizhen
