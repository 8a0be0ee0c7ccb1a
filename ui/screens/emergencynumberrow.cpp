// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/emergencynumberrow.h"

#include "core/consult/sessionrules.h"
#include "ui/screens/context.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

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
    , m_name(new QLabel)
    , m_number(new QLineEdit)
    , m_keep(new QPushButton)
{
    m_number->setObjectName(u"emergencyNumber"_s);
    m_keep->setObjectName(u"keepEmergencyNumber"_s);
    m_name->setBuddy(m_number);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->addWidget(m_name);
    row->addWidget(m_number, 1);
    row->addWidget(m_keep);
    connect(m_keep, &QPushButton::clicked, this, &EmergencyNumberRow::keep);
    connect(m_number, &QLineEdit::returnPressed, this, &EmergencyNumberRow::keep);
    connect(m_number, &QLineEdit::textEdited, this, [this] { m_keep->setEnabled(true); });
    retranslate();
}

void EmergencyNumberRow::refresh()
{
    if (!m_number->isModified())
        m_number->setText(m_context.desk.ledger().houseSetting(numberSetting).value_or(QString()));
    m_keep->setEnabled(m_number->isModified());
}

void EmergencyNumberRow::keep()
{
    if (!m_number->isModified())
        return;
    const auto number = m_number->text().trimmed();
    if (!isNumber(number)) {
        Q_EMIT failed({Fault::Invalid, u"emergency number"_s, u"SES-09"_s, u"house.number"_s, {}});
        return;
    }
    if (const auto kept = m_context.desk.ledger().keepHouseSetting(numberSetting, number); !kept) {
        Q_EMIT failed(kept.error());
        return;
    }
    m_number->setModified(false);
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
    m_name->setText(tr("&Emergency number of this house"));
    m_number->setPlaceholderText(tr("empty: %1, the country's").arg(sessionRules().emergencyPhone(country)));
    m_keep->setText(tr("Use this number"));
    refresh();
}

} // namespace sizhen
