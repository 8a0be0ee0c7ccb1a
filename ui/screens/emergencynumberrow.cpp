// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/emergencynumberrow.h"

#include "core/consult/sessionrules.h"
#include "ui/panels/settingrow.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto numberSetting = u"emergency_phone"_s;

// A house's own line may be "2222, then 1" or "(+36 1) 455-5555".
bool isNumber(const QString &text)
{
    static const QRegularExpression shape(u"^[+0-9][0-9 ()/.,#*+-]{1,30}$"_s);
    return text.isEmpty() || text.startsWith(u'(') ? text.isEmpty() || shape.match(text.mid(1)).hasMatch()
                                                   : shape.match(text).hasMatch();
}

} // namespace

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
    m_row->showKept(m_context.desk.ledger().houseSetting(numberSetting).value_or(QString()));
}

void EmergencyNumberRow::keep(const QString &number)
{
    if (!isNumber(number)) {
        Q_EMIT failed({Fault::Invalid, u"emergency number"_s, u"SES-09"_s, u"house.number"_s, {}});
        return;
    }
    if (const auto kept = m_context.desk.ledger().keepHouseSetting(numberSetting, number); !kept) {
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
