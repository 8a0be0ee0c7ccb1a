// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callroom.h"
#include "tests/support/callline.h"

namespace sizhen::test {

// A station with its room, and for each other end an engine that describes itself, finds a way, and sends packets while
// the other one's does the same.
struct BusStation {
    struct Engine {
        int round = 0;
        bool offers = false;
        qint64 bornAt = 0;
        bool described = false;
        bool answered = false; // the other's description came
        bool way = false;
        bool connected = false;
        qint64 packets = 0;
    };

    SigningKey key = SigningKey::generate();
    SigningKey personKey = SigningKey::generate();
    bool inviting = false; // its house
    QByteArray person; // certified
    std::unique_ptr<CallRoom> room;
    std::map<QByteArray, Engine> engines; // by end
    std::multimap<qint64, QByteArray> arriving;
    bool dead = false;
    bool silentMedia = false;
    QList<Error> told;
    int begun = 0; // engines
    bool hasServer = false; // its house has a forwarding server
    std::optional<ForwardedPlan> forwarded; // it sends by this room
    bool cutFromServer = false;
    int forwards = 0; // plans that it followed
    QStringList dismissed; // tokens, by whose server it is
};

// What they say goes to all others, over a bus that loses, doubles and swaps.
struct CallBus {
    // Of what is tried with other numbers: fewer where every access to memory is checked.
#ifdef SIZHEN_SANITIZED
    static constexpr quint32 seeds = 1;
#else
    static constexpr quint32 seeds = 4;
#endif

    double loses = 0;
    double doubles = 0;
    int slowestMs = 30;
    QRandomGenerator random{20261128};
    SigningKey inviting = SigningKey::generate();
    SigningKey invited = SigningKey::generate();
    QSet<QByteArray> strangers = {}; // persons who are no part of the case
    QSet<QByteArray> revoked = {}; // stations
    std::vector<std::unique_ptr<BusStation>> stations = {};
    std::vector<QByteArray> said = {}; // everything
    QByteArray caseId = QByteArray(16, 'c');
    int mostEnds = CallRoom::usualEnds;
    QSet<QByteArray> forwarders = {}; // institutions whose server the patient agreed to
    bool serverRuns = true;
    qint64 now = 0;

    // 'i': of the inviting house, 'v': of the invited one.
    explicit CallBus(const QByteArray &houses, int most = CallRoom::usualEnds)
        : mostEnds(most)
    {
        for (const char house : houses) {
            auto &one = *stations.emplace_back(std::make_unique<BusStation>());
            one.inviting = house == 'i';
            one.person = certify(personAt(one), rootOf(one));
        }
        for (int i = 0; i < int(stations.size()); ++i)
            start(i);
    }

    [[nodiscard]] BusStation &at(int i) { return *stations[std::size_t(i)]; }

    [[nodiscard]] CallRoom &room(int i) { return *at(i).room; }

    [[nodiscard]] QByteArray keyOf(int i) { return at(i).key.publicKey(); }

    [[nodiscard]] const SigningKey &rootOf(const BusStation &one) const { return one.inviting ? inviting : invited; }

    [[nodiscard]] PersonCertificate personAt(const BusStation &one) const
    {
        auto person = CallHouse().physician();
        person.institution = rootOf(one).publicKey();
        person.person = one.personKey.publicKey();
        person.id = QStringLiteral("p%1").arg(stations.size());
        return person;
    }

    [[nodiscard]] int ofKey(const QByteArray &key) const
    {
        for (std::size_t i = 0; i < stations.size(); ++i)
            if (stations[i]->key.publicKey() == key)
                return int(i);
        return -1;
    }

    [[nodiscard]] CallSpeaker speaker(int i)
    {
        return {at(i).person,
                [key = &at(i).personKey](const QByteArray &claim) { return key->sign(callPersonDomain, claim); }};
    }

    [[nodiscard]] Result<StationCertificate> member(const QByteArray &key) const
    {
        const int i = ofKey(key);
        if (i < 0)
            return fail(Fault::Untrusted, QStringLiteral("nobody's"));
        if (revoked.contains(key))
            return tl::unexpected(Error{Fault::Untrusted, {}, {}, QStringLiteral("link.revoked"), {}});
        return StationCertificate{rootOf(*stations[std::size_t(i)]).publicKey(), key, QStringLiteral("Room"), {}, {}, {}};
    }

