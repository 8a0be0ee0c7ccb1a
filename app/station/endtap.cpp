// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/endtap.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QList<MediaTrack> EndTracks::list() const
{
    QList<MediaTrack> all;
    if (picture)
        all.append(*picture);
    if (sound)
        all.append(*sound);
    return all;
}

EndTap::EndTap(std::shared_ptr<EncodedTap> to, EndTracks own, EndTracks theirs, Clock clock)
    : m_to(std::move(to))
    , m_own(std::move(own))
    , m_theirs(std::move(theirs))
    , m_clock(std::move(clock))
{
}

void EndTap::passOwn(bool pass)
{
    const QMutexLocker lock(&m_lock);
    m_passesOwn = pass;
}

void EndTap::passTheirs(bool pass)
{
    const QMutexLocker lock(&m_lock);
    m_passesTheirs = pass;
}

void EndTap::take(const EncodedPacket &packet)
{
    const bool own = packet.track.of == u"inviting"_s;
    auto named = packet;
    {
        const QMutexLocker lock(&m_lock);
        const auto behind = m_clock() - packet.ns;
        m_behindNs = std::min(m_behindNs.value_or(behind), behind); // the packet that was on its way for the least time
        if (own ? !m_passesOwn : !m_passesTheirs)
            return;
        named.ns = packet.ns + *m_behindNs;
    }
    const auto &tracks = own ? m_own : m_theirs;
    const auto &track = packet.track.isPicture() ? tracks.picture : tracks.sound;
    if (!track)
        return;
    named.track = *track;
    m_to->take(named);
}

} // namespace sizhen
