// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: what an act names besides what a person says, and what is checked here before a person may say it.
#include "core/consult/deskprivate.h"
#include "core/consult/manifest.h"
#include "core/consult/papers.h"
#include "core/consult/reading.h"
#include "core/documents/pades.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// The sender's signed word on what the receiver cannot see yet.
void addWord(const CaseFold &fold, QCborMap &args)
{
    const Act *consent = nullptr;
    for (const auto &act : fold.state().acts)
        if (act.kind() == u"consent.sign_patient"_s || act.kind() == u"consent.sign_representative"_s)
            consent = &act;
    if (consent && !args.contains(u"consent"_s)) {
        const auto signer = textOf(consent->args(), u"signerType"_s);
        args.insert(u"consent"_s,
                    QCborMap{{u"entry"_s, consent->event.hash},
                             {u"at"_s, consent->event.at.toString(Qt::ISODate)},
                             {u"by"_s, signer.isEmpty() ? u"PATIENT"_s : signer}});
    }
    const auto *agreed = fold.agreement().latest(u"agreement.sign"_s);
    if (agreed && !args.contains(u"agreement"_s))
        args.insert(u"agreement"_s, agreed->event.hash);
}

// RPT-07: the PDF is here, untouched, and every signature leads to the authority of the invited side.
Result<> reportIsSound(const CaseFold &fold, const Ledger &ledger)
{
    const auto refused = refuse(u"RPT-07"_s, u"rpt.bad_signature"_s);
    const auto signatures = signaturesOf(fold.state());
    if (signatures.isEmpty())
        return {}; // nothing to verify; the machine says what is to be done first
    const auto pdf = attachmentIn(signatures.last()->args().value(u"pdf"_s));
    const auto partner = ledger.partner(fold.state().invited);
    if (!pdf || !partner)
        return refused;
    const auto bytes = ledger.vault().attachments().read(*pdf);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto verdict = verifyPdf(*bytes, {partner->institution.authority}, ledger.now());
    if (!verdict || !verdict->isSound() || verdict->signatures.size() < signatures.size())
        return refused;
    return {};
}

} // namespace

Result<QCborMap> Desk::Private::completed(const CaseFold &fold, const QString &kind, QCborMap args) const
{
    const auto &state = fold.state();
    if (kind == u"invitation.approve_abstract"_s && !args.contains(u"abstract"_s)) {
        if (const auto *composed = latestInInvitation(state, u"invitation.compose"_s))
            args.insert(u"abstract"_s, contentHash(composed->args().value(u"abstract"_s)));
    } else if (kind == u"invitation.send_direct"_s) {
        addWord(fold, args);
    } else if (kind == u"case.reinvite"_s) {
        const auto stream = ledger.newStream(u"invitation"_s, state.id);
        if (!stream)
            return tl::unexpected(stream.error());
        args.insert(u"invitation"_s, *stream);
    } else if (kind == u"report.submit"_s && !args.contains(u"content"_s)) {
        const auto job = paperFor(state, u"report"_s, ledger, rules->forms());
        if (!job)
            return tl::unexpected(job.error());
        args.insert(u"content"_s, job->dataSha256);
    } else if (kind == u"case.seal"_s && !args.contains(u"manifest"_s)) {
        args.insert(u"manifest"_s, manifestOf(state, fold.agreement()).sha256());
    } else if (kind == u"case.archive_confirm"_s && !args.contains(u"manifest"_s)) {
        args.insert(u"manifest"_s, manifestOf(state, fold.agreement()).sha256());
    } else if ((kind == u"report.release"_s || kind == u"report.acknowledge"_s) && !args.contains(u"pdfSha256"_s)) {
        if (const auto signatures = signaturesOf(state); !signatures.isEmpty())
            args.insert(u"pdfSha256"_s, signatures.last()->args().value(u"pdfSha256"_s));
    }
    return args;
}

// Beyond the rules that hold everywhere: what only this station can check, because only it holds the bytes.
Result<> Desk::Private::soundHere(const QByteArray &caseId, const CaseFold &fold, const QString &kind,
                                  const Actor &actor)
{
    auto who = nothingYet(actor);
    const auto refusals = fold.ask(kind, who);
    if (!refusals || !refusals->isEmpty())
        return {}; // not allowed anyway; write() says why
    if (const auto fresh = passwordIsFresh(kind, actor); !fresh)
        return fresh;
    if (kind == u"report.acknowledge"_s)
        return reportIsSound(fold, ledger);
    if (kind == u"case.destruction_approved"_s)
        return retentionIsOver(fold.state());
    if (kind != u"case.archive_confirm"_s)
        return {};
    const auto manifest = q->manifest(caseId);
    if (!manifest)
        return tl::unexpected(manifest.error());
    Names missing;
    for (const auto &item : manifest->missing)
        missing.add(archiveItemLabel(item).en(), archiveItemLabel(item).zh());
    if (!missing.isEmpty())
        return refuse(u"ARC-02"_s, u"arc.incomplete"_s, missing.as(u"docs"_s));
    return {};
}

} // namespace sizhen
