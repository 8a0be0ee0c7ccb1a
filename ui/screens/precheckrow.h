// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class TextLabel;
struct ScreenContext;

// One line about the last check of what a call needs, and the button that makes a new one. In a room only while nobody
// speaks; without a case it is the morning's check.
class PreCheckRow final : public QWidget
{
    Q_OBJECT
public:
    explicit PreCheckRow(ScreenContext &context, bool ofCase, QWidget *parent = nullptr);

    void setCase(const QByteArray &id);
    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void open();
    void retranslate();

    ScreenContext &m_context;
    const bool m_ofCase;
    QByteArray m_case;
    QPushButton *m_button;
    TextLabel *m_words;
};

} // namespace sizhen
