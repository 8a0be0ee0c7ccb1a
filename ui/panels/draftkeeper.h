// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"

#include <QObject>
#include <QTimer>
#include <functional>

namespace sizhen {

// Keeps what is typed at every pause, so that a crash or a power cut costs at most the last second.
class DraftKeeper final : public QObject
{
    Q_OBJECT
public:
    DraftKeeper(Desk &desk, std::function<QCborMap()> collect, QObject *parent);

    void setPlace(const QString &place); // another case; what was waiting is written to the old place first
    [[nodiscard]] QCborMap read(); // empty: no draft
    void touch(); // something was typed
    void flush(); // writes now what is waiting
    void drop(); // it became an event

Q_SIGNALS:
    void failed(const sizhen::Error &error);

private:
    void write(const QCborMap &map);

    Desk &m_desk;
    std::function<QCborMap()> m_collect;
    QString m_place;
    QTimer m_pause;
};

} // namespace sizhen
