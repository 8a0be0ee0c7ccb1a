// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/actargs.h"

#include "core/base/cbor.h"
#include "core/consult/papers.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

using Filler = std::function<Result<>(Desk &, const FormLibrary &, const CaseState &, QCborMap &)>;

Result<> reportContent(Desk &desk, const FormLibrary &forms, const CaseState &state, QCborMap &args)
{
    const auto job = paperFor(state, u"report"_s, desk.ledger(), forms);
    if (!job)
        return tl::unexpected(job.error());
    args.insert(u"content"_s, job->dataSha256);
    return {};
}

Result<> manifestHash(Desk &desk, const FormLibrary &, const CaseState &state, QCborMap &args)
{
    const auto manifest = desk.manifest(state.id);
    if (!manifest)
        return tl::unexpected(manifest.error());
    args.insert(u"manifest"_s, manifest->sha256());
    return {};
}

Result<> signedReport(Desk &, const FormLibrary &, const CaseState &state, QCborMap &args)
{
    if (const auto *signing = state.latest(u"report.sign"_s))
        args.insert(u"pdfSha256"_s, signing->args().value(u"pdfSha256"_s));
    return {};
}

Result<> writtenAbstract(Desk &, const FormLibrary &, const CaseState &state, QCborMap &args)
{
    if (const auto *written = state.latest(u"invitation.compose"_s))
        args.insert(u"abstract"_s, sha256(cbor::encode(written->args().value(u"abstract"_s))));
    return {};
}

// What the receiver cannot see yet and takes on the sender's signed word: the consent and the agreement.
Result<> releaseGrounds(Desk &desk, const FormLibrary &, const CaseState &state, QCborMap &args)
{
    const auto *byPatient = state.latest(u"consent.sign_patient"_s);
    const auto *byOther = state.latest(u"consent.sign_representative"_s);
    if (const auto *consent = byPatient ? byPatient : byOther) {
        const auto signer = byPatient ? u"PATIENT"_s : consent->args().value(u"signerType"_s).toString();
        args.insert(u"consent"_s, QCborMap{{u"entry"_s, consent->event.hash},
                                           {u"at"_s, consent->event.at.toString(Qt::ISODate)},
                                           {u"by"_s, signer}});
    }
    const auto agreement = desk.agreement(state.invited);
    if (!agreement)
        return tl::unexpected(agreement.error());
    if (const auto *last = agreement->latest(u"agreement.sign"_s))
        args.insert(u"agreement"_s, last->event.hash);
    return {};
}

struct Named {
    QString argument;
    Filler fill;
};

const QHash<QString, Named> &fillers()
{
    static const QHash<QString, Named> all{
        {u"report.submit"_s, {u"content"_s, reportContent}},
        {u"report.release"_s, {u"pdfSha256"_s, signedReport}},
        {u"report.acknowledge"_s, {u"pdfSha256"_s, signedReport}},
        {u"invitation.approve_abstract"_s, {u"abstract"_s, writtenAbstract}},
        {u"invitation.send_direct"_s, {u"consent"_s, releaseGrounds}},
        {u"case.archive_confirm"_s, {u"manifest"_s, manifestHash}},
    };
    return all;
}

} // namespace

Result<QCborMap> completedArgs(Desk &desk, const FormLibrary &forms, const QByteArray &caseId, const QString &kind, QCborMap args)
{
    const auto named = fillers().constFind(kind);
    if (named == fillers().constEnd() || args.contains(named->argument))
        return args;
    const auto state = desk.caseState(caseId);
    if (!state)
        return tl::unexpected(state.error());
    if (const auto filled = named->fill(desk, forms, *state, args); !filled)
        return tl::unexpected(filled.error());
    return args;
}

Result<QCborMap> completedAgreementArgs(Desk &desk, const QByteArray &partnerRoot, const QString &kind, QCborMap args)
{
    static const QStringList naming{u"agreement.submit"_s, u"agreement.approve"_s, u"agreement.sign"_s};
    if (!naming.contains(kind) || args.contains(u"text"_s))
        return args;
    const auto state = desk.agreement(partnerRoot);
    if (!state)
        return tl::unexpected(state.error());
    if (const auto *draft = state->latest(u"agreement.draft"_s))
        args.insert(u"text"_s, sha256(cbor::encode(draft->args())));
    return args;
}

} // namespace sizhen
