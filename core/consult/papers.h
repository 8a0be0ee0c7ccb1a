// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "core/documents/documentspec.h"
#include "core/documents/pades.h"
#include "core/forms/formlibrary.h"

namespace sizhen {

// Everything needed to render one paper; a value, so that rendering runs on a pool thread.
struct PaperJob {
    DocumentSpec spec;
    QCborMap data; // what resources/documents/<paper>.json reads
    QDateTime created; // the only time in the PDF; taken from the events, so both sides render the same bytes
    QByteArray dataSha256; // of the canonical CBOR of `data`
};

// "report" (by the invited side, from its opinion), "decision" (final plan of the inviting side), "consent",
// "invitation". Fault::Refused with the rule when mandatory parts are missing (RPT-02 names the sections); NotFound for
// another paper.
[[nodiscard]] Result<PaperJob> paperFor(const CaseState &state, const QString &paper, const Ledger &ledger,
                                        const FormLibrary &forms);

// The agreement of two institutions as its newest draft says it (AGR-02), with the signatures under that text.
[[nodiscard]] Result<PaperJob> agreementPaper(const AgreementState &state, const Institution &one,
                                              const Institution &other);

// "This record was destroyed": from the tombstone (ARC-13).
[[nodiscard]] Result<PaperJob> destructionPaper(const Tombstone &stone, const Institution &house);

// What signing needs besides: the signer's own P-256 key, certificate and chain. Moves to the pool thread.
struct PaperSigner {
    SecretBytes keyPkcs8;
    QByteArray certificateDer;
    QList<QByteArray> chain;
    SignatureInfo info;
};

// Renders (or takes `previous`, the PDF with the earlier signatures) and signs: PAdES bytes.
[[nodiscard]] Result<QByteArray> signedPaper(const PaperJob &job, const PaperSigner &signer,
                                             const QByteArray &previous = {});

// Re-authenticates `personId` with `password` (RPT-04), and gives what PaperSigner needs. Slow (Argon2id): pool thread.
[[nodiscard]] Result<PaperSigner> paperSigner(const Ledger::SealedPerson &person, const SecretBytes &password,
                                              const Institution &institution, const QString &reason,
                                              const QDateTime &at);

// The args of report.sign / case.decide for a signed PDF that was attached.
[[nodiscard]] QCborMap signArgs(const PaperJob &job, const Attachment &pdf);

} // namespace sizhen
