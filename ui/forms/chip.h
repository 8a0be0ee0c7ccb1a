// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>

namespace sizhen {

// One choice among several, as a box that is ticked (several may be) or a ring that is filled (one may be).
class Chip final : public QAbstractButton
{
    Q_OBJECT
public:
    enum class Shape { Tick, Ring };

    Chip(const QString &text, Shape shape, QWidget *parent = nullptr);

    void setFlagged(bool flagged); // a red flag: a triangle stands before the word, chosen or not

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Shape m_shape;
    bool m_flagged = false;
};

} // namespace sizhen
