// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"
#include "core/records/signedform.h"

#include <QFile>
#include <QRandomGenerator>

#include <deque>

namespace sizhen::test {

// A house with its root, a person and stations that its root certified: what a call believes, and nothing more.
struct CallHouse {
    SigningKey root = SigningKey::generate();
    SigningKey personKey = SigningKey::generate();
    QByteArray person = certify(physician(), root);

    [[nodiscard]] PersonCertificate physician() const
    {
        PersonCertificate one;
        one.institution = root.publicKey();
        one.person = personKey.publicKey();
        one.id = QStringLiteral("kovacs");
        one.name = Label(QStringLiteral("科瓦奇"), QStringLiteral("Kovács"));
        one.roles = QStringList{QStringLiteral("PHYSICIAN")};
        one.validFrom = QDateTime::fromMSecsSinceEpoch(1'700'000'000'000, Qt::UTC);
        one.validTo = one.validFrom.addYears(5);
        return one;
    }

    [[nodiscard]] CallSpeaker speaker() const
    {
        return {person, [key = &personKey](const QByteArray &claim) { return key->sign(callPersonDomain, claim); }};
    }
};

// One station of it with its machine, and an engine that describes itself, finds a way and sends packets for as long as
// the way of the media is open: the machine cannot tell it from another one.
struct CallStation {
    SigningKey key = SigningKey::generate();
    std::unique_ptr<CallSession> call;
    std::multimap<qint64, QByteArray> arriving;
    int engine = 0; // its round; 0: none
    bool offers = false;
    qint64 bornAt = 0;
    bool described = false;
    std::optional<SessionDescription> remote;
    bool connected = false;
    qint64 packets = 0;
    bool dead = false; // its program was killed
    QList<Error> told;
    QStringList stages;
    int engines = 0;
    QVector<IceCandidate> ways;
};

// What they say goes to all others, over a line that loses, doubles, swaps and is cut.
struct CallLineModel {
    double loses = 0;
    double doubles = 0;
    int slowestMs = 30;
    std::function<bool(qint64)> isCut = [](qint64) { return false; };
    std::function<bool(qint64)> isMediaCut = [](qint64) { return false; };
    std::function<QByteArray(const QByteArray &)> tamper = [](const QByteArray &payload) { return payload; };
    QSet<QByteArray> revoked = {}; // keys of stations
    QSet<QByteArray> strangers = {}; // keys of persons who are no part of the case
    QRandomGenerator random{20261128};
    CallHouse inviting = {};
    CallHouse invited = {};
    std::vector<std::unique_ptr<CallStation>> stations = {}; // the first is the inviting side's, the others are theirs
    QByteArray caseId = QByteArray(16, 'c');
    qint64 now = 0;

    explicit CallLineModel(int invitedStations = 1)
    {
        for (int i = 0; i <= invitedStations; ++i)
            stations.push_back(std::make_unique<CallStation>());
        for (int i = 0; i <= invitedStations; ++i)
            start(i);
    }

    [[nodiscard]] CallStation &at(int i) { return *stations[std::size_t(i)]; }

    [[nodiscard]] CallSession &call(int i) { return *at(i).call; }

    [[nodiscard]] CallHouse &house(int i) { return i == 0 ? inviting : invited; }

    [[nodiscard]] int ofKey(const QByteArray &key) const
    {
        for (std::size_t i = 0; i < stations.size(); ++i)
            if (stations[i]->key.publicKey() == key)
                return int(i);
        return -1;
    }

    // A program that starts, or starts again.
    void start(int i)
    {
        auto &one = at(i);
        one.dead = false;
        one.engine = 0;
        CallTrust trust;
        trust.sign = [&one](const QCborMap &body) { return signedForm(body, callDomain, one.key); };
        trust.station = [this, i](const QByteArray &key) -> Result<StationCertificate> {
            const int other = ofKey(key);
            if (other < 0 || (other == 0) == (i == 0))
                return fail(Fault::Untrusted, QStringLiteral("nobody's"));
            if (revoked.contains(key))
                return tl::unexpected(Error{Fault::Untrusted, {}, {}, QStringLiteral("link.revoked"), {}});
            return StationCertificate{house(other).root.publicKey(), key, QStringLiteral("Room"), {}, {}, {}};
        };
        trust.sister = [this, i](const QByteArray &key) {
            const int other = ofKey(key);
            return other > 0 && i > 0 && other != i;
        };
        trust.person = [this](const PersonCertificate &person) -> Result<> {
            if (strangers.contains(person.person))
                return refuse(QStringLiteral("SES-03"), QStringLiteral("ses.unidentified"));
            return {};
        };
        trust.random = [](qsizetype size) { return randomBytes(size); };
        one.call = std::make_unique<CallSession>(CallSession::Setup{caseId, one.key.publicKey(), i == 0, trust});
    }

    void run(int i, const CallSteps &steps)
    {
        for (const auto &step : steps)
            std::visit([this, i](const auto &one) { perform(i, one); }, step);
        note(i);
    }

