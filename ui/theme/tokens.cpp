// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/tokens.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sizhen::theme {
namespace {

struct Pair {
    Role role;
    QRgb light;
    QRgb dark;
};

constexpr std::array pairs{
    Pair{Role::Window, 0xFFF4F6F5, 0xFF1C2123},    Pair{Role::Surface, 0xFFFFFFFF, 0xFF262C2F},
    Pair{Role::Border, 0xFF7F8A8C, 0xFF7D888C},    Pair{Role::Text, 0xFF1B2427, 0xFFE6EBEA},
    Pair{Role::TextMuted, 0xFF55636A, 0xFFA9B5B8}, Pair{Role::Accent, 0xFF1F6B5E, 0xFF58B7A3},
    Pair{Role::OnAccent, 0xFFFFFFFF, 0xFF10201C},  Pair{Role::Good, 0xFF2A6B35, 0xFF7CC487},
    Pair{Role::Caution, 0xFF855400, 0xFFE0AE55},   Pair{Role::Danger, 0xFFB3261E, 0xFFF2938C},
    Pair{Role::Inviting, 0xFF2B5C8A, 0xFF8DB9E2},  Pair{Role::Invited, 0xFF7A3B74, 0xFFD9A3D3},
    Pair{Role::Mine, 0xFF1A4FB4, 0xFF7FB2FF},      Pair{Role::Partners, 0xFFB04A00, 0xFFFF9A4D},
};

double luminance(const QColor &color)
{
    const auto linear
        = [](double part) { return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

} // namespace

QColor color(Role role, bool dark)
{
    for (const auto &pair : pairs)
        if (pair.role == role)
            return QColor::fromRgb(dark ? pair.dark : pair.light);
    Q_UNREACHABLE();
}

double contrast(const QColor &one, const QColor &other)
{
    const auto [low, high] = std::minmax({luminance(one), luminance(other)}); // a list: the pair of references would dangle
    return (high + 0.05) / (low + 0.05);
}

} // namespace sizhen::theme
