// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/emergencycard.h"

#include "core/consult/emergencyphone.h"
#include "core/consult/reading.h"
#include "ui/panels/actbar.h"
#include "ui/texts/timetext.h"
#include "ui/theme/pieces.h"

#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int outcomeLines = 3;

// What stands in it is more important than anything beside it.
class AlarmFrame final : public QWidget
{
protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const auto danger = theme::color(theme::Role::Danger);
        painter.fillRect(rect(), theme::faint(danger));
        painter.fillRect(QRect(0, 0, theme::gapTight, height()), danger);
    }
};

} // namespace

EmergencyCard::EmergencyCard(ScreenContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_button(new QPushButton)
    , m_open(new AlarmFrame)
    , m_since(makeWords(theme::Type::Section, theme::Role::Danger))
    , m_steps(makeWords())
    , m_outcomeTitle(makeWords(theme::Type::Small, theme::Role::TextMuted))
    , m_outcome(new QPlainTextEdit)
    , m_keep(new QPushButton)
{
    setObjectName(u"emergencyCard"_s);
    m_button->setObjectName(u"emergency"_s);
    m_button->setProperty("danger", true);
    m_button->setMinimumHeight(theme::touchHeight);
    m_steps->setObjectName(u"emergency.steps"_s);
    m_outcome->setObjectName(u"emergency.outcome"_s);
    m_outcome->setTabChangesFocus(true);
    m_outcome->setFixedHeight(outcomeLines * fontMetrics().lineSpacing() + 2 * theme::gap);
    m_keep->setObjectName(u"emergency.keep"_s);
    m_keep->setProperty("primary", true);
    auto *inside = new QVBoxLayout(m_open);
    inside->setContentsMargins(theme::gapGroup, theme::gap, theme::gap, theme::gap);
    inside->setSpacing(theme::gapTight);
    for (QWidget *each : {static_cast<QWidget *>(m_since), static_cast<QWidget *>(m_steps),
                          static_cast<QWidget *>(m_outcomeTitle), static_cast<QWidget *>(m_outcome)})
        inside->addWidget(each);
    inside->addWidget(m_keep, 0, Qt::AlignRight);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::gap);
    column->addWidget(m_button);
    column->addWidget(m_open);
    connect(m_button, &QPushButton::clicked, this, &EmergencyCard::begin);
    connect(m_keep, &QPushButton::clicked, this, &EmergencyCard::keepOutcome);
    retranslate();
}

void EmergencyCard::setCase(const CaseState &state, const QList<Offer> &offers)
{
    if (state.id != m_state.id)
        m_outcome->clear();
    m_state = state;
    const auto may = [&offers](const QString &kind) {
        const auto *offer = offerFor(offers, kind);
        return offer && offer->allowed;
    };
    m_mayBegin = may(u"case.emergency"_s);
    m_mayEnd = may(u"case.emergency_outcome"_s);
    refresh();
}

// The number of the country the patient is in, unless the house set its own.
QString EmergencyCard::phone() const
{
    auto &ledger = m_context.desk.ledger();
    if (m_state.mySide == Side::Inviting)
        return emergencyPhoneHere(ledger);
    const auto partner = ledger.partner(m_state.inviting);
    return sessionRules().emergencyPhone(partner ? partner->institution.country : QString());
}

void EmergencyCard::begin()
{
    if (const auto done = m_context.desk.act(m_state.id, u"case.emergency"_s, {}, m_context.actor()); !done) {
        Q_EMIT failed(done.error());
        return;
    }
    Q_EMIT acted();
    if (m_outcome->isVisible())
        m_outcome->setFocus();
}

void EmergencyCard::keepOutcome()
{
    const auto words = m_outcome->toPlainText().trimmed();
    if (const auto done
        = m_context.desk.act(m_state.id, u"case.emergency_outcome"_s, {{u"outcome"_s, words}}, m_context.actor());
        !done) {
        Q_EMIT failed(done.error());
        return;
    }
    m_outcome->clear();
    Q_EMIT said(tr("The outcome is written."));
    Q_EMIT acted();
}

void EmergencyCard::refresh()
{
    const auto *open = openEmergency(m_state);
    const bool runs = isCase(m_state, {"IN_SESSION"_L1, "PAUSED"_L1});
    m_button->setVisible(runs && !open);
    m_button->setEnabled(m_mayBegin);
    m_open->setVisible(open != nullptr);
    setVisible(runs || open);
    if (!open)
        return;
    const auto zone = TimeText::zone(m_context.desk.ledger().institution().timeZone);
    m_since->setText(tr("EMERGENCY since %1").arg(open->event.at.toTimeZone(zone).toString(u"HH:mm:ss"_s)));
    QStringList lines;
    const auto language = m_context.language();
    for (const auto &step : sessionRules().emergencySteps) {
        auto words = step.in(language);
        lines.append(u"%1. %2"_s.arg(lines.size() + 1).arg(words.replace(u"%1"_s, phone())));
    }
    m_steps->setText(lines.join(u'\n'));
    for (QWidget *each :
         {static_cast<QWidget *>(m_outcomeTitle), static_cast<QWidget *>(m_outcome), static_cast<QWidget *>(m_keep)})
        each->setVisible(m_mayEnd);
}

void EmergencyCard::retranslate()
{
    m_button->setText(tr("■ EMERGENCY: stop now"));
    m_button->setShortcut(QKeySequence(u"Ctrl+Shift+E"_s));
    m_button->setAccessibleName(m_button->text());
    m_button->setToolTip(tr("Stops the session at once and shows what to do (%1)")
                             .arg(m_button->shortcut().toString(QKeySequence::NativeText)));
    m_outcomeTitle->setText(tr("What was done, and how it ended"));
    m_outcome->setAccessibleName(m_outcomeTitle->text());
    m_keep->setText(tr("Keep the outcome"));
    m_keep->setAccessibleName(m_keep->text());
    refresh();
}

} // namespace sizhen
