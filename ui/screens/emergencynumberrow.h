// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

namespace sizhen {

class SettingRow;
struct ScreenContext;

// The number that this house calls in an emergency (SES-09), where it is another one than the country's. All stations
// of the house show it.
class EmergencyNumberRow final : public QWidget
{
    Q_OBJECT
public:
    explicit EmergencyNumberRow(ScreenContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void keep(const QString &number);
    void retranslate();

    ScreenContext &m_context;
    SettingRow *m_row;
};

} // namespace sizhen
