// SPDX-License-Identifier: GPL-3.0-or-later
// A forwarding server may say anything, a line at a time: no engine gets a description with another key than the
// announced one, and no number of words makes us say more than a few for each of them.
#include "core/call/sdp.h"
#include "core/call/videoroom.h"

#include <cstdlib>

using namespace sizhen;

namespace {

constexpr std::size_t mostForALine = 200;

struct FuzzedRoom {
    QByteArray fingerprint = QByteArray(32, 'f');
    VideoRoom room;
    qint64 now = 0;

    FuzzedRoom()
        : room(setup(fingerprint))
    {
        follow(room.begin(now));
        follow(room.opened(now));
    }

    static VideoRoom::Setup setup(const QByteArray &fingerprint)
    {
        VideoRoom::Setup setup;
        setup.room = {QStringLiteral("wss://f.example"), fingerprint, 1, QStringLiteral("p"), QStringLiteral("t"), 300};
        setup.station = QByteArray(32, 's');
        setup.random = [](qsizetype size) { return QByteArray(size, '\0'); }; // so that input can answer
        setup.wallMs = [] { return qint64(1); };
        setup.sign = [](QByteArrayView, QByteArrayView) { return QByteArray(64, 'x'); };
        setup.isSigned = [](const QByteArray &, QByteArrayView, QByteArrayView, const QByteArray &signature) {
            return signature.startsWith('x');
        };
        setup.expected = [](const QByteArray &) { return true; };
        return setup;
    }

    void follow(const VideoRoomSteps &steps)
    {
        if (steps.size() > mostForALine)
            std::abort();
        for (const auto &step : steps) {
            if (const auto *given = std::get_if<VideoRoomDescribe>(&step)) {
                const auto parsed = Sdp::parse(given->description.sdp);
                if (!parsed || parsed->fingerprint() != fingerprint)
                    std::abort();
            } else if (const auto *begun = std::get_if<VideoRoomBegin>(&step)) {
                follow(room.described(begun->end, begun->round, {}, now));
                follow(room.mediaConnected(begun->end, begun->round, now));
            } else if (std::holds_alternative<VideoRoomDial>(step)) {
                follow(room.opened(now));
            }
        }
        if (room.ends().size() >= ForwardedRoom::mostEnds)
            std::abort();
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzedRoom fuzzed;
    for (const auto &line : QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)).split('\n')) {
        fuzzed.now += line.size() % 2 == 0 ? 100 : 900;
        fuzzed.follow(fuzzed.room.hear(line, fuzzed.now));
        fuzzed.follow(fuzzed.room.tick(fuzzed.now));
    }
    return 0;
}
