// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/session.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int maxEarly = 256;
constexpr int maxControl = 8192; // a partner that only asks and never reads is let go

// Live messages and pings come whether or not anything was lost, so they do not count as an answer.
bool isSync(const wire::Message &message)
{
    return !std::holds_alternative<wire::Live>(message) && !std::holds_alternative<wire::Ping>(message)
        && !std::holds_alternative<wire::Pong>(message);
}

bool isBeginning(const wire::Message &message)
{
    return std::holds_alternative<wire::Hello>(message) || std::holds_alternative<wire::Ready>(message)
        || std::holds_alternative<wire::Problem>(message) || std::holds_alternative<wire::Bye>(message);
}

} // namespace

Session::Session(SyncStore &store, Setup setup, Timing timing)
    : m_store(store)
    , m_setup(std::move(setup))
    , m_timing(timing)
{
    Q_ASSERT(m_setup.nonce.size() == wire::nonceSize && m_setup.judge);
}

void Session::start(qint64 nowMs)
{
    m_now = m_lastHeard = m_lastSync = m_helloAt = m_pingAt = nowMs;
    say(wire::Hello{wire::versions(), m_setup.root, m_setup.certificate, m_setup.nonce});
}

void Session::heard(qint64 nowMs)
{
    m_now = m_lastHeard = m_lastSync = nowMs;
}

void Session::receive(const QByteArray &message, qint64 nowMs)
{
    if (m_closed)
        return;
    m_now = m_lastHeard = nowMs;
    const auto parsed = read(message);
    if (!parsed) {
        closeBecause(wire::Code::Malformed, parsed.error());
        return;
    }
    if (isSync(*parsed))
        m_lastSync = nowMs;
    if (!m_up && !isBeginning(*parsed)) {
        // A carrier that swaps messages may bring data before READY. It is asked for again later; a flood is no
        // accident.
        if (++m_early > maxEarly)
            close(wire::Code::Protocol);
        return;
    }
    dispatch(*parsed);
    if (m_control.size() > maxControl)
        close(wire::Code::Protocol);
}

void Session::dispatch(const wire::Message &message)
{
    std::visit([this](const auto &alternative) { on(alternative); }, message);
}

void Session::say(const wire::Message &message)
{
    m_control.push_back(wire::write(message));
}

void Session::on(const wire::Hello &hello)
{
    if (!m_peerNonce.isEmpty()) {
        if (hello.nonce == m_peerNonce)
            say(wire::Ready{m_version, m_peerNonce}); // our READY may have been lost
        else
            close(wire::Code::Protocol); // they started anew: so must we
        return;
    }
    const auto version = wire::highestCommon(hello.versions);
    if (version == 0) {
        closeBecause(wire::Code::Version, {Fault::Unsupported, u"no protocol version in common"_s, {}, {}, {}});
        return;
    }
    if (const auto known = m_setup.judge(hello); !known) {
        closeBecause(wire::Code::Untrusted, known.error());
        return;
    }
    m_version = version;
    if (const auto station = openStationCertificate(hello.certificate))
        m_peerStation = station->station;
    m_peerNonce = hello.nonce;
    say(wire::Ready{m_version, m_peerNonce});
    goUpIfBothReady();
}

void Session::on(const wire::Ready &ready)
{
    if (ready.nonce != m_setup.nonce || !wire::versions().contains(ready.version)) {
        closeBecause(wire::Code::Protocol, {Fault::Untrusted, u"READY does not answer our HELLO"_s, {}, {}, {}});
        return;
    }
    m_peerReady = true;
    m_readyVersion = ready.version;
    goUpIfBothReady();
}

void Session::goUpIfBothReady()
{
    if (m_up || m_closed || !m_peerReady || m_peerNonce.isEmpty())
        return;
    if (m_readyVersion != m_version) {
        closeBecause(wire::Code::Version, {Fault::Unsupported, u"READY with another version than agreed"_s, {}, {}, {}});
        return;
    }
    m_up = true;
    m_events.append(WentUp{});
    m_grantsAt = m_now;
    if (m_version < wire::marksVersion)
        return begin({});
    if (auto marks = m_store.marks(m_peerStation))
        m_marks = *std::move(marks);
    else
        trouble(marks.error());
    m_helloAt = m_now;
    say(wire::Since{m_marks.theirs, false});
}

void Session::on(const wire::Live &live)
{
    if (!m_streams.contains(live.stream) && !m_store.isShared(live.stream)) {
        say(wire::Problem{wire::Code::Denied, live.stream, {}});
        return;
    }
    auto &seen = m_liveSeen[{live.stream + live.origin, live.channel}];
    if (live.number < seen)
        return; // doubled or late: a live message is only worth its moment
    seen = live.number + 1;
    m_events.append(LiveReceived{live.stream, live.number, live.channel, live.sealed, live.origin});
}

void Session::on(const wire::Problem &problem)
{
    using enum wire::Code;
    const auto stream = m_streams.find(problem.stream);
    switch (problem.code) {
    case Denied:
        onDenied(problem);
        return;
    case NotFound:
        if (m_inFlight.value(problem.subject) == problem.stream && stream != m_streams.end()) {
            m_inFlight.remove(problem.subject);
            stream->inFlight.remove(problem.subject);
            m_unavailable.insert(problem.subject);
            settle(problem.stream, *stream);
        }
        return;
    case Fork:
        if (stream != m_streams.end() && stream->ours.contains(problem.subject))
            freeze(problem.stream, *stream, problem.subject, stream->ours.value(problem.subject).sequence);
        return;
    default:
        m_closed = true;
        m_control.clear();
        m_events.append(Trouble{
            {wire::faultOf(problem.code), u"the partner ended it: "_s + wire::nameOf(problem.code), {}, {}, {}}, true});
    }
}

