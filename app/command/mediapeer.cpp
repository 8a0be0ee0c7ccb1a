// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/mediapeer.h"

#include "app/command/calljson.h"

#include "app/command/offerjson.h"
#include "app/command/shell.h"

#include <cstdio>

#include <unistd.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype longestLine = 6 * Sdp::longest; // then parseCallSignal would refuse it, too

void printSignal(const CallSignal &said)
{
    const auto line = callSignalLine(said) + '\n';
    std::fwrite(line.constData(), 1, size_t(line.size()), stdout);
    std::fflush(stdout);
}

QJsonObject resultOf(const CallStatistics &statistics)
{
    return {{u"frames"_s, statistics.frames},
            {u"width"_s, statistics.size.width()},
            {u"height"_s, statistics.size.height()},
            {u"audio_s"_s, statistics.audioS},
            {u"freezes"_s, statistics.freezes},
            {u"freeze_s"_s, statistics.freezeS},
            {u"rtt_ms"_s, statistics.rttMs ? QJsonValue(*statistics.rttMs) : QJsonValue()},
            {u"loss_pct"_s, statistics.lossPct},
            {u"packets"_s, statistics.packets},
            {u"repaired"_s, statistics.repaired},
            {u"bytes"_s, statistics.bytes},
            {u"jitter_ms"_s, statistics.jitterMs ? QJsonValue(*statistics.jitterMs) : QJsonValue()},
            {u"sending"_s, sendingJson(statistics.sending)}};
}

} // namespace

MediaPeer::MediaPeer(std::unique_ptr<MediaEngine> engine, const Order &order, CommandDone done, QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_order(order)
    , m_done(std::move(done))
    , m_notifier(STDIN_FILENO, QSocketNotifier::Read)
{
    auto *engineNow = m_engine.get();
    connect(engineNow, &MediaEngine::started, this, [this] {
        if (m_order.offers)
            m_engine->offer();
    });
    connect(engineNow, &MediaEngine::described, this, [](const SessionDescription &said) { printSignal(said); });
    connect(engineNow, &MediaEngine::candidateFound, this, [](const IceCandidate &said) { printSignal(said); });
    connect(engineNow, &MediaEngine::stateChanged, this, &MediaPeer::stateChanged);
    connect(engineNow, &MediaEngine::failed, this, [this](const Error &reason) { m_error = reason; });
    connect(engineNow, &MediaEngine::stopped, this, &MediaPeer::finish);
    connect(&m_notifier, &QSocketNotifier::activated, this, &MediaPeer::readInput);
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, engineNow, &MediaEngine::stop);
    m_engine->start(m_order.setup);
}

void MediaPeer::readInput()
{
    char bytes[16 * 1024];
    const auto count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count <= 0) {
        m_notifier.setEnabled(false);
        const bool waits = m_engine->state() == CallState::Idle || m_engine->state() == CallState::Ready;
        if (m_order.seconds == 0 || waits) // nobody is left who could end it, or begin it
            m_engine->stop();
        return;
    }
    m_input.append(bytes, count);
    for (auto end = m_input.indexOf('\n'); end >= 0; end = m_input.indexOf('\n')) {
        take(m_input.first(end).trimmed());
        m_input.remove(0, end + 1);
    }
    if (m_input.size() > longestLine) {
        take(m_input);
        m_input.clear();
    }
}

void MediaPeer::take(const QByteArray &line)
{
    if (line.isEmpty())
        return;
    const auto said = parseCallSignal(line);
    if (!said)
        return CommandShell::print({{u"ev"_s, u"error"_s}, {u"error"_s, errorJson(said.error())}});
    if (const auto *description = std::get_if<SessionDescription>(&*said))
        m_engine->takeDescription(*description);
    else if (const auto *candidate = std::get_if<IceCandidate>(&*said))
        m_engine->takeCandidate(*candidate);
    else
        m_engine->stop();
}

void MediaPeer::stateChanged(CallState state)
{
    if (state != CallState::Connecting && state != CallState::Connected && state != CallState::Failed)
        return;
    CommandShell::print({{u"ev"_s, u"conn"_s}, {u"state"_s, callStateName(state)}});
    if (state != CallState::Connected)
        return;
    m_wasConnected = true;
    if (m_order.seconds > 0)
        m_end.start(std::chrono::seconds(m_order.seconds));
}

void MediaPeer::finish()
{
    m_notifier.setEnabled(false);
    if (m_error)
        CommandShell::print({{u"ev"_s, u"error"_s}, {u"error"_s, errorJson(*m_error)}});
    CommandShell::print({{u"result"_s, resultOf(m_engine->statistics())}});
    CommandShell::print({{u"ev"_s, u"done"_s}});
    deleteLater();
    // That the other end hangs up first is no failure.
    if (m_error && !m_wasConnected)
        m_done(tl::unexpected(*m_error));
    else
        m_done(QJsonObject());
}

} // namespace sizhen
