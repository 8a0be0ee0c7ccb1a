// SPDX-License-Identifier: GPL-3.0-or-later
// A call of two engines over a bad line (tests/support/badline.h): 720p30, H.264, 200 ms round trip. Limits are those
// of the media trials, which stand on the same line; what FFmpeg over SRT reached there is printed beside.
#include "tests/support/badcall.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::test;

namespace {

constexpr double watchedS = 15;

struct Row {
    double lossPct;
    double leastFps;
    int mostFreezes;
    double mostFirstMs;
    const char *srt;
};

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::nth_element(values.begin(), values.begin() + qsizetype(values.size() / 2), values.end());
    return values[values.size() / 2];
}

void wait(double seconds)
{
    QEventLoop loop;
    QTimer::singleShot(int(seconds * 1000), &loop, &QEventLoop::quit);
    loop.exec();
}

void call(const Row &row)
{
    MediaSetup setup;
    setup.size = {1280, 720};
    setup.videoKbit = 1500;
    BadCall call({100, row.lossPct}, setup);
    QElapsedTimer patience;
    patience.start();
    while (call.firstPictureMs < 0 && patience.elapsed() < 60'000)
        wait(0.05);
    const auto startCpu = std::clock();
    const auto before = call.caller.statistics();
    wait(watchedS);
    const double cpuPct = 100.0 * double(std::clock() - startCpu) / CLOCKS_PER_SEC / watchedS / 2;
    const auto after = call.caller.statistics();
    const double fps = double(after.frames - before.frames) / watchedS;
    const int freezes = after.freezes - before.freezes;
    const bool missed
        = fps < row.leastFps || freezes > row.mostFreezes || double(call.firstPictureMs) > row.mostFirstMs;
    std::printf("%5.0f  %6.1f >= %2.0f  %3d <= %d  %6.2f  %6lld <= %4.0f  %6.0f  %6.2f  %6.0f  %-26s%s\n", row.lossPct,
                fps, row.leastFps, freezes, row.mostFreezes, after.freezeS - before.freezeS,
                qlonglong(call.firstPictureMs), row.mostFirstMs, median(call.lateMs), after.lossPct, cpuPct, row.srt,
                missed ? "  MISSED" : "");
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    std::printf(
        "loss %%  pictures/s   freezes  frozen s  first ms         late ms  lost %%  cpu %% a peer  SRT, 400 ms\n");
    for (const auto &row :
         {Row{0, 29, 0, 2000, "30 /s"}, Row{2, 29, 0, 2000, "30 /s, 0 freezes"},
          Row{5, 28, 1, 4000, "28.6 /s, 0.4 s, 607 ms"}, Row{10, 26, 2, 4000, "26.8 /s, 0.9 s, 607 ms"}})
        call(row);
    return 0;
}
