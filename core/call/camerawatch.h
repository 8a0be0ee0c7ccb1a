// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>

#include <optional>

namespace sizhen {

// What a camera delivers, judged by its count of pictures. Pure: counts and milliseconds of a steady clock in.
class CameraWatch
{
public:
    static constexpr qint64 silentMs = 3000; // without a picture
    static constexpr double leastPerSecond = 10; // below it movement cannot be judged
    static constexpr QSize leastSize{640, 360}; // for a face

    enum class Verdict {
        Good,
        Unknown, // just opened
        NoPicture, // for 3 s
        Slow, // fewer than 10 a second
        Small // a picture of another size than can be used
    };

    void begin(qint64 nowMs); // it was opened
    [[nodiscard]] Verdict look(qint64 pictures, QSize size, qint64 nowMs); // about once a second

    [[nodiscard]] double perSecond() const { return m_perSecond; }

private:
    qint64 m_pictures = 0;
    qint64 m_movedMs = 0;
    qint64 m_beganMs = 0;
    qint64 m_lookedMs = 0;
    double m_perSecond = 0; // smoothed
};

} // namespace sizhen
