// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/encodedpacket.h"

#include <QSize>
#include <QVideoFrame>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/opt.h>
}

#include <algorithm>
#include <cmath>
#include <functional>

// Picture and sound as a call encodes them (x264 and Opus, or VP8), of which every frame can be told: its number stands
// in it as sixteen black or white fields.
namespace sizhen::test {

inline constexpr int framesASecond = 30;
inline constexpr qint64 nsASecond = 1'000'000'000;
inline constexpr int numberBits = 16;

inline MediaTrack pictureOf(const QString &side)
{
    return {MediaTrack::Kind::Picture, side};
}

inline MediaTrack soundOf(const QString &side)
{
    return {MediaTrack::Kind::Sound, side};
}

inline void drawNumber(AVFrame &frame, int number)
{
    const int field = frame.width / numberBits;
    for (int y = 0; y < frame.height; ++y)
        for (int x = 0; x < frame.width; ++x) {
            const bool white = (number >> std::min(numberBits - 1, x / field)) & 1;
            const bool top = y < frame.height / 2;
            const auto noise
                = (quint32(x) * 7919u + quint32(y) * 104'729u + quint32(number) * 15'485'863u) * 2'654'435'761u;
            frame.data[0][y * frame.linesize[0] + x] = top ? (white ? 220 : 30) : uint8_t(60 + (noise >> 26));
        }
    for (int y = 0; y < frame.height / 2; ++y) {
        std::fill_n(frame.data[1] + y * frame.linesize[1], frame.width / 2, uint8_t(110));
        std::fill_n(frame.data[2] + y * frame.linesize[2], frame.width / 2, uint8_t(140));
    }
}

// The number in a decoded picture; its size does not matter.
inline int numberIn(QVideoFrame picture)
{
    if (!picture.map(QVideoFrame::ReadOnly))
        return -1;
    int number = 0;
    const auto *row = picture.bits(0) + picture.bytesPerLine(0) * (picture.height() / 4);
    for (int bit = 0; bit < numberBits; ++bit)
        if (row[(picture.width() / numberBits * bit + picture.width() / numberBits / 2) * 4 + 1] > 128)
            number |= 1 << bit;
    picture.unmap();
    return number;
}

// All the packets that an encoder has ready.
inline void collect(AVCodecContext *codec, const std::function<void(const AVPacket &)> &take)
{
    auto *packet = av_packet_alloc();
    while (avcodec_receive_packet(codec, packet) >= 0) {
        take(*packet);
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
}

inline QList<EncodedPacket> encodePictures(const MediaTrack &track, QSize size, int from, int count, int keyEvery = 60,
                                           PacketCodec wanted = PacketCodec::H264, int kbit = 1500)
{
    av_log_set_level(AV_LOG_QUIET);
    const bool h264 = wanted == PacketCodec::H264;
    const auto *encoder = avcodec_find_encoder_by_name(h264 ? "libx264" : "libvpx");
    if (!encoder)
        qFatal("no encoder");
    auto *codec = avcodec_alloc_context3(encoder);
    codec->width = size.width();
    codec->height = size.height();
    codec->pix_fmt = AV_PIX_FMT_YUV420P;
    codec->time_base = {1, framesASecond};
    codec->gop_size = keyEvery;
    codec->bit_rate = kbit * 1000;
    codec->thread_count = 1;
    if (h264) {
        av_opt_set(codec->priv_data, "preset", "ultrafast", 0);
        av_opt_set(codec->priv_data, "tune", "zerolatency", 0);
    } else {
        av_opt_set(codec->priv_data, "deadline", "realtime", 0);
        av_opt_set(codec->priv_data, "cpu-used", "8", 0);
    }
    if (avcodec_open2(codec, encoder, nullptr) < 0)
        qFatal("encoder");
    auto *frame = av_frame_alloc();
    frame->format = codec->pix_fmt;
    frame->width = codec->width;
    frame->height = codec->height;
    if (av_frame_get_buffer(frame, 0) < 0)
        qFatal("frame");
    QList<EncodedPacket> packets;
    const auto take = [&](const AVPacket &one) {
        packets.append({track, wanted, QByteArray(reinterpret_cast<const char *>(one.data), one.size),
                        (from + one.pts) * nsASecond / framesASecond, (one.flags & AV_PKT_FLAG_KEY) != 0});
    };
    for (int i = 0; i < count; ++i) {
        if (av_frame_make_writable(frame) < 0)
            qFatal("frame");
        drawNumber(*frame, from + i);
        frame->pts = i;
        avcodec_send_frame(codec, frame);
        collect(codec, take);
    }
    avcodec_send_frame(codec, nullptr);
    collect(codec, take);
    av_frame_free(&frame);
    avcodec_free_context(&codec);
    return packets;
}

inline QList<EncodedPacket> encodeTone(const MediaTrack &track, double hz, double seconds)
{
    const auto *encoder = avcodec_find_encoder_by_name("libopus");
    if (!encoder)
        qFatal("no libopus");
    auto *codec = avcodec_alloc_context3(encoder);
    codec->sample_rate = 48'000;
    codec->sample_fmt = AV_SAMPLE_FMT_S16;
    codec->bit_rate = 32'000;
    av_channel_layout_default(&codec->ch_layout, 1);
    if (avcodec_open2(codec, encoder, nullptr) < 0)
        qFatal("opus");
    auto *frame = av_frame_alloc();
    frame->format = codec->sample_fmt;
    frame->nb_samples = codec->frame_size;
    frame->sample_rate = codec->sample_rate;
    av_channel_layout_copy(&frame->ch_layout, &codec->ch_layout);
    if (av_frame_get_buffer(frame, 0) < 0)
        qFatal("frame");
    QList<EncodedPacket> packets;
    const auto take = [&](const AVPacket &one) {
        packets.append({track, PacketCodec::Opus, QByteArray(reinterpret_cast<const char *>(one.data), one.size),
                        qint64(packets.size()) * codec->frame_size * nsASecond / codec->sample_rate, true});
    };
    const int frames = int(seconds * codec->sample_rate / codec->frame_size);
    for (int i = 0; i < frames; ++i) {
        if (av_frame_make_writable(frame) < 0)
            qFatal("frame");
        auto *samples = reinterpret_cast<qint16 *>(frame->data[0]);
        for (int n = 0; n < codec->frame_size; ++n)
            samples[n]
                = qint16(12'000 * std::sin(2 * M_PI * hz * (double(i) * codec->frame_size + n) / codec->sample_rate));
        frame->pts = qint64(i) * codec->frame_size;
        avcodec_send_frame(codec, frame);
        collect(codec, take);
    }
    av_frame_free(&frame);
    avcodec_free_context(&codec);
    return packets;
}

// Of several tracks in the order in which a call gives them.
inline QList<EncodedPacket> together(const QList<QList<EncodedPacket>> &tracks)
{
    QList<EncodedPacket> all;
    for (const auto &one : tracks)
        all += one;
    std::stable_sort(all.begin(), all.end(), [](const auto &a, const auto &b) { return a.ns < b.ns; });
    return all;
}

// How often a tone swings a second, of 16-bit samples in two channels.
inline double hzOf(const QByteArray &samples)
{
    const auto *values = reinterpret_cast<const qint16 *>(samples.constData());
    const auto frames = samples.size() / 4;
    int ups = 0;
    for (qsizetype i = 1; i < frames; ++i)
        ups += values[2 * (i - 1)] < 0 && values[2 * i] >= 0 ? 1 : 0;
    return frames ? ups * 48'000.0 / double(frames) : 0;
}

} // namespace sizhen::test
