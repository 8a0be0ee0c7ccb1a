// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/accountsscreen.h"

#include "core/records/roles.h"
#include "ui/screens/context.h"
#include "ui/screens/passwordpage.h"
#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/textlabel.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardItemModel>
#include <QTableView>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int roleColumns = 6;
constexpr int idRole = Qt::UserRole + 1;
constexpr qsizetype leastReason = 10;
enum Column { Name, Roles, Licence, Until, LastLogin, State, Columns };

QString rolesText(const QStringList &roles)
{
    QStringList words;
    for (const auto &role : roles)
        words.append(words.isEmpty() ? CodeText::heading(role) : CodeText::of(role));
    return words.join(Translations::isChinese() ? u"、"_s : u", "_s);
}

} // namespace

AccountsScreen::AccountsScreen(ScreenContext &context, QWidget *parent)
    : Screen(parent)
    , m_context(context)
    , m_model(new QStandardItemModel(this))
    , m_title(new TextLabel(theme::Type::Title))
    , m_table(new QTableView)
    , m_admin(new QWidget)
    , m_who(new TextLabel(theme::Type::Section))
    , m_reason(new QLineEdit)
    , m_certify(new QPushButton)
    , m_unlock(new QPushButton)
    , m_factor(new QPushButton)
    , m_deactivate(new QPushButton)
    , m_own(new QPushButton)
    , m_password(new PasswordPage)
{
    setObjectName(u"accounts"_s);
    build();
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &AccountsScreen::choose);
    connect(m_reason, &QLineEdit::textChanged, this, &AccountsScreen::refreshButtons);
    connect(m_certify, &QPushButton::clicked, this, &AccountsScreen::certify);
    connect(m_unlock, &QPushButton::clicked, this, [this] { change(&Ledger::liftLockOut, tr("The lock-out is lifted.")); });
    connect(m_factor, &QPushButton::clicked, this, [this] {
        change(&Ledger::resetFactor, tr("The authenticator is taken away; a new one is enrolled at the next log-in."));
    });
    connect(m_deactivate, &QPushButton::clicked, this, &AccountsScreen::deactivate);
    connect(m_own, &QPushButton::clicked, this, [this] {
        m_password->setVisible(true);
        m_password->firstField()->setFocus();
    });
    connect(m_password, &PasswordPage::given, this, &AccountsScreen::changePassword);
    connect(m_password, &PasswordPage::cancelled, this, [this] {
        m_password->clear();
        m_password->setVisible(false);
    });
    retranslate();
}

void AccountsScreen::build()
{
    m_table->setObjectName(u"accountsTable"_s);
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_reason->setObjectName(u"accountReason"_s);
    m_certify->setObjectName(u"certifyButton"_s);
    m_unlock->setObjectName(u"liftLockButton"_s);
    m_factor->setObjectName(u"resetFactorButton"_s);
    m_deactivate->setObjectName(u"deactivateButton"_s);
    m_own->setObjectName(u"ownPasswordButton"_s);
    m_password->setMaximumWidth(theme::formWidth);
    m_password->setVisible(false);
    auto *grid = new QGridLayout;
    const auto roles = knownRoles();
    for (int i = 0; i < roles.size(); ++i) {
        auto *box = new QCheckBox;
        box->setObjectName(u"accountRole."_s + roles[i]);
        box->setProperty("role", roles[i]);
        connect(box, &QCheckBox::toggled, this, &AccountsScreen::refreshButtons);
        grid->addWidget(box, i / roleColumns, i % roleColumns);
        m_roles.append(box);
    }
    auto *buttons = new QHBoxLayout;
    for (auto *button : {m_unlock, m_factor, m_deactivate})
        buttons->addWidget(button);
    buttons->addStretch();
    buttons->addWidget(m_certify);
    auto *admin = new QVBoxLayout(m_admin);
    admin->setContentsMargins({});
    admin->addWidget(m_who);
    admin->addLayout(grid);
    admin->addWidget(m_reason);
    admin->addLayout(buttons);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_own);
    foot->addStretch();
    auto *page = new QVBoxLayout(this);
    page->addWidget(m_title);
    page->addWidget(m_table, 1);
    page->addWidget(m_admin);
    page->addSpacing(theme::gap);
    page->addLayout(foot);
    page->addWidget(m_password);
}

QString AccountsScreen::title() const
{
    return tr("People");
}

void AccountsScreen::activated()
{
    refresh();
}

void AccountsScreen::deactivated()
{
    m_password->clear();
    m_password->setVisible(false);
}

QWidget *AccountsScreen::firstFocus()
{
    return m_table;
}

bool AccountsScreen::isAdmin() const
{
    return mayDo(m_context.actor().person.roles, u"person.change"_s);
}

QString AccountsScreen::chosen() const
{
    return m_table->currentIndex().siblingAtColumn(Name).data(idRole).toString();
}

QString AccountsScreen::stateOf(const Account &account) const
{
    if (account.disabled)
        return tr("Deactivated: %1").arg(account.disabledReason);
    if (account.lockedOut)
        return tr("Locked out until %1").arg(TimeText::moment(account.notBefore));
    if (account.mustChangePassword)
        return tr("Must change the password");
    return account.hasFactor ? tr("Password and authenticator") : tr("Password only");
}

