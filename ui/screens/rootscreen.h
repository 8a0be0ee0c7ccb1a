// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/screen.h"

#include <QTimer>

class QGridLayout;
class QPushButton;
class QScrollArea;

namespace sizhen {

class LostStationPanel;
class Panel;
class ShareInput;
class StatusDot;
class TextLabel;

// The institution's root key: where it is, its three shares, two officers who present them; certificates that run out,
// and what was revoked. Below: the steps when a station is lost.
class RootScreen final : public Screen
{
    Q_OBJECT
public:
    explicit RootScreen(ScreenContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override;

    void activated() override { refresh(); }

    void deactivated() override;
    QWidget *firstFocus() override;

public Q_SLOTS:
    // Writes the three sheets into a folder that an officer chose. Each file is readable by its owner only.
    void writeShares(const QString &folder);

protected:
    void retranslate() override;

private:
    void build();
    void refresh();
    void refreshCertificates();
    void askWhereTo();
    void printShares();
    void withBoth(); // present, or take offline: what the button says
    void renew();

    // Makes a new set and hands over each sheet; the bytes are wiped afterwards.
    void makeShares(const std::function<Result<>(int number, const QByteArray &pdf)> &take);

    ScreenContext &m_context;
    QTimer m_second; // while the root is here: the minutes left
    TextLabel *m_title;
    StatusDot *m_place;
    TextLabel *m_explained;
    TextLabel *m_sharesSaid;
    QPushButton *m_make;
    QPushButton *m_print;
    QPushButton *m_forget;
    QWidget *m_inputs;
    ShareInput *m_one;
    ShareInput *m_other;
    QPushButton *m_both;
    TextLabel *m_certificatesTitle;
    QGridLayout *m_certificates;
    QList<QWidget *> m_rows;
    QPushButton *m_renew;
    LostStationPanel *m_lost;
};

} // namespace sizhen
