// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/videoroom.h"

#include "core/base/log.h"

#include <QJsonArray>
#include <QtEndian>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 firstAgainMs = 500;
constexpr qint64 longestAgainMs = 15'000;
constexpr int bitsPerKbit = 1000;

qint64 waitAfter(int failures)
{
    return std::min(firstAgainMs << std::min(failures, 8), longestAgainMs);
}

QJsonObject body(QJsonObject of)
{
    return {{u"body"_s, std::move(of)}};
}

} // namespace

QByteArray feedClaim(qint64 room, qint64 feed, const QByteArray &station, qint64 since)
{
    QByteArray words(24, '\0');
    qToBigEndian(room, words.data());
    qToBigEndian(feed, words.data() + 8);
    qToBigEndian(since, words.data() + 16);
    return words + station;
}

VideoRoom::VideoRoom(Setup setup)
    : m_setup(std::move(setup))
    , m_prefix(QString::fromLatin1(m_setup.random(6).toHex()))
{
}

VideoRoomSteps VideoRoom::taken()
{
    return std::exchange(m_steps, {});
}

VideoRoomSteps VideoRoom::begin(qint64 nowMs)
{
    m_flowedMs = nowMs;
    m_steps.emplace_back(VideoRoomDial{0});
    return taken();
}

VideoRoomSteps VideoRoom::leave()
{
    if (m_over)
        return {};
    // Janus works at several requests at once: with its session gone first, the room would stay. It ends by itself soon.
    if (m_open && m_own.handle != 0 && m_setup.makesRoom()) {
        say(u"message"_s, m_own.handle,
            body({{u"request"_s, u"destroy"_s}, {u"room"_s, m_setup.room.room}, {u"secret"_s, m_prefix}}));
    } else if (m_open && m_own.handle != 0) {
        say(u"message"_s, m_own.handle, body({{u"request"_s, u"leave"_s}}));
        say(u"destroy"_s, 0, {});
    }
    forget();
    m_over = true;
    m_ends.clear();
    return taken();
}

VideoRoomSteps VideoRoom::opened(qint64 nowMs)
{
    if (m_over)
        return {};
    m_open = true;
    m_saidMs = nowMs;
    if (m_claims && m_session != 0)
        ask(Ask::Claim, u"claim"_s, 0, {}, nowMs);
    else
        create(nowMs);
    return taken();
}

VideoRoomSteps VideoRoom::closed(qint64 nowMs)
{
    if (m_over)
        return {};
    // A server that keeps sessions for a while lets picture and sound flow on; else it says so, and all begins anew.
    m_claims = m_joined && m_own.connected;
    m_open = false;
    m_pending.clear();
    if (!m_claims)
        forget();
    for (auto &[key, end] : m_ends)
        if (m_claims && !end.connected)
            retry(key, end, nowMs);
    m_steps.emplace_back(VideoRoomDial{waitAfter(m_failures++)});
    m_steps.emplace_back(VideoRoomChanged());
    return taken();
}

VideoRoomSteps VideoRoom::hear(const QByteArray &json, qint64 nowMs)
{
    if (m_over || !m_open)
        return {};
    const auto message = JanusMessage::parse(json);
    if (message) {
        take(*message, nowMs);
    } else {
        m_steps.emplace_back(VideoRoomTold{message.error()});
        restart(nowMs, message.error().detail);
    }
    return taken();
}

void VideoRoom::say(const QString &verb, qint64 handle, const QJsonObject &more)
{
    const auto transaction = m_prefix + QString::number(++m_asked);
    m_steps.emplace_back(VideoRoomSay{JanusRequest{verb, transaction, m_session, handle, more}.json()});
}

void VideoRoom::ask(Ask ask, const QString &verb, qint64 handle, const QJsonObject &more, qint64 nowMs,
                    const QByteArray &end)
{
    say(verb, handle, more);
    const auto round = end.isEmpty() ? m_own.round : m_ends.at(end).round;
    m_pending[m_prefix + QString::number(m_asked)] = {ask, end, round, nowMs + answerMs};
}

void VideoRoom::create(qint64 nowMs)
{
    m_session = 0;
    ask(Ask::Create, u"create"_s, 0, {}, nowMs);
}

