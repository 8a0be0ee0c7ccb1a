// SPDX-License-Identifier: GPL-3.0-or-later
// Calls of two engines over a bad line (tests/support/badline.h): 720p30, H.264, 200 ms round trip. Limits are those
// of the media trials, which stand on the same kind of line. `media_bench first loss devices burst cap step mesh srt`:
// these only.
#include "tests/support/badcall.h"
#include "tests/support/mesh.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QHostAddress>
#include <QProcess>
#include <QStandardPaths>
#include <QTimer>
#include <QUdpSocket>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr int delayMs = 100; // one way

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const auto at = values.begin() + qsizetype(double(values.size() - 1) * share);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

void wait(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
}

MediaSetup patient()
{
    MediaSetup setup;
    setup.size = {1280, 720};
    setup.videoKbit = 1500;
    return setup;
}

// What the caller saw and the line carried in some seconds.
struct Watched {
    double fps = 0;
    int freezes = 0;
    double frozenS = 0;
    double longestS = 0; // a picture stood
    double late50Ms = 0;
    double late95Ms = 0;
    double lostPct = 0; // after repair, of the whole call
    double lineKbit = 0; // one way, mean of both
    double cpuPct = 0; // of a peer, with its half of line and bench
    CallStatistics end;
};

Watched watch(BadCall &call, double seconds)
{
    const auto startCpu = std::clock();
    const auto before = call.caller.statistics();
    const auto bytes = call.line.bytesTo(0) + call.line.bytesTo(1);
    const auto shown = call.shownMs.size();
    const auto late = qsizetype(call.lateMs.size());
    wait(seconds);
    Watched seen;
    seen.end = call.caller.statistics();
    seen.fps = double(call.shownMs.size() - shown) / seconds;
    seen.freezes = seen.end.freezes - before.freezes;
    seen.frozenS = seen.end.freezeS - before.freezeS;
    for (auto i = std::max<size_t>(shown, 1); i < call.shownMs.size(); ++i)
        seen.longestS = std::max(seen.longestS, double(call.shownMs[i] - call.shownMs[i - 1]) / 1000);
    const std::vector<double> window(call.lateMs.begin() + late, call.lateMs.end());
    seen.late50Ms = quantile(window, 0.5);
    seen.late95Ms = quantile(window, 0.95);
    seen.lostPct = seen.end.lossPct;
    seen.lineKbit = double(call.line.bytesTo(0) + call.line.bytesTo(1) - bytes) * 8 / 1000 / seconds / 2;
    seen.cpuPct = 100.0 * double(std::clock() - startCpu) / CLOCKS_PER_SEC / seconds / 2;
    return seen;
}

