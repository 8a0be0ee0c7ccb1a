// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediacheck.h"

#include <QThread>

namespace sizhen {

class CheckPipeline;

// MediaCheck with the same bins that a call uses. Runs on a thread of its own.
class GstCheck final : public MediaCheck
{
    Q_OBJECT
public:
    explicit GstCheck(QObject *parent = nullptr);
    ~GstCheck() override;

    void start(const CallDevices &devices) override;
    void playSound() override;
    void stop() override;

private:
    QThread m_thread;
    CheckPipeline *m_pipeline = nullptr; // lives on m_thread, deleted when it ends
};

} // namespace sizhen
