// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/soundlevel.h"

#include <QList>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <span>

namespace sizhen {

// Several voices made one. Each is put in when it comes, with the moment at which it is due, and all are taken out in
// even steps. A voice that comes late is played late, and catches up while it is quiet: no syllable is cut for it.
// 48 kHz mono; from any thread.
class SoundMix
{
public:
    static constexpr int hz = 48'000;

    // One of those who speak.
    class Voice
    {
    public:
        void put(std::span<const qint16> samples, qint64 dueNs);

        void setGain(double gain) { m_gain = float(gain); } // 0 to 1

        [[nodiscard]] double db() const { return m_level.db; } // of the last 100 ms that were taken, before the gain

    private:
        friend class SoundMix;
        void addTo(std::span<float> sum, qint64 atNs);
        [[nodiscard]] std::size_t begin(std::size_t wanted, qint64 lateNs);
        [[nodiscard]] bool isQuiet(std::size_t count) const;
        void drop(std::size_t count);

        std::mutex m_mutex;
        std::deque<qint16> m_waiting;
        qint64 m_headNs = 0; // when the first of them is due
        bool m_plays = false; // the last step was full
        std::atomic<float> m_gain = 1;
        SoundLevel m_level;
        SoundMeter m_meter{m_level};
    };

    // Shared: the mix takes from it as long as it is in, whoever puts into it may be gone before.
    void add(const std::shared_ptr<Voice> &voice);
    void remove(const std::shared_ptr<Voice> &voice);

    // What is to be heard from `atNs` on.
    void take(std::span<qint16> out, qint64 atNs);

private:
    std::mutex m_mutex;
    QList<std::shared_ptr<Voice>> m_voices;
    std::vector<float> m_sum;
};

} // namespace sizhen
