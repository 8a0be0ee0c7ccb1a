// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/bilinguallabel.h"
#include "ui/widgets/textlabel.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

BilingualLabel::BilingualLabel(QWidget *parent)
    : QWidget(parent)
    , m_own(new TextLabel)
    , m_other(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(0);
    for (auto *label : {m_own, m_other}) {
        label->setWordWrap(true);
        column->addWidget(label);
    }
}

void BilingualLabel::set(const Label &label, const QString &language)
{
    const bool chinese = language.startsWith(u"zh"_s);
    const auto own = label.in(language);
    const auto other = label.in(chinese ? u"en"_s : u"zh"_s);
    m_own->setText(own);
    m_other->setText(other);
    m_other->setVisible(other != own);
}

} // namespace sizhen
