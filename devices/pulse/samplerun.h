// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/pulseprotocol.h"
#include "devices/pulse/ratewatch.h"

namespace sizhen {

// Gives the samples of an instrument without a station's run numbers their places in the recording: what is known to be
// lost leaves a gap as long, what the sensor could not measure leaves one too, and a silence is measured by our clock.
class SampleRun
{
public:
    struct Item {
        std::optional<qint32> pulse; // nothing: the sensor measured nothing
        std::optional<qint32> pressure;
        qint64 lostBefore = 0; // samples that are missing in front of it
    };

    void begin(const QString &site, double rateHz);
    void end();

    [[nodiscard]] bool isRunning() const { return !m_site.isEmpty(); }

    // Every sample that came with one read. `countedByDevice`: the instrument's own counter is in `lostBefore`, our
    // clock is not asked. Sets anything but `about` and `readings`.
    void take(const QVector<Item> &items, qint64 nowNs, bool countedByDevice, PulseHeard &heard);

    // The cable was out, or the instrument lost its counter: what is missing before the next sample is measured by our
    // clock, however short it was.
    void recount() { m_byClock = true; }

    [[nodiscard]] std::optional<PulseClockFit> clockFit() const { return m_watch.clockFit(); }

    void addTo(PulseIntegrity &integrity) const;

private:
    void skip(qint64 samples);
    void append(const Item &item, PulseHeard &heard);
    [[nodiscard]] qint64 missingByClock(qsizetype came, qint64 nowNs) const;

    QString m_site;
    double m_rateHz = 0;
    quint64 m_next = 0;
    qint64 m_lastNs = -1;
    bool m_byClock = false;
    bool m_contact = true;
    bool m_inGap = false;
    RateWatch m_watch;
    int m_gaps = 0;
    qint64 m_lost = 0;
    qint64 m_null = 0;
};

// Counts what a damaged line did to frames of one length: the bytes between two sound frames are as many frames as fit,
// at least one. What stands before the first sound frame of a connection is not counted.
class BadRun
{
public:
    explicit BadRun(qsizetype frameSize)
        : m_frameSize(frameSize)
    {
    }

    void restart();

    void garbage(qsizetype bytes) { m_bytes += bytes; }

    [[nodiscard]] int sound(); // a sound frame: so many were damaged before it

private:
    qsizetype m_frameSize;
    qsizetype m_bytes = 0;
    bool m_first = true;
};

} // namespace sizhen
