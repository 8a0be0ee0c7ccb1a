// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QLabel>

namespace sizhen {

// A label that knows its size and its meaning, and follows light and dark by itself.
class TextLabel final : public QLabel
{
    Q_OBJECT
public:
    explicit TextLabel(theme::Type type = theme::Type::Body, theme::Role role = theme::Role::Text,
                       QWidget *parent = nullptr);

    void setRole(theme::Role role);

protected:
    void changeEvent(QEvent *event) override;

private:
    void recolour();

    theme::Role m_role;
};

} // namespace sizhen
