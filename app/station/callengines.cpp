// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callengines.h"

#include <algorithm>
#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

CallEngines::CallEngines(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(3s);
    connect(&m_patience, &QTimer::timeout, this, [this] { opened(m_opening); });
}

void CallEngines::setMaker(CallEngine::Maker maker)
{
    m_maker = std::move(maker);
    for (const auto &[end, engine] : m_engines)
        engine->setMaker(m_maker);
}

Result<> CallEngines::usable() const
{
    if (!m_maker)
        return tl::unexpected(Error{Fault::Unsupported, u"call: no media"_s, {}, u"media.not_built"_s, {}});
    return m_maker().map([](const auto &) {});
}

CallEngine &CallEngines::engineOf(const QByteArray &end)
{
    auto &engine = m_engines[end];
    if (!engine) {
        engine = new CallEngine(this);
        engine->setMaker(m_maker);
        follow(end, engine);
    }
    return *engine;
}

CallEngine *CallEngines::runningOf(const QByteArray &end) const
{
    return m_running.contains(end) ? m_engines.at(end) : nullptr;
}

void CallEngines::follow(const QByteArray &end, CallEngine *engine)
{
    const auto isLongest = [this, end] { return end == longest(); };
    connect(engine, &CallEngine::described, this, [this, end](int round, const SessionDescription &said) {
        m_loaded = true;
        opened(end);
        Q_EMIT described(end, round, said);
    });
    connect(engine, &CallEngine::wayFound, this,
            [this, end](int round, const IceCandidate &way) { Q_EMIT wayFound(end, round, way); });
    connect(engine, &CallEngine::connected, this, [this, end](int round) { Q_EMIT connected(end, round); });
    connect(engine, &CallEngine::packetsCame, this, [this, end, isLongest](int round, qint64 inAll) {
        Q_EMIT packetsCame(end, round, inAll);
        if (isLongest())
            Q_EMIT ownCounted();
    });
    connect(engine, &CallEngine::failed, this, [this, end](int round, const Error &reason) {
        opened(end);
        Q_EMIT failed(end, round, reason);
    });
    connect(engine, &CallEngine::pictureArrived, this,
            [this, end](const QVideoFrame &picture) { Q_EMIT pictureArrived(end, picture); });
    connect(engine, &CallEngine::detailArrived, this,
            [this, end](const QVideoFrame &picture) { Q_EMIT detailArrived(end, picture); });
    connect(engine, &CallEngine::levelsChanged, this, [this, end, isLongest](const SoundLevels &levels) {
        Q_EMIT heard(end, levels);
        if (isLongest())
            Q_EMIT levelsChanged(levels);
    });
    connect(engine, &CallEngine::ownPictureArrived, this, [this, isLongest](const QVideoFrame &picture) {
        if (isLongest())
            Q_EMIT ownPictureArrived(picture);
    });
    connect(engine, &CallEngine::sendingChanged, this, [this, isLongest](const CallSending &sending) {
        if (isLongest())
            Q_EMIT sendingChanged(sending);
    });
    connect(engine, &CallEngine::deviceFailed, this, [this, isLongest](const MediaDevice &device, const Error &why) {
        if (isLongest())
            Q_EMIT deviceFailed(device, why);
    });
}

void CallEngines::begin(const QByteArray &end, int round, bool offers, const MediaSetup &setup)
{
    auto &engine = engineOf(end);
    if (!m_running.contains(end)) {
        m_running.append(end);
        m_gains.erase(end);
        engine.setVolume(1);
        leaveToServer(end, false);
        if (m_running.size() == 1)
            Q_EMIT longestChanged();
    }
    std::erase_if(m_waiting, [&end](const Begin &one) { return one.end == end; });
    Begin begun{end, round, offers, setup, {}};
    if (m_loaded || m_opening.isEmpty() || m_opening == end)
        open(begun);
    else
        m_waiting.push_back(std::move(begun));
}

void CallEngines::open(const Begin &begin)
{
    m_opening = begin.end;
    m_patience.start();
    auto &engine = engineOf(begin.end);
    engine.begin(begin.round, begin.offers, begin.setup);
    for (const auto &order : begin.orders)
        std::visit([&engine](const auto &one) { engine.take(one); }, order);
}

