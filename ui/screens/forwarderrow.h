// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

namespace sizhen {

class SettingRow;
struct ScreenContext;

// The forwarding server of our own house, which calls of four to six ends need (SES-08).
class ForwarderRow final : public QWidget
{
    Q_OBJECT
public:
    explicit ForwarderRow(ScreenContext &context, QWidget *parent = nullptr);

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
};

} // namespace sizhen
