// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/uplinksrow.h"

#include "ui/panels/words.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QGridLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

UplinksRow::UplinksRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_name(new QLabel)
    , m_list(new QLineEdit)
    , m_keep(new QPushButton)
    , m_words(makeWords(theme::Type::Small, theme::Role::TextMuted))
{
    m_list->setObjectName(u"uplinks"_s);
    m_keep->setObjectName(u"keepUplinks"_s);
    m_words->setObjectName(u"uplinks.words"_s);
    m_name->setBuddy(m_list);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->addWidget(m_name, 0, 0);
    grid->addWidget(m_list, 0, 1);
    grid->addWidget(m_keep, 0, 2);
    grid->addWidget(m_words, 1, 1, 1, 2);
    grid->setColumnStretch(1, 1);
    connect(m_keep, &QPushButton::clicked, this, &UplinksRow::keep);
    connect(m_list, &QLineEdit::returnPressed, this, &UplinksRow::keep);
    connect(m_list, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
    retranslate();
}

void UplinksRow::refresh()
{
    setVisible(bool(m_context.carriers.uplinks));
    if (!m_context.carriers.uplinks)
        return;
    const auto all = m_context.carriers.uplinks();
    QStringList words;
    for (const auto &one : all)
        words.append(uplinkWord(one));
    if (!m_list->isModified())
        m_list->setText(words.join(u"; "_s));
    m_keep->setEnabled(m_list->isModified());
    const auto active = m_context.carriers.activeUplink();
    QStringList lines;
    for (int i = 0; i < all.size(); ++i)
        lines.append(i == active                         ? tr("✓ %1 is used").arg(all[i].provider)
                         : addressesOf(all[i]).isEmpty() ? tr("✕ %1 has no address").arg(all[i].provider)
                                                         : tr("○ %1 waits").arg(all[i].provider));
    m_words->setText(lines.join(u" · "_s));
    m_words->setVisible(!lines.isEmpty());
}

void UplinksRow::keep()
{
    if (!m_list->isModified())
        return;
    static const QRegularExpression between(u"\\s*[;；]\\s*"_s);
    const auto wanted = uplinksFromWords(m_list->text().trimmed().split(between, Qt::SkipEmptyParts));
    if (!wanted) {
        Q_EMIT failed(wanted.error());
        return;
    }
    if (const auto kept = m_context.carriers.setUplinks(*wanted); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_list->setModified(false);
    refresh();
}

void UplinksRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void UplinksRow::retranslate()
{
    m_name->setText(tr("&Network providers"));
    m_list->setPlaceholderText(
        tr("China Telecom=eth0/100/20; China Mobile=eth1 — name, interface, Mbit/s down and up"));
    m_keep->setText(tr("Use these providers"));
    refresh();
}

} // namespace sizhen
