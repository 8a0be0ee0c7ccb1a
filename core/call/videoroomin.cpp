// SPDX-License-Identifier: GPL-3.0-or-later
// VideoRoom: what the server says.
#include "core/call/videoroom.h"

#include "core/call/sdp.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int noSuchRoom = 426; // of the plugin
constexpr int roomExists = 427;
constexpr int noSuchFeed = 428;
constexpr int unauthorized = 433;
constexpr int wrongSecret = 403; // of Janus
constexpr int keyDigits = 64;
constexpr int signatureDigits = 128;
constexpr int spareSenders = 2; // a station that begins anew is there twice for a while
constexpr qsizetype mostStrangersTold = 16;

Error refusedBy(const JanusMessage &message, const QString &sentence)
{
    return {Fault::Refused, u"forwarder: %1 %2"_s.arg(message.errorCode).arg(message.errorText), {}, sentence, {}};
}

// "station.since.signature", in hex but for the middle one.
struct Claimed {
    QByteArray station;
    qint64 since = 0;
    QByteArray signature;
};

std::optional<Claimed> claimIn(const QString &display)
{
    const auto parts = display.split(u'.');
    if (parts.size() != 3 || parts[0].size() != keyDigits || parts[2].size() != signatureDigits)
        return {};
    bool fine = false;
    const Claimed claim{QByteArray::fromHex(parts[0].toLatin1()), parts[1].toLongLong(&fine),
                        QByteArray::fromHex(parts[2].toLatin1())};
    const bool whole = claim.station.size() * 2 == keyDigits && claim.signature.size() * 2 == signatureDigits;
    return fine && whole && claim.since > 0 ? std::optional(claim) : std::nullopt;
}

// Janus 1.1 does not hear everything that it offers to be told. A key frame: by PLI, not by FIR (RFC 5104). And it takes a
// packet of feedback for that stream's which it names first: transport-wide feedback, of which it makes nothing, put
// what followed on the sound's account. Who missed the first key frame waited for twenty seconds.
SessionDescription asItHears(SessionDescription offer)
{
    static const QRegularExpression lines(
        u"a=(rtcp-fb:\\S+ (ccm fir|transport-cc)|extmap:\\S+ \\S+transport-wide-cc\\S*)\\r?\\n"_s);
    offer.sdp.remove(lines);
    return offer;
}

} // namespace

void VideoRoom::take(const JanusMessage &message, qint64 nowMs)
{
    using enum JanusMessage::Kind;
    if (message.session != 0 && m_session != 0 && message.session != m_session)
        return; // of one that we gave up
    if (message.room != 0 && message.room != m_setup.room.room)
        return restart(nowMs, u"another room"_s);
    if (message.kind == Timeout)
        return restart(nowMs, u"the session timed out"_s);
    std::optional<Pending> pending;
    if (const auto found = m_pending.find(message.transaction); found != m_pending.end() && message.kind != Ack) {
        pending = found->second;
        m_pending.erase(found);
    }
    if (pending && message.kind == Success)
        return takeSuccess(message, *pending, nowMs);
    if (pending && message.kind == Error)
        return takeError(message, *pending, nowMs);
    if (message.sender == 0)
        return;
    if (message.sender == m_own.handle)
        return takeOwn(message, pending, nowMs);
    const auto found = std::find_if(m_ends.begin(), m_ends.end(), [&message](const auto &one) {
        return one.second.handle == message.sender;
    });
    if (found != m_ends.end())
        takeOther(found->first, found->second, message, pending, nowMs);
}