void AccountsScreen::refresh()
{
    const auto before = chosen();
    const auto &ledger = m_context.desk.ledger();
    const auto people = ledger.people();
    if (!people)
        return Q_EMIT failed(people.error());
    m_people = *people;
    const auto self = m_context.actor().person.id;
    if (!isAdmin())
        m_people.removeIf([&](const PersonCertificate &person) { return person.id != self; });
    m_model->removeRows(0, m_model->rowCount());
    for (const auto &person : std::as_const(m_people)) {
        const auto account = ledger.account(person.id);
        if (!account)
            return Q_EMIT failed(account.error());
        m_accounts.insert(person.id, *account);
        auto licence = person.licence;
        if (person.licenceTo.isValid())
            licence = tr("%1, until %2").arg(licence, TimeText::date(person.licenceTo));
        QList<QStandardItem *> row;
        for (const auto &text :
             {person.name.in(m_context.language()), rolesText(person.roles), licence, TimeText::date(person.validTo.date()),
              account->lastLogin.isValid() ? TimeText::moment(account->lastLogin) : tr("never"), stateOf(*account)})
            row.append(new QStandardItem(text));
        row.first()->setData(person.id, idRole);
        m_model->appendRow(row);
    }
    m_table->resizeColumnsToContents();
    m_table->horizontalHeader()->setStretchLastSection(true);
    for (int i = 0; i < m_people.size(); ++i)
        if (m_people[i].id == before || (before.isEmpty() && i == 0))
            m_table->setCurrentIndex(m_model->index(i, Name));
    m_admin->setVisible(isAdmin());
    choose();
}

void AccountsScreen::choose()
{
    m_sure = false;
    for (const auto &person : std::as_const(m_people)) {
        if (person.id != chosen())
            continue;
        m_who->setText(person.name.in(m_context.language()));
        for (auto *box : std::as_const(m_roles))
            box->setChecked(person.roles.contains(box->property("role").toString()));
    }
    m_reason->clear();
    refreshButtons();
}

void AccountsScreen::refreshButtons()
{
    const auto account = m_accounts.value(chosen());
    const auto reason = m_reason->text().trimmed().size() >= leastReason;
    m_certify->setEnabled(reason && !account.disabled);
    m_unlock->setEnabled(reason && account.failures > 0);
    m_factor->setEnabled(reason && account.hasFactor);
    m_deactivate->setEnabled(reason && !account.disabled && chosen() != m_context.actor().person.id);
    m_deactivate->setText(m_sure ? tr("Deactivate now: this cannot be undone") : tr("Deactivate"));
}

void AccountsScreen::change(Change how, const QString &sentence)
{
    const auto done = (m_context.desk.ledger().*how)(chosen(), m_context.actor(), m_reason->text().trimmed());
    if (!done)
        return Q_EMIT failed(done.error());
    refresh();
    Q_EMIT said(sentence);
}

void AccountsScreen::deactivate()
{
    if (!m_sure) { // asked once
        m_sure = true;
        return refreshButtons();
    }
    const auto closed = m_context.desk.closeAccount(chosen(), m_context.actor(), m_reason->text().trimmed());
    if (!closed)
        return Q_EMIT failed(closed.error());
    refresh();
    Q_EMIT said(*closed ? tr("The account is closed: no log-in and no signature from now on, here and at the partners.")
                        : tr("The account is closed here. The partners are told when two officers next present the root key."));
}

void AccountsScreen::certify()
{
    for (auto person : std::as_const(m_people)) {
        if (person.id != chosen())
            continue;
        person.roles.clear();
        for (const auto *box : std::as_const(m_roles))
            if (box->isChecked())
                person.roles.append(box->property("role").toString());
        const auto certified = m_context.desk.ledger().recertify(person, m_context.actor(), m_reason->text().trimmed());
        if (!certified)
            return Q_EMIT failed(certified.error());
        refresh();
        return Q_EMIT said(tr("The roles are certified. They hold from the next log-in."));
    }
}

void AccountsScreen::changePassword(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    m_password->setBusy(true);
    m_context.changePassword(this, oldOne.clone(), newOne.clone(), [this](const Result<> &changed) {
        m_password->setBusy(false);
        if (!changed)
            return Q_EMIT failed(changed.error());
        m_password->setVisible(false);
        Q_EMIT said(tr("The password is changed."));
    });
}

void AccountsScreen::retranslate()
{
    m_title->setText(isAdmin() ? tr("People of this institution") : tr("Your account"));
    m_model->setHorizontalHeaderLabels({tr("Name"), tr("Roles"), tr("Licence"), tr("Certified until"), tr("Last log-in here"), tr("State")});
    m_table->setAccessibleName(tr("People"));
    for (auto *box : std::as_const(m_roles))
        box->setText(CodeText::heading(box->property("role").toString()));
    m_reason->setPlaceholderText(tr("Reason, 10 characters or more: it is kept in the access log"));
    m_reason->setAccessibleName(tr("Reason"));
    m_certify->setText(tr("Certify with these roles"));
    m_unlock->setText(tr("Lift the lock-out"));
    m_factor->setText(tr("Reset the authenticator"));
    m_own->setText(tr("Change my password"));
    refresh();
}

} // namespace sizhen