    // A program that starts, or starts again.
    void start(int i)
    {
        auto &one = at(i);
        one.dead = false;
        one.engines.clear();
        CallTrust trust;
        trust.sign = [&one](const QCborMap &body) { return signedForm(body, callDomain, one.key); };
        trust.station = [this, &one](const QByteArray &key) -> Result<StationCertificate> {
            auto found = member(key);
            if (found && found->institution == rootOf(one).publicKey())
                return fail(Fault::Untrusted, QStringLiteral("not the partner's"));
            return found;
        };
        trust.sister = [this, &one](const QByteArray &key) {
            const auto found = member(key);
            return found && found->institution == rootOf(one).publicKey() && key != one.key.publicKey();
        };
        trust.person = [this](const PersonCertificate &person) -> Result<> {
            if (strangers.contains(person.person))
                return refuse(QStringLiteral("SES-03"), QStringLiteral("ses.unidentified"));
            return {};
        };
        trust.random = [](qsizetype size) { return randomBytes(size); };
        CallRoom::Setup setup{{caseId, one.key.publicKey(), one.inviting, trust},
                              [this](const QByteArray &key) { return member(key); },
                              mostEnds,
                              rootOf(one).publicKey(),
                              [&one] { return one.hasServer; },
                              [this] { return plan(); },
                              [this](const QByteArray &house) { return forwarders.contains(house); }};
        one.forwarded.reset();
        one.room = std::make_unique<CallRoom>(std::move(setup));
    }

    void run(int i, const RoomSteps &steps)
    {
        for (const auto &step : steps)
            std::visit([&](const auto &one) { perform(i, step.end, one); }, step.step);
    }

    [[nodiscard]] static ForwardedPlan plan()
    {
        ForwardedPlan plan;
        plan.adminKey = QStringLiteral("secret");
        for (int i = 0; i < ForwardedRoom::mostTokens; ++i)
            plan.tokens.append(QString::fromLatin1(randomBytes(8).toHex()));
        plan.room = {QStringLiteral("wss://192.0.2.7:8989#"), QByteArray(32, 'f'),
                     1 + qint64(randomBytes(1).front() & 0x7f) * 1000 + randomBytes(1).front() % 100 + 100,
                     QStringLiteral("pin"), plan.tokens.first()};
        return plan;
    }

    // Both send by the same room of the server, each by a token of its own.
    [[nodiscard]] bool meetOnServer(int one, int other)
    {
        const auto &here = at(one).forwarded;
        const auto &there = at(other).forwarded;
        return serverRuns && here && there && here->room.room == there->room.room && here->room.token != there->room.token
            && !at(one).cutFromServer && !at(other).cutFromServer && !at(one).dead && !at(other).dead;
    }

    // Nobody has an engine of its own for another.
    [[nodiscard]] bool allByServer(const QList<int> &ends)
    {
        return std::ranges::all_of(ends, [&](int i) {
            return at(i).engines.empty() && std::ranges::all_of(ends, [&](int other) { return i == other || meetOnServer(i, other); });
        });
    }

    [[nodiscard]] QByteArray howItStands()
    {
        QStringList all;
        for (int i = 0; i < int(stations.size()); ++i) {
            const auto &by = room(i).forwarding();
            QStringList with;
            for (int other = 0; other < int(stations.size()); ++other)
                if (const auto *session = room(i).with(keyOf(other)))
                    with.append(QString::number(other) + callStageName(session->stage()).left(5)
                                + (at(i).engines.contains(keyOf(other)) ? QStringLiteral("!") : QString())
                                + (meetOnServer(i, other) ? QStringLiteral("*") : QString()));
            all.append(QStringLiteral("%1 by %2 (%3 plans): %4").arg(i).arg(by ? ofKey(by->host) : -1).arg(at(i).forwards).arg(with.join(u' ')));
        }
        return all.join(u'\n').toUtf8();
    }

    void hear(int i, const QByteArray &payload) { run(i, room(i).hear(payload, now)); }

    void invite(int i) { run(i, room(i).invite(speaker(i), now).value()); }

    void accept(int i) { run(i, room(i).accept(speaker(i), now).value()); }

    [[nodiscard]] Result<> join(int i)
    {
        const auto steps = room(i).join(speaker(i), now);
        if (!steps)
            return tl::unexpected(steps.error());
        run(i, *steps);
        return {};
    }

    void hangUp(int i) { run(i, room(i).hangUp(now)); }

    void pass(qint64 ms)
    {
        for (const auto until = now + ms; now < until; now += 10)
            for (int i = 0; i < int(stations.size()); ++i)
                if (!at(i).dead)
                    live(i);
    }

