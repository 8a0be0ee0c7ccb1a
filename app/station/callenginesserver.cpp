// SPDX-License-Identifier: GPL-3.0-or-later
// CallEngines: what comes by a forwarding server.
#include "app/station/callengines.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<> CallEngines::forward(ForwardedCall::Setup setup)
{
    forwardNoMore();
    setup.maker = m_maker;
    m_server = new ForwardedCall(std::move(setup), this);
    followServer();
    const auto begun = m_server->start();
    if (!begun)
        forwardNoMore();
    else if (m_running.isEmpty())
        Q_EMIT longestChanged();
    return begun;
}

void CallEngines::forwardNoMore()
{
    if (!m_server)
        return;
    auto *server = std::exchange(m_server, nullptr);
    server->disconnect(this);
    for (const auto &[end, packets] : std::exchange(m_serverPackets, {}))
        m_serverBefore[end] = together(m_serverBefore[end], server->received(end));
    server->leave();
    server->deleteLater();
    if (m_running.isEmpty())
        Q_EMIT longestChanged();
}

void CallEngines::dismiss(const QString &token)
{
    if (m_server)
        m_server->dismiss(token);
}

void CallEngines::followServer()
{
    const auto shows = [this](const QByteArray &end) { return m_server && !runs(end); };
    const auto owns = [this] { return m_server && m_running.isEmpty(); };
    connect(m_server, &ForwardedCall::told, this, &CallEngines::serverTold);
    connect(
        m_server, &ForwardedCall::over, this,
        [this, server = m_server](const Error &why) {
            if (server == m_server) // not one that was left meanwhile
                Q_EMIT serverFailed(why);
        },
        Qt::QueuedConnection); // it is thrown away
    connect(m_server, &ForwardedCall::began, this, [this](const QByteArray &end) { leaveToServer(end, !runs(end)); });
    connect(m_server, &ForwardedCall::counted, this, [this, owns](const QByteArray &end) {
        if (end.isEmpty()) {
            if (owns())
                Q_EMIT ownCounted();
            return;
        }
        const auto inAll = m_server->received(end).packets;
        if (std::exchange(m_serverPackets[end], inAll) != inAll)
            Q_EMIT cameByServer(end);
    });
    connect(m_server, &ForwardedCall::pictureArrived, this,
            [this, shows](const QByteArray &end, const QVideoFrame &picture) {
                if (shows(end))
                    Q_EMIT pictureArrived(end, picture);
            });
    connect(m_server, &ForwardedCall::heard, this, [this, shows](const QByteArray &end, const SoundLevels &levels) {
        if (!end.isEmpty() && shows(end))
            Q_EMIT heard(end, levels);
    });
    connect(m_server, &ForwardedCall::ownPictureArrived, this, [this, owns](const QVideoFrame &picture) {
        if (owns())
            Q_EMIT ownPictureArrived(picture);
    });
    connect(m_server, &ForwardedCall::sendingChanged, this, [this, owns](const CallSending &sending) {
        if (owns())
            Q_EMIT sendingChanged(sending);
    });
    connect(m_server, &ForwardedCall::levelsChanged, this, [this, owns](const SoundLevels &levels) {
        if (owns())
            Q_EMIT levelsChanged(levels);
    });
    connect(m_server, &ForwardedCall::deviceFailed, this, [this, owns](const MediaDevice &device, const Error &why) {
        if (owns())
            Q_EMIT deviceFailed(device, why);
    });
}

bool CallEngines::comesByServer(const QByteArray &end) const
{
    return m_server && m_server->stage(end) == CallStage::Connected;
}

// Of an end that has an engine of its own nothing is heard twice.
void CallEngines::leaveToServer(const QByteArray &end, bool leaves)
{
    if (m_server)
        m_server->setVolume(end, leaves ? gainOf(end) : 0);
}

} // namespace sizhen
