// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/recoverycodebox.h"
#include "ui/widgets/card.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

RecoveryCodeBox::RecoveryCodeBox(QWidget *parent)
    : QWidget(parent)
    , m_explained(new TextLabel)
    , m_page(new Panel)
    , m_groups(new QGridLayout)
    , m_wrote(new QPushButton)
    , m_questions(new QWidget)
    , m_rows(new FieldRows)
    , m_first(new QLineEdit)
    , m_second(new QLineEdit)
    , m_trouble(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_compare(new QPushButton)
    , m_cancel(new QPushButton)
{
    build();
    connect(m_wrote, &QPushButton::clicked, this, &RecoveryCodeBox::wrote);
    connect(m_compare, &QPushButton::clicked, this, &RecoveryCodeBox::compare);
    connect(m_second, &QLineEdit::returnPressed, this, &RecoveryCodeBox::compare);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        forget();
        Q_EMIT cancelled();
    });
    retranslate();
}

RecoveryCodeBox::~RecoveryCodeBox() = default;

void RecoveryCodeBox::build()
{
    m_explained->setWordWrap(true);
    m_wrote->setObjectName(u"recoveryWrittenButton"_s);
    m_wrote->setProperty("primary", true);
    m_compare->setObjectName(u"recoveryCompareButton"_s);
    m_compare->setProperty("primary", true);
    m_cancel->setObjectName(u"recoveryCancelButton"_s);
    m_trouble->setObjectName(u"recoveryTrouble"_s);
    m_page->setObjectName(u"recoveryPage"_s);
    m_groups->setContentsMargins(theme::gapSection, theme::gapGroup, theme::gapSection, theme::gapGroup);
    m_groups->setHorizontalSpacing(theme::gapSection);
    m_groups->setVerticalSpacing(theme::gap);
    for (int row = 0; row < RecoveryCode::rows; ++row) {
        auto *number = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        number->setText(QString::number(row + 1));
        m_groups->addWidget(number, row, 0);
        for (int column = 0; column < RecoveryCode::groupsInRow; ++column) {
            m_labels.append(new TextLabel(theme::Type::Figures));
            m_groups->addWidget(m_labels.constLast(), row, column + 1);
        }
    }
    m_groups->setColumnStretch(RecoveryCode::groupsInRow + 1, 1);
    m_page->setLayout(m_groups);
    m_rows->add(m_first, u"recoveryFirst"_s);
    m_rows->add(m_second, u"recoverySecond"_s);
    for (auto *field : {m_first, m_second})
        field->setMaxLength(RecoveryCode::digits);
    auto *questions = new QVBoxLayout(m_questions);
    questions->setContentsMargins({});
    questions->addWidget(m_rows);
    questions->addWidget(m_trouble);
    auto *foot = new QHBoxLayout;
    foot->addStretch();
    foot->addWidget(m_cancel);
    foot->addWidget(m_wrote);
    foot->addWidget(m_compare);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_explained);
    column->addWidget(m_page);
    column->addWidget(m_questions);
    column->addLayout(foot);
}

void RecoveryCodeBox::begin(RecoveryCode code, std::array<int, 2> asked)
{
    m_code.emplace(std::move(code));
    m_asked = asked;
    for (int i = 0; i < RecoveryCode::groups; ++i)
        m_labels[i]->setText(m_code->group(i));
    m_page->show();
    m_wrote->show();
    m_questions->hide();
    m_compare->hide();
    m_trouble->clear();
    retranslate();
    m_wrote->setFocus();
}

void RecoveryCodeBox::wrote()
{
    for (auto *label : std::as_const(m_labels))
        label->clear();
    m_page->hide();
    m_wrote->hide();
    m_questions->show();
    m_compare->show();
    m_first->clear();
    m_second->clear();
    retranslate();
    m_first->setFocus();
}

void RecoveryCodeBox::compare()
{
    if (!m_code)
        return;
    if (m_first->text().trimmed() != m_code->group(m_asked[0])
        || m_second->text().trimmed() != m_code->group(m_asked[1])) {
        m_trouble->setText(tr("That is not what was shown. Compare with your paper, or stop and make a new code."));
        return;
    }
    const auto code = m_code->text();
    forget();
    Q_EMIT confirmed(code);
}

void RecoveryCodeBox::forget()
{
    m_code.reset();
    for (auto *label : std::as_const(m_labels))
        label->clear();
    m_first->clear();
    m_second->clear();
    m_trouble->clear();
}

void RecoveryCodeBox::retranslate()
{
    const auto asking = m_questions->isVisibleTo(this);
    m_explained->setText(
        asking ? tr("Type two groups from your paper, so that we know it can be read.")
               : tr("Write these 24 groups on paper, row by row, and lock the paper away. They are shown once. Whoever has "
                    "them can open this vault without the passphrase."));
    m_wrote->setText(tr("I have written it down"));
    m_compare->setText(tr("Compare"));
    m_cancel->setText(tr("Stop, without a code"));
    const auto question = [](int index) {
        return tr("Row %1, group %2").arg(index / RecoveryCode::groupsInRow + 1).arg(index % RecoveryCode::groupsInRow + 1);
    };
    m_rows->setLabel(m_first, question(m_asked[0]));
    m_rows->setLabel(m_second, question(m_asked[1]));
    QStringList read;
    for (const auto *label : std::as_const(m_labels))
        read.append(label->text());
    m_page->setAccessibleName(tr("Recovery code: %1").arg(read.join(u' ')));
}

void RecoveryCodeBox::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
