// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/matroskacopy.h"

#include "devices/record/avref.h"

#include <QIODevice>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int writtenAtOnce = 64 * 1024;

int writePart(void *file, uint8_t *bytes, int size)
{
    const auto written = static_cast<QIODevice *>(file)->write(reinterpret_cast<const char *>(bytes), size);
    return written == size ? size : AVERROR(EIO);
}

int64_t seekTo(void *file, int64_t to, int whence)
{
    auto &device = *static_cast<QIODevice *>(file);
    if (whence == AVSEEK_SIZE)
        return device.size();
    return whence == SEEK_SET && device.seek(to) ? to : AVERROR(EINVAL);
}

bool copyStreams(const AVFormatContext &input, AVFormatContext &output)
{
    for (unsigned i = 0; i < input.nb_streams; ++i) {
        auto *stream = avformat_new_stream(&output, nullptr);
        if (!stream || avcodec_parameters_copy(stream->codecpar, input.streams[i]->codecpar) < 0)
            return false;
        av_dict_copy(&stream->metadata, input.streams[i]->metadata, 0);
        stream->time_base = input.streams[i]->time_base;
    }
    return true;
}

} // namespace

Result<> copyMatroska(AVFormatContext &input, QIODevice &file, const std::function<std::optional<Error>()> &damage)
{
    const auto cannot = [] { return fail(Fault::Io, u"movie: the copy cannot be written"_s); };
    auto *buffer = static_cast<unsigned char *>(av_malloc(writtenAtOnce));
    const av::Io io(avio_alloc_context(buffer, writtenAtOnce, 1, &file, nullptr, writePart, seekTo));
    const av::Packet packet(av_packet_alloc());
    AVFormatContext *made = nullptr;
    avformat_alloc_output_context2(&made, nullptr, "matroska", nullptr);
    const av::Output output(made);
    if (!io || !packet || !output || !copyStreams(input, *output))
        return cannot();
    output->pb = io.get();
    output->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT; // no name of a program, no hour
    if (avformat_write_header(output.get(), nullptr) < 0)
        return cannot();
    while (av_read_frame(&input, packet.get()) >= 0) {
        const auto index = packet->stream_index;
        if (packet->dts == AV_NOPTS_VALUE)
            packet->dts = packet->pts;
        av_packet_rescale_ts(packet.get(), input.streams[index]->time_base, output->streams[index]->time_base);
        packet->pos = -1;
        const int written = av_write_frame(output.get(), packet.get());
        av_packet_unref(packet.get());
        if (written < 0)
            return cannot();
    }
    if (const auto error = damage())
        return tl::unexpected(*error);
    if (av_write_trailer(output.get()) < 0 || io->error < 0)
        return cannot();
    return {};
}

} // namespace sizhen
