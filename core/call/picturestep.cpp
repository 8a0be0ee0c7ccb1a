// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/picturestep.h"

#include <algorithm>
#include <cmath>

namespace sizhen {
namespace {

constexpr double patientS = 5;
constexpr double mostPatientS = 40;
constexpr double tooSoonS = 15;
constexpr int fewPictures = 15;
constexpr int smallestLines = 360;

int even(double value)
{
    return std::max(2, int(std::lround(value / 2)) * 2);
}

} // namespace

// Measured with the synthetic patient at 30 pictures a second: at 600 kbit/s 540 lines look better than 720.
PictureStep::PictureStep(QSize full, int framesPerSecond)
    : m_full(full)
{
    const Step known[]{{1080, 30, 1300, 1900}, {720, 30, 600, 850}, {540, 30, 320, 450}, {360, 30, 140, 210}};
    const int lines = full.height();
    const auto *like = &known[0]; // the smallest that is no smaller
    for (const auto &step : known)
        if (step.lines >= lines)
            like = &step;
    m_steps.push_back({lines, framesPerSecond, like->staysKbit, like->entersKbit});
    for (const auto &step : known)
        if (step.lines < lines)
            m_steps.push_back({step.lines, framesPerSecond, step.staysKbit, step.entersKbit});
    if (framesPerSecond > fewPictures)
        m_steps.push_back({std::min(lines, smallestLines), fewPictures, 0, 0});
    m_steps.back().staysKbit = 0; // never black
    show(0);
}

const PictureShape &PictureStep::take(double nowS, double pictureKbit, bool squeezed)
{
    if (pictureKbit < m_steps[m_step].staysKbit && squeezed) {
        auto step = m_step;
        while (pictureKbit < m_steps[step].staysKbit)
            ++step;
        if (nowS - m_wentUpS < tooSoonS)
            m_patienceS = std::min(2 * m_patienceS, mostPatientS);
        m_goodSinceS = -1;
        show(step);
    } else if (m_step > 0 && pictureKbit >= m_steps[m_step - 1].entersKbit) {
        if (m_goodSinceS < 0)
            m_goodSinceS = nowS;
        if (nowS - m_goodSinceS >= m_patienceS) {
            m_goodSinceS = -1;
            m_wentUpS = nowS;
            show(m_step - 1);
        }
    } else {
        m_goodSinceS = -1;
        if (nowS - m_wentUpS > mostPatientS)
            m_patienceS = patientS;
    }
    return m_shape;
}

void PictureStep::show(std::size_t step)
{
    m_step = step;
    const auto &wanted = m_steps[step];
    const double share = double(wanted.lines) / m_full.height();
    m_shape = {step == 0 || wanted.lines == m_full.height() ? m_full
                                                            : QSize(even(m_full.width() * share), even(wanted.lines)),
               wanted.framesPerSecond};
}

} // namespace sizhen
