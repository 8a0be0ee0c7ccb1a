// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaObject>
#include <QObject>
#include <QtConcurrent>

#include <atomic>
#include <memory>

namespace sizhen {

// One piece of long work at a time over something that must outlive it (a vault's file). Unlike runThen() it does not let
// go: it can be told to stop, and when it goes, the work has ended. `work` looks at `stop` often.
class OwnedJob
{
public:
    using Stop = std::shared_ptr<std::atomic<bool>>; // the work is the other owner

    OwnedJob() = default;

    ~OwnedJob() { end(); }

    Q_DISABLE_COPY_MOVE(OwnedJob)

    // `done` comes on `owner`'s thread; dropped when the owner is gone.
    template <typename Work, typename Done>
    void start(QObject *owner, Work work, Done done)
    {
        end();
        m_stop = std::make_shared<std::atomic<bool>>(false);
        m_future = QtConcurrent::run([owner, stop = m_stop, work = std::move(work), done = std::move(done)] {
            using Answer = std::invoke_result_t<Work, const Stop &>;
            auto answer = std::make_shared<Answer>(work(stop)); // queued calls are copied; one owner in effect
            QMetaObject::invokeMethod(
                owner, [answer, done] { done(std::move(*answer)); }, Qt::QueuedConnection);
        });
    }

    void stop()
    {
        if (m_stop)
            m_stop->store(true);
    }

    // Tells it to stop and waits until it has. Only at the end of the owner, where nothing else can be done.
    void end()
    {
        stop();
        m_future.waitForFinished();
    }

private:
    Stop m_stop;
    QFuture<void> m_future;
};

} // namespace sizhen