void VideoRoom::createRoom(qint64 nowMs)
{
    const auto &room = m_setup.room;
    auto tokens = m_setup.tokens;
    tokens.removeIf([this](const QString &one) { return m_dismissed.contains(one); });
    ask(Ask::CreateRoom, u"message"_s, m_own.handle,
        {{u"body"_s,
          QJsonObject{{u"request"_s, u"create"_s},
                      {u"admin_key"_s, m_setup.adminKey},
                      {u"room"_s, room.room},
                      {u"secret"_s, m_prefix},
                      {u"pin"_s, room.pin},
                      {u"allowed"_s, QJsonArray::fromStringList(tokens)},
                      {u"is_private"_s, true},
                      {u"permanent"_s, false},
                      {u"require_pvtid"_s, true},
                      {u"publishers"_s, ForwardedRoom::mostEnds + spareSenders},
                      {u"bitrate"_s, room.videoKbit * 1000},
                      {u"bitrate_cap"_s, true},
                      {u"audiocodec"_s, u"opus"_s},
                      {u"videocodec"_s, u"h264"_s},
                      {u"opus_fec"_s, true},
                      {u"record"_s, false},
                      {u"lock_record"_s, true},
                      {u"notify_joining"_s, true}}}},
        nowMs);
}

void VideoRoom::takeSuccess(const JanusMessage &message, const Pending &pending, qint64 nowMs)
{
    const bool made = message.id != 0;
    switch (pending.ask) {
    case Ask::Claim:
        m_claims = false;
        return list(nowMs);
    case Ask::List:
        if (!message.listsAll)
            return restart(nowMs, u"no list"_s);
        if (m_setup.makesRoom() && !m_dismissed.isEmpty())
            turnOutStrangers(message.present);
        return reconcile(message.publishers, nowMs);
    case Ask::Create:
        m_session = message.id;
        if (made)
            return ask(Ask::Attach, u"attach"_s, 0, {{u"plugin"_s, u"janus.plugin.videoroom"_s}}, nowMs);
        break;
    case Ask::Attach:
        m_own.handle = message.id;
        if (made)
            return m_setup.makesRoom() ? createRoom(nowMs) : join(nowMs);
        break;
    case Ask::CreateRoom:
        if (message.told == u"created" || message.errorCode == roomExists)
            return join(nowMs);
        return finish(refusedBy(message, u"forwarder.refused"_s));
    case Ask::AttachFeed: {
        const auto found = m_ends.find(pending.end);
        if (!made)
            break;
        if (found == m_ends.end() || found->second.feed == 0 || found->second.handle != 0)
            return say(u"detach"_s, message.id, {});
        found->second.handle = message.id;
        return ask(Ask::JoinFeed, u"message"_s, message.id,
                   {{u"body"_s,
                     QJsonObject{{u"request"_s, u"join"_s},
                                 {u"ptype"_s, u"subscriber"_s},
                                 {u"room"_s, m_setup.room.room},
                                 {u"pin"_s, m_setup.room.pin},
                                 {u"private_id"_s, m_privateId},
                                 {u"autoupdate"_s, false},
                                 {u"streams"_s, QJsonArray{QJsonObject{{u"feed"_s, found->second.feed}}}}}}},
                   nowMs, pending.end);
    }
    case Ask::Join:
    case Ask::Publish:
    case Ask::JoinFeed:
    case Ask::Start:
        break; // an event answers these
    }
    restart(nowMs, u"an answer that makes no sense"_s);
}

void VideoRoom::takeError(const JanusMessage &message, const Pending &pending, qint64 nowMs)
{
    if (message.errorCode == wrongSecret)
        return finish(refusedBy(message, u"forwarder.refused"_s));
    if (pending.ask == Ask::Claim) { // it did not keep the session: all begins anew on this socket
        forget();
        m_open = true;
        for (auto &[key, end] : m_ends)
            end.awayMs = nowMs;
        m_steps.emplace_back(VideoRoomChanged());
        return create(nowMs);
    }
    if (const auto found = m_ends.find(pending.end); found != m_ends.end())
        return retry(found->first, found->second, nowMs);
    restart(nowMs, message.errorText);
}

