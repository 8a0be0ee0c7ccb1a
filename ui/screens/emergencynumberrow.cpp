// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/emergencynumberrow.h"

#include "core/consult/emergencyphone.h"
#include "core/consult/sessionrules.h"
#include "ui/panels/settingrow.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

EmergencyNumberRow::EmergencyNumberRow(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_row(new SettingRow(u"emergencyNumber"_s))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_row);
    connect(m_row, &SettingRow::typed, this, &EmergencyNumberRow::keep);
    retranslate();
}

void EmergencyNumberRow::refresh()
{
    m_row->showKept(ownEmergencyPhone(m_context.desk.ledger()));
}

void EmergencyNumberRow::keep(const QString &number)
{
    if (const auto kept = keepEmergencyPhone(m_context.desk.ledger(), number); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_row->settle();
    refresh();
    Q_EMIT said(number.isEmpty() ? tr("In an emergency the country's number is shown.")
                                 : tr("In an emergency %1 is shown.").arg(number));
}

void EmergencyNumberRow::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void EmergencyNumberRow::retranslate()
{
    const auto country = m_context.desk.ledger().institution().country;
    m_row->setWords(tr("&Emergency number of this house"),
                    tr("empty: %1, the country's").arg(sessionRules().emergencyPhone(country)), tr("Use this number"));
    refresh();
}

} // namespace sizhen
