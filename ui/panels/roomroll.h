// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

class QLineEdit;
class QPushButton;

namespace sizhen {

class FlowLayout;

// Who else is in the two rooms (SES-12): those of the other side in words, our own each with a way to say that they
// left, and a line for a newcomer. Shows what Desk offers.
class RoomRoll final : public QWidget
{
    Q_OBJECT
public:
    struct Person {
        QString name;
        QString as; // what they are there for, in words

        friend bool operator==(const Person &, const Person &) = default;
    };

    explicit RoomRoll(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

    [[nodiscard]] static QList<Person> personsIn(const CaseState &state, Side side); // as it was said last

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void refresh();
    void add();
    bool keep(const QList<Person> &persons, const QString &sentence);

    ScreenContext &m_context;
    CaseState m_state;
    bool m_may = false;
    TextLabel *m_title;
    TextLabel *m_theirs;
    QWidget *m_ours;
    FlowLayout *m_flow;
    QList<QPushButton *> m_people;
    QWidget *m_newcomer;
    QLineEdit *m_name;
    QLineEdit *m_as;
    QPushButton *m_add;
};

} // namespace sizhen