    template <typename Until>
    bool passUntil(Until until, qint64 mostMs = 30'000)
    {
        for (const auto end = now + mostMs; !until() && now < end;)
            pass(10);
        return until();
    }

    [[nodiscard]] bool speak(int one, int other)
    {
        const auto *here = room(one).with(keyOf(other));
        const auto *there = room(other).with(keyOf(one));
        return here && there && here->stage() == CallStage::Connected && there->stage() == CallStage::Connected;
    }

    [[nodiscard]] bool allSpeak(const QList<int> &ends)
    {
        for (const int one : ends)
            for (const int other : ends)
                if (one < other && !speak(one, other))
                    return false;
        return true;
    }

    // The first two of them call and answer.
    [[nodiscard]] bool begin(int caller, int answerer)
    {
        invite(caller);
        if (!passUntil([&] { return room(answerer).stage() == CallStage::Ringing; }))
            return false;
        accept(answerer);
        return passUntil([&] { return speak(caller, answerer); });
    }

    [[nodiscard]] bool canJoin(int i)
    {
        const auto running = room(i).running(now);
        return running && room(i).hasPlace(*running);
    }

    [[nodiscard]] QStringList wordsTold(int i)
    {
        QStringList all;
        for (const auto &error : at(i).told)
            all.append(error.message);
        return all;
    }

private:
    void perform(int i, const QByteArray &, const CallSend &send)
    {
        said.push_back(send.payload);
        for (std::size_t other = 0; other < stations.size(); ++other) {
            if (int(other) == i || random.generateDouble() < loses)
                continue;
            for (int n = random.generateDouble() < doubles ? 2 : 1; n > 0; --n)
                stations[other]->arriving.insert(
                    {now + 20 + qint64(random.generateDouble() * slowestMs), send.payload});
        }
    }

    void perform(int i, const QByteArray &end, const CallBegin &begin)
    {
        ++at(i).begun;
        at(i).engines[end] = {begin.round, begin.offers, now, false, false, false, false, 0};
    }

    void perform(int i, const QByteArray &end, const CallDescribe &) { at(i).engines[end].answered = true; }

    void perform(int i, const QByteArray &end, const CallWay &) { at(i).engines[end].way = true; }

    void perform(int i, const QByteArray &end, const CallStop &) { at(i).engines.erase(end); }

    void perform(int i, const QByteArray &, const CallTold &told) { at(i).told.append(told.error); }

    void perform(int i, const QByteArray &, const CallForward &forward)
    {
        at(i).forwarded = forward.plan;
        at(i).forwards += forward.plan ? 1 : 0;
    }

    void perform(int i, const QByteArray &, const CallDismiss &one) { at(i).dismissed.append(one.token); }

    void liveByServer(int i)
    {
        for (int other = 0; other < int(stations.size()); ++other) {
            const bool comes = other != i && meetOnServer(i, other);
            if (comes)
                room(i).cameByServer(keyOf(other), now);
            if (room(i).with(keyOf(other)))
                run(i, room(i).sending(keyOf(other), {.heard = now, .byServer = comes}, now));
        }
    }

    void live(int i)
    {
        auto &one = at(i);
        while (!one.arriving.empty() && one.arriving.begin()->first <= now) {
            const auto payload = one.arriving.begin()->second;
            one.arriving.erase(one.arriving.begin());
            run(i, room(i).hear(payload, now));
        }
        QList<QByteArray> ends;
        for (const auto &[end, engine] : one.engines)
            ends.append(end);
        for (const auto &end : std::as_const(ends))
            liveEngine(i, end);
        if (now % 1000 == 0 && one.forwarded)
            liveByServer(i);
        if (now % 100 == 0)
            run(i, room(i).tick(now));
    }

    void describe(int i, const QByteArray &end, BusStation::Engine &engine)
    {
        engine.described = true;
        const auto kind = engine.offers ? SessionDescription::Kind::Offer : SessionDescription::Kind::Answer;
        const int round = engine.round;
        run(i, room(i).described(end, round, {kind, CallLineModel::description(QByteArray(32, char(i + 1)))}, now));
        run(i, room(i).wayFound(end, round, {QStringLiteral("candidate:1 1 UDP 1 192.0.2.1 9 typ host"), 0}, now));
    }

    void liveEngine(int i, const QByteArray &end)
    {
        auto found = at(i).engines.find(end);
        if (found == at(i).engines.end())
            return;
        auto &engine = found->second;
        if (!engine.described && now - engine.bornAt >= 200 && (engine.offers || engine.answered))
            return describe(i, end, engine);
        auto &other = at(ofKey(end));
        const auto theirs = other.engines.find(keyOf(i));
        const bool way = theirs != other.engines.end() && theirs->second.round == engine.round && engine.way
            && theirs->second.way && !other.dead && !other.silentMedia && !at(i).silentMedia;
        if (way && !engine.connected && now - engine.bornAt >= 600) {
            engine.connected = true;
            room(i).mediaConnected(end, engine.round, now);
        }
        if (way && engine.connected && theirs->second.connected)
            engine.packets += 5;
        if (engine.connected && now % 1000 == 0)
            room(i).packetsCame(end, engine.round, engine.packets, now);
    }
};

} // namespace sizhen::test
