// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/board.h"
#include "ui/widgets/card.h"

namespace sizhen {

class StatusDot;
class TextLabel;

// One case on the board.
class CaseCardButton final : public CardButton
{
    Q_OBJECT
public:
    explicit CaseCardButton(QWidget *parent = nullptr);

    void setCase(const QByteArray &id, const CardText &text);

    [[nodiscard]] const QByteArray &id() const { return m_id; }

private:
    QByteArray m_id;
    TextLabel *m_who;
    TextLabel *m_waits;
    TextLabel *m_when;
    TextLabel *m_trouble;
};

} // namespace sizhen
