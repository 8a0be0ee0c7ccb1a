// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/peoplepage.h"

#include "ui/texts/codetext.h"
#include "ui/texts/translations.h"
#include "ui/widgets/card.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tileColumns = 3;
constexpr int codeLength = 7; // six digits and a space
constexpr int tickMs = 500;

QString rolesOf(const PersonCertificate &person)
{
    QStringList words;
    for (const auto &role : person.roles)
        words.append(words.isEmpty() ? CodeText::heading(role) : CodeText::of(role));
    return words.join(Translations::readers() == u"zh"_s ? u"、"_s : u", "_s);
}

} // namespace

PeoplePage::PeoplePage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_grid(new QGridLayout)
    , m_whose(new TextLabel)
    , m_passwordRow(new QWidget)
    , m_password(new PasswordField)
    , m_code(new QLineEdit)
    , m_wait(new TextLabel(theme::Type::Body, theme::Role::Caution))
    , m_login(new QPushButton)
{
    m_password->setObjectName(u"password"_s);
    m_code->setObjectName(u"loginCode"_s);
    m_code->setMaxLength(codeLength);
    m_code->setInputMethodHints(Qt::ImhDigitsOnly);
    m_code->setFixedWidth(theme::labelWidth);
    m_wait->setObjectName(u"loginWait"_s);
    m_wait->setWordWrap(true);
    m_wait->setVisible(false);
    m_login->setObjectName(u"loginButton"_s);
    m_login->setProperty("primary", true);
    m_grid->setSpacing(theme::gap);
    auto *row = new QHBoxLayout(m_passwordRow);
    row->setContentsMargins({});
    row->addWidget(m_whose, 1);
    row->addWidget(m_password, 1);
    row->addWidget(m_code);
    row->addWidget(m_login);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addSpacing(theme::gap);
    column->addLayout(m_grid);
    column->addSpacing(theme::gap);
    column->addWidget(m_passwordRow);
    column->addWidget(m_wait);
    connect(m_password, &QLineEdit::returnPressed, this, &PeoplePage::submit);
    connect(m_code, &QLineEdit::returnPressed, this, &PeoplePage::submit);
    connect(m_login, &QPushButton::clicked, this, &PeoplePage::submit);
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &PeoplePage::showWait);
    retranslate();
}

void PeoplePage::setPeople(const QList<PersonCertificate> &people)
{
    qDeleteAll(m_tiles);
    m_tiles.clear();
    m_people = people;
    for (int i = 0; i < people.size(); ++i) {
        auto *tile = new CardButton(this);
        tile->setObjectName(u"person."_s + people[i].id);
        tile->setCheckable(true);
        tile->installEventFilter(this);
        auto *lines = new QVBoxLayout(tile);
        lines->setContentsMargins(theme::gapGroup, theme::gap, theme::gapGroup, theme::gap);
        lines->setSpacing(theme::gapTight);
        lines->addWidget(new TextLabel(theme::Type::Section));
        auto *roles = new TextLabel(theme::Type::Small, theme::Role::TextMuted);
        roles->setWordWrap(true);
        roles->setAlignment(Qt::AlignTop);
        lines->addWidget(roles, 1);
        m_grid->addWidget(tile, i / tileColumns, i % tileColumns);
        connect(tile, &CardButton::clicked, this, [this, id = people[i].id] { choose(id); });
        m_tiles.append(tile);
    }
    for (int i = 0; i < tileColumns; ++i)
        m_grid->setColumnStretch(i, 1);
    m_chosen.clear();
    m_passwordRow->setVisible(false);
    retranslate();
    if (people.size() == 1)
        choose(people.constFirst().id);
}

QWidget *PeoplePage::firstField() const
{
    if (!m_chosen.isEmpty())
        return m_password;
    return m_tiles.isEmpty() ? nullptr : m_tiles.constFirst();
}

void PeoplePage::choose(const QString &personId)
{
    m_chosen = personId;
    for (int i = 0; i < m_tiles.size(); ++i)
        m_tiles[i]->setChecked(m_people[i].id == personId);
    m_password->wipeText();
    m_code->clear();
    m_code->setVisible(m_accounts.value(personId).hasFactor && personId != m_locked);
    m_passwordRow->setVisible(true);
    retranslate();
    showWait();
    m_password->setFocus();
}