void VideoRoom::takeOwn(const JanusMessage &message, const std::optional<Pending> &pending, qint64 nowMs)
{
    using enum JanusMessage::Kind;
    if (message.kind == Hangup || message.kind == Detached || message.told == u"destroyed")
        return restart(nowMs, u"hung up"_s);
    if (message.kind == Trickle)
        return takeWay({}, m_own, message);
    if (message.kind != Event)
        return;
    if (message.kicked || (pending && message.errorCode == unauthorized))
        return finish(refusedBy(message, u"forwarder.not_let_in"_s));
    if (pending && message.errorCode != 0) // no such room: whose it is makes it again, too
        return restart(nowMs, message.errorCode == noSuchRoom ? u"no such room"_s : message.errorText);
    if (message.told == u"joined")
        return pending && pending->ask == Ask::Join ? takeJoined(message, nowMs)
                                                    : restart(nowMs, u"joined without being asked"_s);
    if (!m_joined)
        return;
    if (message.description && pending && pending->ask == Ask::Publish && pending->round == m_own.round
        && m_own.hasEngine && message.description->kind == SessionDescription::Kind::Answer
        && isTrusted(*message.description))
        m_steps.emplace_back(VideoRoomDescribe{{}, m_own.round, *message.description});
    if (m_over)
        return;
    takeFeeds(message.publishers, nowMs);
    if (message.gone != 0)
        feedGone(message.gone, nowMs);
}

void VideoRoom::takeOther(const QByteArray &key, End &end, const JanusMessage &message,
                          const std::optional<Pending> &pending, qint64 nowMs)
{
    using enum JanusMessage::Kind;
    if (message.kind == Trickle)
        return takeWay(key, end, message);
    if (message.kind == Event && pending && message.errorCode == noSuchFeed)
        return feedGone(end.feed, nowMs);
    if (message.kind == Hangup || message.kind == Detached || (pending && message.errorCode != 0))
        return retry(key, end, nowMs);
    if (message.kind != Event || !message.description || !pending || pending->ask != Ask::JoinFeed || end.hasEngine
        || message.description->kind != SessionDescription::Kind::Offer || !isTrusted(*message.description))
        return;
    ++end.round;
    end.hasEngine = true;
    m_steps.emplace_back(VideoRoomBegin{key, end.round});
    m_steps.emplace_back(VideoRoomDescribe{key, end.round, asItHears(*message.description)});
}

void VideoRoom::takeWay(const QByteArray &key, const Stream &stream, const JanusMessage &message)
{
    if (message.way && stream.hasEngine)
        m_steps.emplace_back(VideoRoomWay{key, stream.round, *message.way});
}

void VideoRoom::takeJoined(const JanusMessage &message, qint64 nowMs)
{
    if (message.id != m_feed)
        return restart(nowMs, u"joined under another number"_s);
    m_privateId = message.privateId;
    m_joined = true;
    for (auto &[key, end] : m_ends)
        end.awayMs = nowMs;
    ++m_own.round;
    m_own.hasEngine = true;
    m_steps.emplace_back(VideoRoomBegin{{}, m_own.round});
    takeFeeds(message.publishers, nowMs);
}

void VideoRoom::takeFeeds(const QList<JanusFeed> &feeds, qint64 nowMs)
{
    for (const auto &feed : feeds)
        if (feed.id != m_feed)
            takeFeed(feed, nowMs);
}

void VideoRoom::takeFeed(const JanusFeed &feed, qint64 nowMs)
{
    const auto claim = claimIn(feed.display);
    if (!claim || claim->station == m_setup.station
        || !m_setup.isSigned(claim->station, feedDomain,
                             feedClaim(m_setup.room.room, feed.id, claim->station, claim->since), claim->signature))
        return tellStranger(feed.id);
    if (m_setup.expected(claim->station))
        return takeClaimed(claim->station, feed.id, claim->since, nowMs);
    auto &waiting = m_waiting[claim->station];
    if (claim->since > waiting.since)
        waiting = {feed.id, claim->since, nowMs, waiting.told};
    if (m_waiting.size() > std::size_t(mostStrangersTold))
        m_waiting.erase(std::ranges::min_element(m_waiting, {}, [](const auto &one) { return one.second.sinceMs; }));
}