void connectThem(BadCall &call)
{
    QElapsedTimer patience;
    patience.start();
    while (call.firstPictureMs < 0 && patience.elapsed() < 60'000)
        wait(0.02);
}

void say(const char *what, double figure, const char *relation, double limit, const char *unit)
{
    const bool met = relation[0] == '<' ? figure <= limit : figure >= limit;
    std::printf("  %-34s %8.2f %s %g %s%s\n", what, figure, relation, limit, unit, met ? "" : "  MISSED");
    std::fflush(stdout);
}

void tell(const char *what, double figure, const char *unit)
{
    std::printf("  %-34s %8.2f %s\n", what, figure, unit);
    std::fflush(stdout);
}

void lossRow(double lossPct, double leastFps, int mostFreezes, double mostFirstS, double mostLateMs)
{
    std::printf("%g %% lost, 15 s\n", lossPct);
    BadCall call({.delayMs = delayMs, .lossPct = lossPct}, patient());
    connectThem(call);
    const auto seen = watch(call, 15);
    say("pictures a second", seen.fps, ">=", leastFps, "");
    say("freezes", seen.freezes, "<=", mostFreezes, "");
    tell("frozen", seen.frozenS, "s");
    say("first picture", double(call.firstPictureMs) / 1000, "<=", mostFirstS, "s");
    say("source to hand-over, median", seen.late50Ms, "<=", mostLateMs, "ms");
    say("processor, a peer", seen.cpuPct, "<=", 40, "% of a core");
    tell("lost after repair", seen.lostPct, "%");
    tell("on the line, each way", seen.lineKbit, "kbit/s");
}

// The same with devices (made ones, no sound card): what they cost beside the source of a test.
void devicesRow(double lossPct, double leastFps, int mostFreezes)
{
    std::printf("devices, %g %% lost, 15 s\n", lossPct);
    auto setup = patient();
    setup.source = MediaSetup::Source::Devices;
    setup.devices.camera = madeDevice(QStringLiteral("patient:picture"), MediaRole::Camera);
    setup.devices.microphone = madeDevice(QStringLiteral("patient:voice"), MediaRole::Microphone);
    BadCall call({.delayMs = delayMs, .lossPct = lossPct}, setup);
    connectThem(call);
    const auto seen = watch(call, 15);
    say("pictures a second", seen.fps, ">=", leastFps, "");
    say("freezes", seen.freezes, "<=", mostFreezes, "");
    tell("frozen", seen.frozenS, "s");
    tell("first picture", double(call.firstPictureMs) / 1000, "s");
    tell("source to hand-over, median", seen.late50Ms, "ms");
    tell("processor, a peer", seen.cpuPct, "% of a core");
    tell("lost after repair", seen.lostPct, "%");
}

void firstRow(double lossPct, double mostS)
{
    std::printf("first picture, %g %% lost, seven calls:", lossPct);
    std::vector<double> firstS;
    for (quint32 seed = 1; seed <= 7; ++seed) {
        BadCall call({.delayMs = delayMs, .lossPct = lossPct}, patient(), seed);
        connectThem(call);
        firstS.push_back(double(call.firstPictureMs) / 1000);
        std::printf(" %.1f", firstS.back());
        std::fflush(stdout);
    }
    std::printf("\n");
    say("median", quantile(firstS, 0.5), "<=", mostS, "s");
    say("slowest", quantile(firstS, 1), "<=", mostS, "s");
}

void burstRow()
{
    std::printf("losses in bursts: one packet in a hundred begins one, four long; 15 s\n");
    BadCall call({.delayMs = delayMs, .burstPct = 1}, patient());
    connectThem(call);
    const auto seen = watch(call, 15);
    say("pictures a second", seen.fps, ">=", 29, "");
    say("freezes", seen.freezes, "<=", 1, "");
    tell("lost after repair", seen.lostPct, "%");
}

void capRow()
{
    std::printf("line of 800 kbit/s, queue 300 ms, 30 s\n");
    BadCall call({.delayMs = delayMs, .carriesKbit = 800}, patient());
    connectThem(call);
    wait(2);
    const auto seen = watch(call, 30);
    say("pictures a second", seen.fps, ">=", 28, "");
    say("freezes", seen.freezes, "<=", 1, "");
    tell("frozen", seen.frozenS, "s");
    say("source to hand-over, 95 %", seen.late95Ms, "<=", 700, "ms");
    say("of the line used", 100 * seen.lineKbit / 800, ">=", 80, "%");
    tell("lines of the picture at the end", seen.end.size.height(), "");
}

void stepRow()
{
    std::printf("2000 kbit/s, after 15 s 700, after 20 s 2000 again; 2 %% lost\n");
    BadLine::Quality quality{.delayMs = delayMs, .lossPct = 2, .carriesKbit = 2000};
    BadCall call(quality, patient());
    connectThem(call);
    wait(15);
    quality.carriesKbit = 700;
    call.line.setQuality(quality);
    const auto step = watch(call, 5);
    say("longest standing picture, step", step.longestS, "<=", 1, "s");
    tell("pictures a second, 5 s", step.fps, "");
    const auto narrow = watch(call, 15);
    tell("pictures a second, then", narrow.fps, "");
    tell("longest standing picture, then", narrow.longestS, "s");
    tell("of the line used, then", 100 * narrow.lineKbit / 700, "%");
    quality.carriesKbit = 2000;
    call.line.setQuality(quality);
    double backS = 0;
    for (double above = 0; backS < 20 && above < 1000; backS += 0.5)
        above = watch(call, 0.5).lineKbit;
    tell("back above 1000 kbit/s after", backS, "s");
    tell("lines of the picture at the end", call.caller.statistics().size.height(), "");
}

// Three ends, each with two engines on one set of devices; no sound card, no losses.
void meshRow()
{
    constexpr int ends = 3;
    std::printf("mesh of three, 640 x 360, 600 kbit/s each way of each pair, 15 s\n");
    MediaSetup setup;
    setup.source = MediaSetup::Source::Devices;
    setup.videoKbit = 600;
    setup.loopback = true;
    setup.addresses = QStringList{QStringLiteral("127.0.0.1")};
    setup.devices.camera = madeDevice(QStringLiteral("patient:picture"), MediaRole::Camera);
    setup.devices.microphone = madeDevice(QStringLiteral("patient:voice"), MediaRole::Microphone);
    Mesh mesh(std::vector<MediaSetup>(ends, setup));
    mesh.dialAll();
    QElapsedTimer patience;
    patience.start();
    while (!mesh.isConnected() && patience.elapsed() < 60'000)
        wait(0.05);
    wait(3);
    const auto fromMs = mesh.nowMs();
    const auto startCpu = std::clock();
    wait(15);
    const double seconds = double(mesh.nowMs() - fromMs) / 1000;
    double leastFps = 1000;
    qint64 longestMs = 0;
    for (int a = 0; a < ends; ++a)
        for (int b = 0; b < ends; ++b)
            if (a != b) {
                leastFps = std::min(leastFps, mesh.leg(a, b).shownSince(fromMs) / seconds);
                longestMs = std::max(longestMs, mesh.leg(a, b).longestGapMs(fromMs));
            }
    say("pictures a second, the worst leg", leastFps, ">=", 28, "");
    tell("longest standing picture", double(longestMs) / 1000, "s");
    say("processor, an end", 100.0 * double(std::clock() - startCpu) / CLOCKS_PER_SEC / seconds / ends, "<=", 45,
        "% of a core");
}

// The yardstick: FFmpeg over SRT on such a line, one way, with 400 ms of patience.
void srtRow(const QString &ffmpeg, const char *what, const BadLine::Quality &quality, int kbit)
{
    BadLine line(quality);
    QUdpSocket free;
    free.bind(QHostAddress::LocalHost, 0);
    const auto port = free.localPort();
    free.close();
    line.setPeer(1, port);
    QProcess receiver;
    FreezeMeter meter;
    QElapsedTimer clock;
    clock.start();
    constexpr qint64 frameBytes = 16 * 9;
    qint64 bytes = 0;
    qint64 frames = 0;
    QObject::connect(&receiver, &QProcess::readyReadStandardOutput, &receiver, [&] {
        for (bytes += receiver.readAllStandardOutput().size(); bytes / frameBytes > frames; ++frames)
            meter.frame(double(clock.elapsed()) / 1000);
    });
    const auto address = [](quint16 to, const char *mode) {
        return QStringLiteral("srt://127.0.0.1:%1?mode=%2&latency=400000").arg(to).arg(QLatin1StringView(mode));
    };
    receiver.start(ffmpeg,
                   QStringLiteral("-v fatal -fflags nobuffer -i %1 -an -vf scale=16:9 -pix_fmt gray -f rawvideo -")
                       .arg(address(port, "listener"))
                       .split(u' '));
    wait(1);
    QProcess sender;
    sender.start(
        ffmpeg,
        QStringLiteral("-v fatal -re -f lavfi -i testsrc2=size=1280x720:rate=30 -c:v libx264 -preset superfast -tune "
                       "zerolatency -threads 1 -b:v %1k -maxrate %1k -bufsize %2k -g 300 -f mpegts %3")
            .arg(kbit)
            .arg(kbit * 3 / 10)
            .arg(address(line.port(0), "caller"))
            .split(u' '));
    while (frames == 0 && clock.elapsed() < 30'000)
        wait(0.05);
    wait(2); // of a first picture that stands
    const auto before = frames;
    const int freezes = meter.freezes();
    const double frozenS = meter.freezeS();
    wait(15);
    std::printf("  SRT, %-29s %8.2f pictures a second, %d freezes, %.2f s frozen\n", what, double(frames - before) / 15,
                meter.freezes() - freezes, meter.freezeS() - frozenS);
    std::fflush(stdout);
    for (auto *process : {&sender, &receiver}) {
        process->kill();
        process->waitForFinished();
    }
}

void srtRows()
{
    std::printf("beside it: FFmpeg, H.264 over SRT, one way, latency 400 ms\n");
    const auto ffmpeg = QStandardPaths::findExecutable(QStringLiteral("ffmpeg"));
    QProcess asked;
    asked.start(ffmpeg, {QStringLiteral("-hide_banner"), QStringLiteral("-protocols")});
    asked.waitForFinished();
    if (ffmpeg.isEmpty() || !asked.readAllStandardOutput().contains("srt"))
        return (void)std::printf("  ffmpeg with SRT is not installed (Debian: ffmpeg)\n");
    for (const double lossPct : {0.0, 2.0, 5.0, 10.0})
        srtRow(ffmpeg, qPrintable(QStringLiteral("%1 % lost").arg(lossPct)), {.delayMs = delayMs, .lossPct = lossPct},
               1500);
    srtRow(ffmpeg, "line of 800 kbit/s, sent 1500", {.delayMs = delayMs, .carriesKbit = 800}, 1500);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const auto wanted = app.arguments().mid(1);
    const auto asked
        = [&wanted](const char *row) { return wanted.isEmpty() || wanted.contains(QLatin1StringView(row)); };
    if (asked("first")) {
        firstRow(0, 2);
        firstRow(10, 4);
    }
    if (asked("loss")) {
        lossRow(0, 29, 0, 2, 470);
        lossRow(2, 29, 0, 2, 470);
        lossRow(5, 28, 1, 4, 470);
        lossRow(10, 26, 2, 4, 560);
    }
    if (asked("devices")) {
        devicesRow(0, 28, 0);
        devicesRow(5, 27, 1);
    }
    if (asked("burst"))
        burstRow();
    if (asked("cap"))
        capRow();
    if (asked("step"))
        stepRow();
    if (asked("mesh"))
        meshRow();
    if (asked("srt"))
        srtRows();
    return 0;
}
