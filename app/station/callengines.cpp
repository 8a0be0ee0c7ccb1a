// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callengines.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

CallEngines::CallEngines(QObject *parent)
    : QObject(parent)
{
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
    connect(engine, &CallEngine::described, this,
            [this, end](int round, const SessionDescription &said) { Q_EMIT described(end, round, said); });
    connect(engine, &CallEngine::wayFound, this,
            [this, end](int round, const IceCandidate &way) { Q_EMIT wayFound(end, round, way); });
    connect(engine, &CallEngine::connected, this, [this, end](int round) { Q_EMIT connected(end, round); });
    connect(engine, &CallEngine::packetsCame, this,
            [this, end](int round, qint64 inAll) { Q_EMIT packetsCame(end, round, inAll); });
    connect(engine, &CallEngine::failed, this,
            [this, end](int round, const Error &reason) { Q_EMIT failed(end, round, reason); });
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
        engine.setVolume(1);
        if (m_running.size() == 1)
            Q_EMIT longestChanged();
    }
    engine.begin(round, offers, setup);
}

void CallEngines::take(const QByteArray &end, const SessionDescription &description)
{
    if (auto *engine = runningOf(end))
        engine->take(description);
}

void CallEngines::take(const QByteArray &end, const IceCandidate &candidate)
{
    if (auto *engine = runningOf(end))
        engine->take(candidate);
}

void CallEngines::stop(const QByteArray &end)
{
    auto *engine = runningOf(end);
    if (!engine)
        return;
    const bool first = end == longest();
    m_running.removeAll(end);
    engine->stop();
    if (first)
        Q_EMIT longestChanged();
}

void CallEngines::setVolume(const QByteArray &end, double gain)
{
    if (auto *engine = runningOf(end))
        engine->setVolume(gain);
}

void CallEngines::useDevices(const CallDevices &devices)
{
    for (const auto &end : std::as_const(m_running))
        m_engines.at(end)->useDevices(devices);
}

void CallEngines::refreshPictures()
{
    for (const auto &end : std::as_const(m_running))
        m_engines.at(end)->refreshPictures();
}

void CallEngines::takeStill(QObject *owner, MediaRole role, CallEngine::StillDone done)
{
    if (auto *engine = runningOf(longest()))
        engine->takeStill(owner, role, std::move(done));
    else
        done(tl::unexpected(Error{Fault::Refused, u"call: no camera runs"_s, {}, u"media.no_camera"_s, {}}));
}

void CallEngines::forgetCounts()
{
    for (const auto &[end, engine] : m_engines)
        engine->forgetCounts();
}

CallStatistics CallEngines::received(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    return found == m_engines.end() ? CallStatistics() : found->second->received();
}

CallStatistics CallEngines::ofRound(const QByteArray &end) const
{
    const auto found = m_engines.find(end);
    return found == m_engines.end() ? CallStatistics() : found->second->ofRound();
}

} // namespace sizhen
