// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/moviedecoder.h"

#include <algorithm>

namespace sizhen {

std::unique_ptr<MovieDecoder> MovieDecoder::of(const AVStream &stream)
{
    std::unique_ptr<MovieDecoder> one(new MovieDecoder);
    const auto *decoder = avcodec_find_decoder(stream.codecpar->codec_id);
    one->m_codec.reset(decoder ? avcodec_alloc_context3(decoder) : nullptr);
    one->m_frame.reset(av_frame_alloc());
    one->m_timeBase = stream.time_base;
    if (!one->m_codec || !one->m_frame || avcodec_parameters_to_context(one->m_codec.get(), stream.codecpar) < 0)
        return nullptr;
    one->m_codec->pkt_timebase = stream.time_base;
    one->m_codec->thread_count = 1; // a second thread would hold pictures back
    one->m_codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    if (avcodec_open2(one->m_codec.get(), decoder, nullptr) < 0)
        return nullptr;
    return one;
}

void MovieDecoder::take(const AVPacket *packet)
{
    (void)avcodec_send_packet(m_codec.get(), packet);
}

std::optional<MoviePart> MovieDecoder::next(int track, double from)
{
    while (avcodec_receive_frame(m_codec.get(), m_frame.get()) >= 0) {
        const auto at = m_frame->best_effort_timestamp;
        const double seconds = at == AV_NOPTS_VALUE ? 0 : double(at) * av_q2d(m_timeBase);
        if (seconds + 0.0005 < from)
            continue;
        if (m_codec->codec_type == AVMEDIA_TYPE_VIDEO) {
            auto shown = picture();
            if (shown.isValid())
                return MoviePicture{track, seconds, std::move(shown)};
            continue;
        }
        if (auto heard = samples(); !heard.isEmpty())
            return MovieSound{track, seconds, std::move(heard)};
    }
    return std::nullopt;
}

QVideoFrame MovieDecoder::picture()
{
    const int width = m_frame->width;
    const int height = m_frame->height;
    // The size may change from one picture to the next.
    m_scaler.reset(sws_getCachedContext(m_scaler.release(), width, height, AVPixelFormat(m_frame->format), width,
                                        height, AV_PIX_FMT_BGR0, SWS_POINT, nullptr, nullptr, nullptr));
    QVideoFrame shown(QVideoFrameFormat({width, height}, QVideoFrameFormat::Format_BGRX8888));
    if (!m_scaler || !shown.map(QVideoFrame::WriteOnly))
        return {};
    uint8_t *planes[4] = {shown.bits(0), nullptr, nullptr, nullptr};
    const int strides[4] = {shown.bytesPerLine(0), 0, 0, 0};
    sws_scale(m_scaler.get(), m_frame->data, m_frame->linesize, 0, height, planes, strides);
    shown.unmap();
    return shown;
}

QByteArray MovieDecoder::samples()
{
    if (!m_resampler) {
        AVChannelLayout out{};
        av_channel_layout_default(&out, MovieReader::soundChannels);
        SwrContext *made = nullptr;
        if (swr_alloc_set_opts2(&made, &out, AV_SAMPLE_FMT_S16, MovieReader::soundHz, &m_frame->ch_layout,
                                AVSampleFormat(m_frame->format), m_frame->sample_rate, 0, nullptr)
                < 0
            || swr_init(made) < 0) {
            swr_free(&made);
            return {};
        }
        m_resampler.reset(made);
    }
    const int most = std::max(0, swr_get_out_samples(m_resampler.get(), m_frame->nb_samples));
    constexpr qsizetype bytesEach = qsizetype(sizeof(qint16)) * MovieReader::soundChannels;
    QByteArray bytes(most * bytesEach, Qt::Uninitialized);
    auto *out = reinterpret_cast<uint8_t *>(bytes.data());
    const int got = swr_convert(m_resampler.get(), &out, most, const_cast<const uint8_t **>(m_frame->extended_data),
                                m_frame->nb_samples);
    bytes.resize(std::max(0, got) * bytesEach);
    return bytes;
}

} // namespace sizhen
