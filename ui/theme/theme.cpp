// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/theme/style.h"

#include <QApplication>
#include <QPalette>
#include <QToolTip>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::theme {
namespace {

QPalette paletteFor(bool dark)
{
    const auto c = [dark](Role role) { return color(role, dark); };
    QPalette palette(c(Role::Text), c(Role::Surface), c(Role::Surface), c(Role::Text), c(Role::Border), c(Role::Text),
                     c(Role::Danger), c(Role::Surface), c(Role::Window));
    palette.setColor(QPalette::AlternateBase, c(Role::Window));
    palette.setColor(QPalette::PlaceholderText, c(Role::TextMuted));
    palette.setColor(QPalette::Highlight, c(Role::Accent));
    palette.setColor(QPalette::HighlightedText, c(Role::OnAccent));
    palette.setColor(QPalette::Link, c(Role::Accent));
    palette.setColor(QPalette::LinkVisited, c(Role::Accent));
    palette.setColor(QPalette::ToolTipBase, c(Role::Surface));
    palette.setColor(QPalette::ToolTipText, c(Role::Text));
    for (const auto role : {QPalette::Text, QPalette::ButtonText, QPalette::WindowText})
        palette.setColor(QPalette::Disabled, role, c(Role::TextMuted));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c(Role::Border));
    return palette;
}

double points(Type type)
{
    switch (type) {
    case Type::Body:
        return 10.5;
    case Type::Section:
        return 12;
    case Type::Title:
        return 16;
    case Type::Small:
        return 9.5;
    case Type::Figures:
        return 22;
    }
    Q_UNREACHABLE();
}

} // namespace

void apply(QApplication &app, bool dark)
{
    if (!qobject_cast<Style *>(app.style()))
        app.setStyle(new Style); // the same look on all three systems; the application owns it
    const auto palette = paletteFor(dark);
    app.setPalette(palette);
    QToolTip::setPalette(palette);
    if (app.font() != font(Type::Body))
        app.setFont(font(Type::Body));
}

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

QColor color(Role role)
{
    return color(role, isDark());
}

QFont font(Type type)
{
    QFont result;
    result.setFamilies(families());
    result.setPointSizeF(points(type));
    result.setBold(type == Type::Section || type == Type::Title);
    return result;
}

QStringList families()
{
    return {u"Noto Sans"_s, u"Noto Sans CJK SC"_s, u"Microsoft YaHei UI"_s, u"PingFang SC"_s, u"WenQuanYi Micro Hei"_s};
}

} // namespace sizhen::theme
