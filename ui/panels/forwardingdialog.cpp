// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/forwardingdialog.h"

#include "ui/panels/words.h"
#include "ui/texts/calltext.h"

#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int readWidth = 520; // lines that are read out without losing the place

} // namespace

ForwardingDialog::ForwardingDialog(const ServerHouse &house, const QString &language, QWidget *parent)
    : QDialog(parent)
    , m_how(new QLineEdit)
{
    setObjectName(u"forwardingDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Ask the patient"));
    auto *meaning = makeWords();
    meaning->setObjectName(u"forwarding.meaning"_s);
    meaning->setText(CallText::forwardedConsent(house.name.in(language)));
    meaning->setMinimumWidth(readWidth);
    m_how->setObjectName(u"forwarding.how"_s);
    m_how->setMinimumHeight(theme::touchHeight);
    m_how->setPlaceholderText(tr("How the patient said it, e.g. by word of mouth"));
    m_how->setAccessibleName(m_how->placeholderText());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::gapGroup, theme::gapGroup, theme::gapGroup, theme::gapGroup);
    column->setSpacing(theme::gap);
    column->addWidget(meaning);
    column->addWidget(m_how);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(theme::gap);
    foot->addStretch();
    const auto add = [foot](const QString &name, const QString &text) {
        auto *button = new QPushButton(text);
        button->setObjectName(name);
        button->setAccessibleName(text);
        button->setMinimumHeight(theme::touchHeight);
        foot->addWidget(button);
        return button;
    };
    auto *later = add(u"forwarding.later"_s, tr("Later"));
    auto *refuses = add(u"forwarding.refuses"_s, tr("The patient does not agree"));
    auto *agrees = add(u"forwarding.agrees"_s, tr("The patient agrees"));
    for (auto *button : {later, refuses})
        button->setAutoDefault(false);
    agrees->setProperty("primary", true);
    agrees->setDefault(true);
    agrees->setEnabled(false);
    column->addLayout(foot);
    connect(m_how, &QLineEdit::textChanged, agrees, [agrees](const QString &text) {
        agrees->setEnabled(!text.trimmed().isEmpty());
    });
    connect(later, &QPushButton::clicked, this, &QDialog::reject);
    connect(refuses, &QPushButton::clicked, this, [this] { answer(false); });
    connect(agrees, &QPushButton::clicked, this, [this] { answer(true); });
    m_how->setFocus();
}

void ForwardingDialog::answer(bool agreed)
{
    Q_EMIT answered(agreed, m_how->text().trimmed());
    accept();
}

} // namespace sizhen
