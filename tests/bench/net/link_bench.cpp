// SPDX-License-Identifier: GPL-3.0-or-later
// How fast a link comes up on loopback, and how fast history goes over it.
#include "tests/core/net/netstation.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <algorithm>
#include <cstdio>

using namespace sizhen;

namespace {

template <typename Condition>
bool waitFor(Condition reached, qint64 mostMs)
{
    QElapsedTimer timer;
    timer.start();
    while (!reached() && timer.elapsed() < mostMs)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    return reached();
}

struct Line {
    NetPair &pair;
    PeerLinks b;
    PeerLinks a;

    explicit Line(NetPair &stations)
        : pair(stations)
        , b(stations.b.setup())
        , a(stations.a.setup())
    {
        const auto port = b.listen(QHostAddress::LocalHost, 0).value();
        b.setPartners({{pair.a.store.root, {}}});
        b.start();
        a.setPartners({{pair.b.store.root, {QStringLiteral("127.0.0.1:%1").arg(port)}}});
        a.start();
    }

    [[nodiscard]] PeerLink *link() const { return a.links().first(); }
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (!startCrypto())
        return 1;
    QList<double> ups;
    for (int i = 0; i < 21; ++i) {
        NetPair pair;
        QElapsedTimer timer;
        timer.start();
        Line line(pair);
        if (!waitFor([&] { return line.link()->state() == PeerLink::State::Up; }, 5'000))
            return 1;
        ups.append(double(timer.nsecsElapsed()) / 1e6);
    }
    std::ranges::sort(ups);
    const auto up = ups.at(ups.size() / 2);

    NetPair pair;
    const auto stream = pair.shareStream();
    constexpr int count = 20'000;
    for (int i = 0; i < count; ++i)
        pair.a.store.write(stream, QByteArray(800, 'x'));
    QElapsedTimer timer;
    timer.start();
    Line line(pair);
    if (!waitFor([&] { return pair.b.store.entriesOf(stream).size() == count; }, 120'000))
        return 1;
    const auto seconds = double(timer.nsecsElapsed()) / 1e9;
    std::printf("link up on loopback, TLS 1.3, both pinned, READY: %.1f ms median (target 10)\n", up);
    std::printf("history over it into memory, every signature verified: %.0f entries/s\n", count / seconds);
    return up <= 10 ? 0 : 1;
}
