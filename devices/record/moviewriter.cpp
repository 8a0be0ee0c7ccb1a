// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/moviewriter.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 longestWaitMs = 1000; // for the head of the file
constexpr qint64 longestOpenMs = 900;
constexpr qsizetype longestPiece = 64 * 1024 - MovieMark::size;
constexpr qint64 nsPerMs = 1'000'000;
constexpr qint64 longestJumpMs = 24 * 3600LL * 1000; // of a clock

} // namespace

MovieWriter::MovieWriter(std::unique_ptr<SealedSpool> spool, const QList<MediaTrack> &tracks)
    : m_spool(std::move(spool))
{
    for (const auto &track : tracks)
        m_lanes.append({track, std::nullopt, track.isPicture() ? PacketCodec::H264 : PacketCodec::Opus});
}

MovieWriter::Lane *MovieWriter::laneOf(const MediaTrack &track)
{
    const auto found = std::ranges::find(m_lanes, track, &Lane::track);
    return found == m_lanes.end() ? nullptr : &*found;
}

bool MovieWriter::isKnown() const
{
    return std::ranges::all_of(m_lanes, [](const Lane &lane) { return lane.head.has_value(); });
}

Result<> MovieWriter::take(const EncodedPacket &packet, qint64 nowMs)
{
    auto *lane = laneOf(packet.track);
    const bool fits = lane && !packet.bytes.isEmpty() && packet.track.isPicture() == (packet.codec != PacketCodec::Opus)
        && (!lane->used || lane->codec == packet.codec) && (!m_matroska || lane->codec == packet.codec);
    if (!fits) {
        ++m_dropped;
        return {};
    }
    lane->codec = packet.codec;
    lane->used = true;
    if (!m_firstNs)
        m_firstNs = packet.ns;
    if (m_waitsSinceMs < 0)
        m_waitsSinceMs = nowMs;
    if (!m_matroska) {
        if (!lane->head)
            lane->head = headFrom(packet);
        m_waiting.push_back(packet);
        return tick(nowMs);
    }
    if (m_openSinceMs < 0)
        m_openSinceMs = nowMs;
    return put(packet);
}

Result<> MovieWriter::tick(qint64 nowMs)
{
    if (!m_matroska) {
        const bool due = m_waitsSinceMs >= 0 && (isKnown() || nowMs - m_waitsSinceMs >= longestWaitMs);
        if (!due)
            return {};
        m_openSinceMs = nowMs;
        return open();
    }
    if (m_openSinceMs < 0 || nowMs - m_openSinceMs < longestOpenMs)
        return {};
    return m_matroska->flush();
}

Result<> MovieWriter::open()
{
    QList<MovieStream> streams;
    for (auto &lane : m_lanes)
        streams.append({lane.track, lane.head ? *lane.head : usualHead(lane.codec)});
    auto writer = MatroskaWriter::begin(
        streams, [this](QByteArrayView bytes, const MovieMark &mark) { return seal(bytes, mark); });
    if (!writer)
        return tl::unexpected(writer.error());
    m_matroska = std::move(*writer);
    for (const auto &packet : std::exchange(m_waiting, {}))
        if (const auto done = put(packet); !done)
            return done;
    return {};
}

Result<> MovieWriter::put(const EncodedPacket &packet)
{
    auto &lane = *laneOf(packet.track);
    const auto ms = (packet.ns - *m_firstNs) / nsPerMs;
    // A picture is no use before its first key frame, and a clock that jumps by a day is not ours.
    lane.begun = lane.begun || !packet.track.isPicture() || packet.key;
    if (!lane.begun || ms > m_sealedMs + longestJumpMs || ms < -longestJumpMs) {
        ++m_dropped;
        return {};
    }
    const auto done = m_matroska->write(int(&lane - m_lanes.data()), packet, ms);
    if (!done && done.error().fault == Fault::Invalid) {
        ++m_dropped; // one packet that is none ends no recording
        return {};
    }
    lane.written = lane.written || done;
    return done;
}

Result<> MovieWriter::finish()
{
    if (!m_matroska && m_waitsSinceMs >= 0)
        if (const auto opened = open(); !opened)
            return opened;
    return m_matroska ? m_matroska->flush() : Result<>();
}

Result<> MovieWriter::seal(QByteArrayView bytes, const MovieMark &mark)
{
    m_openSinceMs = -1;
    for (qsizetype at = 0; at < bytes.size(); at += longestPiece) {
        const auto piece = bytes.sliced(at, std::min(longestPiece, bytes.size() - at));
        auto its = mark;
        if (at + piece.size() < bytes.size())
            its.toMs = m_sealedMs; // the cluster is not whole yet
        if (const auto done = m_spool->append(its.encode() + piece.toByteArray()); !done)
            return done;
    }
    m_sealedMs = std::max(m_sealedMs, mark.toMs);
    m_spool->sync();
    return {};
}

QStringList MovieWriter::tracks() const
{
    QStringList names;
    for (const auto &lane : m_lanes)
        if (lane.written)
            names.append(lane.track.name());
    return names;
}

} // namespace sizhen
