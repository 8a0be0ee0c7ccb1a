// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: the agreement with one partner.
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"

#include <QScopedValueRollback>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList aboutTheText{u"agreement.submit"_s, u"agreement.approve"_s, u"agreement.sign"_s};

} // namespace

Result<AgreementState> Desk::agreement(const QByteArray &partnerRoot) const
{
    const auto fold = d->agreementWith(partnerRoot);
    if (!fold)
        return tl::unexpected(fold.error());
    auto now = **fold;
    now.settle(d->ledger.now());
    return now.state();
}

QList<Offer> Desk::agreementOffers(const QByteArray &partnerRoot, const Actor &actor) const
{
    const auto fold = d->agreementWith(partnerRoot);
    if (!fold || !(*fold)->partnership().verified)
        return {};
    auto now = **fold;
    now.settle(d->ledger.now());
    return now.offers(d->nothingYet(actor));
}

Result<> Desk::agreementAct(const QByteArray &partnerRoot, const QString &kind, const QCborMap &args,
                            const Actor &actor)
{
    const auto fold = d->agreementWith(partnerRoot);
    if (!fold)
        return tl::unexpected(fold.error());
    if (!(*fold)->partnership().verified)
        return refuse(u"AGR-16"_s, u"agr.peer_key"_s);
    auto next = **fold;
    auto full = args;
    // The text is the one on the table: there is only one, and it cannot change while it is signed.
    if (const auto *draft = next.state().latest(u"agreement.draft"_s);
        draft && aboutTheText.contains(kind) && !full.contains(u"text"_s))
        full.insert(u"text"_s, contentHash(draft->args()));

    const auto stream = d->ledger.partnershipStream(partnerRoot);
    const Ledger::Draft draft{stream, kind, full};
    const auto event = d->ledger.preview(draft, actor);
    next.settle(momentOf(event));
    if (auto reasons = next.judge(event); !reasons.isEmpty())
        return tl::unexpected(std::move(reasons.first()));
    if (const auto fresh = d->passwordIsFresh(kind, actor); !fresh)
        return fresh;
    QSet<QByteArray> touched;
    {
        const QScopedValueRollback writing(d->writing, true);
        const auto written = d->ledger.append({draft}, actor, [&](const QList<Event> &) {
            return d->projectAgreement(stream, touched).and_then([&] { return d->touch(stream); });
        });
        if (!written) {
            d->agreements.remove(partnerRoot); // may hold what was rolled back
            d->cases.clear();
            return tl::unexpected(written.error());
        }
    }
    Q_EMIT agreementChanged(partnerRoot);
    for (const auto &id : touched)
        Q_EMIT caseChanged(id);
    return {};
}

} // namespace sizhen
