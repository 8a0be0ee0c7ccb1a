// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/recoverypage.h"

#include "core/store/recoverycode.h"
#include "ui/texts/errortext.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QPushButton>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int rowDigits = RecoveryCode::groupsInRow * RecoveryCode::digits;

QString digitsOf(QStringView text)
{
    QString digits;
    for (const auto c : text)
        if (c.isDigit())
            digits.append(QChar(u'0' + c.digitValue()));
    return digits;
}

// As on the paper: "042 917 …".
QString inGroups(QStringView digits)
{
    QString text;
    for (qsizetype i = 0; i < digits.size(); ++i) {
        if (i > 0 && i % RecoveryCode::digits == 0)
            text.append(u' ');
        text.append(digits[i]);
    }
    return text;
}

SecretBytes typedIn(const PasswordField &field)
{
    auto bytes = field.text().toUtf8();
    auto secret = SecretBytes::copyOf(bytes);
    wipe(bytes);
    return secret;
}

} // namespace

RecoveryPage::RecoveryPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_trouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_cancel(new QPushButton)
    , m_open(new QPushButton)
{
    setObjectName(u"recoveryCodePage"_s);
    build();
    connect(m_open, &QPushButton::clicked, this, &RecoveryPage::submit);
    connect(m_cancel, &QPushButton::clicked, this, &RecoveryPage::cancelled);
    retranslate();
}

void RecoveryPage::build()
{
    m_trouble->setObjectName(u"recoveryCodeTrouble"_s);
    m_trouble->setVisible(false);
    m_cancel->setObjectName(u"recoveryCodeCancel"_s);
    m_open->setObjectName(u"recoveryCodeOpen"_s);
    m_open->setProperty("primary", true);
    for (auto *label : {m_explained, m_trouble})
        label->setWordWrap(true);
    auto *grid = new QGridLayout;
    grid->setColumnStretch(2, 1);
    for (int row = 0; row < RecoveryCode::rows; ++row)
        addRow(*grid, row);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_open);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addLayout(grid);
    column->addWidget(m_trouble);
    column->addSpacing(theme::gap);
    column->addLayout(buttons);
}

void RecoveryPage::addRow(QGridLayout &grid, int row)
{
    Row made{new QLabel, new PasswordField, new StatusDot};
    made.field->setObjectName(u"recoveryRow%1"_s.arg(row + 1));
    made.field->setEchoMode(QLineEdit::Normal);
    made.field->setFixedWidth(theme::fieldWidth);
    made.label->setBuddy(made.field);
    made.label->setMinimumWidth(theme::labelWidth / 2);
    made.state->setVisible(false);
    grid.addWidget(made.label, row, 0);
    grid.addWidget(made.field, row, 1);
    grid.addWidget(made.state, row, 2);
    grid.setRowMinimumHeight(row, theme::controlHeight);
    m_rows.append(made);
    connect(made.field, &QLineEdit::textEdited, this, [this, row] { onEdited(row); });
    connect(made.field, &QLineEdit::returnPressed, this,
            [this, row] { row + 1 < m_rows.size() ? m_rows[row + 1].field->setFocus() : submit(); });
}

void RecoveryPage::clear()
{
    for (int row = 0; row < m_rows.size(); ++row) {
        m_rows[row].field->wipeText();
        judge(row);
    }
    tell({});
}

void RecoveryPage::setBusy(bool busy)
{
    m_busy = busy;
    for (const auto &row : std::as_const(m_rows))
        row.field->setEnabled(!busy);
    m_open->setEnabled(!busy);
}

QWidget *RecoveryPage::firstField() const
{
    return m_rows.constFirst().field;
}

// Whoever types on, or pastes it all, comes into the next row by itself.
void RecoveryPage::onEdited(int row)
{
    auto *field = m_rows[row].field;
    const auto before = digitsOf(QStringView(field->text()).first(field->cursorPosition())).size();
    auto digits = digitsOf(field->text());
    auto rest = digits.mid(rowDigits);
    digits.truncate(rowDigits);
    field->setText(inGroups(digits));
    const auto groupsBefore = before > 0 ? (before - 1) / RecoveryCode::digits : 0;
    field->setCursorPosition(int(before + groupsBefore));
    judge(row);
    tell({});
    auto *next = row + 1 < m_rows.size() ? m_rows[row + 1].field : nullptr;
    if (next && next->text().isEmpty() && digits.size() == rowDigits) {
        next->setFocus();
        if (!rest.isEmpty()) {
            next->setText(rest);
            onEdited(row + 1);
        }
    }
    wipe(digits);
    wipe(rest);
}

void RecoveryPage::judge(int row)
{
    auto *state = m_rows[row].state;
    const auto typed = digitsOf(m_rows[row].field->text()).size();
    const auto fits = RecoveryCode::judgeRow(row, typedIn(*m_rows[row].field)).has_value();
    state->setVisible(typed > 0);
    if (typed < rowDigits)
        state->set(Mark::Unknown, tr("%1 of %2 digits").arg(typed).arg(rowDigits));
    else
        state->set(fits ? Mark::Good : Mark::Fault, fits ? tr("Fits") : tr("Not as on the paper"));
    m_rows[row].field->setAccessibleDescription(typed > 0 ? state->words() : QString());
}

void RecoveryPage::submit()
{
    if (m_busy)
        return;
    SecretBytes all(RecoveryCode::rows * rowDigits);
    for (int row = 0; row < m_rows.size(); ++row) {
        const auto typed = typedIn(*m_rows[row].field);
        if (const auto judged = RecoveryCode::judgeRow(row, typed); !judged) {
            tell(judged.error());
            m_rows[row].field->setFocus();
            return;
        }
        std::ranges::copy_if(typed.bytes(), all.bytes().begin() + std::ptrdiff_t(row) * rowDigits,
                             [](unsigned char c) { return c >= '0' && c <= '9'; });
    }
    tell({});
    Q_EMIT codeGiven(all);
}

void RecoveryPage::tell(const std::optional<Error> &error)
{
    m_error = error;
    m_trouble->setText(error ? ErrorText::of(*error) : QString());
    m_trouble->setVisible(error.has_value());
}

void RecoveryPage::retranslate()
{
    m_title->setText(tr("Open the vault with the recovery code"));
    m_explained->setText(
        tr("Type the four rows as they stand on the paper. Afterwards you choose a new passphrase for this "
           "station; the access log keeps that the code was used."));
    for (int row = 0; row < m_rows.size(); ++row) {
        m_rows[row].label->setText(tr("Row %1").arg(row + 1));
        m_rows[row].field->setAccessibleName(tr("Row %1 of the recovery code").arg(row + 1));
        judge(row);
    }
    m_cancel->setText(tr("Back"));
    m_open->setText(tr("Open with this code"));
    tell(std::exchange(m_error, {}));
}

void RecoveryPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
