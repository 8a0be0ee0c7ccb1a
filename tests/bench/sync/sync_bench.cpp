// SPDX-License-Identifier: GPL-3.0-or-later
// Events of 1 KB synced from one real ledger to another (sealed vaults, every signature checked, every batch durable
// before it is acknowledged), through two sessions in one process and one thread; the receiver checks signatures on every
// core. Beside it, from the same run, what one core and all cores can verify at most, and hypercore 11.20.0 when
// tests/bench/peers.sh could fetch it. usage: sync_bench [events]
#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/core/records/ledgerfixture.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>
#include <QtConcurrentMap>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

// Time on the wall and time on the processor.
struct Spent {
    double wall = 0;
    double cpu = 0;
};

class Watch
{
public:
    Watch() { m_wall.start(); }

    [[nodiscard]] Spent spent() const
    {
        return {double(m_wall.nsecsElapsed()) / 1e9, double(std::clock() - m_cpu) / CLOCKS_PER_SEC};
    }

private:
    QElapsedTimer m_wall;
    std::clock_t m_cpu = std::clock();
};

void print(const char *what, int count, const Spent &spent, const Spent &limit)
{
    std::printf("%-28s %8.0f /s   %8.0f /CPU s   %.2f of the limit (CPU)\n", what, count / spent.wall,
                count / spent.cpu, limit.cpu / spent.cpu);
}

struct Side {
    LedgerSyncStore store;
    Session session;

    Side(House &house, const QByteArray &partner)
        : store(*house.ledger, partner)
        , session(store,
                  {house.root(), house.ledger->stationCertificate(), randomBytes(wire::nonceSize),
                   [](const wire::Hello &) { return Result<>(); }})
    {
    }
};

// As much as a link reads in one turn (core/net/directlink.cpp).
QList<QByteArray> some(Session &session)
{
    constexpr qsizetype mostBytes = 1024 * 1024;
    QList<QByteArray> messages;
    for (qsizetype bytes = 0; bytes < mostBytes; bytes += messages.last().size()) {
        auto message = session.next();
        if (!message)
            break;
        messages.append(std::move(message->bytes));
    }
    return messages;
}

bool carry(Side &from, Side &to, qint64 nowMs)
{
    auto any = false;
    for (auto messages = some(from.session); !messages.isEmpty(); messages = some(from.session)) {
        any = true;
        to.session.arrived(messages, nowMs);
    }
    while (to.session.isBehind())
        to.session.catchUp(nowMs);
    (void)from.session.takeEvents();
    return any || from.session.hasWork();
}

// Until neither side lacks anything.
Spent sync(House &one, House &other)
{
    const Watch watch;
    Side here(one, other.root());
    Side there(other, one.root());
    here.session.start(0);
    there.session.start(0);
    while (!here.session.isIdle() || !there.session.isIdle()) {
        const auto now = qint64(watch.spent().wall * 1000);
        const auto busy = carry(here, there, now);
        if (!carry(there, here, now) && !busy) {
            here.session.tick(now);
            there.session.tick(now);
        }
    }
    return watch.spent();
}

void write(House &house, const QByteArray &stream, int count)
{
    constexpr int together = 500;
    const auto actor = house.actor();
    for (int done = 0; done < count; done += together) {
        QList<Ledger::Draft> drafts;
        for (int i = 0; i < std::min(together, count - done); ++i)
            drafts.append({stream, u"case.note"_s, {{u"text"_s, QString::fromLatin1(randomBytes(64).toHex())}}});
        house.now = house.now.addSecs(1);
        if (!house.ledger->append(drafts, actor))
            qFatal("append");
    }
}

Spent verifyAll(const QList<QByteArray> &raw)
{
    QList<Entry> entries;
    for (const auto &one : raw)
        entries.append(parseEntry(one).value());
    const Watch watch;
    for (qsizetype i = 0; i < raw.size(); ++i)
        if (!checkSignature(entries.at(i), raw.at(i)))
            qFatal("verify");
    return watch.spent();
}

Spent verifyAllOnEveryCore(const QList<QByteArray> &raw)
{
    QList<std::pair<Entry, QByteArray>> entries;
    for (const auto &one : raw)
        entries.append({parseEntry(one).value(), one});
    const Watch watch;
    QtConcurrent::blockingMap(entries, [](const std::pair<Entry, QByteArray> &one) {
        if (!checkSignature(one.first, one.second))
            qFatal("verify");
    });
    return watch.spent();
}

// The best peer that verifies and installs here (tests/bench/peers.sh).
void printHypercore(int count)
{
    const QString source = QStringLiteral(SIZHEN_SOURCE_DIR);
    const auto peers = qEnvironmentVariable("SIZHEN_PEERS", source + u"/build/peers"_s);
    if (!QFileInfo::exists(peers + u"/node_modules/hypercore/package.json"_s)) {
        std::printf("hypercore is not here (tests/bench/peers.sh): not compared\n");
        return;
    }
    QProcess node;
    node.start(u"node"_s, {source + u"/tests/bench/sync/hypercore_peer.js"_s, QString::number(count), peers});
    if (!node.waitForFinished(300'000) || node.exitCode() != 0)
        std::printf("hypercore did not run: %s\n", node.readAllStandardError().left(200).constData());
    else
        std::printf("%-28s %8s /s\n", "hypercore 11.20.0", node.readAllStandardOutput().trimmed().constData());
}

} // namespace

int main(int argc, char **argv)
{
    if (!startCrypto())
        return 1;
    const int count = argc > 1 ? std::max(1, std::atoi(argv[1])) : 20'000;
    House one;
    House other(u"CN"_s, u"li"_s);
    pair(one, other);
    const auto stream = sharedCase(one, other);
    const Watch writing;
    write(one, stream, count);
    const auto written = writing.spent();

    const auto raw = one.raw(stream);
    const auto limit = verifyAll(raw);
    const auto limitOfAll = verifyAllOnEveryCore(raw);
    const auto synced = sync(one, other);
    if (other.ledger->heads(stream).value() != one.ledger->heads(stream).value())
        qFatal("the two sides differ");
    QList<double> idle;
    for (int i = 0; i < 11; ++i)
        idle.append(sync(one, other).cpu);
    std::ranges::sort(idle);
    const Watch opening;
    if (other.ledger->events(stream)->size() != count)
        qFatal("events are missing");
    const auto opened = opening.spent();

    std::printf("%d events of %lld bytes\n", count, static_cast<long long>(raw.first().size()));
    print("Ed25519 verify limit, 1 core", count, limit, limit);
    print("Ed25519 limit, every core", count, limitOfAll, limit);
    print("synced, every signature", count, synced, limit);
    const auto reached = count / synced.wall;
    std::printf("%-28s %8d /s   %s\n", "target", 20'000, reached >= 20'000 ? "reached" : "NOT reached");
    printHypercore(count);
    print("written: sign, seal, store", count, written, limit);
    print("opened and judged", count, opened, limit);
    std::printf("nothing missing: %.2f ms of CPU (median of 11)\n", idle.at(5) * 1000);
    return 0;
}
