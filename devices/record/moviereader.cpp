// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/moviereader.h"

#include "devices/record/matroskacopy.h"
#include "devices/record/moviebytes.h"
#include "devices/record/moviedecoder.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int readAtOnce = 32 * 1024;

auto noMovie()
{
    return tl::unexpected(Error{Fault::Corrupt, u"movie: no Matroska"_s, u"CON-10"_s, u"recording.damaged"_s, {}});
}

// The file as its demuxer sees it: the head, then on from the cluster that is wanted.
struct Source {
    MovieBytes *bytes = nullptr;
    quint64 at = 0; // as the demuxer counts
    quint64 from = 0; // where the bytes after the head are taken from
    std::optional<Error> error;
};

int giveBytes(void *opaque, uint8_t *into, int size)
{
    auto &source = *static_cast<Source *>(opaque);
    const auto head = source.bytes->headSize();
    const bool inHead = source.at < head;
    const auto place = inHead ? source.at : source.at - head + source.from;
    const auto most = inHead ? std::min<quint64>(quint64(size), head - source.at) : quint64(size);
    const auto part = source.bytes->read(place, qsizetype(most));
    if (!part) {
        source.error = part.error();
        return AVERROR_INVALIDDATA;
    }
    if (part->isEmpty())
        return AVERROR_EOF;
    std::copy(part->begin(), part->end(), into);
    source.at += quint64(part->size());
    return int(part->size());
}

} // namespace

struct MovieReader::Ffmpeg {
    std::unique_ptr<MovieBytes> bytes;
    Source source;
    av::Io io;
    av::Input input; // before what it reads from
    av::Packet packet;
    std::vector<std::unique_ptr<MovieDecoder>> decoders;
};

MovieReader::MovieReader()
    : m_ffmpeg(std::make_unique<Ffmpeg>())
{
}

MovieReader::~MovieReader() = default;

Result<std::unique_ptr<MovieReader>> MovieReader::open(const QString &path, SecretBytes key)
{
    av::quiet();
    auto bytes = MovieBytes::open(path, std::move(key));
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::unique_ptr<MovieReader> reader(new MovieReader);
    reader->m_ffmpeg->bytes = std::move(*bytes);
    reader->m_ffmpeg->packet.reset(av_packet_alloc());
    if (const auto begun = reader->begin(reader->m_ffmpeg->bytes->headSize()); !begun)
        return tl::unexpected(begun.error());
    if (const auto read = reader->readTracks(); !read)
        return tl::unexpected(read.error());
    return reader;
}

// A new demuxer each time: its own seeking wants an index that a live file has not.
Result<> MovieReader::begin(quint64 from)
{
    auto &own = *m_ffmpeg;
    own.input.reset();
    own.decoders.clear();
    own.source = {own.bytes.get(), 0, from, std::nullopt};
    auto *buffer = static_cast<unsigned char *>(av_malloc(readAtOnce));
    own.io.reset(avio_alloc_context(buffer, readAtOnce, 0, &own.source, giveBytes, nullptr, nullptr));
    auto *input = avformat_alloc_context();
    if (!own.io || !input || !own.packet)
        return fail(Fault::Io, u"movie: no memory"_s);
    own.io->seekable = 0;
    input->pb = own.io.get();
    input->flags |= AVFMT_FLAG_CUSTOM_IO;
    const auto *matroska = av_find_input_format("matroska");
    if (!matroska || avformat_open_input(&input, "", matroska, nullptr) < 0) // frees it when it fails
        return own.source.error ? Result<>(tl::unexpected(*own.source.error)) : noMovie();
    own.input.reset(input);
    for (unsigned i = 0; i < input->nb_streams; ++i)
        own.decoders.push_back(MovieDecoder::of(*input->streams[i]));
    m_drained = false;
    return {};
}

Result<> MovieReader::readTracks()
{
    const auto &input = *m_ffmpeg->input;
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        const auto *title = av_dict_get(input.streams[i]->metadata, "title", nullptr, 0);
        const auto track = MediaTrack::fromName(title ? QString::fromUtf8(title->value) : QString());
        const bool picture = input.streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
        if (!track || track->isPicture() != picture)
            return noMovie();
        m_tracks.append(*track);
        m_chosen.insert(int(i));
    }
    return m_tracks.isEmpty() ? noMovie() : Result<>();
}

double MovieReader::seconds() const
{
    return double(m_ffmpeg->bytes->lastMs()) / 1000;
}

bool MovieReader::isCut() const
{
    return m_ffmpeg->bytes->spool().isCut();
}

qint64 MovieReader::wholeBytes() const
{
    return m_ffmpeg->bytes->spool().wholeBytes();
}

qsizetype MovieReader::recordsOpened() const
{
    return m_ffmpeg->bytes->opened();
}

void MovieReader::choose(const QSet<int> &tracks)
{
    m_chosen = tracks;
}

Result<> MovieReader::seek(double seconds)
{
    const double to = std::clamp(seconds, 0.0, this->seconds());
    const auto from = m_ffmpeg->bytes->keyFrom(qint64(to * 1000));
    if (!from)
        return tl::unexpected(from.error());
    m_from = to;
    return begin(*from);
}

Result<bool> MovieReader::feed()
{
    auto &own = *m_ffmpeg;
    if (!own.input) // the last seek() came to no good
        return noMovie();
    av_packet_unref(own.packet.get()); // of a read that ended in damage
    const int read = av_read_frame(own.input.get(), own.packet.get());
    if (own.source.error)
        return tl::unexpected(*own.source.error);
    if (read < 0) {
        if (std::exchange(m_drained, true))
            return false;
        for (const auto &decoder : own.decoders)
            if (decoder)
                decoder->take(nullptr);
        return true;
    }
    const int track = own.packet->stream_index;
    if (m_chosen.contains(track) && size_t(track) < own.decoders.size() && own.decoders[size_t(track)])
        own.decoders[size_t(track)]->take(own.packet.get());
    av_packet_unref(own.packet.get());
    return true;
}

std::optional<MoviePart> MovieReader::decoded(int track)
{
    const auto &decoder = m_ffmpeg->decoders[size_t(track)];
    return decoder && m_chosen.contains(track) ? decoder->next(track, m_from) : std::nullopt;
}

Result<std::optional<MoviePart>> MovieReader::next()
{
    while (true) {
        for (int track = 0; track < m_tracks.size(); ++track)
            if (auto part = decoded(track))
                return part;
        const auto fed = feed();
        if (!fed)
            return tl::unexpected(fed.error());
        if (!*fed)
            return std::optional<MoviePart>();
    }
}

Result<QByteArray> MovieReader::verify()
{
    return m_ffmpeg->bytes->verify();
}

Result<> MovieReader::exportTo(QIODevice &file)
{
    auto &own = *m_ffmpeg;
    if (const auto begun = begin(own.bytes->headSize()); !begun)
        return begun;
    return copyMatroska(*own.input, file, [&own] { return own.source.error; });
}

} // namespace sizhen
