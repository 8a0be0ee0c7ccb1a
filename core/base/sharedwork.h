// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSemaphore>
#include <QThread>
#include <QtConcurrent>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>

namespace sizhen {

// Work on `count` items, begun at once by whichever core is free and finished by whoever waits for it: that thread takes
// its share of what nobody has begun. `work(i)` touches item i only, and what it uses is owned by it: a pool thread may
// still be at one item when the holder is gone.
class SharedWork
{
public:
    SharedWork(int count, std::function<void(int)> work)
        : m_state(std::make_shared<State>())
    {
        m_state->count = count;
        m_state->work = std::move(work);
        m_helpers = count > 0 ? std::max(QThread::idealThreadCount() - 1, 0) : 0;
        for (int i = 0; i < m_helpers; ++i)
            (void)QtConcurrent::run([state = m_state] { // two owners: we, and whoever works
                state->takePart();
                state->left.release();
            });
    }

    ~SharedWork()
    {
        if (m_state)
            m_state->next = m_state->count; // nobody begins another
    }

    Q_DISABLE_COPY_MOVE(SharedWork)

    void finish()
    {
        m_state->takePart();
        // A helper that never had its turn takes no part any more, and is not waited for.
        while (m_state->done.load() < m_state->count)
            m_state->left.acquire();
    }

private:
    struct State {
        static constexpr int atOnce = 8;

        int count = 0;
        std::function<void(int)> work;
        std::atomic<int> next = 0;
        std::atomic<int> done = 0;
        QSemaphore left; // a helper went

        void takePart()
        {
            for (int from = next.fetch_add(atOnce); from < count; from = next.fetch_add(atOnce)) {
                const auto to = std::min(from + atOnce, count);
                for (int i = from; i < to; ++i)
                    work(i);
                done.fetch_add(to - from);
            }
        }
    };

    std::shared_ptr<State> m_state;
    int m_helpers = 0;
};

} // namespace sizhen
