// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/samplerun.h"

namespace sizhen {

// What the two kinds of Contec oximeters have in common: frames of one length whose first byte alone has bit 7 its own
// way, one sample a frame, no counter and no check sum. A frame that vanishes whole is only seen by the clock
// (RateWatch, silence), a bit turned inside a value not at all.
class Contec : public PulseProtocol
{
public:
    static constexpr double usualHz = 60;

    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;

    [[nodiscard]] std::optional<PulseClockFit> clockFit() const override { return m_run.clockFit(); }

    [[nodiscard]] PulseSetup known() const override { return setupOf(m_about); }

    [[nodiscard]] QByteArray halfRead() const override { return m_frame; }

protected:
    struct Shape {
        QString model; // when the profile names none
        qsizetype size = 0;
        bool firstHasBit7 = false; // and the others have not; else the other way round
    };

    struct Measured {
        std::optional<qint32> pulse;
        std::optional<int> perMinute; // as it stands there: not every number is one
        std::optional<int> oxygenPercent;
    };

    Contec(const PulseSetup &setup, const Shape &shape);

    // Nothing for a frame of that length that is none.
    [[nodiscard]] virtual std::optional<Measured> read(const QByteArray &frame) const = 0;
    [[nodiscard]] virtual QByteArray command(PulseCommand::Kind kind) const; // most take none

private:
    void onFrame(const Measured &measured, PulseHeard &heard, QVector<SampleRun::Item> &items);

    qsizetype m_size;
    bool m_firstHasBit7;
    PulseAbout m_about;
    QByteArray m_frame; // what is collected of one
    BadRun m_bad;
    SampleRun m_run;
    PulseIntegrity m_counts;
    bool m_known = false; // a sound frame came on this connection
};

} // namespace sizhen
