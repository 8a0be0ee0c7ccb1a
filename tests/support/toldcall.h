// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"

namespace sizhen::test {

// A call as its screen sees it; the test says how it stands.
class ToldCall final : public CallControl
{
public:
    CallView told;
    RunningCall runs;

    Result<> call(const QByteArray &) override { return {}; }

    Result<> answer(const QByteArray &) override { return {}; }

    Result<> join(const QByteArray &) override { return {}; }

    void end() override { }

    void takeStill(QObject *, MediaRole, std::function<void(const Result<QByteArray> &)>) override { }

    [[nodiscard]] CallView view() const override { return told; }

    [[nodiscard]] RunningCall running(const QByteArray &) const override { return runs; }

    void count(const CallStatistics &received)
    {
        told.received = received;
        Q_EMIT counted();
    }

    void hangUp()
    {
        told.stage = CallStage::Idle;
        Q_EMIT changed();
    }
};

} // namespace sizhen::test
