// SPDX-License-Identifier: GPL-3.0-or-later
// CallLine: through whose line it is dialled, and what follows when that changes.
#include "app/station/callline.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

// SES-14, NET-07: at which addresses of ours the partner finds us is one provider's after the other's.
void CallLine::takeLine(bool offers)
{
    m_packetsSeen = 0;
    if (m_ownAddresses || !m_uplinks)
        return;
    const auto uplinks = m_uplinks();
    QList<QList<QHostAddress>> addresses;
    QList<bool> usable;
    for (const auto &uplink : uplinks) {
        addresses.append(addressesOf(uplink));
        usable.append(!addresses.last().isEmpty());
    }
    const auto lines = m_choice.dial(usable, offers);
    m_media.addresses.clear();
    for (const auto line : lines)
        for (const auto &address : std::as_const(addresses[line]))
            m_media.addresses.append(address.toString());
    m_line = lines.size() == 1 ? uplinks[lines.first()].provider : QString(); // of several nobody knows which it is
    if (!lines.isEmpty())
        qCInfo(lcNet) << "call: dialled by" << m_line << m_media.addresses.size() << "addresses of ours";
    lineOf(m_current)->session->setHurries(usable.count(true) > 1);
}

void CallLine::cameThrough(qint64 inAll)
{
    if (inAll <= m_packetsSeen)
        return;
    const auto gapMs = now() - m_packetAt;
    m_packetAt = now();
    if (std::exchange(m_packetsSeen, inAll) > 0)
        return;
    m_choice.packetsCame();
    if (m_line.isEmpty())
        return;
    const auto before = std::exchange(m_lineBefore, m_line);
    if (before.isEmpty() || before == m_line)
        return;
    qCInfo(lcNet) << "call: goes on by another line after" << gapMs << "ms";
    Q_EMIT lineChanged(before, m_line, gapMs);
    Q_EMIT told({Fault::Timeout,
                 u"call: another line"_s,
                 u"NET-07"_s,
                 u"call.second_network"_s,
                 {{u"from"_s, before}, {u"to"_s, m_line}, {u"seconds"_s, (gapMs + 500) / 1000}}});
}

} // namespace sizhen
