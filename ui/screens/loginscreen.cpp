// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/loginscreen.h"

#include "ui/texts/translations.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/card.h"
#include "ui/widgets/mark.h"
#include "ui/widgets/passwordfield.h"
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
    , m_passphraseTitle(new TextLabel(theme::Type::Title))
    , m_passphraseExplained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_passphrase(new PasswordField)
    , m_open(new QPushButton)
    , m_salvageExplained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_salvage(new QPushButton)
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
    connect(m_passphrase, &QLineEdit::returnPressed, this, &LoginScreen::submitPassphrase);
    connect(m_open, &QPushButton::clicked, this, &LoginScreen::submitPassphrase);
    connect(m_salvage, &QPushButton::clicked, this, &LoginScreen::submitSalvage);
    connect(m_language, &QPushButton::clicked, this,
            [this] { Q_EMIT languageRequested(Translations::isChinese() ? u"en"_s : u"zh"_s); });
    turnTo(Page::Passphrase);
}

void LoginScreen::build()
{
    m_language->setObjectName(u"languageButton"_s);
    m_language->setProperty("quiet", true);
    m_practiceWords->setObjectName(u"practiceWords"_s);
    m_practiceWords->setVisible(false);
    m_vault->setObjectName(u"vaultState"_s);
    m_foot->setObjectName(u"loginFoot"_s);
    for (QWidget *page : {static_cast<QWidget *>(m_setup), makePassphrasePage(), static_cast<QWidget *>(m_people),
                          static_cast<QWidget *>(m_enrol), static_cast<QWidget *>(m_factor),
                          static_cast<QWidget *>(m_newPassword)}) {
        m_pages.append(page);
    }

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

QWidget *LoginScreen::makePassphrasePage()
{
    m_passphrase->setObjectName(u"passphrase"_s);
    m_open->setObjectName(u"openVaultButton"_s);
    m_open->setProperty("primary", true);
    m_passphraseExplained->setWordWrap(true);
    m_salvage->setObjectName(u"salvageButton"_s);
    m_salvageExplained->setObjectName(u"salvageWords"_s);
    m_salvageExplained->setWordWrap(true);
    m_salvageExplained->setVisible(false);
    m_salvage->setVisible(false);
    auto *page = new QWidget;
    auto *row = new QHBoxLayout;
    row->addWidget(m_passphrase, 1);
    row->addWidget(m_open);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins({});
    column->addWidget(m_passphraseTitle);
    column->addWidget(m_passphraseExplained);
    column->addSpacing(theme::gap);
    column->addLayout(row);
    column->addSpacing(theme::gap);
    column->addWidget(m_salvageExplained);
    column->addWidget(m_salvage, 0, Qt::AlignRight);
    return page;
}

void LoginScreen::showFirstStart()
{
    turnTo(Page::FirstStart);
}

void LoginScreen::showPassphrase()
{
    m_institution = {};
    turnTo(Page::Passphrase);
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
    m_passphrase->wipeText();
    m_newPassword->clear();
    if (page != Page::Factor)
        m_factor->clear();
    for (int i = 0; i < m_pages.size(); ++i)
        m_pages[i]->setVisible(i == int(page));
    retranslate();
    if (auto *field = page == Page::FirstStart ? m_setup->firstField()
            : page == Page::People             ? m_people->firstField()
            : page == Page::FirstPerson        ? m_enrol->firstField()
            : page == Page::Factor             ? m_factor->firstField()
            : page == Page::Password           ? m_newPassword->firstField()
                                               : m_passphrase)
        field->setFocus();
}

void LoginScreen::submitPassphrase()
{
    if (m_busy || m_passphrase->text().isEmpty())
        return;
    m_banner->clear();
    const auto passphrase = m_passphrase->take();
    Q_EMIT passphraseGiven(passphrase);
}

void LoginScreen::offerSalvage()
{
    m_salvageExplained->setVisible(true);
    m_salvage->setVisible(true);
}

void LoginScreen::submitSalvage()
{
    if (m_busy)
        return;
    if (m_passphrase->text().isEmpty()) // it was wiped when it was tried
        return m_passphrase->setFocus();
    m_banner->clear();
    const auto passphrase = m_passphrase->take();
    Q_EMIT salvageRequested(passphrase);
}

void LoginScreen::setBusy(bool busy)
{
    m_busy = busy;
    m_people->setBusy(busy);
    m_setup->setEnabled(!busy);
    m_enrol->setEnabled(!busy);
    m_factor->setBusy(busy);
    m_newPassword->setBusy(busy);
    m_passphrase->setEnabled(!busy);
    m_open->setEnabled(!busy);
    m_salvage->setEnabled(!busy);
    retranslate();
}

void LoginScreen::showError(const Error &error)
{
    setBusy(false);
    m_banner->tell(error);
    if (m_page == Page::Passphrase)
        m_passphrase->setFocus();
}

void LoginScreen::retranslate()
{
    const bool chinese = Translations::isChinese();
    m_brand->setText(u"四诊 Sizhen"_s);
    m_practiceWords->setText(tr("Practice: no real patient"));
    m_practiceWords->setVisible(m_practice);
    m_language->setText(u"中 / EN"_s);
    m_language->setAccessibleName(tr("Change the language to Chinese"));
    m_passphraseTitle->setText(tr("Open the vault"));
    m_passphraseExplained->setText(tr("The passphrase of this station, asked for once at every start."));
    m_passphrase->setPlaceholderText(tr("Passphrase"));
    m_passphrase->setAccessibleName(tr("Passphrase"));
    m_open->setText(tr("Open"));
    m_salvageExplained->setText(
        tr("If there is a backup, let IT restore it. If not, everything whose seal holds can be saved into a new vault; the "
           "damaged one is kept beside it as it is. Type the passphrase once more for it."));
    m_salvage->setText(tr("Save what holds"));
    const bool open = m_page != Page::Passphrase && m_page != Page::FirstStart;
    if (m_busy)
        m_vault->set(Mark::Working, open ? tr("The password is being checked") : tr("The vault is being opened"));
    else if (m_page == Page::FirstStart)
        m_vault->set(Mark::NotPresent, tr("No vault on this machine yet"));
    else
        m_vault->set(open ? Mark::Good : Mark::Unknown, open ? tr("Vault open") : tr("Vault closed"));
    QStringList foot{m_institution.in(chinese ? u"zh"_s : u"en"_s), m_station, tr("Version %1").arg(m_version)};
    foot.removeAll(QString());
    m_foot->setText(foot.join(u" · "_s));
}

void LoginScreen::hideEvent(QHideEvent *event)
{
    if (!event->spontaneous())
        m_factor->clear();
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
        m_passphrase->setFocus();
    QWidget::showEvent(event);
}

} // namespace sizhen
