// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/peoplepage.h"
#include "ui/texts/codetext.h"
#include "ui/widgets/card.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QPushButton>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tileColumns = 3;

QString reader()
{
    return QLocale().language() == QLocale::Chinese ? u"zh"_s : u"en"_s;
}

QString rolesOf(const PersonCertificate &person)
{
    QStringList words;
    for (const auto &role : person.roles)
        words.append(words.isEmpty() ? CodeText::heading(role) : CodeText::of(role));
    return words.join(reader() == u"zh"_s ? u"、"_s : u", "_s);
}

} // namespace

PeoplePage::PeoplePage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_grid(new QGridLayout)
    , m_whose(new TextLabel)
    , m_passwordRow(new QWidget)
    , m_password(new PasswordField)
    , m_login(new QPushButton)
{
    m_password->setObjectName(u"password"_s);
    m_login->setObjectName(u"loginButton"_s);
    m_login->setProperty("primary", true);
    m_grid->setSpacing(theme::gap);
    auto *row = new QHBoxLayout(m_passwordRow);
    row->setContentsMargins({});
    row->addWidget(m_whose, 1);
    row->addWidget(m_password, 1);
    row->addWidget(m_login);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addSpacing(theme::gap);
    column->addLayout(m_grid);
    column->addSpacing(theme::gap);
    column->addWidget(m_passwordRow);
    connect(m_password, &QLineEdit::returnPressed, this, &PeoplePage::submit);
    connect(m_login, &QPushButton::clicked, this, &PeoplePage::submit);
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
    m_passwordRow->setVisible(true);
    retranslate();
    m_password->setFocus();
}

void PeoplePage::setBusy(bool busy)
{
    for (auto *tile : std::as_const(m_tiles))
        tile->setEnabled(!busy);
    m_password->setEnabled(!busy);
    m_login->setEnabled(!busy);
    if (!busy && !m_chosen.isEmpty())
        m_password->setFocus();
}

void PeoplePage::submit()
{
    if (m_chosen.isEmpty() || m_password->text().isEmpty())
        return;
    const auto password = m_password->take();
    Q_EMIT loginRequested(m_chosen, password);
}

void PeoplePage::fillTile(CardButton *tile, const PersonCertificate &person) const
{
    const auto labels = tile->findChildren<TextLabel *>(Qt::FindDirectChildrenOnly);
    labels[0]->setText(person.name.in(reader()));
    labels[1]->setText(rolesOf(person));
    tile->setAccessibleName(person.name.in(reader()) + u", "_s + rolesOf(person));
}

void PeoplePage::retranslate()
{
    m_title->setText(tr("Who is there?"));
    m_login->setText(tr("Log in"));
    m_password->setPlaceholderText(tr("Password"));
    m_password->setAccessibleName(tr("Password"));
    for (int i = 0; i < m_tiles.size(); ++i) {
        fillTile(m_tiles[i], m_people[i]);
        if (m_people[i].id == m_chosen)
            m_whose->setText(tr("Password of %1").arg(m_people[i].name.in(reader())));
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
