// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QObject>
#include <functional>

namespace sizhen {

// One window a vault: the first start listens on a local name made from the folder; a second start knocks and the first
// comes to the front. It decides nothing about the vault: its lock does (Fault::Busy).
class SingleInstance final : public QObject
{
    Q_OBJECT
public:
    explicit SingleInstance(const QString &vaultFolder, QObject *parent = nullptr);

    void listen(); // after the vault was opened here
    // Says to whom it may concern: come to the front. `done` hears whether somebody answered.
    void knock(const std::function<void(bool heard)> &done);

Q_SIGNALS:
    void knocked();

private:
    QString m_name;
    QLocalServer m_server;
};

} // namespace sizhen
