// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/vaultpage.h"

#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

VaultPage::VaultPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_passphrase(new PasswordField)
    , m_open(new QPushButton)
    , m_keyring(new QPushButton)
    , m_code(new QPushButton)
    , m_salvageExplained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_salvage(new QPushButton)
{
    setObjectName(u"vaultPage"_s);
    build();
    connect(m_passphrase, &QLineEdit::returnPressed, this, &VaultPage::submit);
    connect(m_open, &QPushButton::clicked, this, &VaultPage::submit);
    connect(m_keyring, &QPushButton::clicked, this, &VaultPage::keyringRequested);
    connect(m_code, &QPushButton::clicked, this, &VaultPage::codeRequested);
    connect(m_salvage, &QPushButton::clicked, this, &VaultPage::submitSalvage);
    setWays({});
}

void VaultPage::build()
{
    m_passphrase->setObjectName(u"passphrase"_s);
    m_open->setObjectName(u"openVaultButton"_s);
    m_open->setProperty("primary", true);
    m_explained->setObjectName(u"vaultExplained"_s);
    m_keyring->setObjectName(u"keyringButton"_s);
    m_code->setObjectName(u"recoveryCodeButton"_s);
    m_salvage->setObjectName(u"salvageButton"_s);
    m_salvageExplained->setObjectName(u"salvageWords"_s);
    for (auto *label : {m_explained, m_salvageExplained})
        label->setWordWrap(true);
    for (auto *button : {m_keyring, m_code})
        button->setProperty("quiet", true);
    m_salvageExplained->setVisible(false);
    m_salvage->setVisible(false);
    auto *row = new QHBoxLayout;
    row->addWidget(m_passphrase, 1);
    row->addWidget(m_open);
    auto *ways = new QHBoxLayout;
    ways->addWidget(m_keyring);
    ways->addWidget(m_code);
    ways->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addLayout(row);
    column->addLayout(ways);
    column->addWidget(m_salvageExplained);
    column->addWidget(m_salvage, 0, Qt::AlignRight);
}

void VaultPage::setWays(VaultWays ways)
{
    m_ways = ways;
    m_keyring->setVisible(ways.keyring);
    m_code->setVisible(ways.code);
    retranslate();
}

void VaultPage::setKeyringAsked(bool asked)
{
    m_asked = asked;
    retranslate();
}

void VaultPage::setBusy(bool busy)
{
    m_busy = busy;
    for (QWidget *one : {static_cast<QWidget *>(m_passphrase), static_cast<QWidget *>(m_open),
                         static_cast<QWidget *>(m_code), static_cast<QWidget *>(m_salvage)}) {
        one->setEnabled(!busy);
    }
    retranslate();
}

void VaultPage::offerSalvage()
{
    m_salvageExplained->setVisible(true);
    m_salvage->setVisible(true);
}

void VaultPage::clear()
{
    m_passphrase->wipeText();
}

QWidget *VaultPage::firstField() const
{
    return m_passphrase;
}

void VaultPage::submit()
{
    if (m_busy || m_passphrase->text().isEmpty())
        return;
    const auto passphrase = m_passphrase->take();
    Q_EMIT passphraseGiven(passphrase);
}

void VaultPage::submitSalvage()
{
    if (m_busy)
        return;
    if (m_passphrase->text().isEmpty()) // it was wiped when it was tried
        return m_passphrase->setFocus();
    const auto passphrase = m_passphrase->take();
    Q_EMIT salvageRequested(passphrase);
}

void VaultPage::retranslate()
{
    m_title->setText(tr("Open the vault"));
    m_explained->setText(
        m_asked ? tr(
            "The keyring of this desktop is asked for the key. It may want its own password; the passphrase of this "
            "station opens the vault as well.")
                : tr("The passphrase of this station, asked for once at every start."));
    m_passphrase->setPlaceholderText(tr("Passphrase"));
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_open->setText(tr("Open"));
    m_keyring->setText(m_asked ? tr("The keyring is asked…") : tr("Ask this desktop's keyring"));
    m_keyring->setEnabled(!m_busy && !m_asked);
    m_code->setText(tr("Use the recovery code…"));
    m_salvageExplained->setText(tr("If there is a backup, let IT restore it. If not, everything whose seal holds can "
                                   "be saved into a new vault; the "
                                   "damaged one is kept beside it as it is. Type the passphrase once more for it."));
    m_salvage->setText(tr("Save what holds"));
}

void VaultPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
