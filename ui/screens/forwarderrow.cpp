// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/forwarderrow.h"

#include "ui/panels/settingrow.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

ForwarderRow::ForwarderRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_row(new SettingRow(u"forwarderAddress"_s))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_row);
    connect(m_row, &SettingRow::typed, this, &ForwarderRow::keep);
    retranslate();
}

// The secret that is kept is never shown: whoever changes the address types it again.
void ForwarderRow::refresh()
{
    setVisible(bool(m_context.carriers.forwarder));
    if (m_context.carriers.forwarder)
        m_row->showKept(m_context.carriers.forwarder());
}

void ForwarderRow::keep(const QString &address)
{
    if (const auto kept = m_context.carriers.setForwarder(address); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_row->settle();
    refresh();
}

void ForwarderRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ForwarderRow::retranslate()
{
    m_row->setWords(tr("&Forwarding server of this house"),
                    tr("wss://secret@host:8989#dtls=…&pin=…; only for calls of four to six ends"),
                    tr("Use this server"));
    refresh();
}

} // namespace sizhen
