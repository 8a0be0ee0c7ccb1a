// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/lineload.h"

#include <QString>

namespace sizhen {

// Why less is sent than was wanted.
enum class LineTrouble {
    None,
    Narrow, // packets queue: the line carries less
    Losses, // so many are lost that sending less is the only way
    Silent // the other end says nothing of what it got
};

[[nodiscard]] QString lineTroubleName(LineTrouble trouble); // "none" "narrow" "losses" "silent": for files

// How much may be sent, in kbit/s on the line: sound, picture, repair and all headers.
struct SendAllowance {
    double targetKbit = 0;
    double lastingKbit = 0; // what it will be in a moment, when less is sent only until a queue is gone
    double pacingKbit = 0; // so fast at most, within a picture
    bool hold = false; // no picture now: the queue has no room
    int refreshes = 0; // one more: a key frame is due, what was lost before will not be repaired in time
    int repairTries = 3; // a lost packet is sent again so often at most: repair would feed a queue
    LineTrouble trouble = LineTrouble::None;
    double carriesKbit = 0; // what the line was seen to carry when it was last too narrow; 0: it never was

    // What of `kbit` is left to an encoder of the picture, beside sound of so many kbit/s and with so many percent lost
    // and sent again.
    [[nodiscard]] double pictureKbit(double kbit, int soundKbit, double lossPct) const;
};

// How much to send on a line whose width nobody knows. Delay decides, after draft-ietf-rmcat-gcc-02 with the signal of
// RFC 8698: packets that queue mean that the line is full; packets that are lost at random do not (10 % leave the call
// alone). A queue that appears is answered at once, below what arrives, by as much as it takes to drain it in half a
// second; then it goes on a little below what the line was seen to carry, and slowly up again. Where much is lost, less
// is sent for a moment: if that does not help, losses are the line's nature and are left to repair.
// Pure: times are seconds of a steady clock, and nothing is random.
class SendRate
{
public:
    static constexpr double leastKbit = 120; // sound, and a picture that is never black

    explicit SendRate(double mostKbit, double startKbit = 700);

    void setMost(double kbit); // more or less is wanted now

    void feedback(double nowS, const std::vector<PacketFeedback> &packets);
    void tick(double nowS); // with each picture: nobody calls when the line is silent

    [[nodiscard]] const SendAllowance &allowance() const { return m_allowance; }

    [[nodiscard]] const LoadReading &load() const { return m_load.reading(); }

private:
    struct Planned { // what was to be sent from then on
        double fromS = 0;
        double kbit = 0;
    };

    void full(double nowS);
    void drain(double nowS);
    void drainTo(double queuedMs);
    void sendLessForLosses(double nowS);
    void judgeLosses(double nowS);
    void grow(double stepS);
    void speaksAgain(double nowS);
    void settle(double nowS);
    void holdWhile(double queuedMs, double nowS);
    [[nodiscard]] bool isFull() const;
    [[nodiscard]] bool stoodStill() const;
    [[nodiscard]] bool isFilled() const;
    [[nodiscard]] bool isLossy(double nowS) const;
    [[nodiscard]] double queuedNowMs(double nowS) const;
    [[nodiscard]] bool mayDecrease(double nowS) const;
    [[nodiscard]] bool isLate(double nowS) const;
    [[nodiscard]] bool isNearCarried() const;

    double m_mostKbit;
    LineLoad m_load;
    SendAllowance m_allowance;
    double m_carriesKbit = 0;
    double m_usedKbit = 0; // what was really sent, a moment ago at least
    bool m_draining = false;
    bool m_beginning = true; // nothing has ever been too much
    double m_decreasedS = -100;
    double m_drainsSinceS = 0;
    double m_beforeDrainKbit = 0;
    bool m_holds = false; // until what queues is gone
    double m_holdsUntilS = 0;
    std::deque<Planned> m_planned; // the last seconds', in the order of time
    double m_heardS = -1; // the last feedback; -1: none yet
    double m_steppedS = 0; // the last time something was decided
    double m_silentSinceS = 0;
    double m_silencedS = 0; // the last time silence cost something
    double m_beforeSilenceKbit = 0; // 0: it is not silent
    double m_lossBeforePct = 0; // when less was sent for losses; 0: it was judged
    double m_beforeLossKbit = 0;
    double m_lessForLossesS = 0;
    double m_lossesMeanNothingUntilS = 0;
};

} // namespace sizhen
