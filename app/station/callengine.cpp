// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/callengine.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

CallEngine::CallEngine(QObject *parent)
    : QObject(parent)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(2s);
    connect(&m_patience, &QTimer::timeout, this, &CallEngine::open);
    m_stillPatience.setSingleShot(true);
    m_stillPatience.setInterval(5s);
    connect(&m_stillPatience, &QTimer::timeout, this, [this] {
        answerStill(
            tl::unexpected(Error{Fault::Timeout, u"call: the camera gives nothing"_s, {}, u"media.no_camera"_s, {}}));
    });
}

Result<> CallEngine::usable() const
{
    if (!m_maker)
        return tl::unexpected(Error{Fault::Unsupported, u"call: no media"_s, {}, u"media.not_built"_s, {}});
    return m_maker().map([](const auto &) {});
}

void CallEngine::begin(int round, bool offers, const MediaSetup &setup)
{
    retire();
    m_round = round;
    m_offers = offers;
    m_setup = setup;
    m_opening = true;
    if (m_retiring == 0)
        open();
    else
        m_patience.start();
}

void CallEngine::open()
{
    m_patience.stop();
    if (!std::exchange(m_opening, false))
        return;
    auto made = m_maker ? m_maker() : fail(Fault::Unsupported, u"call: no media"_s);
    if (!made) {
        // Queued: whoever began is not ready to hear of its end.
        QMetaObject::invokeMethod(
            this, [this, round = m_round, error = made.error()] { Q_EMIT failed(round, error); }, Qt::QueuedConnection);
        return;
    }
    m_engine = made->release();
    m_engine->setParent(this);
    follow(m_engine);
    m_engine->start(m_setup);
    if (m_volume < 1)
        m_engine->setVolume(m_volume);
    m_engine->expectPicture(m_expects);
    for (const auto &order : std::exchange(m_waiting, {}))
        std::visit([this](const auto &one) { take(one); }, order);
}

void CallEngine::follow(MediaEngine *engine)
{
    connect(engine, &MediaEngine::started, this, [this] {
        if (m_offers)
            m_engine->offer();
    });
    connect(engine, &MediaEngine::described, this,
            [this](const SessionDescription &description) { Q_EMIT described(m_round, description); });
    connect(engine, &MediaEngine::candidateFound, this,
            [this](const IceCandidate &candidate) { Q_EMIT wayFound(m_round, candidate); });
    connect(engine, &MediaEngine::stateChanged, this, [this](CallState state) {
        if (state == CallState::Connected)
            Q_EMIT connected(m_round);
    });
    connect(engine, &MediaEngine::statisticsChanged, this, [this](const CallStatistics &statistics) {
        m_now = statistics;
        Q_EMIT packetsCame(m_round, statistics.packets);
    });
    connect(engine, &MediaEngine::pictureArrived, this, &CallEngine::pictureArrived);
    connect(engine, &MediaEngine::detailArrived, this, &CallEngine::detailArrived);
    connect(engine, &MediaEngine::ownPictureArrived, this, &CallEngine::ownPictureArrived);
    connect(engine, &MediaEngine::sendingChanged, this, &CallEngine::sendingChanged);
    connect(engine, &MediaEngine::levelsChanged, this, &CallEngine::levelsChanged);
    connect(engine, &MediaEngine::deviceFailed, this, &CallEngine::deviceFailed);
    connect(engine, &MediaEngine::failed, this, [this](const Error &reason) { Q_EMIT failed(m_round, reason); });
    connect(engine, &MediaEngine::stillTaken, this, [this](const QByteArray &png) { answerStill(png); });
    connect(engine, &MediaEngine::stillFailed, this, [this](const Error &why) { answerStill(tl::unexpected(why)); });
}

void CallEngine::retire()
{
    m_waiting.clear();
    m_opening = false;
    if (!m_engine)
        return;
    auto *engine = std::exchange(m_engine, nullptr);
    if (m_still)
        answerStill(tl::unexpected(Error{Fault::Refused, u"call: it is over"_s, {}, u"media.no_camera"_s, {}}));
    m_before = together(m_before, std::exchange(m_now, {}));
    disconnect(engine, nullptr, this, nullptr);
    const auto gone = [this, engine] {
        engine->deleteLater();
        if (--m_retiring == 0)
            open();
    };
    ++m_retiring;
    if (engine->state() == CallState::Stopped)
        return gone();
    connect(engine, &MediaEngine::stopped, this, gone);
    engine->stop();
}

void CallEngine::take(const SessionDescription &description)
{
    if (m_engine)
        m_engine->takeDescription(description);
    else if (m_opening)
        m_waiting.emplace_back(description);
}

void CallEngine::take(const IceCandidate &candidate)
{
    if (m_engine)
        m_engine->takeCandidate(candidate);
    else if (m_opening)
        m_waiting.emplace_back(candidate);
}

void CallEngine::useDevices(const CallDevices &devices)
{
    m_setup.devices = devices;
    if (m_engine)
        m_engine->useDevices(devices);
}

void CallEngine::stop()
{
    m_patience.stop();
    retire();
}

void CallEngine::forgetCounts()
{
    m_before = {};
    m_now = {};
    m_expects = true;
}

void CallEngine::takeStill(QObject *owner, MediaRole role, StillDone done)
{
    if (!m_engine || m_still)
        return done(tl::unexpected(Error{Fault::Refused, u"call: no camera runs"_s, {}, u"media.no_camera"_s, {}}));
    m_still = std::move(done);
    m_stillOwner = owner;
    m_stillPatience.start();
    m_engine->takeStill(role);
}

void CallEngine::expectPicture(bool expected)
{
    if (std::exchange(m_expects, expected) != expected && m_engine)
        m_engine->expectPicture(expected);
}

void CallEngine::refreshPictures()
{
    if (m_engine)
        m_engine->refreshPictures();
}

void CallEngine::setVolume(double gain)
{
    if (std::exchange(m_volume, gain) != gain && m_engine)
        m_engine->setVolume(gain);
}

void CallEngine::answerStill(const Result<QByteArray> &png)
{
    m_stillPatience.stop();
    const auto done = std::exchange(m_still, nullptr);
    if (done && m_stillOwner)
        done(png);
}

CallStatistics CallEngine::received() const
{
    return together(m_before, m_now);
}

} // namespace sizhen
