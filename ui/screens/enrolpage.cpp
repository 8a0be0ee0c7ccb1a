// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/enrolpage.h"
#include "ui/texts/codetext.h"
#include "ui/widgets/fieldrows.h"
#include "ui/widgets/passwordfield.h"
#include "ui/widgets/textlabel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QEvent>
#include <QGridLayout>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int enrolRoleColumns = 3;

QStringList roleCodes()
{
    return {u"PHYSICIAN"_s,   u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s,
            u"INTERPRETER"_s, u"IT"_s,        u"QA"_s,      u"FINANCE"_s,
            u"SEC-ADMIN"_s,   u"AUDITOR"_s};
}

QStringList titleCodes()
{
    return {u"RESIDENT"_s, u"ATTENDING"_s, u"ASSOCIATE_CHIEF"_s, u"CHIEF"_s};
}

} // namespace

EnrolPage::EnrolPage(QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(theme::Type::Title))
    , m_explained(new TextLabel(theme::Type::Body, theme::Role::TextMuted))
    , m_rows(new FieldRows)
    , m_id(new QLineEdit)
    , m_nameEn(new QLineEdit)
    , m_nameZh(new QLineEdit)
    , m_level(new QComboBox)
    , m_licence(new QLineEdit)
    , m_since(new QDateEdit)
    , m_password(new PasswordField)
    , m_again(new PasswordField)
    , m_rolesTitle(new TextLabel(theme::Type::Section))
    , m_missing(new TextLabel(theme::Type::Body, theme::Role::Danger))
    , m_enrol(new QPushButton)
{
    for (const auto &code : roleCodes()) {
        auto *box = new QCheckBox;
        box->setObjectName(u"role."_s + code);
        m_roles.append(box);
    }
    build();
    connect(m_enrol, &QPushButton::clicked, this, &EnrolPage::submit);
    connect(m_again, &QLineEdit::returnPressed, this, &EnrolPage::submit);
    retranslate();
}

void EnrolPage::build()
{
    m_rows->add(m_id, u"personId"_s);
    m_rows->add(m_nameEn, u"personNameEn"_s);
    m_rows->add(m_nameZh, u"personNameZh"_s);
    m_rows->add(m_level, u"titleLevel"_s);
    m_rows->add(m_licence, u"licence"_s);
    m_rows->add(m_since, u"practiceSince"_s);
    m_rows->add(m_password, u"newPassword"_s);
    m_rows->add(m_again, u"newPasswordAgain"_s);
    m_since->setDisplayFormat(u"yyyy-MM-dd"_s);
    m_since->setDate({2020, 1, 1});
    m_missing->setObjectName(u"enrolMissing"_s);
    m_missing->setVisible(false);
    m_enrol->setObjectName(u"enrolButton"_s);
    m_enrol->setProperty("primary", true);
    for (auto *label : {m_explained, m_missing})
        label->setWordWrap(true);

    auto *grid = new QGridLayout;
    for (int i = 0; i < m_roles.size(); ++i)
        grid->addWidget(m_roles[i], i / enrolRoleColumns, i % enrolRoleColumns);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->addWidget(m_title);
    column->addWidget(m_explained);
    column->addSpacing(theme::gap);
    column->addWidget(m_rows);
    column->addWidget(m_rolesTitle);
    column->addLayout(grid);
    column->addWidget(m_missing);
    column->addWidget(m_enrol, 0, Qt::AlignRight);
}

QWidget *EnrolPage::firstField() const
{
    return m_id;
}

QStringList EnrolPage::roles() const
{
    QStringList chosen;
    for (int i = 0; i < m_roles.size(); ++i)
        if (m_roles[i]->isChecked())
            chosen.append(roleCodes()[i]);
    return chosen;
}

QString EnrolPage::whatIsMissing() const
{
    static const QRegularExpression id(u"^[a-z][a-z0-9]{1,31}$"_s);
    if (!id.match(m_id->text().trimmed()).hasMatch())
        return tr("The short name is written in small Latin letters and digits, for example \"kovacs\".");
    if (m_nameEn->text().trimmed().isEmpty() || m_nameZh->text().trimmed().isEmpty())
        return tr("Write the person's name in both languages.");
    if (roles().isEmpty())
        return tr("Tick at least one role.");
    if (roles().contains(u"PHYSICIAN"_s) && (m_licence->text().trimmed().isEmpty() || m_level->currentIndex() < 0))
        return tr("A physician needs a title and a licence number.");
    if (m_password->text().size() < shortestPassword)
        return tr("The password needs at least %n characters.", nullptr, shortestPassword);
    if (!m_password->matches(*m_again))
        return tr("The two passwords differ. Type both again.");
    return {};
}

void EnrolPage::submit()
{
    const auto missing = whatIsMissing();
    m_missing->setText(missing);
    m_missing->setVisible(!missing.isEmpty());
    if (!missing.isEmpty())
        return;
    EnrolRequest request;
    auto &person = request.person;
    person.id = m_id->text().trimmed();
    person.name = Label(m_nameZh->text().trimmed(), m_nameEn->text().trimmed());
    person.roles = roles();
    person.titleLevel = m_level->currentData().toString();
    person.licence = m_licence->text().trimmed();
    if (person.roles.contains(u"PHYSICIAN"_s))
        person.practice = {{m_since->date(), {}, true, {}}};
    request.password = m_password->take();
    m_again->wipeText();
    Q_EMIT enrolRequested(request);
}

void EnrolPage::retranslate()
{
    m_title->setText(tr("Enrol the first person"));
    m_explained->setText(tr("Nobody can log in yet. Others are enrolled later by the administrator."));
    m_rows->setLabel(m_id, tr("Short name"));
    m_rows->setLabel(m_nameEn, tr("Name in Latin letters"));
    m_rows->setLabel(m_nameZh, tr("Name in Chinese"));
    m_rows->setLabel(m_level, tr("Title"));
    m_rows->setLabel(m_licence, tr("Licence number"));
    m_rows->setLabel(m_since, tr("Independent practice since"));
    m_rows->setLabel(m_password, tr("Password"));
    m_rows->setLabel(m_again, tr("Password again"));
    m_rolesTitle->setText(tr("Roles"));
    m_enrol->setText(tr("Enrol"));
    QList<QPair<QString, QString>> titles;
    for (const auto &code : titleCodes())
        titles.append({code, CodeText::heading(code)});
    refill(m_level, titles);
    for (int i = 0; i < m_roles.size(); ++i)
        m_roles[i]->setText(CodeText::heading(roleCodes()[i]));
    if (m_missing->isVisibleTo(this))
        m_missing->setText(whatIsMissing());
}

void EnrolPage::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

} // namespace sizhen
