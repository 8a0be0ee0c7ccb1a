// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/node/node.h"

#include "core/base/log.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto lookMs = 15'000;
constexpr auto stateSoonMs = 250; // many small changes, one file
constexpr auto jobsKind = QLatin1StringView("local.jobs");

using Finished = std::function<void(const QString &result)>;
// What a job's id does. The next one is a line here; an institution's list may name it before this version knows it.
using Doer = void (*)(Station &, const Job &, const Finished &);

// The board says what was found.
void check(Station &station, const Job &, const Finished &finished)
{
    station.checkVault();
    finished(u"begun"_s);
}

// args: "place" (else where the last one went), "keep" generations.
void backup(Station &station, const Job &job, const Finished &finished)
{
    auto &keeping = station.safekeeping();
    const auto place = job.args.value(u"place"_s).toString(keeping.place());
    if (place.isEmpty())
        return finished(u"no place is set"_s);
    keeping.backUp(place, job.args.value(u"keep"_s).toInt(Safekeeping::usualKeep), false,
                   station.ledger().systemActor().person.id, [finished](const Result<Safekeeping::Backup> &made) {
                       finished(made ? u"done"_s : made.error().detail);
                   });
}

void accessHead(Station &station, const Job &, const Finished &finished)
{
    const auto published = station.ledger().publishAccessHead();
    finished(published ? u"done"_s : published.error().detail);
}

const QHash<QString, Doer> &doers()
{
    static const QHash<QString, Doer> all{
        {u"check"_s, &check}, {u"backup"_s, &backup}, {u"access-head"_s, &accessHead}};
    return all;
}

QString stateWord(PeerLink::State state)
{
    switch (state) {
    case PeerLink::State::Offline:
        return u"offline"_s;
    case PeerLink::State::Connecting:
        return u"connecting"_s;
    case PeerLink::State::Up:
        return u"up"_s;
    }
    Q_UNREACHABLE();
}

} // namespace

Node::Node(Station &station, Setup setup, QObject *parent)
    : QObject(parent)
    , m_station(station)
    , m_setup(std::move(setup))
    , m_since(station.ledger().now())
{
    m_stateSoon.setSingleShot(true);
    m_stateSoon.setInterval(stateSoonMs);
    connect(&m_stateSoon, &QTimer::timeout, this, &Node::writeState);
    connect(&m_look, &QTimer::timeout, this, &Node::look);
    connect(&station.links(), &PeerLinks::linkAdded, this, &Node::tellLink);
    const auto links = station.links().links();
    for (auto *link : links)
        tellLink(link);
    connect(&station, &Station::linkTrouble, this,
            [](const Error &error) { qCWarning(lcNet).noquote() << "link:" << error.detail; });
    connect(&station, &Station::partnersChanged, this, &Node::stateIsDue);
    connect(&station.ledger(), &Ledger::changed, this, &Node::stateIsDue);
    connect(&station.ledger(), &Ledger::receiptArrived, this, &Node::stateIsDue);
    connect(&station.health(), &HealthBoard::changed, this, &Node::stateIsDue);
    readLastRuns();
}

void Node::tellLink(PeerLink *link)
{
    connect(link, &PeerLink::stateChanged, this, [this, link](PeerLink::State state) {
        const auto peer = m_station.ledger().peerByTlsKey(link->pin());
        qCInfo(lcNet).noquote() << (link->isOurs() ? "sister" : "partner")
                                << (peer ? QString::fromLatin1(peer->station.station.toHex().first(10)) : u"?"_s)
                                << stateWord(state);
        stateIsDue();
    });
    connect(link, &PeerLink::idle, this, &Node::stateIsDue);
}

Result<> Node::start()
{
    const auto where = m_setup.listen.isEmpty() ? m_station.setting(u"listen"_s) : m_setup.listen;
    if (!where.isEmpty()) {
        const auto port = m_station.listenOn(where);
        if (!port)
            return tl::unexpected(port.error());
        m_port = *port;
        qCInfo(lcNet) << "listens on port" << m_port;
    }
    m_station.startLinks();
    look();
    m_look.start(lookMs);
    return {};
}

