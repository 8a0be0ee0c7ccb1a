// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/encodedprobe.h"

namespace sizhen {
namespace {

constexpr auto startCode = "\0\0\0\1";

QByteArray coded(QByteArrayView unit)
{
    return QByteArray(startCode, 4) + unit.toByteArray();
}

struct PacketTap {
    std::shared_ptr<EncodedTap> tap;
    EncodedPacket like; // track and codec
    std::function<bool()> open;
    CapsRef caps = {}; // the form belongs to
    AvcForm form = {};
};

AvcForm formOf(GstCaps *caps)
{
    const auto *value = gst_structure_get_value(gst_caps_get_structure(caps, 0), "codec_data");
    GstMapInfo map;
    if (!value || !gst_buffer_map(gst_value_get_buffer(value), &map, GST_MAP_READ))
        return {};
    const auto form = AvcForm::fromCodecData(QByteArray(reinterpret_cast<const char *>(map.data), qsizetype(map.size)));
    gst_buffer_unmap(gst_value_get_buffer(value), &map);
    return form;
}

void readForm(PacketTap &mine, GstPad *pad)
{
    CapsRef caps(gst_pad_get_current_caps(pad));
    if (!caps || (mine.caps && gst_caps_is_equal(caps.get(), mine.caps.get())))
        return;
    mine.form = formOf(caps.get());
    mine.caps = std::move(caps);
}

GstPadProbeReturn packetPassed(GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
    auto *mine = static_cast<PacketTap *>(data);
    auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    GstMapInfo map;
    const auto at = runningTimeOf(pad, buffer);
    if (!mine->open() || !at || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return GST_PAD_PROBE_OK;
    auto packet = mine->like;
    packet.bytes = QByteArray(reinterpret_cast<const char *>(map.data), qsizetype(map.size));
    packet.ns = *at;
    packet.key = packet.codec == PacketCodec::Opus || !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    gst_buffer_unmap(buffer, &map);
    if (packet.codec == PacketCodec::H264) {
        readForm(*mine, pad);
        packet.bytes = mine->form.withStartCodes(packet.bytes, packet.key);
    }
    if (!packet.bytes.isEmpty())
        mine->tap->take(packet);
    return GST_PAD_PROBE_OK;
}

} // namespace

AvcForm AvcForm::fromCodecData(const QByteArray &codecData)
{
    constexpr qsizetype fixed = 6; // version, profile, constraints, level, length size, count
    if (codecData.size() < fixed || codecData[0] != 1)
        return {};
    AvcForm form;
    qsizetype at = fixed - 1;
    for (const int mask : {0x1f, 0xff}) { // sequence parameter sets, then picture parameter sets
        if (at >= codecData.size())
            return {};
        for (int left = quint8(codecData[at++]) & mask; left > 0; --left) {
            if (at + 2 > codecData.size())
                return {};
            const qsizetype size = quint8(codecData[at]) << 8 | quint8(codecData[at + 1]);
            if (at + 2 + size > codecData.size())
                return {};
            form.parameterSets += coded(QByteArrayView(codecData).sliced(at + 2, size));
            at += 2 + size;
        }
    }
    form.lengthSize = (quint8(codecData[4]) & 3) + 1;
    return form;
}

QByteArray AvcForm::withStartCodes(const QByteArray &unit, bool key) const
{
    if (lengthSize == 0)
        return unit;
    auto all = key ? parameterSets : QByteArray();
    for (qsizetype at = 0; at < unit.size();) {
        if (at + lengthSize > unit.size())
            return {};
        qsizetype size = 0;
        for (int i = 0; i < lengthSize; ++i)
            size = size << 8 | quint8(unit[at + i]);
        at += lengthSize;
        if (size > unit.size() - at)
            return {};
        all += coded(QByteArrayView(unit).sliced(at, size));
        at += size;
    }
    return all;
}

void tapPackets(GstPad *pad, std::shared_ptr<EncodedTap> tap, const MediaTrack &track, PacketCodec codec,
                std::function<bool()> open)
{
    EncodedPacket like;
    like.track = track;
    like.codec = codec;
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, packetPassed,
                      new PacketTap{std::move(tap), like, std::move(open)},
                      [](gpointer data) { delete static_cast<PacketTap *>(data); });
}

} // namespace sizhen
