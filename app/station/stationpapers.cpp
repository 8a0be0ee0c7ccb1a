// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"
#include "core/base/async.h"
#include "core/consult/reading.h"
#include "core/documents/renderer.h"
#include "core/records/roles.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString signingAct(const QString &paper)
{
    return paper == u"report"_s ? u"report.sign"_s : u"case.decide"_s;
}

// The newest PDF that carries signatures of what is frozen now: the next one signs on top of it.
std::optional<Attachment> signedBefore(const CaseState &state, const QString &paper)
{
    const auto signatures = signaturesOf(state);
    const auto *act
        = paper == u"report"_s ? (signatures.isEmpty() ? nullptr : signatures.last()) : state.latest(u"case.decide"_s);
    if (!act)
        return std::nullopt;
    const auto found = Attachment::fromCbor(act->args().value(u"pdf"_s).toMap().value(u"attachment"_s).toMap());
    return found ? std::optional(*found) : std::nullopt;
}

} // namespace

Result<QByteArray> Station::unsignedOrEarlier(const CaseState &state, const QString &paper) const
{
    const auto earlier = signedBefore(state, paper);
    return earlier ? m_vault->attachments().read(*earlier) : Result<QByteArray>(QByteArray());
}

void Station::renderPaper(QObject *owner, const QByteArray &caseId, const QString &paper,
                          std::function<void(Result<QByteArray>)> done) const
{
    // Who may see the case whole sees its papers; the office prints what it archives (roles.json: "archive.print").
    const auto sight = m_desk->sightOf(caseId);
    const auto office = m_login && mayDo(m_login->person.roles, u"archive.print"_s) && sight == Sight::Office;
    if (sight != Sight::Whole && !office)
        return done(tl::unexpected(Error{Fault::Denied, u"paper: not for this role"_s, u"SEC-05"_s, u"sec.no_access"_s, {}}));
    if (m_login)
        if (const auto noted = m_ledger->noteAccess(m_login->actor(), u"case.print"_s, QString::fromLatin1(caseId.toHex()),
                                                    Access::Outcome::Done, paper);
            !noted)
            return done(tl::unexpected(noted.error()));
    const auto state = m_desk->wholeCase(caseId);
    if (!state)
        return done(tl::unexpected(state.error()));
    if (const auto earlier = unsignedOrEarlier(*state, paper); !earlier || !earlier->isEmpty())
        return done(earlier);
    const auto job = paperFor(*state, paper, *m_ledger, *m_forms);
    if (!job)
        return done(tl::unexpected(job.error()));
    runThen(
        owner, [job = *job] { return renderPdf(job.spec, job.data, job.created, job.dataSha256); }, std::move(done));
}

void Station::signPaper(QObject *owner, const QByteArray &caseId, const QString &paper, SecretBytes password,
                        std::function<void(Result<>)> done)
{
    const auto state = m_desk->caseState(caseId);
    if (!state)
        return done(tl::unexpected(state.error()));
    if (!m_login)
        return done(fail(Fault::Denied, u"nobody is logged in"_s));
    const auto job = paperFor(*state, paper, *m_ledger, *m_forms);
    if (!job)
        return done(tl::unexpected(job.error()));
    const auto earlier = unsignedOrEarlier(*state, paper);
    if (!earlier)
        return done(tl::unexpected(earlier.error()));
    const auto sealed = m_ledger->admit(m_login->person.id); // wrong tries count here, too (SEC-11)
    if (!sealed)
        return done(tl::unexpected(sealed.error()));
    const auto shared
        = std::make_shared<SecretBytes>(std::move(password)); // runThen copies its work; one owner in effect
    const auto label = job->spec.title.en();
    runThen(
        owner,
        [job = *job, person = *sealed, shared, institution = m_ledger->institution(), label, now = m_ledger->now(),
         earlier = *earlier]() -> Result<QByteArray> {
            const auto signer = paperSigner(person, *shared, institution, label, now);
            if (!signer)
                return tl::unexpected(signer.error());
            return signedPaper(job, *signer, earlier);
        },
        [this, caseId, paper, job = *job, id = m_login->person.id, done](const Result<QByteArray> &pdf) {
            if (!pdf && pdf.error().fault == Fault::WrongPassword) {
                const auto judged = m_ledger->judgeLogin(id, tl::unexpected(pdf.error()), {}, SignInKind::Unlock);
                return done(judged ? Result<>(tl::unexpected(pdf.error())) : Result<>(tl::unexpected(judged.error())));
            }
            if (pdf && m_login && m_login->person.id == id)
                m_login->provedAt = m_ledger->now(); // the password opened the signing key
            done(pdf ? recordPaper(caseId, paper, job, *pdf) : Result<>(tl::unexpected(pdf.error())));
        });
}

Result<> Station::recordPaper(const QByteArray &caseId, const QString &paper, const PaperJob &job,
                              const QByteArray &pdf)
{
    if (!m_login)
        return fail(Fault::Denied, u"logged out while signing"_s);
    const auto original = m_desk->attach(pdf, u"application/pdf"_s, paper + u".pdf"_s);
    if (!original)
        return tl::unexpected(original.error());
    auto args = signArgs(job, *original);
    if (paper == u"decision"_s) {
        const auto state = m_desk->wholeCase(caseId);
        if (!state)
            return tl::unexpected(state.error());
        if (const auto *draft = state->latest(u"case.decision_draft"_s))
            for (const auto &[key, value] : draft->args())
                if (!args.contains(key))
                    args.insert(key, value);
    }
    return m_desk->act(caseId, signingAct(paper), args, m_login->actor());
}

} // namespace sizhen
