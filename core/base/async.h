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

} // namespace sizhen
