// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/loginscreen.h"

#include "ui/texts/translations.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/textlabel.h"

#include <QHideEvent>
#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

LoginScreen::LoginScreen(const QString &version, QWidget *parent)
    : QWidget(parent)
    , m_version(version)
    , m_language(new QPushButton)
    , m_brand(new TextLabel(theme::Type::Title, theme::Role::Accent))
    , m_practiceWords(new TextLabel(theme::Type::Section, theme::Role::Caution))
    , m_banner(new Banner)
    , m_setup(new SetupPage)
    , m_people(new PeoplePage)
    , m_enrol(new EnrolPage)
    , m_factor(new FactorPage)
    , m_newPassword(new PasswordPage)
    , m_closed(new VaultPage)
    , m_recovery(new RecoveryPage)
    , m_newPassphrase(new NewPassphrasePage)
    , m_vault(new StatusDot)
    , m_foot(new TextLabel(theme::Type::Small, theme::Role::TextMuted))
{
    setObjectName(u"loginScreen"_s);
    build();
    connect(m_setup, &SetupPage::foundRequested, this, &LoginScreen::foundRequested);
    connect(m_setup, &SetupPage::practiceRequested, this, &LoginScreen::practiceRequested);
    connect(m_enrol, &EnrolPage::enrolRequested, this, &LoginScreen::enrolRequested);
    connect(m_people, &PeoplePage::loginRequested, this, [this](const QString &id, const SecretBytes &password, const QString &code) {
        m_banner->clear();
        Q_EMIT loginRequested(id, password, code);
    });
    connect(m_factor, &FactorPage::codeGiven, this, &LoginScreen::factorProved);
    connect(m_factor, &FactorPage::cancelled, this, &LoginScreen::leaveRequested);
    connect(m_newPassword, &PasswordPage::given, this, &LoginScreen::passwordChangeRequested);
    connect(m_newPassword, &PasswordPage::cancelled, this, &LoginScreen::leaveRequested);
    connectVault();
    connect(m_language, &QPushButton::clicked, this,
            [this] { Q_EMIT languageRequested(Translations::isChinese() ? u"en"_s : u"zh"_s); });
    turnTo(Page::Passphrase);
}

void LoginScreen::connectVault()
{
    const auto cleared = [this](auto signal) {
        return [this, signal](const SecretBytes &secret) {
            m_banner->clear();
            Q_EMIT(this->*signal)(secret);
        };
    };
    connect(m_closed, &VaultPage::passphraseGiven, this, cleared(&LoginScreen::passphraseGiven));
    connect(m_closed, &VaultPage::salvageRequested, this, cleared(&LoginScreen::salvageRequested));
    connect(m_closed, &VaultPage::keyringRequested, this, [this] {
        m_banner->clear();
        Q_EMIT keyringRequested();
    });
    connect(m_closed, &VaultPage::codeRequested, this, [this] { turnTo(Page::RecoveryCode); });
    connect(m_recovery, &RecoveryPage::codeGiven, this, cleared(&LoginScreen::recoveryCodeGiven));
    connect(m_recovery, &RecoveryPage::cancelled, this, [this] { turnTo(Page::Passphrase); });
    connect(m_newPassphrase, &NewPassphrasePage::given, this, cleared(&LoginScreen::newPassphraseGiven));
    connect(m_newPassphrase, &NewPassphrasePage::cancelled, this, &LoginScreen::recoveryLeft);
}

void LoginScreen::build()
{
    m_language->setObjectName(u"languageButton"_s);
    m_language->setProperty("quiet", true);
    m_practiceWords->setObjectName(u"practiceWords"_s);
    m_practiceWords->setVisible(false);
    m_vault->setObjectName(u"vaultState"_s);
    m_foot->setObjectName(u"loginFoot"_s);
    m_pages = {m_setup, m_closed, m_people, m_enrol, m_factor, m_newPassword, m_recovery, m_newPassphrase};
    auto *head = new QHBoxLayout;
    head->addWidget(m_brand);
    head->addSpacing(theme::gapGroup);
    head->addWidget(m_practiceWords);
    head->addStretch();
    head->addWidget(m_language);
    auto *panel = new Panel;
    auto *inner = new QVBoxLayout(panel);
    inner->setContentsMargins(theme::gapSection, theme::gapSection, theme::gapSection, theme::gapSection);
    for (auto *page : std::as_const(m_pages)) // no stacked widget: it is as tall as its tallest page
        inner->addWidget(page);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_vault);
    foot->addStretch();
    foot->addWidget(m_foot);
    auto *middle = new QWidget;
    middle->setFixedWidth(theme::formWidth + 2 * theme::gapSection);
    auto *column = new QVBoxLayout(middle);
    column->setContentsMargins({});
    column->addLayout(head);
    column->addWidget(m_banner);
    column->addWidget(panel);
    column->addLayout(foot);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(1);
    auto *across = new QHBoxLayout; // an alignment would reckon the height of wrapped words for the whole width
    across->addStretch();
    across->addWidget(middle);
    across->addStretch();
    outer->addLayout(across);
    outer->addStretch(2);
}

