// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/matroskawriter.h"

#include "devices/record/avref.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 longestClusterMs = 900; // what a killed program loses, at most a second of
constexpr int pieceSize = 64 * 1024;

AVCodecID codecId(PacketCodec codec)
{
    switch (codec) {
    case PacketCodec::H264:
        return AV_CODEC_ID_H264;
    case PacketCodec::Vp8:
        return AV_CODEC_ID_VP8;
    case PacketCodec::Opus:
        break;
    }
    return AV_CODEC_ID_OPUS;
}

bool describe(AVStream &stream, const MovieStream &what)
{
    auto &about = *stream.codecpar;
    about.codec_id = codecId(what.head.codec);
    about.codec_type = what.track.isPicture() ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO;
    about.width = what.head.size.width();
    about.height = what.head.size.height();
    if (!what.track.isPicture()) {
        about.sample_rate = 48'000;
        av_channel_layout_default(&about.ch_layout, 2);
    }
    const auto &extra = what.head.extra;
    if (!extra.isEmpty()) {
        about.extradata = static_cast<uint8_t *>(av_mallocz(size_t(extra.size()) + AV_INPUT_BUFFER_PADDING_SIZE));
        if (!about.extradata)
            return false;
        std::copy(extra.begin(), extra.end(), about.extradata);
        about.extradata_size = int(extra.size());
    }
    stream.time_base = {1, 1000};
    const auto name = what.track.name().toUtf8();
    av_dict_set(&stream.metadata, "title", name.constData(), 0);
    if (what.track.kind == MediaTrack::Kind::Interpreter)
        av_dict_set(&stream.metadata, "language", what.track.of.toLatin1().constData(), 0);
    return true;
}

int takeBytes(void *into, uint8_t *bytes, int size)
{
    static_cast<QByteArray *>(into)->append(reinterpret_cast<const char *>(bytes), size);
    return size;
}

} // namespace

struct MatroskaWriter::Ffmpeg {
    av::Io io;
    av::Output output;
    av::Packet packet;
};

MatroskaWriter::MatroskaWriter(const QList<MovieStream> &streams, Sink sink)
    : m_streams(streams)
    , m_sink(std::move(sink))
    , m_ffmpeg(std::make_unique<Ffmpeg>())
{
}

MatroskaWriter::~MatroskaWriter() = default;

Result<std::unique_ptr<MatroskaWriter>> MatroskaWriter::begin(const QList<MovieStream> &streams, Sink sink)
{
    av::quiet();
    std::unique_ptr<MatroskaWriter> writer(new MatroskaWriter(streams, std::move(sink)));
    if (const auto done = writer->writeHead(); !done)
        return tl::unexpected(done.error());
    return writer;
}

Result<> MatroskaWriter::writeHead()
{
    auto &own = *m_ffmpeg;
    auto *buffer = static_cast<unsigned char *>(av_malloc(pieceSize));
    own.io.reset(avio_alloc_context(buffer, pieceSize, 1, &m_pending, nullptr, takeBytes, nullptr));
    own.packet.reset(av_packet_alloc());
    AVFormatContext *output = nullptr;
    avformat_alloc_output_context2(&output, nullptr, "matroska", nullptr);
    own.output.reset(output);
    if (!own.io || !own.packet || !output)
        return fail(Fault::Io, u"movie: no memory"_s);
    own.io->seekable = 0;
    output->pb = own.io.get();
    output->flags |= AVFMT_FLAG_CUSTOM_IO;
    for (const auto &one : m_streams) {
        auto *stream = avformat_new_stream(output, nullptr);
        if (!stream || !describe(*stream, one))
            return fail(Fault::Io, u"movie: no memory"_s);
    }
    AVDictionary *options = nullptr;
    av_dict_set(&options, "live", "1", 0);
    av_dict_set(&options, "cluster_time_limit", "1000", 0);
    av_dict_set(&options, "avoid_negative_ts", "disabled", 0);
    const int begun = avformat_write_header(output, &options);
    av_dict_free(&options);
    if (begun < 0)
        return fail(Fault::Invalid, u"movie: no file holds these streams"_s);
    avio_flush(output->pb);
    return hand({});
}

Result<> MatroskaWriter::write(int stream, const EncodedPacket &packet, qint64 ms)
{
    if (stream < 0 || stream >= m_streams.size() || packet.bytes.isEmpty())
        return fail(Fault::Invalid, u"movie: no packet of it"_s);
    const bool keyPicture = packet.key && m_streams[stream].track.isPicture();
    if (hasOpenCluster() && (keyPicture || ms - m_clusterFromMs >= longestClusterMs))
        if (const auto done = flush(); !done)
            return done;
    // Blocks of a file stand in order; a packet that a clock put behind another is moved, not lost.
    auto &last = m_lastMs[stream];
    ms = std::max({ms, last, qint64(0)});
    last = ms;
    if (!hasOpenCluster())
        m_clusterFromMs = ms;
    if (keyPicture)
        m_keyFrom[stream] = m_written;
    auto &one = *m_ffmpeg->packet;
    av_packet_unref(&one);
    one.data = reinterpret_cast<uint8_t *>(const_cast<char *>(packet.bytes.constData())); // it only reads
    one.size = int(packet.bytes.size());
    one.stream_index = stream;
    one.pts = one.dts = av_rescale_q(ms, {1, 1000}, m_ffmpeg->output->streams[stream]->time_base);
    if (packet.key || !m_streams[stream].track.isPicture())
        one.flags |= AV_PKT_FLAG_KEY;
    const int written = av_write_frame(m_ffmpeg->output.get(), &one);
    one.data = nullptr;
    one.size = 0;
    if (written < 0)
        return fail(Fault::Invalid, u"movie: a packet that no file holds"_s);
    m_toMs = std::max(m_toMs, ms);
    return {};
}

Result<> MatroskaWriter::flush()
{
    if (!hasOpenCluster())
        return {};
    av_write_frame(m_ffmpeg->output.get(), nullptr); // closes the cluster
    avio_flush(m_ffmpeg->io.get());
    MovieMark mark{m_clusterFromMs, m_toMs, m_written};
    for (const auto &[stream, from] : m_keyFrom)
        mark.keyFrom = std::min(mark.keyFrom, from);
    m_clusterFromMs = -1;
    return hand(mark);
}

Result<> MatroskaWriter::hand(const MovieMark &mark)
{
    const auto bytes = std::exchange(m_pending, {});
    m_written += quint64(bytes.size());
    return bytes.isEmpty() ? Result<>() : m_sink(bytes, mark);
}

} // namespace sizhen
