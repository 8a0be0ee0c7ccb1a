// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QFrame>

namespace sizhen {

// A surface with a quiet edge that holds one group of things.
class Panel final : public QFrame
{
    Q_OBJECT
public:
    explicit Panel(QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;
};

// A surface that can be pressed as a whole: a case on the board, a person at log-in. Its content is laid out inside by
// the caller; the accessible name must say everything the content says.
class CardButton : public QAbstractButton
{
    Q_OBJECT
public:
    explicit CardButton(QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override; // Enter presses it, too
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
};

} // namespace sizhen
