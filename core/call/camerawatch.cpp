// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/camerawatch.h"

namespace sizhen {

void CameraWatch::begin(qint64 nowMs)
{
    *this = {};
    m_movedMs = m_beganMs = m_lookedMs = nowMs;
}

CameraWatch::Verdict CameraWatch::look(qint64 pictures, QSize size, qint64 nowMs)
{
    const auto ms = nowMs - m_lookedMs;
    if (ms > 0) {
        const double now = double(pictures - m_pictures) * 1000 / double(ms);
        m_perSecond = m_lookedMs == m_beganMs ? now : (m_perSecond + now) / 2;
        m_lookedMs = nowMs;
    }
    if (pictures != m_pictures)
        m_movedMs = nowMs;
    m_pictures = pictures;
    if (nowMs - m_movedMs >= silentMs)
        return Verdict::NoPicture;
    if (nowMs - m_beganMs < silentMs)
        return Verdict::Unknown; // it sets itself to the light
    if (size.width() < leastSize.width() || size.height() < leastSize.height())
        return Verdict::Small;
    return m_perSecond < leastPerSecond ? Verdict::Slow : Verdict::Good;
}

} // namespace sizhen
