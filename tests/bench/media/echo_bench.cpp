// SPDX-License-Identifier: GPL-3.0-or-later
// How much of the loudspeaker's sound is left in the microphone's (echo return loss enhancement), with real sound
// devices: a PulseAudio of our own whose microphone hears its loudspeaker. The limit is that of the media trials.
#include "tests/support/echoroom.h"

#include <QCoreApplication>

#include <cstdio>
#include <string>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

struct EchoRow {
    const char *what;
    int delayMs; // more than the devices' own; 0: the monitor itself
    double leastDb;
};

void print(const char *what, double plainDb, double leftDb, double leastDb)
{
    const double gain = plainDb - leftDb;
    std::printf("%-26s %8.1f %8.1f %8.1f", what, plainDb, leftDb, gain);
    if (leastDb > 0)
        std::printf(" >= %2.0f%s", leastDb, gain < leastDb ? "  MISSED" : "");
    std::printf("\n");
    std::fflush(stdout);
}

void measureEcho(SoundServer &server, const EchoRow &row)
{
    const int echo = row.delayMs > 0 ? server.addEcho(u"ear"_s, u"mouth"_s, row.delayMs) : 0;
    EchoRoom room;
    room.loudspeaker = {u"pulse:ear"_s, MediaRole::Loudspeaker, u"ear"_s, u"ear"_s, true, false};
    const auto heard = (row.delayMs > 0 ? u"mouth"_s : u"ear"_s) + u".monitor"_s;
    room.microphone = {u"pulse:"_s + heard, MediaRole::Microphone, heard, heard, true, false};
    const double plain = room.echoDb(false, 3, 11);
    const double left = room.echoDb(true, 8, 20);
    print(row.what, plain, left, row.leastDb);
    if (echo > 0)
        server.unload(echo);
}

void measureQuietRoom(int delayMs, double leastDb)
{
    const double plain = EchoRoom::quietRoomDb(delayMs, false, 3, 9);
    const double left = EchoRoom::quietRoomDb(delayMs, true, 8, 18);
    const auto what = "no sound server, " + std::to_string(delayMs) + " ms";
    print(what.c_str(), plain, left, leastDb);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (!SoundServer::isInstalled() || !loadGStreamer()) {
        std::printf("no PulseAudio or no GStreamer here\n");
        return 0;
    }
    SoundServer server;
    (void)server.addLoudspeaker(u"ear"_s);
    (void)server.addLoudspeaker(u"mouth"_s);
    std::printf("%-26s %8s %8s %8s\n", "way of the echo", "echo dB", "left dB", "ERLE dB");
    measureQuietRoom(40, 45);
    measureQuietRoom(150, 0);
    for (const auto &row :
         {EchoRow{"devices alone (40 ms)", 0, 45}, EchoRow{"40 ms more", 40, 0}, EchoRow{"150 ms more", 150, 0}})
        measureEcho(server, row);
    return 0;
}
