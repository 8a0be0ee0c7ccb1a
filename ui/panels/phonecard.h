// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/sessionrecord.h"
#include "ui/panels/actbar.h"
#include "ui/screens/context.h"

#include <QElapsedTimer>
#include <QTimer>

class QPushButton;

namespace sizhen {

// The last step of the ladder (SES-14): the agreed telephone number, large, as soon as the call could not be restored
// by itself for ten seconds, or was lost. Hidden otherwise.
class PhoneCard final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int patienceMs = 10'000;

    explicit PhoneCard(ScreenContext &context, QWidget *parent = nullptr);

    void setCase(const CaseState &state, const QList<Offer> &offers);
    void retranslate();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);
    void acted();

private:
    void callChanged();
    void refresh();
    [[nodiscard]] bool isDue() const;
    void goOn();

    ScreenContext &m_context;
    CaseState m_state;
    bool m_may = false;
    bool m_waited = false; // since it was interrupted
    QTimer m_patience{this};
    TextLabel *m_words;
    TextLabel *m_number;
    QPushButton *m_goOn;
};

} // namespace sizhen