void VideoRoom::takeClaimed(const QByteArray &station, qint64 feed, qint64 since, qint64 nowMs)
{
    const auto known = m_ends.find(station);
    if (known != m_ends.end() && (known->second.feed == feed || since < known->second.since))
        return;
    if (known == m_ends.end() && qsizetype(m_ends.size()) >= ForwardedRoom::mostEnds - 1)
        return tellStranger(feed);
    auto &end = m_ends[station];
    drop(station, end);
    end.feed = feed;
    end.since = since;
    end.failures = 0;
    m_steps.emplace_back(VideoRoomChanged());
    subscribe(station, end, nowMs);
}

// Who is greeted in the call a moment after it began to send here is taken in then; who left it is neither seen nor heard
// any more, whatever it still sends.
void VideoRoom::followExpected(qint64 nowMs)
{
    if (!m_joined)
        return;
    for (const auto &[station, waiting] : std::exchange(m_waiting, {}))
        if (m_setup.expected(station))
            takeClaimed(station, waiting.feed, waiting.since, nowMs);
        else
            m_waiting[station] = waiting;
    for (auto &[station, waiting] : m_waiting)
        if (nowMs - waiting.sinceMs >= expectedMs && !std::exchange(waiting.told, true))
            tellStranger(waiting.feed);
    QList<qint64> left;
    for (const auto &[station, end] : m_ends)
        if (end.feed != 0 && !m_setup.expected(station)) {
            m_waiting[station] = {end.feed, end.since, nowMs, true};
            left.append(end.feed);
        }
    for (const auto feed : std::as_const(left))
        feedGone(feed, nowMs);
}

void VideoRoom::tellStranger(qint64 feed)
{
    const auto number = QString::number(feed);
    if (m_strangersTold.contains(number) || m_strangersTold.size() >= mostStrangersTold)
        return;
    m_strangersTold.append(number);
    m_steps.emplace_back(
        VideoRoomTold{{Fault::Untrusted, u"forwarder: a stranger"_s, u"SES-03"_s, u"forwarder.stranger"_s, {}}});
}

void VideoRoom::feedGone(qint64 feed, qint64 nowMs)
{
    std::erase_if(m_waiting, [feed](const auto &one) { return one.second.feed == feed; });
    for (auto &[key, end] : m_ends) {
        if (feed == 0 || end.feed != feed)
            continue;
        drop(key, end);
        end.feed = 0;
        end.awayMs = nowMs;
        end.againMs.reset();
        m_steps.emplace_back(VideoRoomChanged());
    }
}

void VideoRoom::list(qint64 nowMs)
{
    ask(Ask::List, u"message"_s, m_own.handle,
        {{u"body"_s, QJsonObject{{u"request"_s, u"listparticipants"_s}, {u"room"_s, m_setup.room.room}}}}, nowMs);
}

// Also who only looks and listens.
void VideoRoom::turnOutStrangers(const QList<JanusFeed> &all)
{
    for (const auto &one : all) {
        const auto claim = claimIn(one.display);
        if (one.id != m_feed && (!claim || !m_setup.expected(claim->station)))
            say(u"message"_s, m_own.handle,
                {{u"body"_s,
                  QJsonObject{{u"request"_s, u"kick"_s},
                              {u"room"_s, m_setup.room.room},
                              {u"secret"_s, m_prefix},
                              {u"id"_s, one.id}}}});
    }
}

// What came and went while no socket was there, or has not been told.
void VideoRoom::reconcile(const QList<JanusFeed> &feeds, qint64 nowMs)
{
    QList<qint64> gone;
    for (const auto &[key, end] : m_ends)
        if (std::none_of(feeds.begin(), feeds.end(), [&end](const JanusFeed &one) { return one.id == end.feed; }))
            gone.append(end.feed);
    for (const auto feed : std::as_const(gone))
        feedGone(feed, nowMs);
    takeFeeds(feeds, nowMs);
}

bool VideoRoom::isTrusted(const SessionDescription &description)
{
    const auto parsed = Sdp::parse(description.sdp);
    if (!parsed)
        finish(parsed.error());
    else if (parsed->fingerprint() != m_setup.room.fingerprint)
        finish({Fault::Untrusted, u"forwarder: another key"_s, u"SES-08"_s, u"forwarder.wrong_key"_s, {}});
    return parsed && !m_over;
}

} // namespace sizhen
