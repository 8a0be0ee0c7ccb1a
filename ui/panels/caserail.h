// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/casesteps.h"

#include <QAbstractButton>
#include <QWidget>

class QPushButton;
class QVBoxLayout;

namespace sizhen {

class TextLabel;

// One step: its shape, its name, its state as a word.
class StepButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit StepButton(const QString &step, QWidget *parent = nullptr);

    void set(const CaseStep &step);

    [[nodiscard]] const CaseStep &value() const { return m_step; }

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void focused();

protected:
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void enterEvent(QEnterEvent *event) override;

private:
    void drawShape(QPainter &painter, const QRectF &box) const;

    CaseStep m_step;
};

// The steps of the service from top to bottom. Up and Down walk, Enter or Space opens; a step that cannot be done yet
// says why as soon as it is walked on.
class CaseRail final : public QWidget
{
    Q_OBJECT
public:
    explicit CaseRail(QWidget *parent = nullptr);

    void setSteps(const QList<CaseStep> &steps);
    void setCurrent(const QString &step);
    void setEmergency(bool shown); // a session runs and may be stopped
    void retranslate();

    [[nodiscard]] const QString &current() const { return m_current; }

Q_SIGNALS:
    void stepChosen(const QString &step);
    void emergencyPressed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showWhy(const CaseStep &step);
    void walk(int by);

    QVBoxLayout *m_column;
    QList<StepButton *> m_buttons;
    TextLabel *m_why;
    QPushButton *m_emergency;
    QString m_current;
};

} // namespace sizhen
