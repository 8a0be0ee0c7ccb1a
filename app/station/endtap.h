// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"

#include <QMutex>

#include <functional>
#include <memory>
#include <optional>

namespace sizhen {

// The tracks of one end of a call; none: it is not recorded.
struct EndTracks {
    std::optional<MediaTrack> picture;
    std::optional<MediaTrack> sound;

    [[nodiscard]] QList<MediaTrack> list() const;
};

// Stands between one engine and who records the room: gives its two ends their names, lets our own stream through once
// (every engine of a call sends the same), and counts on a clock that all of them share, since each engine counts from
// its own beginning.
class EndTap final : public EncodedTap
{
public:
    using Clock = std::function<qint64()>; // ns, steady; any thread

    EndTap(std::shared_ptr<EncodedTap> to, EndTracks own, EndTracks theirs, Clock clock);

    // What an engine says with MediaSetup::inviting, as ours is always told to.
    static constexpr bool ownIsInviting = true;

    void passOwn(bool pass);
    void passTheirs(bool pass);
    void take(const EncodedPacket &packet) override;

private:
    const std::shared_ptr<EncodedTap> m_to; // with the station, which may be gone before the engine
    const EndTracks m_own;
    const EndTracks m_theirs;
    const Clock m_clock;
    QMutex m_lock;
    bool m_passesOwn = false;
    bool m_passesTheirs = true;
    std::optional<qint64> m_behindNs; // what the engine's clock is behind, at least
};

} // namespace sizhen
