// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/header.h"
#include "ui/theme/pieces.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int lineHeight = 3; // below the tab in front

QPushButton *quietButton(const QString &name)
{
    auto *button = new QPushButton;
    button->setObjectName(name);
    button->setProperty("quiet", true);
    return button;
}

} // namespace

TabButton::TabButton(QWidget *parent)
    : QAbstractButton(parent)
{
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

QSize TabButton::sizeHint() const
{
    return {fontMetrics().horizontalAdvance(text()) + 2 * (theme::gap + theme::gapTight), theme::headerHeight};
}

void TabButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &colors = palette();
    if (underMouse() && !isChecked())
        painter.fillRect(rect(), theme::faint(colors.color(QPalette::Text), theme::faintAlpha / 2));
    painter.setPen(colors.color(isChecked() ? QPalette::Link : QPalette::WindowText));
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (isChecked())
        painter.fillRect(QRect(0, height() - lineHeight, width(), lineHeight), colors.color(QPalette::Link));
    if (hasFocus())
        theme::drawFrame(&painter, rect().adjusted(1, theme::gap, -1, -theme::gap), Qt::transparent,
                         colors.color(QPalette::Link), theme::focusEdge);
}

Header::Header(bool practice, QWidget *parent)
    : QWidget(parent)
    , m_brand(new TextLabel(theme::Type::Section, theme::Role::Accent))
    , m_practice(new TextLabel(theme::Type::Section, theme::Role::Caution))
    , m_tabRow(new QHBoxLayout)
    , m_find(new QPushButton)
    , m_language(quietButton(u"languageButton"_s))
    , m_dark(quietButton(u"darkButton"_s))
    , m_person(quietButton(u"personButton"_s))
    , m_menu(new QMenu(this))
    , m_lock(m_menu->addAction(QString()))
    , m_logout(m_menu->addAction(QString()))
{
    setObjectName(u"header"_s);
    setFixedHeight(theme::headerHeight);
    m_find->setObjectName(u"findButton"_s);
    m_practice->setObjectName(u"practiceWords"_s);
    m_practice->setVisible(practice);
    m_menu->setObjectName(u"personMenu"_s);
    m_lock->setObjectName(u"lockAction"_s);
    m_logout->setObjectName(u"logoutAction"_s);
    m_person->setMenu(m_menu);
    m_tabRow->setSpacing(0);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme::gapGroup, 0, theme::gap, theme::edge);
    row->setSpacing(theme::gapTight);
    row->addWidget(m_brand);
    row->addSpacing(theme::gapGroup);
    row->addLayout(m_tabRow);
    row->addStretch();
    row->addWidget(m_practice);
    row->addSpacing(theme::gapGroup);
    row->addWidget(m_find);
    row->addWidget(m_language);
    row->addWidget(m_dark);
    row->addWidget(m_person);
    connect(m_find, &QPushButton::clicked, this, &Header::findRequested);
    connect(m_language, &QPushButton::clicked, this, &Header::languageRequested);
    connect(m_dark, &QPushButton::clicked, this, &Header::darkRequested);
    connect(m_lock, &QAction::triggered, this, &Header::lockRequested);
    connect(m_logout, &QAction::triggered, this, &Header::logoutRequested);
    retranslate();
}

void Header::setTabs(const QList<Tab> &tabs)
{
    QStringList ids;
    for (const auto &tab : tabs)
        ids.append(tab.id);
    if (ids != m_ids) {
        qDeleteAll(m_tabs);
        m_tabs.clear();
        m_ids = ids;
        for (const auto &id : ids) {
            auto *button = new TabButton;
            button->setObjectName(u"tab."_s + id);
            connect(button, &TabButton::clicked, this, [this, id] { Q_EMIT screenChosen(id); });
            m_tabRow->addWidget(button);
            m_tabs.append(button);
        }
    }
    for (int i = 0; i < tabs.size(); ++i) {
        m_tabs[i]->setText(tabs[i].title);
        m_tabs[i]->setAccessibleName(tabs[i].title);
        m_tabs[i]->setToolTip(tr("Ctrl+%1").arg(i + 1));
        m_tabs[i]->updateGeometry();
    }
}

void Header::setCurrent(const QString &id)
{
    for (int i = 0; i < m_tabs.size(); ++i) {
        m_tabs[i]->setAutoExclusive(false); // a page without a tab is in front: none is marked
        m_tabs[i]->setChecked(m_ids[i] == id);
        m_tabs[i]->setAutoExclusive(true);
    }
}

void Header::setPerson(const QString &name)
{
    m_person->setText(name);
    m_person->setAccessibleName(tr("%1, menu").arg(name));
}

void Header::retranslate()
{
    m_brand->setText(u"四诊 Sizhen"_s);
    m_practice->setText(tr("Practice: no real patient"));
    m_find->setText(tr("Find  Ctrl+K"));
    m_find->setAccessibleName(tr("Find a case, patient, term or action"));
    m_language->setText(u"中 / EN"_s);
    m_language->setAccessibleName(tr("Change the language to Chinese"));
    m_language->setToolTip(m_language->accessibleName());
    m_dark->setText(u"◐"_s);
    m_dark->setAccessibleName(tr("Light or dark"));
    m_dark->setToolTip(m_dark->accessibleName());
    m_lock->setText(tr("Lock  Ctrl+L"));
    m_logout->setText(tr("Log out"));
    setPerson(m_person->text());
}

void Header::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void Header::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(QRect(0, height() - theme::edge, width(), theme::edge),
                     theme::faint(palette().color(QPalette::Mid), theme::lineAlpha));
}

} // namespace sizhen
