// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pulse/pulseblock.h"

#include <QElapsedTimer>
#include <QTimer>

namespace sizhen {

// Plays a kept recording again at the speed it was taken, gaps included.
class PulsePlayer final : public QObject
{
    Q_OBJECT
public:
    explicit PulsePlayer(QObject *parent = nullptr);

    void play(const PulseRecording &recording);
    void stop();

    [[nodiscard]] bool isPlaying() const { return m_timer.isActive(); }

Q_SIGNALS:
    void block(const sizhen::PulseBlock &block);
    void finished(); // once per play(), whoever ended it

private:
    void tick();

    PulseRecording m_recording;
    QTimer m_timer{this};
    QElapsedTimer m_clock;
    qsizetype m_block = 0;
    qsizetype m_sample = 0; // inside that block
};

} // namespace sizhen
