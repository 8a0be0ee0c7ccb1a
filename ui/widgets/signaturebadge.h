// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QWidget>

namespace sizhen {

// A signed page's seal: who signed and when, with a mark that says whether the signature holds.
class SignatureBadge final : public QWidget
{
    Q_OBJECT
public:
    enum class State { Waiting, Valid, Broken };

    explicit SignatureBadge(QWidget *parent = nullptr);

    void set(State state, const QString &who, const QDateTime &at);

    [[nodiscard]] QString words() const; // what is drawn, in one sentence
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    State m_state = State::Waiting;
    QString m_who;
    QDateTime m_at;
};

} // namespace sizhen