    void invite(int i) { run(i, call(i).invite(house(i).speaker(), now).value()); }

    void accept(int i) { run(i, call(i).accept(house(i).speaker(), now).value()); }

    void hangUp(int i) { run(i, call(i).hangUp(now)); }

    void pass(qint64 ms)
    {
        for (const auto until = now + ms; now < until; now += 10)
            for (int i = 0; i < int(stations.size()); ++i)
                if (!at(i).dead)
                    live(i);
    }

    template <typename Until>
    bool passUntil(Until until, qint64 mostMs = 20'000)
    {
        for (const auto end = now + mostMs; !until() && now < end;)
            pass(10);
        return until();
    }

    [[nodiscard]] bool isConnected(int one, int other)
    {
        return call(one).stage() == CallStage::Connected && call(other).stage() == CallStage::Connected;
    }

    [[nodiscard]] QStringList wordsTold(int i)
    {
        QStringList all;
        for (const auto &error : at(i).told)
            all.append(error.message);
        return all;
    }

    static QString description(const QByteArray &fingerprint)
    {
        QFile file(QStringLiteral(TEST_DATA_DIR "/call/chromium_offer.sdp"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("chromium_offer.sdp");
        QStringList lines;
        for (const auto &line : QString::fromUtf8(file.readAll()).split(QStringLiteral("\r\n")))
            lines.append(line.startsWith(QStringLiteral("a=fingerprint:")) ? QStringLiteral("a=fingerprint:sha-256 ")
                                 + QString::fromLatin1(fingerprint.toHex(':').toUpper())
                                                                           : line);
        return lines.join(QStringLiteral("\r\n"));
    }

private:
    void note(int i)
    {
        auto &one = at(i);
        if (const auto name = callStageName(one.call->stage()); one.stages.isEmpty() || one.stages.last() != name)
            one.stages.append(name);
    }

    void perform(int i, const CallSend &send)
    {
        const auto payload = tamper(send.payload);
        for (std::size_t other = 0; other < stations.size(); ++other) {
            if (int(other) == i || isCut(now) || random.generateDouble() < loses)
                continue;
            for (int n = random.generateDouble() < doubles ? 2 : 1; n > 0; --n)
                stations[other]->arriving.insert({now + 20 + qint64(random.generateDouble() * slowestMs), payload});
        }
    }

    void perform(int i, const CallBegin &begin)
    {
        auto &one = at(i);
        ++one.engines;
        one.engine = begin.round;
        one.offers = begin.offers;
        one.bornAt = now;
        one.described = false;
        one.connected = false;
        one.remote.reset();
        one.packets = 0;
        one.ways.clear();
    }

    void perform(int i, const CallDescribe &describe) { at(i).remote = describe.description; }

    void perform(int i, const CallWay &way) { at(i).ways.append(way.candidate); }

    void perform(int i, const CallStop &) { at(i).engine = 0; }

    void perform(int, const CallForward &) {} // two have no need of a server

    void perform(int, const CallDismiss &) {}

    void perform(int i, const CallTold &told) { at(i).told.append(told.error); }

    void live(int i)
    {
        auto &one = at(i);
        while (!one.arriving.empty() && one.arriving.begin()->first <= now) {
            const auto payload = one.arriving.begin()->second;
            one.arriving.erase(one.arriving.begin());
            run(i, one.call->hear(payload, now));
        }
        liveEngine(i);
        if (now % 100 == 0)
            run(i, one.call->tick(now));
        note(i);
    }

    void liveEngine(int i)
    {
        auto &one = at(i);
        if (one.engine == 0)
            return;
        if (!one.described && now - one.bornAt >= 200 && (one.offers || one.remote)) {
            one.described = true;
            const auto kind = one.offers ? SessionDescription::Kind::Offer : SessionDescription::Kind::Answer;
            run(i, one.call->described(one.engine, {kind, description(QByteArray(32, char(i + 1)))}, now));
            for (int n = 0; n < 4; ++n)
                run(i,
                    one.call->wayFound(one.engine,
                                       {QStringLiteral("candidate:%1 1 UDP 1 192.0.2.1 9 typ host").arg(n), 0}, now));
        }
        auto *other = across(i);
        const bool way = other && other->engine == one.engine && one.remote && other->remote && one.described
            && other->described && !one.ways.isEmpty() && !isMediaCut(now) && !other->dead;
        if (way && !one.connected && now - one.bornAt >= 600) {
            one.connected = true;
            one.call->mediaConnected(one.engine, now);
        }
        if (way && one.connected && other->connected)
            one.packets += 5;
        if (one.connected && now % 1000 == 0)
            one.call->packetsCame(one.engine, one.packets, now);
    }

    [[nodiscard]] CallStation *across(int i)
    {
        const auto &partner = call(i).partner();
        const int other = partner ? ofKey(partner->station.station) : -1;
        return other < 0 ? nullptr : &at(other);
    }
};

} // namespace sizhen::test
