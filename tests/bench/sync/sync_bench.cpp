// SPDX-License-Identifier: GPL-3.0-or-later
// Events of 1 KB synced from one real ledger to another (sealed vaults, every signature checked, every batch durable
// before it is acknowledged), through two sessions in one process and one thread. Beside it, from the same run, what
// one core can verify at most. usage: sync_bench [events]
#include "core/sync/ledgersyncstore.h"
#include "core/sync/session.h"
#include "tests/core/records/ledgerfixture.h"

#include <QElapsedTimer>

#include <algorithm>
#include <cstdio>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

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

bool carry(Side &from, Side &to, qint64 nowMs)
{
    auto any = false;
    while (const auto message = from.session.next()) {
        any = true;
        to.session.receive(message->bytes, nowMs);
    }
    (void)from.session.takeEvents();
    return any || from.session.hasWork();
}

// Seconds until neither side lacks anything.
double syncSeconds(House &one, House &other)
{
    QElapsedTimer timer;
    timer.start();
    Side here(one, other.root());
    Side there(other, one.root());
    here.session.start(0);
    there.session.start(0);
    while (!here.session.isIdle() || !there.session.isIdle()) {
        const auto now = timer.elapsed();
        const auto busy = carry(here, there, now);
        if (!carry(there, here, now) && !busy) {
            here.session.tick(now);
            there.session.tick(now);
        }
    }
    return double(timer.nsecsElapsed()) / 1e9;
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

double verifySeconds(const QList<QByteArray> &raw)
{
    QList<Entry> entries;
    for (const auto &one : raw)
        entries.append(parseEntry(one).value());
    QElapsedTimer timer;
    timer.start();
    for (qsizetype i = 0; i < raw.size(); ++i)
        if (!checkSignature(entries.at(i), raw.at(i)))
            qFatal("verify");
    return double(timer.nsecsElapsed()) / 1e9;
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
    QElapsedTimer timer;
    timer.start();
    write(one, stream, count);
    const auto writing = double(timer.nsecsElapsed()) / 1e9;
    const auto raw = one.raw(stream);
    const auto size = raw.first().size();

    const auto limit = verifySeconds(raw);
    const auto syncing = syncSeconds(one, other);
    if (other.ledger->heads(stream).value() != one.ledger->heads(stream).value())
        qFatal("the two sides differ");
    QList<double> idle;
    for (int i = 0; i < 11; ++i)
        idle.append(syncSeconds(one, other));
    std::ranges::sort(idle);
    timer.restart();
    const auto first = other.ledger->events(stream)->size();
    const auto opening = double(timer.nsecsElapsed()) / 1e9;
    if (first != count)
        qFatal("events are missing");

    std::printf("events                      %d of %lld bytes\n", count, static_cast<long long>(size));
    std::printf("Ed25519 verify limit, 1 core %.0f /s\n", count / limit);
    std::printf("synced, every signature     %.0f /s   = %.2f of the limit\n", count / syncing, limit / syncing);
    std::printf("nothing missing             %.2f ms (median of 11)\n", idle.at(5) * 1000);
    std::printf("written (sign, seal, store) %.0f /s\n", count / writing);
    std::printf("opened and judged           %.0f /s   = %.2f of the limit\n", count / opening, limit / opening);
    return 0;
}
