// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulseguidance.h"
#include "ui/screens/context.h"

#include <QTimer>
#include <QWidget>

class QPushButton;
class QSpinBox;

namespace sizhen {

class TextLabel;

// What the invited physician asks of the hand that takes the pulse. At the invited side: a button for each thing that
// can be asked, and what became of the last one. At the inviting side: the request in large letters until a person
// accepts or declines it. It commands no instrument (ORG-10).
class PulseRequestsBar final : public QWidget
{
    Q_OBJECT
public:
    explicit PulseRequestsBar(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state);

    void setSite(const QString &site) { m_site = site; } // that is asked for with "go to"

    // Inviting side: the pressure now; says by reached() when the hand is where it was asked to be.
    void setPressure(double pressure, double seconds, const PressureRange &range, const QString &unit);
    [[nodiscard]] std::optional<QPair<double, double>> target() const; // pressures that were asked for and accepted

    // The keys A and X, or the buttons. False: nothing is asked.
    bool answer(bool accepted);
    void retranslate();

Q_SIGNALS:
    void accepted(const sizhen::PulseRequest &request);
    void failed(const sizhen::Error &error);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildAsks();
    void buildAnswer();
    void ask(const PulseAsk &ask);
    void say();
    void reached(double pressure, const PressureRange &range, const QString &unit);
    [[nodiscard]] QString lastWords() const;

    ScreenContext &m_context;
    CaseState m_state;
    QString m_site;
    std::optional<PulseRequest> m_open;
    std::optional<AskedPressure> m_asked;
    QTimer m_stale{this}; // a request that nobody answered goes away
    QWidget *m_asks;
    QList<QPair<QString, QPushButton *>> m_buttons;
    QSpinBox *m_seconds = nullptr;
    QWidget *m_answers;
    TextLabel *m_words;
    TextLabel *m_from;
    QPushButton *m_accept;
    QPushButton *m_decline;
    TextLabel *m_last;
};

} // namespace sizhen
