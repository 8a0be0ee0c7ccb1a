// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/records/ledger.h"

#include <QWidget>

class QPushButton;

namespace sizhen {

class StatusDot;
class TextLabel;
struct ScreenContext;

// How records reach one partner now, and the stick for when no line does.
class CarrierPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit CarrierPanel(ScreenContext &context, QWidget *parent = nullptr);

    void setPartner(const Ledger::Partner &partner);
    void refresh();

public Q_SLOTS:
    void writeTo(const QString &folder);
    void readFrom(const QString &folder);

Q_SIGNALS:
    void failed(const sizhen::Error &error);
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    void retranslate();
    void askForFolder(bool toWrite);
    void begin(const QString &sentence);
    void end(const QString &sentence);

    ScreenContext &m_context;
    Ledger::Partner m_partner;
    TextLabel *m_title;
    StatusDot *m_state;
    QPushButton *m_write;
    QPushButton *m_read;
    TextLabel *m_said;
    bool m_busy = false;
};

} // namespace sizhen