void CallEngines::opened(const QByteArray &end)
{
    if (end != m_opening)
        return;
    m_opening.clear();
    m_patience.stop();
    if (m_waiting.empty())
        return;
    const auto next = std::move(m_waiting.front());
    m_waiting.erase(m_waiting.begin());
    open(next);
}

CallEngines::Begin *CallEngines::waitingOf(const QByteArray &end)
{
    const auto found = std::ranges::find(m_waiting, end, &Begin::end);
    return found == m_waiting.end() ? nullptr : &*found;
}

void CallEngines::take(const QByteArray &end, const Order &order)
{
    if (auto *waiting = waitingOf(end))
        waiting->orders.push_back(order);
    else if (auto *engine = runningOf(end))
        std::visit([engine](const auto &one) { engine->take(one); }, order);
}

void CallEngines::take(const QByteArray &end, const SessionDescription &description)
{
    take(end, Order(description));
}

void CallEngines::take(const QByteArray &end, const IceCandidate &candidate)
{
    take(end, Order(candidate));
}

void CallEngines::stop(const QByteArray &end)
{
    auto *engine = runningOf(end);
    if (!engine)
        return;
    const bool first = end == longest();
    m_running.removeAll(end);
    std::erase_if(m_waiting, [&end](const Begin &one) { return one.end == end; });
    engine->stop();
    opened(end);
    leaveToServer(end, true);
    if (first)
        Q_EMIT longestChanged();
}

void CallEngines::expectPicture(const QByteArray &end, bool expected)
{
    if (auto *engine = runningOf(end))
        engine->expectPicture(expected);
    if (m_server)
        m_server->expectPicture(end, expected);
}

void CallEngines::setVolume(const QByteArray &end, double gain)
{
    m_gains[end] = gain;
    if (auto *engine = runningOf(end))
        engine->setVolume(gain);
    else if (m_server)
        m_server->setVolume(end, gain);
}

void CallEngines::setQuiet(const QByteArray &end, bool quiet)
{
    if (m_server)
        m_server->setQuiet(end, quiet);
}

void CallEngines::useDevices(const CallDevices &devices)
{
    for (const auto &end : std::as_const(m_running))
        m_engines.at(end)->useDevices(devices);
    if (m_server)
        m_server->useDevices(devices);
}

void CallEngines::refreshPictures()
{
    for (const auto &end : std::as_const(m_running))
        m_engines.at(end)->refreshPictures();
    if (m_server)
        m_server->refreshPictures();
}

void CallEngines::takeStill(QObject *owner, MediaRole role, CallEngine::StillDone done)
{
    if (auto *engine = runningOf(longest()))
        engine->takeStill(owner, role, std::move(done));
    else if (m_server)
        m_server->takeStill(owner, role, std::move(done));
    else
        done(tl::unexpected(Error{Fault::Refused, u"call: no camera runs"_s, {}, u"media.no_camera"_s, {}}));
}

void CallEngines::forgetCounts()
{
    for (const auto &[end, engine] : m_engines)
        engine->forgetCounts();
    m_serverBefore.clear();
    m_gains.clear();
}

CallStatistics CallEngines::received(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    auto all = found == m_engines.end() ? CallStatistics() : found->second->received();
    if (const auto before = m_serverBefore.find(end); before != m_serverBefore.end())
        all = together(before->second, all);
    return m_server && !runs(end) ? together(all, m_server->received(end))
        : m_server                ? together(m_server->received(end), all)
                                  : all;
}

CallStatistics CallEngines::ofRound(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    if (!m_server || runs(end))
        return found == m_engines.end() ? CallStatistics() : found->second->ofRound();
    auto round = m_server->ofRound(end);
    const auto ours = m_server->ofRound();
    round.soundLeft = ours.soundLeft;
    round.ownPictures = ours.ownPictures;
    round.ownSize = ours.ownSize;
    round.sending = ours.sending;
    return round;
}

CallStatistics CallEngines::own() const
{
    return m_server && m_running.isEmpty() ? m_server->ofRound() : ofRound(longest());
}

} // namespace sizhen