void Node::look()
{
    const auto now = m_station.ledger().now();
    for (const auto &job : m_setup.jobs) {
        if (dueAt(job, m_ran.value(job.id).at, now) > now)
            continue;
        m_ran[job.id] = {now, u"running"_s};
        keepLastRun(job.id);
        runJob(job);
    }
    writeState();
}

void Node::runJob(const Job &job)
{
    const auto doer = doers().value(job.id);
    if (!doer) {
        m_ran[job.id].result = u"not available"_s;
        return;
    }
    // A backup may end after us.
    doer(m_station, job, [node = QPointer(this), id = job.id](const QString &result) {
        qCInfo(lcStore).noquote() << "job" << id << result;
        if (!node)
            return;
        node->m_ran[id].result = result;
        node->stateIsDue();
    });
}

void Node::readLastRuns()
{
    const auto rows = m_station.vault().rows().list(jobsKind);
    if (!rows)
        return;
    for (const auto &row : *rows)
        m_ran[row.key].at = QDateTime::fromString(QString::fromLatin1(row.body), Qt::ISODate);
}

void Node::keepLastRun(const QString &id)
{
    auto change = m_station.vault().begin();
    if (!change)
        return;
    const Row row{id, {}, m_ran.value(id).at.toString(Qt::ISODate).toLatin1()};
    const auto kept
        = m_station.vault().rows().put(jobsKind, row).and_then([&change] { return change->commit(); });
    if (!kept)
        qCWarning(lcStore).noquote() << "job" << id << "is not noted:" << kept.error().detail;
}

QJsonObject Node::state() const
{
    const auto &ledger = m_station.ledger();
    QJsonArray links;
    const auto all = m_station.links().links();
    for (const auto *link : all) {
        const auto peer = ledger.peerByTlsKey(link->pin());
        links.append(QJsonObject{{u"ours"_s, link->isOurs()},
                                 {u"institution"_s, QString::fromLatin1(link->partner().toHex().first(10))},
                                 {u"station"_s, peer ? peer->station.name : QString()},
                                 {u"state"_s, stateWord(link->state())},
                                 {u"settled"_s, link->isIdle()},
                                 {u"since"_s, link->since().toString(Qt::ISODate)}});
    }
    QJsonArray jobs;
    for (const auto &job : m_setup.jobs) {
        const auto ran = m_ran.value(job.id);
        jobs.append(QJsonObject{{u"id"_s, job.id},
                                {u"last"_s, ran.at.toString(Qt::ISODate)},
                                {u"result"_s, ran.result},
                                {u"next"_s, dueAt(job, ran.at, ledger.now()).toString(Qt::ISODate)}});
    }
    QJsonArray health;
    const auto items = m_station.health().items();
    for (const auto &item : items)
        health.append(QJsonObject{{u"id"_s, item.id}, {u"message"_s, item.message}});
    return {{u"schema"_s, u"sizhen-node-state/1"_s},
            {u"institution"_s, ledger.institution().id()},
            {u"station"_s, ledger.station().name},
            {u"version"_s, QStringLiteral(SIZHEN_VERSION)},
            {u"at"_s, ledger.now().toString(Qt::ISODate)},
            {u"since"_s, m_since.toString(Qt::ISODate)},
            {u"port"_s, m_port},
            {u"entries"_s, m_station.vault().entries().count().value_or(-1)},
            {u"links"_s, links},
            {u"jobs"_s, jobs},
            {u"health"_s, health}};
}

void Node::stateIsDue()
{
    if (!m_setup.stateFile.isEmpty() && !m_stateSoon.isActive())
        m_stateSoon.start();
}

void Node::writeState()
{
    if (m_setup.stateFile.isEmpty())
        return;
    QSaveFile file(m_setup.stateFile);
    const auto bytes = QJsonDocument(state()).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        qCWarning(lcStore).noquote() << "the state file cannot be written:" << file.errorString();
}

} // namespace sizhen
