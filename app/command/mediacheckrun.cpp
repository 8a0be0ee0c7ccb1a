// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/mediacheckrun.h"

#include "app/command/mediajson.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

MediaCheckRun::MediaCheckRun(std::unique_ptr<MediaDevices> devices, std::unique_ptr<MediaCheck> check,
                             MediaCheckOrder order, CommandDone done, QObject *parent)
    : QObject(parent)
    , m_devices(std::move(devices))
    , m_check(std::move(check))
    , m_order(std::move(order))
    , m_done(std::move(done))
    , m_settled(this)
{
    m_settled.setSingleShot(true);
    m_settled.setInterval(1500ms);
    connect(&m_settled, &QTimer::timeout, m_check.get(), &MediaCheck::playSound);
    connect(m_devices.get(), &MediaDevices::changed, this, &MediaCheckRun::listed);
    connect(m_check.get(), &MediaCheck::found, this, [this](const MediaFindings &findings) {
        auto result = findingsJson(findings, m_used);
        connect(m_check.get(), &MediaCheck::stopped, this, [this, result] { finish(result); });
        m_check->stop();
    });
    m_devices->start();
}

void MediaCheckRun::listed()
{
    if (std::exchange(m_listed, true))
        return;
    const auto all = m_devices->list();
    if (!m_order.checks)
        return finish({{u"devices"_s, devicesJson(all)}});
    const auto pick = [&](MediaRole role) { return pickDevice(all, role, m_order.choice.ids.value(role)).device; };
    m_used.camera = pick(MediaRole::Camera);
    m_used.microphone = pick(MediaRole::Microphone);
    m_used.loudspeaker = pick(MediaRole::Loudspeaker);
    m_check->start(m_used);
    m_settled.start();
}

void MediaCheckRun::finish(const QJsonObject &result)
{
    m_done(QJsonValue(result));
    deleteLater();
}

} // namespace sizhen