void VideoRoom::join(qint64 nowMs)
{
    const auto &room = m_setup.room;
    m_feed = 1 + qint64(qFromBigEndian<quint64>(m_setup.random(8).constData()) % quint64(ForwardedRoom::highestRoom));
    const auto since = m_setup.wallMs();
    const auto signature = m_setup.sign(feedDomain, feedClaim(room.room, m_feed, m_setup.station, since));
    const auto display = QString::fromLatin1(m_setup.station.toHex()) + u'.' + QString::number(since) + u'.'
        + QString::fromLatin1(signature.toHex());
    ask(Ask::Join, u"message"_s, m_own.handle,
        body({{u"request"_s, u"join"_s},
              {u"ptype"_s, u"publisher"_s},
              {u"room"_s, room.room},
              {u"id"_s, m_feed},
              {u"pin"_s, room.pin},
              {u"token"_s, room.token},
              {u"display"_s, display}}),
        nowMs);
}

void VideoRoom::subscribe(const QByteArray &key, End &end, qint64 nowMs)
{
    end.againMs.reset();
    if (m_open && m_joined)
        ask(Ask::AttachFeed, u"attach"_s, 0, {{u"plugin"_s, u"janus.plugin.videoroom"_s}}, nowMs, key);
    else
        end.againMs = nowMs; // as soon as we are in
}

void VideoRoom::drop(const QByteArray &key, Stream &stream)
{
    if (stream.handle != 0 && m_open && !key.isEmpty())
        say(u"detach"_s, stream.handle, {});
    if (std::exchange(stream.hasEngine, false))
        m_steps.emplace_back(VideoRoomStop{key});
    stream.handle = 0;
    stream.connected = false;
    std::erase_if(m_pending, [&key](const auto &one) { return !key.isEmpty() && one.second.end == key; });
}

void VideoRoom::retry(const QByteArray &key, End &end, qint64 nowMs)
{
    drop(key, end);
    end.againMs = nowMs + waitAfter(end.failures++);
    m_steps.emplace_back(VideoRoomChanged());
}

// Nothing of the server's session is left.
void VideoRoom::forget()
{
    m_open = false; // nothing more is said to it
    m_pending.clear();
    m_session = 0;
    m_joined = false;
    m_claims = false;
    m_waiting.clear();
    drop({}, m_own);
    for (auto &[key, end] : m_ends) {
        drop(key, end);
        end.feed = 0;
        end.againMs.reset();
    }
}

void VideoRoom::restart(qint64 nowMs, const QString &why)
{
    if (m_over)
        return;
    qCInfo(lcNet) << "forwarder: begins anew:" << why;
    forget();
    for (auto &[key, end] : m_ends)
        end.awayMs = nowMs;
    m_steps.emplace_back(VideoRoomDial{waitAfter(m_failures++)});
    m_steps.emplace_back(VideoRoomChanged());
}

void VideoRoom::finish(const Error &error)
{
    if (std::exchange(m_over, true))
        return;
    forget();
    m_ends.clear();
    m_steps.emplace_back(VideoRoomOver{error});
}

VideoRoom::Stream *VideoRoom::streamOf(const QByteArray &end, int round)
{
    Stream *stream = &m_own;
    if (!end.isEmpty()) {
        const auto found = m_ends.find(end);
        stream = found == m_ends.end() ? nullptr : &found->second;
    }
    return !m_over && stream && stream->hasEngine && stream->round == round ? stream : nullptr;
}

VideoRoomSteps VideoRoom::described(const QByteArray &end, int round, const SessionDescription &said, qint64 nowMs)
{
    const auto *stream = streamOf(end, round);
    if (!stream || !m_open || stream->handle == 0)
        return {};
    QJsonObject what{{u"request"_s, u"start"_s}};
    if (end.isEmpty())
        what = {{u"request"_s, u"publish"_s},
                {u"audiocodec"_s, u"opus"_s},
                {u"videocodec"_s, u"h264"_s},
                {u"bitrate"_s, m_setup.room.videoKbit * bitsPerKbit}};
    auto more = body(what);
    more.insert(u"jsep"_s, janusJsep(said));
    ask(end.isEmpty() ? Ask::Publish : Ask::Start, u"message"_s, stream->handle, more, nowMs, end);
    return taken();
}

VideoRoomSteps VideoRoom::wayFound(const QByteArray &end, int round, const IceCandidate &way)
{
    if (const auto *stream = streamOf(end, round); stream && m_open && stream->handle != 0)
        say(u"trickle"_s, stream->handle, {{u"candidate"_s, janusCandidate(way)}});
    return taken();
}

VideoRoomSteps VideoRoom::mediaConnected(const QByteArray &end, int round, qint64 nowMs)
{
    if (auto *stream = streamOf(end, round)) {
        stream->connected = stream->wasConnected = true;
        stream->heardMs = m_nowMs = nowMs;
        stream->packets = 0;
        if (end.isEmpty())
            m_failures = 0;
        m_steps.emplace_back(VideoRoomChanged());
    }
    return taken();
}

