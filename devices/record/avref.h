// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
#include <libswscale/swscale.h>
}

#include <memory>

// Owners of what FFmpeg gives out.
namespace sizhen::av {

struct Free {
    void operator()(AVPacket *packet) const { av_packet_free(&packet); }

    void operator()(AVFrame *frame) const { av_frame_free(&frame); }

    void operator()(AVCodecContext *codec) const { avcodec_free_context(&codec); }

    void operator()(AVCodecParserContext *parser) const { av_parser_close(parser); }

    void operator()(SwsContext *scaler) const { sws_freeContext(scaler); }

    void operator()(SwrContext *resampler) const { swr_free(&resampler); }

    void operator()(AVIOContext *io) const
    {
        if (io)
            av_freep(static_cast<void *>(&io->buffer));
        avio_context_free(&io);
    }
};

struct Close {
    void operator()(AVFormatContext *input) const { avformat_close_input(&input); }
};

struct FreeOutput {
    void operator()(AVFormatContext *output) const { avformat_free_context(output); }
};

using Packet = std::unique_ptr<AVPacket, Free>;
using Frame = std::unique_ptr<AVFrame, Free>;
using Codec = std::unique_ptr<AVCodecContext, Free>;
using Parser = std::unique_ptr<AVCodecParserContext, Free>;
using Scaler = std::unique_ptr<SwsContext, Free>;
using Resampler = std::unique_ptr<SwrContext, Free>;
using Io = std::unique_ptr<AVIOContext, Free>;
using Input = std::unique_ptr<AVFormatContext, Close>;
using Output = std::unique_ptr<AVFormatContext, FreeOutput>;

// What FFmpeg says on stderr is about streams of patients, and of no use to anybody.
inline void quiet()
{
    static const bool once = [] {
        av_log_set_level(AV_LOG_QUIET);
        return true;
    }();
    (void)once;
}

} // namespace sizhen::av
