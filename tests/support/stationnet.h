// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/children.h"
#include "tests/support/systemstation.h"

#include <QDir>
#include <QFile>
#include <QHostAddress>
#include <QJsonArray>
#include <QTcpServer>
#include <QTemporaryDir>

#include <memory>
#include <vector>

// For what says by words why it failed, and nothing when it did not.
#define SIZHEN_MUST(call)                                                                                              \
    do {                                                                                                               \
        const QString wrong = call;                                                                                    \
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));                                                                  \
    } while (false)

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// One machine of a test network: a vault, a place where it listens, and the program that runs there: sizhenctl as a room, or
// sizhen-node.
struct Host {
    QString name;
    QString vault;
    QString secrets;
    QString person; // who sits there; empty: a node
    QString address; // "10.77.0.2:7700"
    QStringList within; // "ip netns exec …" or nothing
    std::unique_ptr<StationProcess> room;
    std::unique_ptr<QProcess> node;
};

// Several stations of two institutions, each a real process with a real vault. Begins with the two of the demonstration, in
// the middle of an accepted consultation.
class StationNet
{
public:
    // Fails the calling test by what it returns: empty when all went well.
    [[nodiscard]] QString begin(const QString &until = u"case.assign_physician"_s)
    {
        const auto prepared
            = runProgram(program(u"sizhenctl"_s),
                         {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, until, u"--data"_s, path({})},
                         240'000);
        if (prepared.code != 0)
            return QString::fromUtf8(prepared.err + prepared.out);
        const auto lines = prepared.out.trimmed().split('\n');
        caseId = QJsonDocument::fromJson(lines.last()).object()[u"result"_s].toObject()[u"case"_s].toString();
        return caseId.isEmpty() ? u"no case"_s : QString();
    }

    Host &room(const QString &name, const QString &vault, const QString &person, const QString &address,
               const QStringList &within = {})
    {
        const auto owner = vault.section(u'-', 0, 0); // "inviting-2" has the secrets of "inviting"
        m_hosts.push_back(std::make_unique<Host>(
            Host{name, path(vault), path(owner + u".secrets.json"_s), person, address, within, nullptr, nullptr}));
        return *m_hosts.back();
    }

    Host &node(const QString &name, const QString &vault, const QString &address, const QStringList &within = {})
    {
        return room(name, vault, {}, address, within);
    }

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    // As a new machine: asks, is admitted at `office` by the number read out, joins by the number read back.
    [[nodiscard]] QString join(Host &fresh, Host &office, const QString &role)
    {
        const auto request = path(fresh.name + u".request"_s);
        const auto parcel = path(fresh.name + u".parcel"_s);
        QString number;
        const auto run = [&](Host &host, QStringList words) {
            const auto done = runProgram(
                program(u"sizhenctl"_s),
                QStringList{u"--json"_s, u"--vault"_s, host.vault, u"--secrets"_s, host.secrets} + words, 120'000);
            number = QJsonDocument::fromJson(done.out.trimmed())
                         .object()[u"result"_s]
                         .toObject()[u"number"_s]
                         .toString();
            return done.code == 0 ? QString() : QString::fromUtf8(done.out + done.err);
        };
        auto wrong = run(fresh, {u"station"_s, u"request"_s, request, u"--name"_s, fresh.name, u"--fast"_s});
        if (!wrong.isEmpty())
            return wrong;
        const QStringList admit{u"station"_s, u"admit"_s, request,   u"--number"_s, number,
                                u"--out"_s,   parcel,      u"--role"_s, role};
        if (office.room) {
            const auto admitted = ask(*office.room, admit);
            if (!admitted)
                return admitted.error().detail;
            number = admitted->toObject()[u"number"_s].toString();
        } else if (wrong = run(office, admit); !wrong.isEmpty()) {
            return wrong;
        }
        return run(fresh, {u"station"_s, u"join"_s, parcel, u"--number"_s, number});
    }

    // The partner learns of all stations by the card, as officers would bring it.
    [[nodiscard]] static QString bringCard(Host &from, Host &to, const QStringList &addresses, const QString &file)
    {
        const auto card = ask(*from.room, {u"partner"_s, u"card"_s, file, u"--address"_s, addresses.join(u',')});
        if (!card)
            return card.error().detail;
        const auto added = ask(*to.room, {u"partner"_s, u"add"_s, file});
        return added ? QString() : added.error().detail;
    }

    [[nodiscard]] QString start(Host &host)
    {
        return host.person.isEmpty() ? startNode(host) : startRoom(host);
    }

    // Ends it as a person would: the vault is closed.
    static void stop(Host &host)
    {
        if (host.room) {
            host.room->stop();
            (void)QTest::qWaitFor([&host] { return !host.room->isRunning(); }, 20'000);
            host.room.reset();
        }
        if (host.node) {
            host.node->terminate();
            host.node->waitForFinished(20'000);
            host.node.reset();
        }
    }

    static void kill(Host &host)
    {
        if (host.room) {
            host.room->kill();
            (void)QTest::qWaitFor([&host] { return !host.room->isRunning(); }, 20'000);
            host.room.reset();
        }
        if (host.node) {
            host.node->kill();
            host.node->waitForFinished(20'000);
            host.node.reset();
        }
    }

    ~StationNet()
    {
        for (auto &host : m_hosts)
            kill(*host);
    }

    // --- what it shows
    [[nodiscard]] QJsonObject stateOf(const Host &node) const
    {
        QFile file(stateFile(node));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }

    // Names of the stations that this one says it is connected to.
    [[nodiscard]] QStringList connected(Host &host) const
    {
        QStringList names;
        QJsonArray links;
        if (host.node) {
            links = stateOf(host)[u"links"_s].toArray();
        } else if (const auto shown = ask(*host.room, {u"link"_s, u"list"_s})) {
            links = shown->toObject()[u"links"_s].toArray();
        }
        for (const auto &link : std::as_const(links))
            if (link.toObject()[u"state"_s].toString() == u"up"_s)
                names.append(link.toObject()[u"station"_s].toString());
        names.sort();
        return names;
    }

    [[nodiscard]] Result<QJsonValue> note(Host &host, const QString &text) const
    {
        return ask(*host.room, {u"case"_s, u"act"_s, caseId, u"case.note"_s,
                                compact({{u"text"_s, text}, {u"kind"_s, u"test"_s}})});
    }

    // An export is work for the station: asked without a pause, it would do nothing else.
    [[nodiscard]] QStringList notes(Host &host) const
    {
        QTest::qWait(500);
        QTemporaryDir out;
        if (!ask(*host.room, {u"case"_s, u"export"_s, caseId, u"--out"_s, out.filePath(u"x"_s)}))
            return {};
        QFile file(out.filePath(u"x/acts.json"_s));
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QStringList texts;
        const auto acts = QJsonDocument::fromJson(file.readAll()).array();
        for (const auto &act : acts)
            if (act.toObject()[u"kind"_s].toString() == u"case.note"_s)
                texts.append(act.toObject()[u"args"_s].toObject()[u"text"_s].toString());
        return texts;
    }

    [[nodiscard]] qint64 entriesOf(const Host &node) const { return stateOf(node)[u"entries"_s].toInteger(-1); }

    QString caseId;

private:
    [[nodiscard]] QString stateFile(const Host &node) const { return path(node.name + u".state.json"_s); }

    static std::pair<QString, QStringList> commandOf(const Host &host, const QString &name, const QStringList &arguments)
    {
        if (host.within.isEmpty())
            return {program(name), arguments};
        return {host.within.first(), host.within.sliced(1) + QStringList{program(name)} + arguments};
    }

    [[nodiscard]] QString startRoom(Host &host)
    {
        const auto [path, arguments] = commandOf(
            host, u"sizhenctl"_s,
            {u"--vault"_s, host.vault, u"--secrets"_s, host.secrets, u"--as"_s, host.person, u"shell"_s});
        host.room = std::make_unique<StationProcess>(path, arguments, nullptr);
        host.room->start();
        for (const auto &words : {QStringList{u"link"_s, u"listen"_s, host.address},
                                  QStringList{u"station"_s, u"address"_s, host.address},
                                  QStringList{u"link"_s, u"start"_s}})
            if (const auto done = ask(*host.room, words); !done)
                return host.name + u": "_s + words.join(u' ') + u": "_s + done.error().detail;
        return {};
    }

    [[nodiscard]] QString startNode(Host &host)
    {
        QFile secrets(host.secrets);
        if (!secrets.open(QIODevice::ReadOnly))
            return u"no secrets"_s;
        const auto passphrase = QJsonDocument::fromJson(secrets.readAll()).object()[u"passphrase"_s].toString();
        const auto [path, arguments]
            = commandOf(host, u"sizhen-node"_s,
                        {u"--vault"_s, host.vault, u"--passphrase-fd"_s, u"0"_s, u"--listen"_s, host.address,
                         u"--state"_s, stateFile(host)});
        QFile::remove(stateFile(host));
        host.node = std::make_unique<QProcess>();
        dieWithUs(*host.node);
        host.node->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        host.node->start(path, arguments);
        host.node->write(passphrase.toUtf8() + '\n');
        host.node->closeWriteChannel();
        const auto up = QTest::qWaitFor(
            [&] { return stateOf(host).contains(u"port"_s) || host.node->state() == QProcess::NotRunning; }, 60'000);
        return up && host.node->state() == QProcess::Running ? QString() : host.name + u" did not start"_s;
    }

    QTemporaryDir m_folder;
    std::vector<std::unique_ptr<Host>> m_hosts;
};

// A port on loopback that nobody uses now: a station keeps its own over restarts.
inline QString freeAddress()
{
    QTcpServer server;
    (void)server.listen(QHostAddress::LocalHost, 0);
    return QStringLiteral("127.0.0.1:%1").arg(server.serverPort());
}

} // namespace sizhen::test