void LoginScreen::showFirstStart()
{
    turnTo(Page::FirstStart);
}

void LoginScreen::showPassphrase(VaultWays ways)
{
    m_institution = {};
    m_closed->setWays(ways);
    turnTo(Page::Passphrase);
}

void LoginScreen::showNewPassphrase()
{
    turnTo(Page::NewPassphrase);
}

void LoginScreen::setKeyringAsked(bool asked)
{
    m_keyringAsked = asked;
    m_closed->setKeyringAsked(asked);
    retranslate();
}

void LoginScreen::showPeople(const Institution &institution, const QString &station,
                             const QList<PersonCertificate> &people)
{
    m_institution = institution.name;
    m_station = station;
    m_people->setPeople(people);
    turnTo(Page::People);
}

void LoginScreen::setAccounts(const QHash<QString, Account> &accounts, const QString &locked)
{
    m_people->setAccounts(accounts, locked);
}

void LoginScreen::showFactor(const QByteArray &link, const QByteArray &key)
{
    m_factor->setLink(link, key);
    turnTo(Page::Factor);
}

void LoginScreen::showPassword(bool due)
{
    m_newPassword->setDue(due);
    turnTo(Page::Password);
}

void LoginScreen::showFirstPerson(const Institution &institution, const QString &station)
{
    m_institution = institution.name;
    m_station = station;
    turnTo(Page::FirstPerson);
}

void LoginScreen::setPractice(bool practice)
{
    m_practice = practice;
    retranslate();
}

void LoginScreen::turnTo(Page page)
{
    m_page = page;
    m_banner->clear();
    setBusy(false);
    m_closed->clear();
    m_newPassword->clear();
    m_recovery->clear();
    m_newPassphrase->clear();
    if (page != Page::Factor)
        m_factor->clear();
    for (int i = 0; i < m_pages.size(); ++i)
        m_pages[i]->setVisible(i == int(page));
    retranslate();
    if (auto *field = firstField())
        field->setFocus();
}

QWidget *LoginScreen::firstField() const
{
    switch (m_page) {
    case Page::FirstStart:
        return m_setup->firstField();
    case Page::Passphrase:
        return m_closed->firstField();
    case Page::People:
        return m_people->firstField();
    case Page::FirstPerson:
        return m_enrol->firstField();
    case Page::Factor:
        return m_factor->firstField();
    case Page::Password:
        return m_newPassword->firstField();
    case Page::RecoveryCode:
        return m_recovery->firstField();
    case Page::NewPassphrase:
        return m_newPassphrase->firstField();
    }
    Q_UNREACHABLE();
}

void LoginScreen::offerSalvage()
{
    m_closed->offerSalvage();
}

void LoginScreen::setBusy(bool busy)
{
    m_busy = busy;
    m_people->setBusy(busy);
    m_setup->setEnabled(!busy);
    m_enrol->setEnabled(!busy);
    m_factor->setBusy(busy);
    m_newPassword->setBusy(busy);
    m_closed->setBusy(busy);
    m_recovery->setBusy(busy);
    m_newPassphrase->setBusy(busy);
    retranslate();
}

void LoginScreen::showError(const Error &error)
{
    setBusy(false);
    m_banner->tell(error);
    if (m_page == Page::Passphrase || m_page == Page::RecoveryCode || m_page == Page::NewPassphrase)
        firstField()->setFocus();
}

void LoginScreen::retranslate()
{
    const bool chinese = Translations::isChinese();
    m_brand->setText(u"四诊 Sizhen"_s);
    m_practiceWords->setText(tr("Practice: no real patient"));
    m_practiceWords->setVisible(m_practice);
    m_language->setText(u"中 / EN"_s);
    m_language->setAccessibleName(tr("Change the language to Chinese"));
    sayVaultState();
    QStringList foot{m_institution.in(chinese ? u"zh"_s : u"en"_s), m_station, tr("Version %1").arg(m_version)};
    foot.removeAll(QString());
    m_foot->setText(foot.join(u" · "_s));
}

void LoginScreen::sayVaultState()
{
    const bool closed = m_page == Page::Passphrase || m_page == Page::RecoveryCode;
    if (m_busy)
        m_vault->set(Mark::Working, closed ? tr("The vault is being opened")
                         : m_page == Page::NewPassphrase ? tr("The passphrase is being set")
                                                         : tr("The password is being checked"));
    else if (m_page == Page::FirstStart)
        m_vault->set(Mark::NotPresent, tr("No vault on this machine yet"));
    else if (closed && m_keyringAsked)
        m_vault->set(Mark::Working, tr("The keyring is being asked"));
    else
        m_vault->set(closed ? Mark::Unknown : Mark::Good, closed ? tr("Vault closed") : tr("Vault open"));
}

void LoginScreen::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous()) {
        m_factor->clear();
        m_recovery->clear();
    }
    QWidget::hideEvent(event);
}

void LoginScreen::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void LoginScreen::showEvent(QShowEvent *event)
{
    if (m_page == Page::Passphrase)
        firstField()->setFocus();
    QWidget::showEvent(event);
}

} // namespace sizhen
