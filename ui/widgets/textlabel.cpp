// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/textlabel.h"

#include <QEvent>

namespace sizhen {

TextLabel::TextLabel(theme::Type type, theme::Role role, QWidget *parent)
    : QLabel(parent)
    , m_role(role)
{
    setFont(theme::font(type));
    setForegroundRole(QPalette::WindowText); // else it changes to ButtonText inside a card that is pressed as a whole
    setTextFormat(Qt::PlainText); // names and reasons are typed by people: never read as markup
    recolour();
}

void TextLabel::setRole(theme::Role role)
{
    m_role = role;
    recolour();
}

void TextLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        recolour();
    QLabel::changeEvent(event);
}

void TextLabel::recolour()
{
    const auto wanted = theme::color(m_role);
    if (palette().color(foregroundRole()) == wanted)
        return; // setPalette comes back here as a PaletteChange
    auto changed = palette();
    changed.setColor(foregroundRole(), wanted);
    setPalette(changed);
}

} // namespace sizhen
