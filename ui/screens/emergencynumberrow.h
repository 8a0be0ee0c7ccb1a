// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace sizhen {

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
    void keep();
    void retranslate();

    ScreenContext &m_context;
    QLabel *m_name;
    QLineEdit *m_number;
    QPushButton *m_keep;
};

} // namespace sizhen
