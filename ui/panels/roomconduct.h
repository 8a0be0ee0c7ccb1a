// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sessionrecord.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace sizhen {

class PhoneCard;
class RoomRoll;

// How a session is led: who is with the patient (SES-04), what to do when picture or sound fails (SES-14), what the
// patient asked (SES-16), and the stop for an examination in person (SES-10). Shows what Desk offers.
class RoomConduct final : public QWidget
{
    Q_OBJECT
public:
    explicit RoomConduct(ScreenContext &context, QWidget *parent = nullptr);

    void setShowsPeople(bool shows) { m_showsPeople = shows; } // false: the page says it already

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    // One of the things that are opened by a press and take a line or two.
    struct Drawer {
        QPushButton *opens = nullptr;
        QWidget *inside = nullptr;
        QPushButton *does = nullptr;
        QString kind; // the act; without an offer for it the whole is hidden
    };

    Drawer makeDrawer(const QString &name, const QString &kind, const std::function<void()> &run);
    void buildTrouble();
    void buildQuestion();
    void buildInPerson();
    bool act(const QString &kind, const QCborMap &args, const QString &sentence);
    void togglePresence();
    void takeStep(const QString &step);
    void keepQuestion();
    void stopForInPerson();
    void refresh();
    void refreshPresence();

    ScreenContext &m_context;
    CaseState m_state;
    QList<Offer> m_offers;
    bool m_showsPeople = true;
    QTimer m_second{this};
    PhoneCard *m_phone;
    RoomRoll *m_roll;
    TextLabel *m_people;
    TextLabel *m_alone;
    QPushButton *m_presence;
    QList<Drawer> m_drawers;
    TextLabel *m_phones;
    QList<QPair<QString, QPushButton *>> m_steps;
    QLineEdit *m_question;
    QLineEdit *m_answer;
    QComboBox *m_reason;
    QLineEdit *m_advice;
};

} // namespace sizhen
