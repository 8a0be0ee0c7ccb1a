// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/forwardedcall.h"

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr std::chrono::milliseconds newcomerRefreshes[]{1500ms, 3000ms, 6000ms}; // until he is connected

} // namespace

ForwardedCall::ForwardedCall(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_room(m_setup.room)
{
    m_clock.start();
    m_tick.setInterval(100ms);
    m_dial.setSingleShot(true);
    connect(&m_tick, &QTimer::timeout, this, [this] { perform(m_room.tick(now())); });
}

Result<> ForwardedCall::start()
{
    const auto place = ForwarderPlace::parse(m_setup.room.room.address);
    if (!place)
        return tl::unexpected(place.error());
    if (const auto usable = engineOf({}).usable(); !usable)
        return usable;
    m_socket = new ForwarderSocket(*place, this);
    connect(&m_dial, &QTimer::timeout, m_socket, &ForwarderSocket::dial);
    connect(m_socket, &ForwarderSocket::opened, this, [this] {
        m_unreachableTold = false;
        perform(m_room.opened(now()));
    });
    connect(m_socket, &ForwarderSocket::heard, this,
            [this](const QByteArray &json) { perform(m_room.hear(json, now())); });
    connect(m_socket, &ForwarderSocket::closed, this, &ForwardedCall::onClosed);
    m_tick.start();
    perform(m_room.begin(now()));
    return {};
}

void ForwardedCall::onClosed(const Error &why)
{
    if (why.fault == Fault::Untrusted) { // it will not become another server by dialling again
        (void)m_room.leave();
        halt();
        return Q_EMIT over(why);
    }
    if (!std::exchange(m_unreachableTold, true))
        Q_EMIT told(why);
    perform(m_room.closed(now()));
}

void ForwardedCall::leave()
{
    perform(m_room.leave());
    halt();
}

void ForwardedCall::dismiss(const QString &token)
{
    perform(m_room.dismiss(token, now()));
}

void ForwardedCall::halt()
{
    m_tick.stop();
    m_dial.stop();
    if (m_socket)
        m_socket->drop();
    for (const auto &[end, engine] : m_engines)
        engine->stop();
}

CallEngine &ForwardedCall::engineOf(const QByteArray &end)
{
    auto &engine = m_engines[end];
    if (!engine) {
        engine = new CallEngine(this);
        engine->setMaker(m_setup.maker);
        follow(end, engine);
        if (end.isEmpty())
            followOwn(engine);
    }
    return *engine;
}

void ForwardedCall::follow(const QByteArray &end, CallEngine *engine)
{
    connect(engine, &CallEngine::described, this, [this, end](int round, const SessionDescription &said) {
        perform(m_room.described(end, round, said, now()));
    });
    connect(engine, &CallEngine::wayFound, this,
            [this, end](int round, const IceCandidate &way) { perform(m_room.wayFound(end, round, way)); });
    connect(engine, &CallEngine::connected, this,
            [this, end](int round) { perform(m_room.mediaConnected(end, round, now())); });
    connect(engine, &CallEngine::failed, this, [this, end](int round, const Error &reason) {
        perform(m_room.mediaFailed(end, round, reason, now()));
    });
    connect(engine, &CallEngine::packetsCame, this, [this, end](int round, qint64 inAll) {
        m_room.packetsCame(end, round, inAll, now());
        Q_EMIT counted(end);
    });
    connect(engine, &CallEngine::pictureArrived, this,
            [this, end](const QVideoFrame &picture) { Q_EMIT pictureArrived(end, picture); });
    connect(engine, &CallEngine::levelsChanged, this,
            [this, end](const SoundLevels &levels) { Q_EMIT heard(end, levels); });
}

void ForwardedCall::followOwn(CallEngine *engine)
{
    connect(engine, &CallEngine::ownPictureArrived, this, &ForwardedCall::ownPictureArrived);
    connect(engine, &CallEngine::sendingChanged, this, &ForwardedCall::sendingChanged);
    connect(engine, &CallEngine::levelsChanged, this, &ForwardedCall::levelsChanged);
    connect(engine, &CallEngine::deviceFailed, this, &ForwardedCall::deviceFailed);
}

void ForwardedCall::begin(const QByteArray &end, int round)
{
    using Direction = MediaSetup::Direction;
    auto media = m_setup.media(end);
    media.direction = end.isEmpty() ? Direction::SendOnly : Direction::ReceiveOnly;
    media.codec = VideoCodec::H264; // the room's
    media.videoKbit = std::min(media.videoKbit, m_setup.room.room.videoKbit);
    media.foreign = end.isEmpty(); // feedback of its own packet is what it hears (core/call/videoroomin.cpp)
    auto &engine = engineOf(end);
    Q_EMIT began(end);
    engine.begin(round, end.isEmpty(), media);
}

void ForwardedCall::perform(const VideoRoomSteps &steps)
{
    for (const auto &step : steps)
        perform(step);
}

void ForwardedCall::perform(const VideoRoomStep &step)
{
    if (const auto *say = std::get_if<VideoRoomSay>(&step)) {
        m_socket->say(say->json);
    } else if (const auto *dial = std::get_if<VideoRoomDial>(&step)) {
        m_socket->drop();
        m_dial.start(std::chrono::milliseconds(dial->afterMs));
    } else if (const auto *one = std::get_if<VideoRoomBegin>(&step)) {
        begin(one->end, one->round);
    } else if (const auto *description = std::get_if<VideoRoomDescribe>(&step)) {
        engineOf(description->end).take(description->description);
    } else if (const auto *way = std::get_if<VideoRoomWay>(&step)) {
        engineOf(way->end).take(way->candidate);
    } else if (const auto *stop = std::get_if<VideoRoomStop>(&step)) {
        engineOf(stop->end).stop();
    } else if (std::get_if<VideoRoomChanged>(&step)) {
        refreshForNewcomers();
        Q_EMIT changed();
    } else if (const auto *said = std::get_if<VideoRoomTold>(&step)) {
        Q_EMIT told(said->error);
    } else if (const auto *end = std::get_if<VideoRoomOver>(&step)) {
        halt();
        Q_EMIT over(end->error);
    }
}

// A newcomer begins with the next picture that needs none before it. The server passes his wish for one on only now and
// then; else he would wait for the encoder's own, up to twenty seconds.
void ForwardedCall::refreshForNewcomers()
{
    const auto now = ends();
    const auto before = std::exchange(m_known, now);
    const bool grown = std::any_of(now.begin(), now.end(), [&before](const auto &end) { return !before.contains(end); });
    if (!grown)
        return;
    for (const auto after : newcomerRefreshes)
        QTimer::singleShot(after, this, [this] { engineOf({}).refreshPictures(); });
}

void ForwardedCall::useDevices(const CallDevices &devices)
{
    for (const auto &[end, engine] : m_engines)
        engine->useDevices(devices);
}

void ForwardedCall::setVolume(const QByteArray &end, double gain)
{
    if (const auto found = m_engines.find(end); found != m_engines.end())
        found->second->setVolume(gain);
}

void ForwardedCall::expectPicture(const QByteArray &end, bool expected)
{
    if (const auto found = m_engines.find(end); found != m_engines.end())
        found->second->expectPicture(expected);
}

void ForwardedCall::refreshPictures()
{
    for (const auto &[end, engine] : m_engines)
        engine->refreshPictures();
}

void ForwardedCall::takeStill(QObject *owner, MediaRole role, CallEngine::StillDone done)
{
    engineOf({}).takeStill(owner, role, std::move(done));
}

CallStatistics ForwardedCall::received(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    return found == m_engines.end() ? CallStatistics() : found->second->received();
}

CallStatistics ForwardedCall::ofRound(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    return found == m_engines.end() ? CallStatistics() : found->second->ofRound();
}

} // namespace sizhen