// They do not know the stream, because our grant has not arrived or was not accepted, or they do not want this feed.
void Session::onDenied(const wire::Problem &problem)
{
    const auto stream = m_streams.find(problem.stream);
    if (stream == m_streams.end())
        return;
    if (!problem.subject.isEmpty()) {
        stream->wanted.remove(problem.subject);
        if (m_inFlight.value(problem.subject) == problem.stream)
            m_inFlight.remove(problem.subject);
        stream->inFlight.remove(problem.subject);
        m_unavailable.insert(problem.subject);
    } else {
        giveBack(problem.stream);
    }
    if (problem.subject.isEmpty() && !stream->denied) {
        stream->denied = true;
        stream->heard = false;
        stream->retryAt = m_now + m_timing.retryMs;
    }
    settle(problem.stream, *stream);
}

void Session::on(const wire::Unknown &unknown)
{
    qCInfo(lcSync) << "ignored a message of unknown type" << unknown.type << "from a newer station";
}

void Session::tick(qint64 nowMs)
{
    m_now = nowMs;
    if (m_closed)
        return;
    if (nowMs - m_lastHeard >= m_timing.deadMs) {
        closeBecause(wire::Code::Timeout, {Fault::Timeout, u"the partner went silent"_s, {}, {}, {}});
        return;
    }
    if (!m_up) {
        if (nowMs - m_helloAt >= m_timing.helloMs) {
            m_helloAt = nowMs;
            say(wire::Hello{wire::versions(), m_setup.root, m_setup.certificate, m_setup.nonce});
        }
        return;
    }
    if (!m_begun && nowMs - m_helloAt >= m_timing.helloMs) {
        m_helloAt = nowMs;
        say(wire::Since{m_marks.theirs, false});
    }
    if (nowMs - m_lastHeard >= m_timing.pingMs && nowMs - m_pingAt >= m_timing.pingMs) {
        m_pingAt = nowMs;
        say(wire::Ping{});
    }
    if (nowMs - m_sharedAt >= m_timing.sharedMs)
        followChanges();
    markIfDue();
    // While they are still talking, what we wait for may stand in their queue: asking again would only double it.
    if (nowMs - m_lastSync >= m_timing.retryMs)
        askAgain();
}

void Session::askAgain()
{
    constexpr int most = 64; // of many waiting streams, a few at a time
    int count = 0;
    const auto waiting = m_unsettled.values();
    for (const auto &id : waiting) {
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end() || stream->retryAt > m_now)
            continue;
        retry(id, *stream);
        if (++count == most)
            break;
    }
    if (m_now - m_grantsAt >= m_timing.retryMs)
        sayGrantsAgain();
}

void Session::retry(const QByteArray &id, Stream &stream)
{
    const auto wait = std::min(m_timing.retryMs << std::min(stream.tries, 10), m_timing.retryMostMs);
    stream.retryAt = m_now + wait;
    ++stream.tries;
    if (stream.denied && stream.tries > maxTries) {
        settle(id, stream); // they do not want it; nothing is outstanding in this session
        return;
    }
    stream.later.clear();
    for (auto it = stream.wanted.cbegin(); it != stream.wanted.cend(); ++it)
        say(wire::Want{id, it.key(), stream.ours.value(it.key()).sequence + 1});
    if (!stream.inFlight.isEmpty()) {
        for (const auto &address : std::as_const(stream.inFlight)) {
            m_inFlight.remove(address);
            stream.missing.append(address);
        }
        stream.inFlight.clear();
        m_missingOrder.append(id);
    }
    if (stream.tries > maxTries)
        stream.receiptAsked = false; // they cannot give one
    announce(id, {.have = true, .receipt = stream.receiptAsked});
}

void Session::trouble(const Error &error)
{
    m_events.append(Trouble{error, false});
}

void Session::closeBecause(wire::Code why, const Error &error)
{
    if (m_closed)
        return;
    m_control.clear();
    say(wire::Problem{why, {}, {}});
    m_closed = true;
    m_events.append(Trouble{error, true});
}

// They sent what was changed on the way or is signed by nobody we know.
void Session::closeOver(const Error &hostile)
{
    closeBecause(hostile.fault == Fault::Untrusted ? wire::Code::Untrusted : wire::Code::Corrupt, hostile);
}

void Session::close(wire::Code why)
{
    closeBecause(why, {wire::faultOf(why), u"we ended it: "_s + wire::nameOf(why), {}, {}, {}});
}

void Session::bye()
{
    if (m_closed)
        return;
    say(wire::Bye{});
    m_closed = true;
}

QList<Session::Event> Session::takeEvents()
{
    return std::exchange(m_events, {});
}

bool Session::isIdle() const
{
    return isUp() && m_begun && m_waiting.empty() && m_control.empty() && m_live.empty() && m_cursors.isEmpty() && m_serve.empty()
        && m_grantsDue.isEmpty() && m_grantQueue.empty() && m_relay.empty() && m_openGrants.isEmpty() && m_unsettled.isEmpty()
        && m_announceOrder.isEmpty();
}

} // namespace sizhen
