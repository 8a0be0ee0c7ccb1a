// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/exceptions.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QPushButton;

namespace sizhen {

class TextLabel;
struct ScreenContext;

// Cases opened by exception that wait for a review (SEC-05): who, when, which case, why; a note and a verdict. Hidden while
// none waits, or for somebody who may not review.
class ExceptionsPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ExceptionsPanel(ScreenContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void reviewed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void refreshButtons();
    void review(bool justified);
    [[nodiscard]] QString sentenceOf(const CaseException &one) const;

    ScreenContext &m_context;
    TextLabel *m_title;
    QListWidget *m_list;
    QLineEdit *m_note;
    QPushButton *m_justified;
    QPushButton *m_unjustified;
};

} // namespace sizhen
