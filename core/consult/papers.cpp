// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/papers.h"

#include "core/consult/paperdata.h"
#include "core/documents/renderer.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<PaperJob> paperFor(const CaseState &state, const QString &paper, const Ledger &ledger, const FormLibrary &forms)
{
    static const QStringList known{u"report"_s, u"decision"_s, u"consent"_s, u"invitation"_s};
    if (!known.contains(paper))
        return fail(Fault::NotFound, u"no paper called "_s + paper);
    const auto parties = partiesOf(state, ledger);
    if (!parties)
        return tl::unexpected(parties.error());
    if (paper == u"report"_s)
        return reportPaper(state, *parties, forms);
    if (paper == u"decision"_s)
        return decisionPaper(state, *parties, forms);
    return paper == u"consent"_s ? consentPaper(state, *parties) : invitationPaper(state, *parties);
}

Result<QByteArray> signedPaper(const PaperJob &job, const PaperSigner &signer, const QByteArray &previous)
{
    auto key = P256Key::fromPkcs8(signer.keyPkcs8);
    if (!key)
        return tl::unexpected(key.error());
    // The next signer must sign what the first one signed, not an earlier version of it.
    if (!previous.isEmpty() && !previous.contains("urn:sha256:" + job.dataSha256.toHex()))
        return refuse(u"RPT-03"_s, u"rpt.other_content"_s);
    auto pdf = previous.isEmpty() ? renderPdf(job.spec, job.data, job.created, job.dataSha256)
                                  : Result<QByteArray>(previous);
    if (!pdf)
        return pdf;
    return signPdf(*pdf, *key, signer.certificateDer, signer.chain, signer.info);
}

Result<PaperSigner> paperSigner(const Ledger::SealedPerson &person, const SecretBytes &password,
                                const Institution &institution, const QString &reason, const QDateTime &at)
{
    auto login = Ledger::unlock(person, password);
    if (!login)
        return tl::unexpected(login.error());
    if (login->person.signerCertificate.isEmpty() || login->pdfKeyPkcs8.isEmpty())
        return tl::unexpected(
            Error{Fault::NotFound, u"no certificate for signing papers"_s, u"RPT-04"_s, u"paper.no_certificate"_s, {}});
    if (login->person.institution != institution.root)
        return fail(Fault::Denied, u"a person of another institution"_s);
    const auto name = nameOf(login->person);
    const auto both = name.zh() == name.en() ? name.en() : name.zh() + u' ' + name.en();
    return PaperSigner{std::move(login->pdfKeyPkcs8),
                       login->person.signerCertificate,
                       {institution.authority},
                       {both, reason, institution.city.en() + u", "_s + institution.country,
                        QDateTime::fromSecsSinceEpoch(at.toSecsSinceEpoch(), Qt::UTC)}};
}

QCborMap signArgs(const PaperJob &job, const Attachment &pdf)
{
    return {{u"content"_s, job.dataSha256},
            {u"pdf"_s, QCborMap{{u"attachment"_s, pdf.toCbor()}}},
            {u"pdfSha256"_s, pdf.sha256}};
}

} // namespace sizhen
