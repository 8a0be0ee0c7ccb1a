// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/casecardbutton.h"
#include "ui/widgets/textlabel.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

CaseCardButton::CaseCardButton(QWidget *parent)
    : CardButton(parent)
    , m_who(new TextLabel)
    , m_waits(new TextLabel(theme::Type::Small))
    , m_when(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
    , m_trouble(new TextLabel(theme::Type::Small, theme::Role::Caution))
{
    auto bold = m_who->font();
    bold.setBold(true);
    m_who->setFont(bold);
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(theme::gap, theme::gap, theme::gap, theme::gap);
    lines->setSpacing(theme::gapTight);
    for (auto *line : {m_who, m_waits, m_when, m_trouble}) {
        line->setWordWrap(true);
        lines->addWidget(line);
    }
}

void CaseCardButton::setCase(const QByteArray &id, const CardText &text)
{
    m_id = id;
    setObjectName(u"card."_s + QString::fromLatin1(id.toHex()));
    m_who->setText(text.who);
    m_waits->setText(text.waits);
    m_waits->setRole(text.mine ? theme::Role::Accent : theme::Role::Text);
    m_when->setText(text.when);
    m_when->setVisible(!text.when.isEmpty());
    m_trouble->setText(text.trouble);
    m_trouble->setVisible(!text.trouble.isEmpty());
    setAccessibleName(text.spoken());
}

} // namespace sizhen
