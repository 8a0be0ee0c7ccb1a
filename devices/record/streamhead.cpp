// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/streamhead.h"

#include "devices/record/avref.h"

#include <QtEndian>

namespace sizhen {
namespace {

constexpr int spsUnit = 7;
constexpr int ppsUnit = 8;
constexpr QSize usualSize{1280, 720};
constexpr qsizetype vp8KeyHead = 10; // RFC 6386 9.1
constexpr quint16 vp8SizeMask = 0x3fff;

const QByteArray usualSets = QByteArray::fromHex("000000016742c01fda014016ec0440000003004000000f23c60ca8"
                                                 "0000000168ce0fc8");

// RFC 7845 5.1: two channels, which also play one; 312 samples of pre-skip as libopus has them, 48 kHz.
const QByteArray opusHead = QByteArray("OpusHead").append(QByteArray::fromHex("0102380180bb0000000000"));

// Where the next start code begins and where its unit does.
struct StartCode {
    qsizetype at = -1;
    qsizetype unit = -1;
};

StartCode nextStart(QByteArrayView bytes, qsizetype from)
{
    for (qsizetype i = from; i + 3 <= bytes.size(); ++i) {
        if (bytes[i] != 0 || bytes[i + 1] != 0 || bytes[i + 2] != 1)
            continue;
        return {i > from && bytes[i - 1] == 0 ? i - 1 : i, i + 3};
    }
    return {};
}

QSize h264Size(const QByteArray &sets)
{
    const av::Parser parser(av_parser_init(AV_CODEC_ID_H264));
    const av::Codec codec(avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264)));
    if (!parser || !codec)
        return {};
    parser->flags |= PARSER_FLAG_COMPLETE_FRAMES;
    // It asks for a picture after the sets, and takes its size from the sets alone.
    const auto bytes = sets + QByteArray::fromHex("00000001658884") + QByteArray(AV_INPUT_BUFFER_PADDING_SIZE, '\0');
    uint8_t *out = nullptr;
    int size = 0;
    av_parser_parse2(parser.get(), codec.get(), &out, &size, reinterpret_cast<const uint8_t *>(bytes.constData()),
                     int(bytes.size() - AV_INPUT_BUFFER_PADDING_SIZE), AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
    return {parser->width, parser->height};
}

std::optional<StreamHead> h264Head(const EncodedPacket &packet)
{
    auto sets = parameterSets(packet.bytes);
    if (sets.isEmpty())
        return std::nullopt;
    const auto size = h264Size(sets);
    return StreamHead{PacketCodec::H264, std::move(sets), size.isEmpty() ? usualSize : size};
}

std::optional<StreamHead> vp8Head(const EncodedPacket &packet)
{
    const auto &bytes = packet.bytes;
    const bool key
        = bytes.size() >= vp8KeyHead && (bytes[0] & 1) == 0 && bytes.sliced(3, 3) == QByteArray("\x9d\x01\x2a");
    if (!key)
        return std::nullopt;
    const QSize size(qFromLittleEndian<quint16>(bytes.constData() + 6) & vp8SizeMask,
                     qFromLittleEndian<quint16>(bytes.constData() + 8) & vp8SizeMask);
    return size.isEmpty() ? std::nullopt : std::optional(StreamHead{PacketCodec::Vp8, {}, size});
}

} // namespace

QByteArray parameterSets(QByteArrayView accessUnit)
{
    QByteArray sps;
    QByteArray pps;
    auto start = nextStart(accessUnit, 0);
    while (start.at >= 0 && start.unit < accessUnit.size()) {
        const auto next = nextStart(accessUnit, start.unit);
        const auto end = next.at >= 0 ? next.at : accessUnit.size();
        const int type = accessUnit[start.unit] & 0x1f;
        const auto unit
            = QByteArray::fromHex("00000001") + accessUnit.sliced(start.unit, end - start.unit).toByteArray();
        if (type == spsUnit)
            sps += unit;
        else if (type == ppsUnit)
            pps += unit;
        start = next;
    }
    return sps.isEmpty() || pps.isEmpty() ? QByteArray() : sps + pps;
}

std::optional<StreamHead> headFrom(const EncodedPacket &packet)
{
    switch (packet.codec) {
    case PacketCodec::H264:
        return h264Head(packet);
    case PacketCodec::Vp8:
        return vp8Head(packet);
    case PacketCodec::Opus:
        break;
    }
    return usualHead(PacketCodec::Opus);
}

StreamHead usualHead(PacketCodec codec)
{
    if (codec == PacketCodec::Opus)
        return {codec, opusHead, {}};
    return {codec, codec == PacketCodec::H264 ? usualSets : QByteArray(), usualSize};
}

} // namespace sizhen
