// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "tests/support/secrets.h"

#include <QTemporaryDir>
#include <map>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// Stops the test with what went wrong; a test that goes on after a failed step says nothing.
template <typename T>
T must(Result<T> result, const char *what)
{
    if (!result)
        qFatal("%s: %d %s %s %s", what, int(result.error().fault), qPrintable(result.error().rule),
               qPrintable(result.error().message), qPrintable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

// One institution with one station, a real vault in a temporary folder, and people who are logged in.
class Station
{
public:
    Station(const Ledger::Founding &founding, Clock clock)
        : m_clock(std::move(clock))
    {
        vault = must(Vault::create(m_folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest()), "vault");
        must(Ledger::found(*vault, founding, m_clock), "found");
        openLedger();
        openDesk();
    }

    // A further station of the same institution, as a new machine becomes one. Its people come by sync.
    Station(Station &office, const QString &name, Clock clock)
        : m_clock(std::move(clock))
    {
        vault = must(Vault::create(m_folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest()), "vault");
        const auto request = must(Ledger::askToJoin(*vault, name, m_clock), "ask to join");
        const auto admitted = must(office.ledger->admit(request, u"room"_s), "admit");
        must(Ledger::join(*vault, admitted.parcel, admitted.number, m_clock), "join");
        openLedger();
        openDesk();
    }

    void logIn(const QString &id)
    {
        logins[id] = std::make_unique<Ledger::Login>(must(ledger->login(id, secret("password")), "login"));
    }

    void enrol(const QString &id, const QStringList &roles, const QList<PracticeInterval> &practice, const Label &name,
               const QString &licence = u"EX-0001"_s)
    {
        PersonCertificate data;
        data.id = id;
        data.name = name;
        data.roles = roles;
        data.practice = practice;
        data.licence = licence;
        data.title = Label(u"主任医师"_s, u"Chief physician"_s);
        data.titleLevel = u"CHIEF"_s;
        data.specialty = u"im"_s;
        must(ledger->enrol({data, KdfCost::lightest()}, secret("password")), "enrol");
        logIn(id);
    }

    // As if the password had just been given.
    [[nodiscard]] Actor actor(const QString &id) const
    {
        auto actor = logins.at(id)->actor();
        actor.provedAt = ledger->now();
        return actor;
    }

    [[nodiscard]] const QByteArray &root() const { return ledger->institution().root; }

    // As after a restart: the desk and the ledger are closed and opened again.
    void restart()
    {
        desk.reset();
        ledger.reset();
        openLedger();
        openDesk();
    }

    // Its parts one by one, for whoever measures them.
    void close()
    {
        desk.reset();
        ledger.reset();
        vault.reset();
    }

    void openLedger() { ledger = must(Ledger::open(*vault, m_clock), "ledger"); }

    void openDesk() { desk = must(Desk::open(*ledger), "desk"); }

    std::unique_ptr<Vault> vault;
    std::unique_ptr<Ledger> ledger;
    std::unique_ptr<Desk> desk;
    std::map<QString, std::unique_ptr<Ledger::Login>> logins;

private:
    QTemporaryDir m_folder;
    Clock m_clock;
};

// Duna (inviting) and East Lake (invited), paired, with one clock that only moves when a test moves it.
class TwinStations
{
public:
    explicit TwinStations(bool paired = true)
        : duna({{u"多瑙河中医诊所"_s, u"Duna TCM Clinic"_s},
                {u"布达佩斯"_s, u"Budapest"_s},
                u"HU"_s,
                u"Europe/Budapest"_s,
                u"Room 1"_s},
               clock())
        , lake({{u"东湖中医院"_s, u"East Lake Hospital of TCM"_s},
                {u"武汉"_s, u"Wuhan"_s},
                u"CN"_s,
                u"Asia/Shanghai"_s,
                u"Room 2"_s},
               clock())
    {
        const QStringList all{u"PHYSICIAN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s, u"FINANCE"_s};
        const QList<PracticeInterval> years{{QDate(2010, 1, 1), {}, true, u"-"_s}};
        duna.enrol(u"kovacs"_s, all, years, {u"科瓦奇"_s, u"Kovács"_s});
        lake.enrol(u"li"_s, all, years, {u"李样例"_s, u"Li Yangli"_s});
        if (!paired)
            return;
        pairHalf(duna, lake);
        pairHalf(lake, duna);
    }

    [[nodiscard]] Clock clock()
    {
        return [this] { return now; };
    }

    void tick(qint64 seconds = 2) { now = now.addSecs(seconds); }

    static void pairHalf(Station &here, Station &there)
    {
        must(here.ledger->addPartner(must(there.ledger->card({}), "card")), "partner");
        must(here.ledger->confirmPartner(there.root()), "confirm");
    }

    // What sync does, in both directions, until neither side has anything new.
    void pump()
    {
        for (int moved = 1, rounds = 0; moved > 0 && rounds < 20; ++rounds) {
            tick(1);
            moved = carry(duna, lake) + carry(lake, duna);
        }
        receipts(duna, lake);
        receipts(lake, duna);
    }

    // One direction once; the number of things that were new to the receiver.
    static int carry(Station &from, Station &to)
    {
        int news = 0;
        must(from.ledger->noteGrantsHandedOut(to.root()), "hand out");
        for (const auto &grant : must(from.ledger->grantsFor(to.root()), "grants")) {
            const bool known = to.ledger->stream(grant.stream.id).has_value();
            must(to.ledger->acceptGrant(grant), "grant");
            news += !known;
        }
        for (const auto &stream : must(from.ledger->sharedWith(to.root()), "shared"))
            if (to.ledger->isSharedWith(from.root(), stream))
                news += carryStream(from, to, stream);
        return news;
    }

    static int carryStream(Station &from, Station &to, const QByteArray &stream)
    {
        int news = 0;
        const auto theirs = must(to.ledger->heads(stream), "heads");
        for (const auto &head : must(from.ledger->headsFor(to.root(), stream), "heads")) {
            quint64 held = 0;
            for (const auto &one : theirs)
                if (one.feed == head.feed)
                    held = one.sequence;
            if (held >= head.sequence)
                continue;
            const auto raw = must(from.ledger->entriesFor(to.root(), head.feed, held + 1, 1 << 30), "entries");
            news += must(to.ledger->receive(from.root(), stream, raw), "receive").accepted;
        }
        for (const auto &address : must(to.ledger->missingChunks(stream), "missing")) {
            if (!from.ledger->mayServe(to.root(), address))
                continue;
            must(to.ledger->storeChunk(address, must(from.vault->attachments().chunk(address), "chunk")),
                 "store chunk");
            ++news;
        }
        return news;
    }

    static void receipts(Station &from, Station &to)
    {
        for (const auto &stream : must(from.ledger->sharedWith(to.root()), "shared"))
            if (from.ledger->isSharedWith(to.root(), stream) && to.ledger->isSharedWith(from.root(), stream))
                must(to.ledger->acceptReceipt(from.root(), must(from.ledger->receiptForPartner(to.root(), stream), "receipt")),
                     "receipt");
    }

    QDateTime now{QDate(2026, 11, 20), QTime(9, 0), Qt::UTC};
    Station duna;
    Station lake;
};

} // namespace sizhen::test
