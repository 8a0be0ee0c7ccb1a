// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"

#include <QWidget>

namespace sizhen {

// How loud it is, from -60 to 0 dBFS: the length says it, the last tenth is too loud and coloured so.
class LevelBar final : public QWidget
{
    Q_OBJECT
public:
    explicit LevelBar(QWidget *parent = nullptr);

    void setLevel(double db);

    [[nodiscard]] double level() const { return m_db; }

    [[nodiscard]] double fraction() const; // of its length, 0 … 1
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_db = SoundLevels::silentDb;
};

} // namespace sizhen
