// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QtConcurrent>
#include <type_traits>

namespace sizhen {

// Runs `work` on a pool thread, then `done` with its answer on `owner`'s thread. `work` captures values only.
// If `owner` is gone by then, `done` is dropped: Qt 6.4's QFuture::then(context) aborts there in debug builds.
template <typename Work, typename Done>
void runThen(QObject *owner, Work work, Done done)
{
    using Answer = std::invoke_result_t<Work>;
    auto *watcher = new QFutureWatcher<Answer>(owner);
    QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done] {
        watcher->deleteLater();
        done(watcher->future().takeResult());
    });
    watcher->setFuture(QtConcurrent::run(std::move(work)));
}

// The same for work that uses what goes right after its holder (a reader of the vault): the holder waits for it when it
// goes. One piece of work at a time; tell it to stop first.
template <typename Answer>
class HeldWork
{
public:
    HeldWork() = default;

    ~HeldWork() { m_future.waitForFinished(); }

    Q_DISABLE_COPY_MOVE(HeldWork)

    [[nodiscard]] bool isRunning() const { return m_future.isRunning(); }

    template <typename Work, typename Done>
    void start(QObject *owner, Work work, Done done)
    {
        auto *watcher = new QFutureWatcher<Answer>(owner);
        QObject::connect(watcher, &QFutureWatcherBase::finished, owner, [watcher, done] {
            watcher->deleteLater();
            done(watcher->future().result());
        });
        m_future = QtConcurrent::run(std::move(work));
        watcher->setFuture(m_future);
    }

private:
    QFuture<Answer> m_future;
};

} // namespace sizhen
