// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sealedspool.h"
#include "devices/record/matroskawriter.h"

#include <deque>

namespace sizhen {

// Packets into sealed records: waits with the head of the file until each track has shown what it is, or a second has
// passed, then writes. The time is an argument.
class MovieWriter
{
public:
    MovieWriter(std::unique_ptr<SealedSpool> spool, const QList<MediaTrack> &tracks);

    [[nodiscard]] Result<> take(const EncodedPacket &packet, qint64 nowMs);
    // Once in a while: what waits longer than it may goes to the disk.
    [[nodiscard]] Result<> tick(qint64 nowMs);
    [[nodiscard]] Result<> finish(); // all of it

    [[nodiscard]] double seconds() const { return double(m_sealedMs) / 1000; } // that are with the disk

    [[nodiscard]] QStringList tracks() const; // that brought something

    [[nodiscard]] qint64 dropped() const { return m_dropped; }

private:
    struct Lane {
        MediaTrack track;
        std::optional<StreamHead> head;
        PacketCodec codec = PacketCodec::H264; // of its first packet
        bool used = false;
        bool written = false;
        bool begun = false; // a picture: its first key frame came
    };

    [[nodiscard]] Lane *laneOf(const MediaTrack &track);
    [[nodiscard]] bool isKnown() const; // every lane has its head
    [[nodiscard]] Result<> open();
    [[nodiscard]] Result<> put(const EncodedPacket &packet);
    [[nodiscard]] Result<> seal(QByteArrayView bytes, const MovieMark &mark);

    std::unique_ptr<SealedSpool> m_spool;
    std::unique_ptr<MatroskaWriter> m_matroska;
    QList<Lane> m_lanes;
    std::deque<EncodedPacket> m_waiting; // for the head
    std::optional<qint64> m_firstNs;
    qint64 m_waitsSinceMs = -1;
    qint64 m_openSinceMs = -1; // the cluster
    qint64 m_sealedMs = 0;
    qint64 m_dropped = 0;
};

} // namespace sizhen
