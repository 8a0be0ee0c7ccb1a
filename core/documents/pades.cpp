// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/pades.h"

#include "core/documents/pdffile.h"
#include "core/documents/signatureupdate.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int mostSignatures = 64;
constexpr int mostTries = 64; // ends of revisions that are tried when something stands behind the last signature

// A signature dictionary has this key; our own documents hold it nowhere else (their text is compressed).
constexpr QByteArrayView signatureMark = "/ByteRange";

// Everything but the signature's own place.
QByteArray coveredBytes(QByteArrayView file, const FoundUpdate &update)
{
    QByteArray bytes;
    bytes.reserve(file.size());
    bytes += file.first(update.contentsStart);
    bytes += file.sliced(update.contentsEnd);
    return bytes;
}

struct History {
    QList<FoundUpdate> updates; // newest first
    qsizetype base = 0; // length of the document as it was before the first of them
};

History historyOf(QByteArrayView file)
{
    History history{{}, file.size()};
    while (history.updates.size() < mostSignatures) {
        const auto update = findSignatureUpdate(file.first(history.base));
        if (!update)
            break;
        history.base = update->start;
        history.updates.append(*update);
    }
    return history;
}

// The longest beginning of the file that ends with a signature; the whole file, where that does.
qsizetype signedLength(QByteArrayView file)
{
    constexpr QByteArrayView end = "%%EOF\n";
    if (findSignatureUpdate(file))
        return file.size();
    qsizetype at = file.size();
    for (int i = 0; i < mostTries && at > 0; ++i) {
        at = file.first(at).lastIndexOf(end);
        if (at >= 0 && findSignatureUpdate(file.first(at + end.size())))
            return at + end.size();
    }
    return 0;
}

PdfSignature judge(QByteArrayView revision, const FoundUpdate &update, const QList<QByteArray> &authoritiesDer,
                   const QDateTime &at)
{
    PdfSignature signature;
    signature.stated = update.info;
    signature.covers = revision.size();
    const auto verdict = verifyCms(coveredBytes(revision, update), update.cms, authoritiesDer, at);
    if (!verdict)
        return signature; // no signature that could be read: not intact
    signature.signerName = verdict->signerName;
    signature.organisation = verdict->organisation;
    signature.signerDer = verdict->signerDer;
    signature.intact = verdict->intact;
    signature.trusted = verdict->trusted;
    return signature;
}

} // namespace

bool PdfVerdict::isSound() const
{
    return !signatures.isEmpty() && appendedBytes == 0 && !altered
        && std::all_of(signatures.begin(), signatures.end(), [](const auto &s) { return s.intact && s.trusted; })
        && signatures.last().coversWholeFile;
}

Result<QByteArray> signPdf(QByteArrayView pdf, const P256Key &key, const QByteArray &signerDer,
                           const QList<QByteArray> &chain, const SignatureInfo &info)
{
    const auto history = historyOf(pdf);
    if (pdf.first(history.base).contains(signatureMark))
        return fail(Fault::Corrupt, u"pdf: changed after it was signed, or signed by another program"_s);
    if (history.updates.size() >= mostSignatures)
        return fail(Fault::Invalid, u"pdf: too many signatures"_s);
    const auto update = buildSignatureUpdate(pdf, info);
    if (!update)
        return tl::unexpected(update.error());
    QByteArray file;
    file.reserve(pdf.size() + update->bytes.size());
    file += pdf;
    file += update->bytes;
    const FoundUpdate place{pdf.size(), info, update->contentsStart, update->contentsEnd, {}};
    const auto cms = signCms(coveredBytes(file, place), key, signerDer, chain);
    if (!cms)
        return tl::unexpected(cms.error());
    if (cms->size() > signatureRoom)
        return fail(Fault::Invalid, u"pdf: the certificates are too many for the place of a signature"_s);
    const auto digits = cms->toHex();
    file.replace(update->contentsStart + 1, digits.size(), digits);
    return file;
}

Result<PdfVerdict> verifyPdf(QByteArrayView pdf, const QList<QByteArray> &authoritiesDer, const QDateTime &at)
{
    if (!pdf.startsWith("%PDF-1."))
        return fail(Fault::Corrupt, u"pdf: it does not begin as one"_s);
    PdfVerdict verdict;
    const auto length = signedLength(pdf);
    const auto history = historyOf(pdf.first(length));
    auto revision = length;
    for (const auto &update : history.updates) {
        auto signature = judge(pdf.first(revision), update, authoritiesDer, at);
        signature.coversWholeFile = revision == pdf.size();
        verdict.signatures.prepend(signature);
        revision = update.start;
    }
    verdict.appendedBytes = length > 0 ? pdf.size() - length : 0;
    verdict.altered = pdf.first(history.base).contains(signatureMark) || pdf.sliced(length).contains(signatureMark);
    return verdict;
}

} // namespace sizhen
