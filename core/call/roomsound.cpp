// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/roomsound.h"

#include <algorithm>

namespace sizhen {

void RoomSound::heard(const QByteArray &end, bool interpreter, double db, qint64 nowMs)
{
    auto &voice = m_voices[end];
    voice.interpreter = interpreter;
    voice.db = db;
    if (db < speechDb)
        voice.loudSinceMs = -1;
    else if (voice.loudSinceMs < 0)
        voice.loudSinceMs = nowMs;
    if (voice.loudSinceMs >= 0 && (nowMs - voice.loudSinceMs >= attackMs || voice.speaks(nowMs)))
        voice.spokeMs = nowMs;
}

void RoomSound::forget(const QByteArray &end)
{
    m_voices.erase(end);
}

double RoomSound::volumeOf(const QByteArray &end, qint64 nowMs) const
{
    const auto own = m_voices.find(end);
    if (own != m_voices.end() && own->second.interpreter)
        return 1;
    const bool interpreted = std::ranges::any_of(
        m_voices, [nowMs](const auto &one) { return one.second.interpreter && one.second.speaks(nowMs); });
    return interpreted ? besides : 1;
}

QByteArray RoomSound::speaker(qint64 nowMs)
{
    const auto *loudest = static_cast<const std::pair<const QByteArray, Voice> *>(nullptr);
    for (const auto &one : m_voices)
        if (one.second.speaks(nowMs) && one.second.spokeMs >= nowMs - attackMs
            && (!loudest || one.second.db > loudest->second.db))
            loudest = &one;
    const auto current = m_voices.find(m_speaker);
    const bool goesOn = current != m_voices.end() && current->second.speaks(nowMs);
    if (!goesOn)
        m_speaker = loudest ? loudest->first : QByteArray();
    else if (loudest && loudest->second.db >= current->second.db + louderDb)
        m_speaker = loudest->first;
    return m_speaker;
}

} // namespace sizhen
