// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/encodedprobe.h"

namespace sizhen {
namespace {

struct PacketTap {
    std::shared_ptr<EncodedTap> tap;
    EncodedPacket like; // track and codec
    std::function<bool()> open;
};

GstPadProbeReturn packetPassed(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    const auto *mine = static_cast<PacketTap *>(data);
    auto *buffer = GST_PAD_PROBE_INFO_BUFFER(info);
    GstMapInfo map;
    if (!mine->open() || !GST_BUFFER_PTS_IS_VALID(buffer) || !gst_buffer_map(buffer, &map, GST_MAP_READ))
        return GST_PAD_PROBE_OK;
    auto packet = mine->like;
    packet.bytes = QByteArray(reinterpret_cast<const char *>(map.data), qsizetype(map.size));
    packet.ns = qint64(GST_BUFFER_PTS(buffer));
    packet.key = packet.codec == PacketCodec::Opus || !GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_DELTA_UNIT);
    gst_buffer_unmap(buffer, &map);
    mine->tap->take(packet);
    return GST_PAD_PROBE_OK;
}

} // namespace

void tapPackets(GstPad *pad, std::shared_ptr<EncodedTap> tap, const MediaTrack &track, PacketCodec codec, std::function<bool()> open)
{
    EncodedPacket like;
    like.track = track;
    like.codec = codec;
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, packetPassed, new PacketTap{std::move(tap), like, std::move(open)},
                      [](gpointer data) { delete static_cast<PacketTap *>(data); });
}

} // namespace sizhen
