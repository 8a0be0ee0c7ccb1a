// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/routecheck.h"

#include <QWidget>

class QPushButton;
class QScrollArea;

namespace sizhen {

class SettingRow;
class TextLabel;
struct ScreenContext;

// The relay for picture and sound, and a test of every way out of this room that names the port that is shut (NET-05).
class RelayRow final : public QWidget
{
    Q_OBJECT
public:
    explicit RelayRow(ScreenContext &context, QWidget *parent = nullptr);

    void refresh();

Q_SIGNALS:
    void failed(const sizhen::Error &error);

protected:
    void changeEvent(QEvent *event) override;

private:
    void keep(const QString &address);
    void check();
    [[nodiscard]] static QString nameOf(const Route &route);
    void show(const std::vector<RouteResult> &results);
    void retranslate();

    ScreenContext &m_context;
    SettingRow *m_row;
    QPushButton *m_check;
    TextLabel *m_ways;
    QScrollArea *m_list; // of the ways: many of them, on a low screen
};

} // namespace sizhen
