// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <vector>

namespace sizhen {

// What a picture is sent as.
struct PictureShape {
    QSize size; // even
    int framesPerSecond = 0;
    friend bool operator==(const PictureShape &, const PictureShape &) = default;
};

// Which picture a rate is worth: first it gets smaller (1080, 720, 540, 360 lines), then there are fewer of it (30, 15
// a second); it never ends. Down at once, and as far as it takes. Up one step after five seconds that would all have
// carried it; a step that had to be taken back costs twice the patience each time. Each change is a key frame.
class PictureStep
{
public:
    PictureStep(QSize full, int framesPerSecond);

    // Now and then; `pictureKbit` an encoder may use. `squeezed`: the line was seen to be too narrow. Before that a low
    // rate only means that the call has just begun.
    const PictureShape &take(double nowS, double pictureKbit, bool squeezed);

    [[nodiscard]] const PictureShape &shape() const { return m_shape; }

    [[nodiscard]] bool isFull() const { return m_step == 0; }

private:
    struct Step {
        int lines = 0;
        int framesPerSecond = 0;
        double staysKbit = 0; // less, and it is left
        double entersKbit = 0; // so much, and it is tried
    };

    void show(std::size_t step);

    const QSize m_full;
    std::vector<Step> m_steps; // the first is the full picture
    std::size_t m_step = 0;
    PictureShape m_shape;
    double m_goodSinceS = -1; // for the step above; -1: it is not
    double m_patienceS = 5;
    double m_wentUpS = -100;
};

} // namespace sizhen
