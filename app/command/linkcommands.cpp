// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString linkStateName(PeerLink::State state)
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

QString wayName(Station::Reach::Way way)
{
    switch (way) {
    case Station::Reach::Way::Direct:
        return u"direct"_s;
    case Station::Reach::Way::Hub:
        return u"hub"_s;
    case Station::Reach::Way::Waiting:
        return u"waiting"_s;
    }
    Q_UNREACHABLE();
}

Result<QJsonValue> listen(const CommandCall &call)
{
    const auto port = call.station->listenOn(call.words.first());
    if (!port)
        return tl::unexpected(port.error());
    if (!call.flag(u"keep"_s))
        return QJsonObject{{u"port"_s, *port}};
    const auto where = call.words.first().section(u':', 0, -2) + u':' + QString::number(*port);
    if (const auto kept = call.station->keepSetting(u"listen"_s, where); !kept)
        return tl::unexpected(kept.error());
    return QJsonObject{{u"port"_s, *port}, {u"kept"_s, where}};
}

QString stationName(const Station &station, const PeerLink &link)
{
    const auto peer = station.ledger().peerByTlsKey(link.pin());
    return peer ? peer->station.name : QString();
}

QJsonObject linksJson(const Station &station)
{
    QJsonArray rows;
    for (const auto *link : station.links().links()) {
        const auto partner = station.ledger().partner(link->partner());
        if (link->isBound() && link->addresses().isEmpty() && link->state() == PeerLink::State::Offline)
            continue; // a further station that called once
        const auto way = station.reach(link->partner());
        rows.append(QJsonObject{{u"partner"_s, link->isOurs() ? station.ledger().institution().id()
                                     : partner ? partner->institution.id() : QString()},
                                {u"ours"_s, link->isOurs()},
                                {u"station"_s, stationName(station, *link)},
                                {u"state"_s, linkStateName(link->state())},
                                {u"since"_s, link->since().toString(Qt::ISODate)},
                                {u"settled"_s, link->isIdle()},
                                {u"way"_s, wayName(way.way)},
                                {u"unconfirmed"_s, way.unconfirmed},
                                {u"refusal"_s, way.refusal}});
    }
    QJsonObject result{{u"links"_s, rows}};
    if (const auto hub = station.setting(u"hub"_s); !hub.isEmpty()) {
        const auto up = station.post().state() == HubLink::State::Up;
        result.insert(u"hub"_s, QJsonObject{{u"address"_s, hub},
                                            {u"state"_s, up ? u"up"_s : u"offline"_s},
                                            {u"country"_s, station.post().country()},
                                            {u"settled"_s, station.post().isIdle()}});
    }
    return result;
}

// Nothing here lacks the partner's receipt any more.
Result<int> unconfirmed(const Station &station)
{
    int total = 0;
    const auto partners = station.ledger().partners();
    if (!partners)
        return tl::unexpected(partners.error());
    for (const auto &partner : *partners) {
        if (!partner.verified)
            continue;
        const auto streams = station.ledger().sharedWith(partner.institution.root);
        if (!streams)
            return tl::unexpected(streams.error());
        for (const auto &stream : *streams) {
            const auto open = station.ledger().unconfirmed(partner.institution.root, stream);
            if (!open)
                return open;
            total += *open;
        }
    }
    return total;
}

// Waits, without blocking, until both sides hold the same and receipts are in; or gives up after --for seconds.
class SyncWait final : public QObject
{
public:
    SyncWait(Station &station, int seconds, bool stay, CommandDone done, QObject *parent)
        : QObject(parent)
        , m_station(station)
        , m_seconds(seconds)
        , m_stay(stay)
        , m_done(std::move(done))
    {
        m_clock.start();
        m_poll.setInterval(20);
        connect(&m_poll, &QTimer::timeout, this, &SyncWait::look);
        m_poll.start();
    }

private:
    void look()
    {
        const auto over = m_clock.elapsed() > qint64(m_seconds) * 1000;
        const auto open = unconfirmed(m_station);
        const auto quiet = m_station.isSettled() && open && *open == 0;
        m_quietRounds = quiet ? m_quietRounds + 1 : 0;
        if (m_stay ? !over : (m_quietRounds < 10 && !over))
            return;
        m_poll.stop();
        deleteLater();
        if (!m_stay && m_quietRounds < 10)
            return m_done(tl::unexpected(Error{
                Fault::Timeout, u"sync: %1 without a receipt, hub %2"_s.arg(open ? *open : -1).arg(hubWord()), {},
                u"sync.timeout"_s, {{u"seconds"_s, m_seconds}}}));
        auto result = linksJson(m_station);
        result.insert(u"unconfirmed"_s, open ? *open : -1);
        m_done(QJsonValue(result));
    }

    [[nodiscard]] QString hubWord() const
    {
        const auto &post = m_station.post();
        return post.state() != HubLink::State::Up ? u"not up"_s : post.isIdle() ? u"idle"_s : u"busy"_s;
    }

    Station &m_station;
    QElapsedTimer m_clock;
    QTimer m_poll;
    const int m_seconds;
    const bool m_stay;
    int m_quietRounds = 0; // a quiet moment between two rounds is not the end
    CommandDone m_done;
};

void sync(const CommandCall &call, const CommandDone &done)
{
    const auto seconds = numberOption(call, u"for"_s, 30, 1, 86'400);
    if (!seconds)
        return done(tl::unexpected(seconds.error()));
    if (const auto where = call.option(u"listen"_s); !where.isEmpty()) {
        const auto port = call.station->listenOn(where);
        if (!port)
            return done(tl::unexpected(port.error()));
        call.progress({{u"port"_s, *port}});
    }
    call.station->startLinks();
    new SyncWait(*call.station, *seconds, call.flag(u"stay"_s), done,
                 call.owner); // ends itself
}

Result<QJsonValue> links(const CommandCall &call)
{
    return linksJson(*call.station);
}

Result<QJsonValue> connectLinks(const CommandCall &call)
{
    call.station->startLinks();
    return linksJson(*call.station);
}

} // namespace

QList<Command> linkCommands()
{
    return {
        {.name = u"link listen"_s,
         .usage = u"HOST:PORT [--keep]"_s,
         .help = u"Listen for partners while this program runs (shell); --keep: at every start of the window too."_s,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"keep"_s},
         .run = atOnce(listen)},
        {.name = u"link start"_s,
         .usage = {},
         .help = u"Dial every partner and keep the links up, while this program runs (shell)."_s,
         .run = atOnce(connectLinks)},
        {.name = u"link list"_s, .usage = {}, .help = u"Links and their state."_s, .run = atOnce(links)},
        {.name = u"sync"_s,
         .usage = u"[--listen HOST:PORT] [--for SECONDS] [--stay]"_s,
         .help
         = u"Exchange records with every partner until both hold the same (or, with --stay, for the whole time)."_s,
         .flags = {u"stay"_s},
         .options = {u"listen"_s, u"for"_s},
         .run = sync},
    };
}

} // namespace sizhen
