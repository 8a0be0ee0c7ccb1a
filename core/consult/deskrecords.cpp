// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: who was given what, and what follows from a withdrawn consent.
#include "core/consult/deskprivate.h"
#include "core/consult/disclosure.h"
#include "core/consult/manifest.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// What a key of the case opens, in words a reader of the register understands.
QStringList kindsOf(const CaseState &state)
{
    QStringList kinds{u"identity"_s};
    const auto add = [&](const QString &kind, bool there) {
        if (there)
            kinds.append(kind);
    };
    add(u"consent"_s, state.latest(u"consent.sign_patient"_s) || state.latest(u"consent.sign_representative"_s));
    add(u"findings"_s, state.latest(u"case.form_saved"_s));
    add(u"originals"_s, state.latest(u"case.attachment_added"_s));
    add(u"pulse"_s, state.latest(u"case.pulse_recorded"_s));
    add(u"notes"_s, state.latest(u"case.note"_s));
    return kinds;
}

qint64 bytesOf(const CaseState &state)
{
    qint64 bytes = 0;
    for (const auto &act : state.acts)
        for (const auto &original : originalsOf(act))
            bytes += original.attachment.size;
    return bytes;
}

bool isToldOf(const QList<Disclosure> &given, const QByteArray &stream, quint32 epoch)
{
    return std::ranges::any_of(given, [&](const Disclosure &one) {
        return one.release.stream == stream && one.release.epoch == epoch;
    });
}

} // namespace

// The event and the grant stand or fall together: no key leaves without a line in the register.
Result<> Desk::Private::releaseKey(const QByteArray &caseId, const QByteArray &stream, const Actor &by)
{
    const auto fold = caseFold(caseId);
    const auto newest = ledger.newestEpoch(stream);
    if (!fold || !newest)
        return tl::unexpected(fold ? newest.error() : fold.error());
    const auto &state = (*fold)->state();
    const auto invited = state.invited;
    const auto whole = stream == caseId;
    QList<Ledger::Draft> drafts;
    for (quint32 epoch = 1; epoch <= *newest; ++epoch) {
        Release release;
        release.way = u"share"_s;
        release.to = invited;
        release.stream = stream;
        release.epoch = epoch;
        release.kinds = whole ? kindsOf(state) : QStringList{u"abstract"_s};
        release.ground = consentGround(state);
        if (whole)
            release.bytes = bytesOf(state);
        drafts.append({caseId, u"case.released"_s, release.toArgs()});
    }
    return write(caseId, std::move(drafts), by,
                 [&](const QList<Event> &) { return ledger.share(stream, invited); });
}

// A new epoch is released by whoever turns the key, in one go for many cases; its lines in the register follow here.
Result<> Desk::Private::accountForEpochs(const QByteArray &caseId)
{
    const auto fold = caseFold(caseId);
    if (!fold)
        return tl::unexpected(fold.error());
    const auto state = (*fold)->state();
    if (state.mySide != Side::Inviting || state.invited.isEmpty())
        return {};
    const auto given = disclosuresOf(state);
    auto streams = invitationsOf(caseId).value_or(QList<QByteArray>{});
    streams.append(caseId);
    QList<Ledger::Draft> drafts;
    for (const auto &stream : streams) {
        if (!ledger.isSharedWith(state.invited, stream) || !isToldOf(given, stream, 1))
            continue; // a key that nobody accounted for is the auditor's to find
        const auto epochs = ledger.epochsGranted(state.invited, stream);
        if (!epochs)
            return tl::unexpected(epochs.error());
        for (const auto epoch : *epochs) {
            if (isToldOf(given, stream, epoch))
                continue;
            Release release;
            release.way = u"epoch"_s;
            release.to = state.invited;
            release.stream = stream;
            release.epoch = epoch;
            release.kinds = {stream == caseId ? u"case"_s : u"abstract"_s};
            release.ground = consentGround(state);
            if (!release.ground.isEmpty())
                drafts.append({caseId, u"case.released"_s, release.toArgs()});
        }
    }
    if (drafts.isEmpty())
        return {};
    return write(caseId, std::move(drafts), ledger.systemActor());
}

// CON-09: everything of the case that the partner shares ends here. What they have is told in the invitation, which holds
// no finding; the withdrawal itself follows in the case when nothing unsent stands before it.
Result<> Desk::Private::stopAll(const CaseFold &fold, const QList<Event> &fresh)
{
    const auto &state = fold.state();
    auto streams = invitationsOf(state.id).value_or(QList<QByteArray>{});
    streams.append(state.id);
    for (const auto &stream : streams) {
        if (!ledger.isSharedWith(state.invited, stream) || ledger.hasStoppedSharing(state.invited, stream))
            continue;
        QList<QByteArray> farewell;
        if (stream == state.id) {
            for (const auto &event : fresh)
                if (event.stream == stream)
                    farewell.append(event.hash);
            for (const auto *act : state.all(u"consent.withdraw"_s))
                farewell.append(act->event.hash);
        } else if (ledger.wasHandedOut(state.invited, stream)) {
            const auto events = ledger.events(stream);
            if (!events)
                return tl::unexpected(events.error());
            for (const auto &event : *events)
                farewell.append(event.hash);
        }
        if (const auto stopped = ledger.stopSharing(stream, state.invited, farewell); !stopped)
            return stopped;
    }
    return {};
}

// On the partner's side: nothing is fetched any more. At home: another station of ours may have taken the withdrawal down.
Result<> Desk::Private::obeyWithdrawal(const QByteArray &caseId)
{
    const auto fold = caseFold(caseId);
    if (!fold)
        return tl::unexpected(fold.error());
    const auto &state = (*fold)->state();
    if (!consentIsWithdrawn(state))
        return {};
    if (state.mySide == Side::Inviting)
        return stopAll(**fold, {});
    const auto here = ledger.stream(caseId);
    return here ? ledger.stopFetching(caseId) : Result<>();
}

Result<> Desk::noteRelease(const QByteArray &id, Release release, const Actor &actor)
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    if (release.ground.isEmpty())
        release.ground = consentGround((*fold)->state());
    if (release.ground.isEmpty()) // without consent only what the house does with its own record
        release.ground = {{u"item"_s, u"OWN_RECORD"_s}};
    const auto done = d->write(id, {{id, u"case.released"_s, release.toArgs()}}, actor);
    if (done)
        Q_EMIT caseChanged(id);
    return done;
}

Result<QList<QByteArray>> Desk::rotateOpenCases()
{
    const auto isOpen = [this](const StreamInfo &info) {
        const auto fold = d->caseFold(info.kind == u"case"_s ? info.id : info.about);
        return fold && !isCase((*fold)->state(), {"CLOSED"_L1, "CANCELLED_ARCHIVED"_L1});
    };
    return d->ledger.rotateOpenCases(isOpen);
}

} // namespace sizhen
