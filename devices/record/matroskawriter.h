// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "devices/record/moviemark.h"
#include "devices/record/streamhead.h"

#include <functional>
#include <map>
#include <memory>

namespace sizhen {

struct MovieStream {
    MediaTrack track;
    StreamHead head;
};

// Packets in, pieces of a Matroska file out, without encoding anything. Each piece is whole: the head of the file, then
// clusters of less than a second, each beginning with a key frame where one comes. No thread, no clock.
class MatroskaWriter
{
public:
    using Sink = std::function<Result<>(QByteArrayView bytes, const MovieMark &mark)>;

    // Gives the head to the sink. Fault::Invalid: streams that no file can hold.
    [[nodiscard]] static Result<std::unique_ptr<MatroskaWriter>> begin(const QList<MovieStream> &streams, Sink sink);
    ~MatroskaWriter();
    Q_DISABLE_COPY_MOVE(MatroskaWriter)

    // `ms` since the beginning; never before an earlier one of its stream. The sink's error comes back, and nothing
    // may be written after it.
    [[nodiscard]] Result<> write(int stream, const EncodedPacket &packet, qint64 ms);
    // What is not with the sink yet goes there.
    [[nodiscard]] Result<> flush();

    [[nodiscard]] bool hasOpenCluster() const { return m_clusterFromMs >= 0; }

private:
    struct Ffmpeg;

    MatroskaWriter(const QList<MovieStream> &streams, Sink sink);
    [[nodiscard]] Result<> writeHead();
    [[nodiscard]] Result<> hand(const MovieMark &mark);

    const QList<MovieStream> m_streams;
    Sink m_sink;
    std::unique_ptr<Ffmpeg> m_ffmpeg;
    QByteArray m_pending; // of the cluster that is being closed
    quint64 m_written = 0; // bytes of the file that the sink has
    qint64 m_clusterFromMs = -1; // -1: none is open
    qint64 m_toMs = 0;
    std::map<int, quint64> m_keyFrom; // pictures that showed a key frame: where its cluster begins
    std::map<int, qint64> m_lastMs;
};

} // namespace sizhen
