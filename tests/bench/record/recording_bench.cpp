// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to record a session: 720p30 H.264 at 1.5 Mbit/s and Opus from either side and one interpreter, in real
// time, sealed and on the disk. The processor's time of the whole program is counted while nothing else runs in it.
#include "core/crypto/primitives.h"
#include "devices/record/moviereader.h"
#include "devices/record/sessionmovie.h"
#include "tests/support/encodedsession.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QThread>

#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr double mostCpuPct = 1.0;
constexpr int encodedS = 10;
constexpr int rounds = 3;

double cpuSeconds()
{
    return double(std::clock()) / CLOCKS_PER_SEC;
}

QList<EncodedPacket> session(const QList<MediaTrack> &tracks)
{
    QList<QList<EncodedPacket>> all;
    for (const auto &track : tracks)
        all.append(track.isPicture() ? encodePictures(track, {1280, 720}, 0, encodedS * framesASecond, 300)
                                     : encodeTone(track, 300, encodedS));
    return together(all);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    if (!startCrypto())
        return 1;
    const QList<MediaTrack> tracks{pictureOf(u"inviting"_s), soundOf(u"inviting"_s), pictureOf(u"invited"_s),
                                   soundOf(u"invited"_s), MediaTrack{MediaTrack::Kind::Interpreter, u"zh"_s}};
    const auto packets = session(tracks);
    qint64 bytes = 0;
    for (const auto &packet : packets)
        bytes += packet.bytes.size() * rounds;
    const auto key = SecretBytes::random(keySize);
    const auto path = folder.filePath(u"movie"_s);
    const auto movie = SessionMovie::begin(path, key, tracks);
    if (!movie)
        return 1;
    const double before = cpuSeconds();
    qint64 longestNs = 0; // that the caller waited
    QElapsedTimer clock;
    clock.start();
    for (int round = 0; round < rounds; ++round)
        for (auto packet : packets) {
            packet.ns += round * encodedS * nsASecond;
            if (const auto early = packet.ns - clock.nsecsElapsed(); early > 0)
                QThread::usleep(ulong(early / 1000));
            QElapsedTimer call;
            call.start();
            (*movie)->take(packet);
            longestNs = std::max(longestNs, call.nsecsElapsed());
        }
    const double wall = double(clock.elapsed()) / 1000;
    const auto summary = (*movie)->endNow();
    const double cpuPct = 100 * (cpuSeconds() - before) / wall;
    std::printf(
        "recording 2 x 720p30 + 3 x Opus: %.2f %% of a core (at most %.1f), %.0f s, %.1f Mbit/s, file +%.2f %%, "
        "dropped %lld, longest call %.2f ms\n",
        cpuPct, mostCpuPct, summary.seconds, double(bytes) * 8 / wall / 1e6,
        100.0 * double(QFileInfo(path).size() - bytes) / double(bytes), static_cast<long long>(summary.dropped),
        double(longestNs) / 1e6);
    const double seekBefore = cpuSeconds();
    QElapsedTimer seeking;
    const auto reader = MovieReader::open(path, key.clone());
    seeking.start();
    if (!reader || !(*reader)->seek(summary.seconds * 0.62) || !(*reader)->next())
        return 1;
    std::printf("seek to a picture ten seconds from a key frame: %lld ms, %.2f s of processor, %lld records opened\n",
                static_cast<long long>(seeking.elapsed()), cpuSeconds() - seekBefore,
                static_cast<long long>((*reader)->recordsOpened()));
    return cpuPct <= mostCpuPct && summary.dropped == 0 ? 0 : 1;
}
