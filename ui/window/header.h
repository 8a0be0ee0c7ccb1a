// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QHBoxLayout;
class QMenu;
class QPushButton;

namespace sizhen {

class TextLabel;

// One tab: words with a line below the one in front.
class TabButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit TabButton(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

// The bar at the top: where one can go, what can be found, language, light or dark, and who is logged in.
class Header final : public QWidget
{
    Q_OBJECT
public:
    struct Tab {
        QString id;
        QString title;
    };

    explicit Header(bool practice, QWidget *parent = nullptr);

    void setTabs(const QList<Tab> &tabs); // the same ids again: only new words
    void setCurrent(const QString &id);
    void setPerson(const QString &name);

Q_SIGNALS:
    void screenChosen(const QString &id);
    void findRequested();
    void languageRequested();
    void darkRequested();
    void lockRequested();
    void logoutRequested();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void retranslate();

    TextLabel *m_brand;
    TextLabel *m_practice;
    QHBoxLayout *m_tabRow;
    QList<TabButton *> m_tabs;
    QStringList m_ids;
    QPushButton *m_find;
    QPushButton *m_language;
    QPushButton *m_dark;
    QPushButton *m_person;
    QMenu *m_menu;
    QAction *m_lock;
    QAction *m_logout;
};

} // namespace sizhen