VideoRoomSteps VideoRoom::mediaFailed(const QByteArray &end, int round, const Error &reason, qint64 nowMs)
{
    if (!streamOf(end, round))
        return {};
    if (reason.fault == Fault::Untrusted)
        finish(reason); // a server that shows another key than the announced one is no hiccup
    else if (end.isEmpty())
        restart(nowMs, reason.detail);
    else
        retry(end, m_ends.at(end), nowMs);
    return taken();
}

void VideoRoom::packetsCame(const QByteArray &end, int round, qint64 inAll, qint64 nowMs)
{
    auto *stream = streamOf(end, round);
    if (!stream || inAll <= stream->packets)
        return;
    stream->packets = inAll;
    stream->heardMs = nowMs;
    stream->failures = 0;
}

void VideoRoom::setQuiet(const QByteArray &end, bool quiet)
{
    if (const auto found = m_ends.find(end); found != m_ends.end())
        found->second.quiet = quiet;
}

VideoRoomSteps VideoRoom::dismiss(const QString &token, qint64 nowMs)
{
    if (!m_setup.makesRoom() || m_over)
        return {};
    m_dismissed.append(token);
    if (m_open && m_joined) {
        say(u"message"_s, m_own.handle,
            body({{u"request"_s, u"allowed"_s},
                  {u"action"_s, u"remove"_s},
                  {u"room"_s, m_setup.room.room},
                  {u"secret"_s, m_prefix},
                  {u"allowed"_s, QJsonArray{token}}}));
        list(nowMs);
    }
    return taken();
}

VideoRoomSteps VideoRoom::tick(qint64 nowMs)
{
    if (m_over)
        return {};
    m_nowMs = nowMs;
    if (flows())
        m_flowedMs = nowMs;
    if (nowMs - m_flowedMs >= lostMs) {
        finish({Fault::Timeout, u"forwarder: lost"_s, {}, u"forwarder.lost"_s, {}});
        return taken();
    }
    if (std::any_of(m_pending.begin(), m_pending.end(),
                    [nowMs](const auto &one) { return one.second.untilMs <= nowMs; })) {
        restart(nowMs, u"no answer"_s);
        return taken();
    }
    if (m_open && m_session != 0 && nowMs - m_saidMs >= keepAliveMs) {
        m_saidMs = nowMs;
        say(u"keepalive"_s, 0, {});
    }
    followExpected(nowMs);
    QList<QByteArray> left;
    for (auto &[key, end] : m_ends) {
        if (end.feed == 0 && nowMs - end.awayMs >= goneMs && m_joined)
            left.append(key);
        else if (end.feed != 0 && end.againMs && *end.againMs <= nowMs && m_joined && m_open)
            subscribe(key, end, nowMs);
        else if (end.connected && !end.quiet && nowMs - end.heardMs >= silentMs && m_open)
            retry(key, end, nowMs);
    }
    for (const auto &key : std::as_const(left))
        m_ends.erase(key);
    followStages();
    return taken();
}

// A stream falls silent and speaks again without a word of the server.
void VideoRoom::followStages()
{
    std::map<QByteArray, CallStage> now{{QByteArray(), stage()}};
    for (const auto &[key, end] : m_ends)
        now[key] = stage(key);
    if (std::exchange(m_shown, now) != now)
        m_steps.emplace_back(VideoRoomChanged());
}

bool VideoRoom::isSilent(const End &end) const
{
    return !end.connected || (!end.quiet && m_nowMs - end.heardMs >= interruptedMs);
}

bool VideoRoom::flows() const
{
    return m_own.connected && (m_open || std::any_of(m_ends.begin(), m_ends.end(), [this](const auto &one) {
                                   return !isSilent(one.second);
                               }));
}

QList<QByteArray> VideoRoom::ends() const
{
    QList<QByteArray> all;
    for (const auto &[key, end] : m_ends)
        all.append(key);
    return all;
}

CallStage VideoRoom::stage(const QByteArray &end) const
{
    const auto found = m_ends.find(end);
    if (m_over || (!end.isEmpty() && found == m_ends.end()))
        return CallStage::Idle;
    if (end.isEmpty() ? flows() : !isSilent(found->second))
        return CallStage::Connected;
    const Stream &stream = end.isEmpty() ? m_own : found->second;
    return stream.wasConnected ? CallStage::Interrupted : CallStage::Connecting;
}

int VideoRoom::round(const QByteArray &end) const
{
    const auto found = m_ends.find(end);
    return end.isEmpty() ? m_own.round : found == m_ends.end() ? 0 : found->second.round;
}

} // namespace sizhen