void PeoplePage::setAccounts(const QHash<QString, Account> &accounts, const QString &locked)
{
    m_accounts = accounts;
    m_locked = locked;
    for (int i = 0; i < m_tiles.size(); ++i)
        m_tiles[i]->setVisible(!accounts.value(m_people[i].id).disabled);
    if (!locked.isEmpty() && m_chosen.isEmpty())
        choose(locked);
    m_code->setVisible(m_accounts.value(m_chosen).hasFactor && m_chosen != m_locked);
    retranslate();
    showWait();
}

qint64 PeoplePage::secondsToWait() const
{
    const auto next = m_accounts.value(m_chosen).notBefore;
    return next.isValid() ? qMax<qint64>(0, (QDateTime::currentDateTimeUtc().msecsTo(next) + 999) / 1000) : 0;
}

// Counts down; nothing can be typed meanwhile. The vault's own clock decides, this only shows it.
void PeoplePage::showWait()
{
    const auto seconds = int(secondsToWait());
    const auto account = m_accounts.value(m_chosen);
    if (account.lockedOut && seconds > 0)
        m_wait->setText(tr("Too many wrong tries: locked for %n more minute(s). The security administrator can lift this.", nullptr,
                           (seconds + 59) / 60));
    else if (seconds > 0)
        m_wait->setText(tr("Wait %n second(s) before the next try.", nullptr, seconds));
    m_wait->setVisible(seconds > 0);
    for (QWidget *widget : {static_cast<QWidget *>(m_password), static_cast<QWidget *>(m_code), static_cast<QWidget *>(m_login)})
        widget->setEnabled(!m_busy && seconds == 0);
    if (seconds == 0 && m_tick.isActive() && !m_busy)
        m_password->setFocus();
    seconds > 0 ? m_tick.start() : m_tick.stop();
}

void PeoplePage::setBusy(bool busy)
{
    for (auto *tile : std::as_const(m_tiles))
        tile->setEnabled(!busy);
    m_busy = busy;
    showWait();
    if (!busy && !m_chosen.isEmpty())
        m_password->setFocus();
}

void PeoplePage::submit()
{
    if (m_chosen.isEmpty() || m_password->text().isEmpty() || m_busy || secondsToWait() > 0)
        return;
    if (m_code->isVisibleTo(this) && m_code->text().trimmed().isEmpty())
        return m_code->setFocus();
    const auto password = m_password->take();
    const auto code = m_code->text();
    m_code->clear();
    Q_EMIT loginRequested(m_chosen, password, code);
}

void PeoplePage::fillTile(CardButton *tile, const PersonCertificate &person) const
{
    const auto labels = tile->findChildren<TextLabel *>(Qt::FindDirectChildrenOnly);
    labels[0]->setText(person.name.in(Translations::readers()));
    labels[1]->setText(rolesOf(person));
    tile->setAccessibleName(person.name.in(Translations::readers()) + u", "_s + rolesOf(person));
}

void PeoplePage::retranslate()
{
    m_title->setText(m_locked.isEmpty() ? tr("Who is there?") : tr("Locked"));
    m_login->setText(!m_locked.isEmpty() && m_chosen == m_locked ? tr("Unlock") : tr("Log in"));
    m_code->setPlaceholderText(tr("Six digits"));
    m_code->setAccessibleName(tr("Code of the authenticator"));
    m_password->setPlaceholderText(tr("Password"));
    m_password->setAccessibleName(tr("Password"));
    for (int i = 0; i < m_tiles.size(); ++i) {
        fillTile(m_tiles[i], m_people[i]);
        if (m_people[i].id == m_chosen)
            m_whose->setText(tr("Password of %1").arg(m_people[i].name.in(Translations::readers())));
    }
}

void PeoplePage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

bool PeoplePage::eventFilter(QObject *watched, QEvent *event)
{
    const auto at = int(m_tiles.indexOf(qobject_cast<CardButton *>(watched)));
    if (event->type() != QEvent::KeyPress || at < 0)
        return QWidget::eventFilter(watched, event);
    int to = at;
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Right:
        to = at + 1;
        break;
    case Qt::Key_Left:
        to = at - 1;
        break;
    case Qt::Key_Down:
        to = at + tileColumns;
        break;
    case Qt::Key_Up:
        to = at - tileColumns;
        break;
    default:
        return QWidget::eventFilter(watched, event);
    }
    if (to >= 0 && to < m_tiles.size())
        m_tiles[to]->setFocus();
    return true;
}

} // namespace sizhen
