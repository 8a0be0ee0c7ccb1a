// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/reasonrow.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ReasonRow::ReasonRow(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_reason(new QLineEdit)
    , m_bar(new ActBar(name + u".refusals"_s))
{
    setObjectName(name);
    m_reason->setObjectName(name + u".reason"_s);
    m_title->setBuddy(m_reason);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_title);
    column->addWidget(m_reason);
    column->addWidget(m_bar);
}

void ReasonRow::addAct(const QString &kind, ActBar::Look look, const std::function<void(const QString &)> &run)
{
    m_kinds.append(kind);
    m_bar->addAct(kind, look, [this, run] { run(m_reason->text().trimmed()); });
}

void ReasonRow::update(const QList<Offer> &offers, const QString &language)
{
    m_bar->update(offers, language);
    bool any = false;
    bool allowed = false;
    for (const auto &kind : std::as_const(m_kinds))
        if (const auto *offer = offerFor(offers, kind)) {
            any = true;
            allowed = allowed || offer->allowed;
        }
    setVisible(any);
    m_title->setVisible(allowed);
    m_reason->setVisible(allowed);
}

void ReasonRow::setTitle(const QString &title)
{
    m_title->setText(title);
    m_reason->setAccessibleName(title);
}

} // namespace sizhen
