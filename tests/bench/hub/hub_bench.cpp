// SPDX-License-Identifier: GPL-3.0-or-later
// Envelopes of 1 KB through a hub in a process of its own: put with a window of 500 and acknowledged when they are
// durable, then fetched and deleted by their receiver. SQLite and PostgreSQL, TLS and plain, in one run; beside each what
// the same database takes at most, and whether the target lies above that. The client shares the two cores with hub and
// database. usage: hub_bench [envelopes]
#include "core/hub/hub.h"
#include "tests/support/hubclient.h"
#include "tests/support/postgres.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QTimer>

#include <cstdio>
#include <fstream>
#include <string>

using namespace sizhen;
using namespace sizhen::fixture;

namespace {

constexpr int benchEnvelopeSize = 1024;
constexpr int window = 500;
constexpr double target = 40'000;

// The hub's side: this program again, until its standard input ends.
int serve(const QStringList &words)
{
    HubSettings settings;
    settings.dataFolder = words.at(0);
    settings.plain = words.at(1) == u"plain";
    settings.database = words.value(2);
    settings.listen = u"127.0.0.1:0"_s;
    settings.limits.mailboxNumber = settings.limits.senderNumber = 100'000'000;
    settings.limits.mailboxBytes = settings.limits.senderBytes = 1LL << 40;
    auto hub = Hub::open(settings);
    if (!hub || !(*hub)->listen())
        return 1;
    std::printf("%d\n", (*hub)->port());
    std::fflush(stdout);
    QObject::connect(hub->get(), &Hub::stopped, QCoreApplication::instance(), &QCoreApplication::quit);
    return QCoreApplication::exec();
}

struct HubRun {
    QTemporaryDir folder;
    QProcess process;
    int port = 0;
    bool plain;

    HubRun(const HubHouse &one, const HubHouse &other, bool isPlain, const QString &database)
        : plain(isPlain)
    {
        HubSettings settings;
        settings.dataFolder = folder.path();
        settings.plain = true;
        settings.listen = u"127.0.0.1:0"_s;
        settings.database = database;
        {
            auto hub = Hub::open(settings);
            if (!hub)
                qFatal("hub: %s", qPrintable(hub.error().detail));
            for (const auto *house : {&one, &other})
                if (!(*hub)->office().answer(
                        {{u"do"_s, u"admit"_s}, {u"card"_s, QString::fromLatin1(house->card().toBase64())}}))
                    qFatal("admit");
        }
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {u"--serve"_s, folder.path(), isPlain ? u"plain"_s : u"tls"_s, database});
        process.waitForReadyRead(30'000);
        port = process.readLine().trimmed().toInt();
        if (port == 0)
            qFatal("the hub does not listen");
    }

    ~HubRun()
    {
        process.kill();
        process.waitForFinished();
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"%1://127.0.0.1:%2"_s.arg(plain ? u"ws"_s : u"wss"_s).arg(port)); }

    [[nodiscard]] double peakMemoryMb() const
    {
        std::ifstream status("/proc/" + std::to_string(process.processId()) + "/status");
        for (std::string line; std::getline(status, line);)
            if (line.starts_with("VmHWM:"))
                return std::atof(line.c_str() + 6) / 1024;
        return 0;
    }
};

double store(HubRun &hub, const HubHouse &house, const QList<QByteArray> &envelopes)
{
    HubClient client(house);
    qsizetype sent = 0;
    const auto pump = [&] {
        while (sent < envelopes.size() && sent - client.stored.size() < window)
            client.put(envelopes.at(sent++));
        if (client.stored.size() == envelopes.size() || !client.refused.isEmpty())
            QCoreApplication::exit();
    };
    client.onStored = pump;
    QTimer up;
    QElapsedTimer watch;
    QObject::connect(&up, &QTimer::timeout, &client, [&] {
        if (!client.isUp)
            return;
        up.stop();
        watch.start();
        pump();
    });
    up.start(1);
    client.open(hub.url());
    QCoreApplication::exec();
    if (!client.refused.isEmpty())
        qFatal("refused: %d", int(client.refused.begin().value()));
    return double(envelopes.size()) / (double(watch.nsecsElapsed()) / 1e9);
}

