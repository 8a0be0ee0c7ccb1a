// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: what follows from events that came in, and the only place that releases a key to a partner.
#include "core/base/log.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QByteArray caseOf(const StreamInfo &info)
{
    if (info.kind == u"case"_s)
        return info.id;
    return info.kind == u"invitation"_s ? info.about : QByteArray{};
}

void logFailure(const char *what, const Error &error)
{
    qCWarning(lcConsult) << what << int(error.fault) << error.detail;
}

} // namespace

// The abstract's key goes out with the invitation, the case's key when it was accepted (INV-11). Nothing leaves without
// a consent in force (CON-04) nor after it was withdrawn (CON-09).
QList<QByteArray> Desk::Private::keysDue(const CaseFold &fold) const
{
    const auto &state = fold.state();
    if (state.mySide != Side::Inviting || state.invited.isEmpty() || machineState(state, "consent"_L1) != u"SIGNED"_s
        || isCase(state, {"CANCELLED"_L1, "CANCELLED_ARCHIVED"_L1}))
        return {};
    QList<QByteArray> due;
    const auto invitation = currentInvitation(state);
    const auto answer = fold.invitationState(invitation);
    if (answer != u"DRAFT"_s && answer != u"WITHDRAWN"_s)
        due.append(invitation);
    if (answer == u"ACCEPTED"_s)
        due.append(state.id);
    due.removeIf([&](const QByteArray &stream) { return ledger.isSharedWith(state.invited, stream); });
    return due;
}

void Desk::Private::release(const QByteArray &caseId, const Actor *by)
{
    if (const auto obeyed = obeyWithdrawal(caseId); !obeyed)
        return logFailure("withdrawal:", obeyed.error());
    const auto fold = caseFold(caseId);
    if (!fold)
        return logFailure("release:", fold.error());
    const auto due = keysDue(**fold);
    for (const auto &stream : due)
        // The row in p.release stays; tried again at the next start.
        if (const auto shared = releaseKey(caseId, stream, by ? *by : ledger.systemActor()); !shared)
            return logFailure("release:", shared.error());
    if (const auto told = accountForEpochs(caseId); !told)
        logFailure("release:", told.error());
}

void Desk::Private::streamChanged(const QByteArray &stream)
{
    if (writing)
        return;
    const auto info = ledger.stream(stream);
    if (!info)
        return; // not one of ours to read
    QSet<QByteArray> touched;
    {
        auto change = ledger.vault().begin();
        if (!change)
            return logFailure("projection:", change.error());
        auto done = info->kind == u"partnership"_s ? projectAgreement(stream, touched) : projectStream(stream);
        done = done.and_then([&] { return touch(stream); }).and_then([&] { return change->commit(); });
        if (!done) {
            agreements.clear();
            cases.clear();
            return logFailure("projection:", done.error());
        }
    }
    if (const auto caseId = caseOf(*info); !caseId.isEmpty())
        touched.insert(caseId);
    if (info->kind == u"institution"_s)
        if (const auto obeyed = obeyHouse(); !obeyed)
            logFailure("destruction:", obeyed.error());
    if (info->kind == u"partnership"_s)
        if (const auto obeyed = obeyTombstones(stream); !obeyed)
            logFailure("tombstone:", obeyed.error());
    for (const auto &caseId : touched) {
        if (!caseFold(caseId))
            continue;
        release(caseId);
        Q_EMIT q->caseChanged(caseId);
    }
    if (info->kind == u"patient"_s)
        Q_EMIT q->patientsChanged();
    if (info->kind != u"partnership"_s)
        return;
    for (auto it = agreements.cbegin(); it != agreements.cend(); ++it)
        if (ledger.partnershipStream(it.key()) == stream)
            return Q_EMIT q->agreementChanged(QByteArray(it.key()));
}

void Desk::Private::receiptArrived(const QByteArray &stream)
{
    const auto info = ledger.stream(stream);
    const auto caseId = info ? caseOf(*info) : QByteArray{};
    if (caseId.isEmpty())
        return;
    const auto fold = caseFold(caseId);
    if (!fold)
        return;
    auto change = ledger.vault().begin();
    if (!change)
        return logFailure("receipt:", change.error());
    if (const auto done = project(**fold).and_then([&] { return change->commit(); }); !done)
        return logFailure("receipt:", done.error());
    Q_EMIT q->caseChanged(caseId);
}

} // namespace sizhen
