// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/soundlevel.h"

#include "core/call/mediadevice.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr int levelSamples = 4800; // 100 ms
constexpr double levelFull = 32768;

struct LevelTap {
    SoundLevel &level;
    SoundMeter meter{level};
};

GstPadProbeReturn measure(GstPad *, GstPadProbeInfo *info, gpointer data)
{
    auto *tap = static_cast<LevelTap *>(data);
    GstMapInfo map;
    if (!gst_buffer_map(GST_PAD_PROBE_INFO_BUFFER(info), &map, GST_MAP_READ))
        return GST_PAD_PROBE_OK;
    const auto *values = reinterpret_cast<const qint16 *>(map.data);
    const auto count = map.size / sizeof(qint16);
    std::for_each(values, values + count, [tap](qint16 value) { tap->meter.add(value); });
    tap->level.samples += qint64(count);
    gst_buffer_unmap(GST_PAD_PROBE_INFO_BUFFER(info), &map);
    return GST_PAD_PROBE_OK;
}

} // namespace

SoundLevel::SoundLevel()
    : db(SoundLevels::silentDb)
{
}

void SoundMeter::add(qint16 sample)
{
    const double value = double(sample) / levelFull;
    m_squares += value * value;
    if (++m_count < levelSamples)
        return;
    m_level.db = std::max(SoundLevels::silentDb, 10 * std::log10(std::max(m_squares / m_count, 1e-12)));
    m_squares = 0;
    m_count = 0;
}

void watchLevel(GstPad *pad, SoundLevel &level)
{
    gst_pad_add_probe(pad, GST_PAD_PROBE_TYPE_BUFFER, measure, new LevelTap{level},
                      [](gpointer data) { delete static_cast<LevelTap *>(data); });
}

} // namespace sizhen
