// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

namespace sizhen {

class SettingRow;
class StatusDot;
struct ScreenContext;

// The hub of this house: where it is and whether it answers.
class HubRow final : public QWidget
{
    Q_OBJECT
public:
    explicit HubRow(ScreenContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void keep(const QString &address);
    void retranslate();

    ScreenContext &m_context;
    SettingRow *m_row;
    StatusDot *m_state;
};

} // namespace sizhen
