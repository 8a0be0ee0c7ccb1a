// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/linemeter.h"
#include "core/call/recentleast.h"

#include <deque>

namespace sizhen {

// What a line does at this moment to what we send on it.
struct LoadReading {
    double queueMs = 0; // how long packets of the last quarter of a second waited on the way, by median
    double newestMs = 0; // those of the last report
    bool rises = false; // longer than a quarter of a second before
    double growth = 0; // ms of queue that a ms of sending adds, of the last 200 ms
    double arrivesKbit = 0; // kbit/s that arrive, of the last half second
    double arrivesNowKbit = 0; // of the last 200 ms: where packets queue, that is what the line carries
    double burstKbit = 0; // of the newest few: what the line carries at least, when it was a machine that stood still
    double sentKbit = 0; // of the same half second
    double lossPct = 0; // of the last second
    int packets = 0; // told of in the last second
    double newestSentS = 0; // what is told ends with this packet
    double answerMs = 0; // and is so old
    double leastAnswerMs = 0; // of the last fifteen seconds
};

// Reads transport-wide feedback as a load: the one-way delay of each packet minus the least of the last fifteen seconds
// (the offset of the two clocks falls out) is the time it queued. What another end says is not believed further than
// our own clock bears out: a packet cannot have queued longer than its answer took. So a clock that is set, or a lie,
// costs one report.
class LineLoad
{
public:
    // Seconds of a steady clock. Entries that cannot be (not finite, from the future, older than ten seconds) are
    // dropped. False: nothing of use was in it.
    bool feedback(double nowS, const std::vector<PacketFeedback> &packets);

    [[nodiscard]] const LoadReading &reading() const { return m_reading; }

private:
    static constexpr double rememberedS = 15;

    struct Sample {
        double sentS = 0;
        double arrivedS = 0; // our clock, plus the way there
        double queueS = 0;
        int bytes = 0;
        bool lost = false;
        quint16 sequence = 0;
    };

    struct Past {
        double atS = 0;
        double queueMs = 0;
    };

    void believe(double nowS, const std::vector<PacketFeedback> &packets);
    void read();
    void forget();
    [[nodiscard]] double arrivingKbit(double seconds) const;
    [[nodiscard]] double queuedMs(double sinceS, double share) const;
    [[nodiscard]] double growth() const;
    [[nodiscard]] double burstKbit() const;

    RecentLeast m_wayS{rememberedS}; // there, in the two clocks' difference
    RecentLeast m_answerS{rememberedS}; // there and back, our clock alone
    std::deque<Sample> m_samples; // of the last seconds, in the order they were told
    std::deque<Past> m_past; // medians of the last half second
    double m_newestSentS = 0;
    double m_newestArrivedS = 0;
    double m_firstArrivedS = 0; // since the clocks are known
    LoadReading m_reading;
};

} // namespace sizhen
