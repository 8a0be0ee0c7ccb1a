// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/uplinksrow.h"

#include "ui/panels/settingrow.h"
#include "ui/panels/words.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

UplinksRow::UplinksRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_row(new SettingRow(u"uplinks"_s))
    , m_words(makeWords(theme::Type::Small, theme::Role::TextMuted))
{
    m_words->setObjectName(u"uplinks.words"_s);
    m_row->addBelow(m_words);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_row);
    connect(m_row, &SettingRow::typed, this, &UplinksRow::keep);
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
    m_row->showKept(words.join(u"; "_s));
    const auto active = m_context.carriers.activeUplink();
    QStringList lines;
    for (int i = 0; i < all.size(); ++i)
        lines.append(i == active                         ? tr("✓ %1 is used").arg(all[i].provider)
                         : addressesOf(all[i]).isEmpty() ? tr("✕ %1 has no address").arg(all[i].provider)
                                                         : tr("○ %1 waits").arg(all[i].provider));
    m_words->setText(lines.join(u" · "_s));
    m_words->setVisible(!lines.isEmpty());
}

void UplinksRow::keep(const QString &list)
{
    static const QRegularExpression between(u"\\s*[;；]\\s*"_s);
    const auto wanted = uplinksFromWords(list.split(between, Qt::SkipEmptyParts));
    if (!wanted) {
        Q_EMIT failed(wanted.error());
        return;
    }
    if (const auto kept = m_context.carriers.setUplinks(*wanted); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_row->settle();
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
    m_row->setWords(tr("&Network providers"),
                    tr("China Telecom=eth0/100/20; China Mobile=eth1 — name, interface, Mbit/s down and up"),
                    tr("Use these providers"));
    refresh();
}

} // namespace sizhen
