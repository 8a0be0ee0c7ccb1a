// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/picturestep.h"
#include "core/call/sendrate.h"

#include <QMetaType>
#include <QSize>
#include <optional>

namespace sizhen {

// What is sent at this moment, and why not more. Rates are kbit/s on the line, headers too.
struct SendingStatistics {
    double sentKbit = 0; // of the last half second
    double targetKbit = 0;
    double carriesKbit = 0; // what the line was seen to carry; 0: it was wide enough
    LineTrouble trouble = LineTrouble::None;
    PictureShape picture;
    bool smaller = false; // than it was set up to be, or fewer
    double heldS = 0; // in all: nothing but sound went, because the line had no room
};

// What was received since the call began (SES-06), and what the line did to it.
struct CallStatistics {
    qint64 frames = 0; // pictures shown
    QSize size; // of the last one
    double audioS = 0; // of sound played
    int freezes = 0;
    double freezeS = 0;
    std::optional<double> rttMs; // of the last seconds; not known before the other end has answered
    qint64 packets = 0; // of both streams
    double lossPct = 0; // packets that did not come in time, after repair
    qint64 repaired = 0; // packets that came because they were asked for again
    qint64 bytes = 0; // of both streams as they came: RTP with its header, repairs too
    std::optional<double> jitterMs; // of the packets' arrival (RFC 3550): sound's, else the picture's
    std::optional<SendingStatistics> sending; // none: the other end does not tell what it gets
    qint64 soundCame = 0; // packets of sound
    qint64 soundLeft = 0; // packets of our sound that went towards the line
    qint64 ownPictures = 0; // that our camera gave
    QSize ownSize; // of the last one
};

// Of two stretches of time; what is a state is the later one's.
[[nodiscard]] CallStatistics together(const CallStatistics &before, const CallStatistics &now);

// Counts pictures and freezes as WebRTC's statistics do (webrtc-stats, freezeCount): a pause is a freeze when it is
// longer than three times the mean of the last thirty, and at least 150 ms longer than it. While the other end says that
// it sends no picture, none is missing.
class FreezeMeter
{
public:
    void frame(double atS); // when it was shown
    // A picture that has been standing for so long is counted although no further one came.
    void end(double atS);
    void expect(bool pictures); // false: the camera there is off, or there is none

    [[nodiscard]] qint64 frames() const { return m_frames; }

    [[nodiscard]] int freezes() const { return m_freezes; }

    [[nodiscard]] double freezeS() const { return m_freezeS; }

private:
    [[nodiscard]] bool isFreeze(double pauseS) const;

    static constexpr int window = 30;
    qint64 m_frames = 0;
    bool m_expects = true;
    bool m_counts = false; // the last frame came while pictures were expected
    int m_freezes = 0;
    double m_freezeS = 0;
    double m_lastS = 0;
    double m_pauses[window] = {};
    int m_pauseCount = 0; // in all
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::CallStatistics)
