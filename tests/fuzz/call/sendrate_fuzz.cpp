// SPDX-License-Identifier: GPL-3.0-or-later
// Feedback as a hostile end may send it, as raw bytes: whatever it says, rates stay within their limits.
#include "core/call/picturestep.h"
#include "core/call/sendrate.h"

#include <cmath>
#include <cstdlib>
#include <cstring>

using namespace sizhen;

namespace {

constexpr double mostKbit = 1600;

struct Told {
    double sentS;
    double arrivedS;
    int bytes;
    quint8 lost;
    quint8 ends; // the report
    quint16 laterMs;
};

void expectWithin(double value, double least, double most)
{
    if (!(value >= least && value <= most))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SendRate rate(mostKbit);
    PictureStep step({1280, 720}, 30);
    std::vector<PacketFeedback> report;
    double nowS = 100;
    for (; size >= sizeof(Told); data += sizeof(Told), size -= sizeof(Told)) {
        Told told{};
        std::memcpy(&told, data, sizeof told);
        const double sentS = told.ends & 2 ? nowS - std::abs(std::fmod(told.sentS, 2)) : told.sentS;
        report.push_back({sentS, (told.lost & 1) != 0, told.arrivedS, told.bytes});
        if (!(told.ends & 1))
            continue;
        nowS += told.laterMs / 1000.0;
        rate.feedback(nowS, report);
        rate.tick(nowS);
        report.clear();
        const auto &allowance = rate.allowance();
        expectWithin(allowance.targetKbit, SendRate::leastKbit, mostKbit);
        expectWithin(allowance.lastingKbit, SendRate::leastKbit, mostKbit);
        expectWithin(allowance.pacingKbit, SendRate::leastKbit, 2.5 * mostKbit);
        expectWithin(allowance.carriesKbit, 0, mostKbit);
        expectWithin(rate.load().lossPct, 0, 100);
        const auto &shape
            = step.take(nowS, allowance.pictureKbit(allowance.lastingKbit, 32, rate.load().lossPct), told.lost & 2);
        if (shape.size.isEmpty() || shape.framesPerSecond < 1)
            std::abort();
    }
    return 0;
}
