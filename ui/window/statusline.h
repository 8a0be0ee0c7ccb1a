// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/texts/timetext.h"

#include <QTimer>
#include <QWidget>

namespace sizhen {

struct ScreenContext;
class StatusDot;
class TextLabel;

// The only place for "fine": instrument, partner with the last verified receipt, last save, both cities' clocks, and
// one sentence about what just went well.
class StatusLine final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(ScreenContext &context, QWidget *parent = nullptr);

    void say(const QString &sentence); // stays for ten seconds
    [[nodiscard]] QString said() const;

    // The other city on the clocks: the first verified partner, until a case names another.
    void setPartner(const QByteArray &root);

protected:
    void changeEvent(QEvent *event) override;

private:
    void refresh();
    void refreshClocks();
    void onSaved();
    [[nodiscard]] Place placeOf(const QByteArray &root) const;
    [[nodiscard]] QString linkWords() const;

    ScreenContext &m_context;
    QByteArray m_partner;
    QDateTime m_saved;
    QDateTime m_received; // when the newest receipt of the partner was verified
    QTimer m_tick;
    QTimer m_fade;
    StatusDot *m_instrument;
    StatusDot *m_link;
    StatusDot *m_save;
    TextLabel *m_said;
    TextLabel *m_clocks;
};

} // namespace sizhen
