// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"

#include <QDialog>

class QLineEdit;

namespace sizhen {

// What a forwarding server means, to be read out to the patient, and the patient's answer (SES-08).
class ForwardingDialog final : public QDialog
{
    Q_OBJECT
public:
    ForwardingDialog(const ServerHouse &house, const QString &language, QWidget *parent = nullptr);

Q_SIGNALS:
    void answered(bool agreed, const QString &how);

private:
    void answer(bool agreed);

    QLineEdit *m_how;
};

} // namespace sizhen
