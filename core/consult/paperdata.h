// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/papers.h"
#include "core/consult/reading.h"

#include <QCborArray>

// The pieces papers are made of: pure functions over a case, the same on every machine that holds the same events.
namespace sizhen {

// The institutions of a case, by what both sides know of each other.
struct Parties {
    Institution inviting;
    Institution invited;

    [[nodiscard]] const Institution &of(Side side) const { return side == Side::Inviting ? inviting : invited; }

    [[nodiscard]] const Institution *byRoot(const QByteArray &root) const; // null for a third one
};

[[nodiscard]] Result<Parties> partiesOf(const CaseState &state, const Ledger &ledger);

// --- what a paper may look at
// The case as the author of `frozen` knew it: what others wrote meanwhile must not change a frozen paper.
[[nodiscard]] CaseState asSeenBy(const CaseState &state, const Act &frozen);
[[nodiscard]] QDateTime newestTime(const CaseState &state); // of a paper that is not frozen yet

// --- pieces of data
[[nodiscard]] QCborMap institutionData(const Institution &institution); // institution, place
[[nodiscard]] QCborMap personData(const PersonCertificate &person, const Institution &institution, const Label &role);
[[nodiscard]] QCborMap caseData(const CaseState &state); // code, type, mode
// code, sex, age, complaint, alerts; never the name (RPT-02).
[[nodiscard]] QCborMap patientData(const CaseState &state, const FormLibrary &forms, const QDateTime &when);
[[nodiscard]] Label sexLabel(const QString &sex);
[[nodiscard]] QString timeOf(const Act *act); // ISO with its offset; empty for null
// {text, codes} of an opinion or a plan, under these two names.
void addTerm(QCborMap &into, const QCborMap &args, const QString &key, const QString &textName,
             const QString &codesName);
void addIfSaid(QCborMap &into, const QString &key, const QCborValue &value); // not when it says nothing

// --- findings of the four examinations, by side
struct Findings {
    QCborArray rows; // {group, item, inviting, invited, differs}
    int ofInviting = 0;
    int ofInvited = 0;
    QCborArray differing; // rows again
};

[[nodiscard]] Findings findingsOf(const CaseState &state, const FormLibrary &forms);
// "Body colour: Pale tongue" for field ids that somebody answered.
[[nodiscard]] QCborArray evidenceOf(const QCborArray &fieldIds, const CaseState &state, const FormLibrary &forms);

// --- the papers
[[nodiscard]] Result<PaperJob> reportPaper(const CaseState &state, const Parties &parties, const FormLibrary &forms);
[[nodiscard]] Result<PaperJob> decisionPaper(const CaseState &state, const Parties &parties, const FormLibrary &forms);
[[nodiscard]] Result<PaperJob> consentPaper(const CaseState &state, const Parties &parties);
[[nodiscard]] Result<PaperJob> invitationPaper(const CaseState &state, const Parties &parties);

// Loads the document's spec, checks that nothing mandatory is missing and hashes the data.
[[nodiscard]] Result<PaperJob> finishedPaper(const QString &paper, const QCborMap &data, const QDateTime &created);

} // namespace sizhen