double drain(HubRun &hub, const HubHouse &house, qsizetype count)
{
    HubClient client(house);
    client.answers = false;
    qsizetype received = 0;
    QList<qint64> ids;
    QElapsedTimer watch;
    client.onDelivered = [&] {
        ids.append(client.delivered.takeFirst().id);
        if (++received == 1)
            watch.start();
        if (ids.size() == 100 || received == count)
            client.send(hubwire::Gone{std::exchange(ids, {})});
        if (received == count)
            QCoreApplication::exit();
    };
    client.open(hub.url());
    QCoreApplication::exec();
    return double(count) / (double(watch.nsecsElapsed()) / 1e9);
}

// The same rows into the same tables by the hub's own store, as many together as a client may have open, with no socket
// around it and nobody who fetches: what a hub on this database could reach at best.
double storeLimit(const QString &database, const QByteArray &mailbox, const QList<QByteArray> &envelopes)
{
    const QTemporaryDir folder;
    const auto store
        = HubStore::open({database.isEmpty() ? folder.filePath(u"limit.sqlite"_s) : database, u"limit"_s, 0}).value();
    QList<QList<Parcel>> batches;
    for (qsizetype from = 0; from + window <= envelopes.size(); from += window) {
        batches.append(QList<Parcel>());
        for (const auto &envelope : envelopes.mid(from, window))
            batches.last().append({mailbox, {}, envelope.mid(2, 16), QByteArray(16, 's'), 1LL << 50, envelope});
    }
    QElapsedTimer watch;
    watch.start();
    for (const auto &batch : std::as_const(batches)) {
        store->apply(batch, {}, [](const Result<QList<qint64>> &ids) {
            if (!ids || ids->contains(0))
                qFatal("apply");
        });
        store->finish();
    }
    return double(batches.size() * window) / (double(watch.nsecsElapsed()) / 1e9);
}

void measure(const char *name, bool plain, const QString &database, double limit, int count)
{
    const HubHouse one;
    const HubHouse other;
    QList<QByteArray> envelopes;
    for (int i = 0; i < count; ++i)
        envelopes.append(labelled(other.mailbox(), benchEnvelopeSize));
    HubRun hub(one, other, plain, database);
    const auto stored = store(hub, one, envelopes);
    const auto drained = drain(hub, other, count);
    const auto *verdict = stored >= target ? "reached" : limit < target ? "above the limit of this machine" : "NOT reached";
    std::printf("%-24s %8.0f /s stored durably   %.2f of the limit   target %.0f: %s   %8.0f /s drained   %4.0f MB peak\n",
                name, stored, stored / limit, target, verdict, drained, hub.peakMemoryMb());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    if (!startCrypto())
        return 1;
    QCoreApplication app(argc, argv);
    const auto words = app.arguments();
    if (words.value(1) == u"--serve")
        return serve(words.mid(2));
    QLoggingCategory::setFilterRules(u"sizhen.*.info=false"_s);
    const int count = argc > 1 ? std::max(1'000, std::atoi(argv[1])) : 100'000;
    const HubHouse house;
    QList<QByteArray> envelopes;
    for (int i = 0; i < count / 2; ++i)
        envelopes.append(labelled(house.mailbox(), benchEnvelopeSize));
    std::printf("%d envelopes of %d bytes, window %d; the limit is the store alone, %d together\n", count, benchEnvelopeSize,
                window, window);
    const auto all = [&](const char *name, const auto &freshDatabase) {
        const auto limit = storeLimit(freshDatabase(), house.mailbox(), envelopes);
        std::printf("%s limit %*.0f /s\n", name, int(27 - qstrlen(name)), limit);
        measure((QByteArray("hub on ") + name + ", ws").constData(), true, freshDatabase(), limit, count);
        measure((QByteArray("hub on ") + name + ", TLS").constData(), false, freshDatabase(), limit, count);
    };
    all("SQLite", [] { return QString(); });
    if (postgres().isThere())
        all("PostgreSQL", [] { return postgres().freshDatabase(); });
    else
        std::printf("PostgreSQL is not installed here: not measured\n");
    return 0;
}
