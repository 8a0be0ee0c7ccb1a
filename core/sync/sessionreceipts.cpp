// SPDX-License-Identifier: GPL-3.0-or-later
// Session, part four: grants and receipts, the two things that are signed for the partner.
#include "core/sync/session.h"

#include <algorithm>
#include <utility>

namespace sizhen {
namespace {

// Not a mishap: somebody changed it, or signed what was not theirs to sign.
bool isHostile(const Error &error)
{
    return error.fault == Fault::Corrupt || error.fault == Fault::Untrusted;
}

} // namespace

// Did they sign for all that is here?
void Session::lookForReceipt(const QByteArray &id, Stream &stream)
{
    if (stream.confirmed || !stream.read || !theyHoldOurs(stream))
        return;
    const auto unconfirmed = m_store.unconfirmed(id);
    stream.confirmed = unconfirmed && *unconfirmed == 0;
}

// They hold all of ours, but the receipt that says so may have been lost with an earlier session.
void Session::askReceiptIfLost(const QByteArray &id, Stream &stream)
{
    lookForReceipt(id, stream);
    if (stream.confirmed || stream.receiptWasAsked || stream.ours.isEmpty() || !theyHoldOurs(stream))
        return;
    stream.receiptWasAsked = true;
    stream.receiptAsked = true;
    announce(id, {.have = false, .receipt = true});
}

void Session::receiptIsDue(const QByteArray &id, Stream &stream)
{
    if (stream.receiptDue)
        return;
    stream.receiptDue = true;
    stream.receiptSince = m_now;
    m_receiptOrder.append(id);
    settle(id, stream);
}

void Session::on(const wire::Receipted &receipted)
{
    const auto &receipt = receipted.receipt;
    m_relayed.insert(receipt.signature); // they need not hear it back
    auto *stream = shared(receipt.stream);
    if (!stream || !haveHeads(receipt.stream, *stream))
        return;
    if (const auto taken = m_store.acceptReceipt(receipt); !taken) {
        if (isHostile(taken.error()))
            closeOver(taken.error());
        else
            trouble(taken.error());
        return;
    }
    if (!m_peerStation.isEmpty() && receipt.station != m_peerStation) {
        lookForReceipt(receipt.stream, *stream);
        settle(receipt.stream, *stream);
        return; // a partner's, handed on: it says nothing about what this sister holds
    }
    for (const auto &head : receipt.heads)
        stream->theirs[head.feed] = std::max(stream->theirs.value(head.feed), head.sequence);
    stream->receiptAsked = false;
    lookForReceipt(receipt.stream, *stream);
    if (!m_unavailable.isEmpty()) { // what they did not have, they may have by now
        m_unavailable.clear();
        scanLater(receipt.stream, *stream);
    }
    progress(receipt.stream, *stream);
}

void Session::on(const wire::Granting &granting)
{
    const auto &id = granting.grant.stream.id;
    if (const auto taken = m_store.acceptGrant(granting.grant); !taken) {
        if (isHostile(taken.error())) {
            closeOver(taken.error());
        } else {
            trouble(taken.error());
            say(wire::Problem{wire::Code::Denied, id, {}});
        }
        return;
    }
    say(wire::Granted{id, granting.grant.epoch});
    followChanges();
}

void Session::on(const wire::Granted &granted)
{
    const GrantName name{granted.stream, granted.epoch};
    if (const auto grant = m_grants.find(name); grant != m_grants.end()) {
        grant->taken = true;
        follow(name, *grant);
    }
    if (const auto noted = m_store.grantTaken(granted.stream, granted.epoch, true); !noted)
        trouble(noted.error());
}

// Keeps count of what was not answered, and of what is worth saying once more.
void Session::follow(const GrantName &name, GrantState &grant)
{
    if (!grant.taken && grant.tries <= maxTries)
        m_openGrants.insert(name);
    else
        m_openGrants.remove(name);
    const auto open = std::exchange(grant.open, !grant.taken);
    const auto stream = m_streams.find(name.first);
    if (open == grant.open || stream == m_streams.end())
        return;
    stream->openGrants += grant.open ? 1 : -1;
    settle(name.first, *stream);
}

void Session::queueGrant(const Grant &grant)
{
    const GrantName name{grant.stream.id, grant.epoch};
    auto &state = m_grants[name];
    if (state.signature != grant.signature)
        state = {.tries = 0, .taken = false, .open = state.open, .signature = grant.signature};
    follow(name, state);
    if (m_openGrants.contains(name))
        m_grantQueue.push_back(grant);
}

void Session::loadGrants(const QByteArray &stream)
{
    const auto grants = m_store.grantsOf(stream);
    if (!grants) {
        trouble(grants.error());
        return;
    }
    for (const auto &grant : *grants)
        if (const auto known = m_grants.constFind({grant.stream.id, grant.epoch});
            known == m_grants.cend() || known->signature != grant.signature || known->tries == 0)
            queueGrant(grant);
}

void Session::sayGrantsAgain()
{
    m_grantsAt = m_now;
    QSet<QByteArray> streams;
    for (const auto &[stream, epoch] : std::as_const(m_openGrants))
        streams.insert(stream);
    m_grantQueue.clear();
    for (const auto &stream : std::as_const(streams)) {
        const auto grants = m_store.grantsOf(stream);
        if (!grants) {
            trouble(grants.error());
            return;
        }
        for (const auto &grant : *grants)
            queueGrant(grant);
    }
}

// A stream of theirs that they do not know: their vault was restored from a backup older than it.
void Session::giveBack(const QByteArray &stream)
{
    const auto grants = m_store.returnGrants(stream);
    if (!grants) {
        trouble(grants.error());
        return;
    }
    for (const auto &grant : *grants) {
        const auto &state = m_grants[{grant.stream.id, grant.epoch}];
        if (!state.taken && state.tries <= maxTries)
            m_grantQueue.push_back(grant);
    }
}

void Session::relayReceipts(const QByteArray &id)
{
    constexpr qsizetype mostRemembered = 100'000;
    if (m_relayed.size() > mostRemembered)
        m_relayed.clear(); // saying one twice does no harm
    const auto receipts = m_store.relayedReceipts(id);
    for (const auto &receipt : receipts) {
        if (m_relayed.contains(receipt.signature))
            continue;
        m_relayed.insert(receipt.signature);
        m_relay.push_back(receipt);
    }
}

void Session::receiptArrived(const QByteArray &stream)
{
    if (isUp() && m_store.isShared(stream))
        relayReceipts(stream);
}

std::optional<Session::Outgoing> Session::nextReceipt()
{
    if (!m_relay.empty()) {
        const auto receipt = std::move(m_relay.front());
        m_relay.pop_front();
        if (m_store.isShared(receipt.stream))
            return Outgoing{wire::write(wire::Receipted{receipt}), true};
    }
    for (qsizetype i = 0; i < m_receiptOrder.size(); ++i) {
        const auto id = m_receiptOrder.at(i);
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end()) {
            m_receiptOrder.removeAt(i--);
            continue;
        }
        // A receipt lists everything; while a long history comes in, one now and then is enough.
        if (!stream->wanted.isEmpty() && m_now - stream->receiptSince < m_timing.receiptMs)
            continue;
        m_receiptOrder.removeAt(i);
        stream->receiptDue = false;
        const auto receipt = m_store.receipt(id);
        settle(id, *stream);
        if (receipt)
            return Outgoing{wire::write(wire::Receipted{*receipt}), true};
        trouble(receipt.error());
        return {};
    }
    return {};
}

} // namespace sizhen
