// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/store/vault.h"

#include <QObject>
#include <atomic>

namespace sizhen {

// Checks the vault on a pool thread through a reader of its own, while everybody works on. One check at a time. To go
// before the vault does: it stops and waits.
class VaultWatch final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~VaultWatch() override;

    [[nodiscard]] Result<> start(Vault &vault); // Busy while one runs
    void stop();

    [[nodiscard]] const Result<VaultReport> &report() const { return m_report; } // of the last one

    [[nodiscard]] bool isRunning() const { return m_running.isRunning(); }

Q_SIGNALS:
    void progressed(int percent);
    void finished(); // see report()

private:
    std::atomic_bool m_stop = false;
    tl::expected<VaultReport, Error> m_report;
    HeldWork<Result<VaultReport>> m_running; // goes first
};

} // namespace sizhen
