// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/patientpicture.h"

#include <QRect>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace sizhen {
namespace {

constexpr int clockPlaces = 11; // hh:mm:ss.cc
constexpr quint8 dark = 24;
constexpr quint8 bright = 235;
constexpr qint64 dayMs = 24LL * 3600 * 1000;

// The segments of a digit, clockwise from the top, then the middle one.
constexpr std::array<quint8, 10> segmentsOf{0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f};

bool isDigit(int place)
{
    return place % 3 != 2;
}

// Where a place of the clock lies.
QRect placeRect(QSize size, int place)
{
    const int wide = clockPlaces + 2; // a picture that was made smaller is read, too: nothing is rounded twice
    const int height = size.height() / 5;
    return {size.width() * (place + 1) / wide, size.height() - height - height / 4, size.width() * 3 / (4 * wide),
            height};
}

QRect segmentRect(const QRect &digit, int segment)
{
    const int thick = std::max(2, digit.width() / 5);
    const int half = digit.height() / 2;
    const QRect across(digit.left() + thick, 0, digit.width() - 2 * thick, thick);
    const QRect along(0, 0, thick, half - thick);
    switch (segment) {
    case 0:
        return across.translated(0, digit.top());
    case 1:
        return along.translated(digit.right() - thick + 1, digit.top() + thick / 2);
    case 2:
        return along.translated(digit.right() - thick + 1, digit.top() + half + thick / 2);
    case 3:
        return across.translated(0, digit.bottom() - thick + 1);
    case 4:
        return along.translated(digit.left(), digit.top() + half + thick / 2);
    case 5:
        return along.translated(digit.left(), digit.top() + thick / 2);
    default:
        return across.translated(0, digit.top() + half - thick / 2);
    }
}

void fillRect(PlanarPicture &picture, const QRect &rect, quint8 value)
{
    const auto inside = rect.intersected({{0, 0}, picture.size});
    for (int y = inside.top(); y <= inside.bottom(); ++y)
        std::memset(picture.planes[0] + qsizetype(y) * picture.strides[0] + inside.left(), value,
                    size_t(inside.width()));
}

void drawBackground(PlanarPicture &picture, qint64 ms)
{
    const int shift = int(ms / 40 % 256);
    for (int y = 0; y < picture.size.height(); ++y) {
        auto *row = picture.planes[0] + qsizetype(y) * picture.strides[0];
        for (int x = 0; x < picture.size.width(); ++x)
            row[x] = quint8(60 + ((x / 4 + y / 4 + shift) & 127) / 2);
    }
    for (int plane = 1; plane < 3; ++plane)
        for (int y = 0; y < picture.size.height() / 2; ++y)
            std::memset(picture.planes[plane] + qsizetype(y) * picture.strides[plane], plane == 1 ? 120 : 140,
                        size_t(picture.size.width() / 2));
}

void drawFace(PlanarPicture &picture, qint64 ms)
{
    const double phase = double(ms % 6000) / 6000 * 2 * M_PI;
    const int radius = picture.size.height() / 5;
    const int middleX = int(picture.size.width() * (0.5 + 0.25 * std::sin(phase)));
    const int middleY = picture.size.height() * 3 / 8;
    for (int y = -radius; y <= radius; ++y) {
        const int half = int(std::sqrt(double(radius * radius - y * y)) * 0.8);
        fillRect(picture, {middleX - half, middleY + y, 2 * half + 1, 1}, 170);
    }
    const bool blinks = ms % 3000 < 150;
    const int eye = std::max(2, radius / 6);
    for (const int side : {-1, 1})
        fillRect(picture, {middleX + side * radius / 3 - eye / 2, middleY - radius / 4, eye, blinks ? eye / 3 : eye},
                 dark);
    const int mouth = int(radius / 8 * (1 + std::sin(double(ms % 400) / 400 * 2 * M_PI)));
    fillRect(picture, {middleX - radius / 3, middleY + radius / 3, radius * 2 / 3, 2 + mouth}, dark);
}

void drawClock(PlanarPicture &picture, qint64 ms)
{
    const qint64 day = ms % dayMs;
    const std::array<qint64, 4> parts{day / 3'600'000, day / 60'000 % 60, day / 1000 % 60, day / 10 % 100};
    const auto first = placeRect(picture.size, 0);
    const auto last = placeRect(picture.size, clockPlaces - 1);
    const int edge = first.width() / 4;
    fillRect(picture, first.united(last).adjusted(-edge, -edge, edge, edge), dark);
    for (int place = 0; place < clockPlaces; ++place) {
        const auto rect = placeRect(picture.size, place);
        if (!isDigit(place)) {
            const int dot = std::max(2, rect.width() / 4);
            fillRect(picture, {rect.center().x() - dot / 2, rect.bottom() - dot, dot, dot}, bright);
            continue;
        }
        const auto part = parts[size_t(place / 3)];
        const auto segments = segmentsOf[size_t(place % 3 == 0 ? part / 10 : part % 10)];
        for (int segment = 0; segment < 7; ++segment)
            if (segments >> segment & 1)
                fillRect(picture, segmentRect(rect, segment), bright);
    }
}

int readDigit(const PlanarPicture &picture, const QRect &rect)
{
    int segments = 0;
    for (int segment = 0; segment < 7; ++segment) {
        const auto middle = segmentRect(rect, segment).center();
        const auto value = picture.planes[0][qsizetype(middle.y()) * picture.strides[0] + middle.x()];
        segments |= (value > (dark + bright) / 2 ? 1 : 0) << segment;
    }
    const auto *const found = std::find(segmentsOf.begin(), segmentsOf.end(), quint8(segments));
    return found == segmentsOf.end() ? -1 : int(found - segmentsOf.begin());
}

} // namespace

void drawPatient(PlanarPicture &picture, qint64 ms)
{
    drawBackground(picture, ms);
    drawFace(picture, ms);
    drawClock(picture, ms);
}

qint64 readPatientClock(const PlanarPicture &picture)
{
    std::array<qint64, 4> parts{};
    for (int place = 0; place < clockPlaces; ++place) {
        if (!isDigit(place))
            continue;
        const int digit = readDigit(picture, placeRect(picture.size, place));
        if (digit < 0)
            return -1;
        parts[size_t(place / 3)] = parts[size_t(place / 3)] * 10 + digit;
    }
    return ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3] * 10;
}

} // namespace sizhen
