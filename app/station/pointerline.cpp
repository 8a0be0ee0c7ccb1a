// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/pointerline.h"

#include <chrono>

using namespace std::chrono_literals;

namespace sizhen {

PointerLine::PointerLine(Send send, QObject *parent)
    : PointerControl(parent)
    , m_send(std::move(send))
{
    m_pace.setSingleShot(true);
    m_pace.setInterval(50ms);
    connect(&m_pace, &QTimer::timeout, this, [this] {
        if (m_waits)
            flush();
    });
}

void PointerLine::point(const QByteArray &caseId, const PointedAt &where)
{
    m_case = caseId;
    m_next = where;
    m_waits = true;
    if (!m_pace.isActive())
        flush();
}

void PointerLine::flush()
{
    m_waits = false;
    m_send(m_case, m_next.toBytes());
    m_pace.start();
}

void PointerLine::hear(const QByteArray &caseId, const QByteArray &payload)
{
    if (const auto where = PointedAt::fromBytes(payload))
        Q_EMIT pointed(caseId, *where);
}

} // namespace sizhen
