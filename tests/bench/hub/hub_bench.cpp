// SPDX-License-Identifier: GPL-3.0-or-later
// Envelopes of 1 KB through a hub in a process of its own: put with a window of 500 and acknowledged when they are
// durable, then fetched and deleted by their receiver. SQLite and PostgreSQL, TLS and plain, in one run; beside each what
// the same database takes at most when one connection inserts the same rows in batches. usage: hub_bench [envelopes]
#include "core/hub/hub.h"
#include "tests/support/hubclient.h"
#include "tests/support/postgres.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QLoggingCategory>
#include <QSqlError>
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

// The same rows by one connection with nothing around it: what a hub on this database could reach at best.
double batchLimit(const QString &database, const QList<QByteArray> &envelopes)
{
    constexpr int together = 50; // as the trial of storage.md §3.1 had it
    const QTemporaryDir folder;
    const HubDialect dialect(database.isEmpty() ? folder.filePath(u"limit.sqlite"_s) : database);
    const auto name = u"limit"_s;
    double perSecond = 0;
    {
        auto connection = dialect.open(name, 0).value();
        QSqlQuery query(connection);
        const auto schema = dialect.schema();
        for (const auto &statement : schema)
            if (!query.exec(statement))
                qFatal("schema");
        const auto row = u"(?,'',?,?,?,?,?)"_s;
        if (!query.prepare(u"INSERT INTO envelope(mailbox, route, envelope, sender, size, expires, body) VALUES "_s
                           + QStringList(together, row).join(u',')))
            qFatal("prepare");
        QElapsedTimer watch;
        watch.start();
        qsizetype done = 0;
        for (; done + together <= envelopes.size(); done += together) {
            connection.transaction();
            for (int i = 0; i < together; ++i) {
                const auto &envelope = envelopes.at(done + i);
                for (const auto &value : {QVariant(envelope.mid(18, 16)), QVariant(envelope.mid(2, 16)),
                                          QVariant(QByteArray(16, 's')), QVariant(qint64(envelope.size())),
                                          QVariant(qint64(1) << 50), QVariant(envelope)})
                    query.addBindValue(value);
            }
            if (!query.exec() || !connection.commit())
                qFatal("insert: %s", qPrintable(query.lastError().text()));
        }
        perSecond = double(done) / (double(watch.nsecsElapsed()) / 1e9);
        query = QSqlQuery(); // before its connection
        connection.close();
    }
    QSqlDatabase::removeDatabase(name);
    return perSecond;
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
    std::printf("%-24s %8.0f /s stored durably   target %6.0f: %s   %.2f of the batch limit   %8.0f /s drained   %4.0f MB peak\n", name,
                stored, target, stored >= target ? "reached" : "NOT reached", stored / limit, drained,
                hub.peakMemoryMb());
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
    const HubHouse limitHouse;
    QList<QByteArray> envelopes;
    for (int i = 0; i < count / 2; ++i)
        envelopes.append(labelled(limitHouse.mailbox(), benchEnvelopeSize));
    const auto sqlite = batchLimit({}, envelopes);
    std::printf("%d envelopes of %d bytes, window %d\n%-24s %8.0f /s in batches of 50\n", count, benchEnvelopeSize, window,
                "SQLite limit", sqlite);
    measure("hub on SQLite, ws", true, {}, sqlite, count);
    measure("hub on SQLite, TLS", false, {}, sqlite, count);
    if (!postgres().isThere()) {
        std::printf("PostgreSQL is not installed here: not measured\n");
        return 0;
    }
    const auto postgresLimit = batchLimit(postgres().freshDatabase(), envelopes);
    std::printf("%-24s %8.0f /s in batches of 50\n", "PostgreSQL limit", postgresLimit);
    measure("hub on PostgreSQL, ws", true, postgres().freshDatabase(), postgresLimit, count);
    measure("hub on PostgreSQL, TLS", false, postgres().freshDatabase(), postgresLimit, count);
    return 0;
}
