// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/program.h"
#include "tests/support/stationnet.h"

namespace sizhen::test {

// Real stations of a case in session whose people may speak in it: the two physicians, and interpreters of either house
// at stations of their own. Each is a process with a vault.
struct RoomStations {
    StationNet net;
    Host *kovacs = nullptr; // the inviting physician
    Host *li = nullptr; // the invited one
    Host *zhou = nullptr; // interpreter of the inviting house, if wanted
    Host *sun = nullptr; // of the invited one

    // Empty when all went well.
    [[nodiscard]] QString begin(bool withZhou, bool withSun)
    {
        kovacs = nullptr;
        auto wrong = net.begin(u"case.start"_s);
        if (!wrong.isEmpty())
            return wrong;
        kovacs = &net.room(u"Room 2"_s, u"inviting"_s, u"kovacs"_s, freeAddress());
        li = &net.room(u"Consulting room 5"_s, u"invited"_s, u"li"_s, freeAddress());
        for (auto *host : {kovacs, li})
            if (wrong = net.start(*host); !wrong.isEmpty())
                return wrong;
        if (withZhou) {
            zhou = &net.room(u"Room 3"_s, u"inviting-2"_s, u"zhou"_s, freeAddress());
            if (wrong = net.join(*zhou, *kovacs, u"room"_s); !wrong.isEmpty())
                return wrong;
        }
        if (withSun) {
            sun = &net.room(u"Consulting room 6"_s, u"invited-2"_s, u"sun"_s, freeAddress());
            if (wrong = enrolSun(); wrong.isEmpty())
                wrong = net.join(*sun, *li, u"room"_s);
            if (!wrong.isEmpty())
                return wrong;
        }
        for (const auto &[from, to] : {std::pair(kovacs, li), std::pair(li, kovacs)})
            if (wrong = StationNet::bringCard(*from, *to, {from->address}, net.path(from->person + u".card"_s));
                !wrong.isEmpty())
                return wrong;
        return meet();
    }

    [[nodiscard]] QJsonObject status(Host &host) const
    {
        const auto answer = ask(*host.room, {u"call"_s, u"status"_s, net.caseId});
        return answer ? answer->toObject() : QJsonObject();
    }

    [[nodiscard]] QString howItStands() const // at all of them
    {
        QStringList all;
        for (auto *host : hosts())
            if (host->room)
                all.append(host->person + u": "_s + compact(status(*host)));
        return all.join(u'\n');
    }

    [[nodiscard]] bool isJoinable(Host &host, qsizetype ends, int ms = 20'000) const
    {
        return QTest::qWaitFor(
            [&] {
                const auto running = status(host)[u"running"_s].toObject();
                return running[u"joinable"_s].toBool() && running[u"ends"_s].toArray().size() == ends;
            },
            ms);
    }

    // Further pictures and further sound of each of these persons, and of nobody else.
    [[nodiscard]] bool comes(Host &host, const QStringList &persons, int ms = 60'000) const
    {
        QHash<QString, QJsonObject> before;
        return QTest::qWaitFor(
            [&] {
                const auto now = endsOf(host);
                if (QSet<QString>(now.keyBegin(), now.keyEnd()) != QSet<QString>(persons.begin(), persons.end()))
                    return false;
                if (before.size() != now.size())
                    before = now;
                return std::ranges::all_of(persons, [&](const QString &person) {
                    const auto frames = now[person][u"frames"_s].toInt() - before[person][u"frames"_s].toInt();
                    const auto sound = now[person][u"audio_s"_s].toDouble() - before[person][u"audio_s"_s].toDouble();
                    return now[person][u"stage"_s] == u"connected"_s && frames >= 15 && sound >= 1;
                });
            },
            ms);
    }

    // Whether each other end comes by the forwarding server, and by no engine of its own.
    [[nodiscard]] bool isForwarded(Host &host, bool forwarded, int ms = 30'000) const
    {
        return QTest::qWaitFor(
            [&] {
                const auto ends = endsOf(host);
                return std::ranges::all_of(ends, [&](const QJsonObject &end) { return end[u"by_server"_s] == forwarded; });
            },
            ms);
    }

    [[nodiscard]] QString join(Host &host) const
    {
        const auto joined = ask(*host.room, {u"call"_s, u"join"_s, net.caseId, u"--loopback"_s});
        return joined ? QString() : joined.error().detail + joined.error().message;
    }

    // The inviting physician calls, the invited one answers, and both see and hear.
    [[nodiscard]] QString call() const
    {
        const auto called = ask(*kovacs->room, {u"call"_s, u"start"_s, net.caseId, u"--loopback"_s});
        if (!called)
            return called.error().detail + called.error().message;
        if (!QTest::qWaitFor([&] { return status(*li)[u"stage"_s].toString() == u"ringing"; }, 20'000))
            return howItStands();
        if (!ask(*li->room, {u"call"_s, u"accept"_s, net.caseId, u"--loopback"_s}))
            return u"not answered"_s;
        return comes(*kovacs, {u"li"_s}) ? QString() : howItStands();
    }

    [[nodiscard]] QList<Host *> hosts() const
    {
        QList<Host *> all;
        for (auto *host : {kovacs, li, zhou, sun})
            if (host)
                all.append(host);
        return all;
    }

private:
    [[nodiscard]] QHash<QString, QJsonObject> endsOf(Host &host) const
    {
        QHash<QString, QJsonObject> all;
        for (const auto &end : status(host)[u"ends"_s].toArray())
            all.insert(end.toObject()[u"person"_s].toString(), end.toObject());
        return all;
    }

    // The demonstration has no interpreter at the invited house.
    [[nodiscard]] QString enrolSun()
    {
        QFile file(net.path(u"sun.json"_s));
        if (!file.open(QIODevice::WriteOnly))
            return u"no file"_s;
        file.write(R"({"id": "sun", "name": {"zh": "孙示例", "en": "Sun Shili"}, "roles": ["INTERPRETER"],
                       "title": {"zh": "翻译", "en": "Interpreter"}, "titleLevel": "", "specialty": "", "licence": "",
                       "practice": [], "years": 2})");
        file.close();
        QFile secrets(li->secrets);
        if (!secrets.open(QIODevice::ReadOnly))
            return u"no secrets"_s;
        auto words = QJsonDocument::fromJson(secrets.readAll()).object();
        secrets.close();
        const auto password = words[u"passwords"_s][u"li"_s];
        for (const auto &kind : {u"passwords"_s, u"new-passwords"_s}) {
            auto all = words[kind].toObject();
            all[u"sun"_s] = password;
            words[kind] = all;
        }
        if (!secrets.open(QIODevice::WriteOnly))
            return u"no secrets"_s;
        secrets.write(QJsonDocument(words).toJson());
        secrets.close();
        const auto enrolled = ask(*li->room, {u"person"_s, u"enrol"_s, file.fileName(), u"--fast"_s});
        return enrolled ? QString() : enrolled.error().detail + enrolled.error().message;
    }

    [[nodiscard]] QString meet()
    {
        for (auto *host : {zhou, sun}) {
            if (!host)
                continue;
            if (const auto wrong = net.start(*host); !wrong.isEmpty())
                return wrong;
            const auto &office = host == zhou ? *kovacs : *li;
            const bool knows = QTest::qWaitFor(
                [&] {
                    return net.connected(*host).contains(office.name) && ask(*host->room, {u"case"_s, u"show"_s, net.caseId});
                },
                120'000);
            if (!knows)
                return host->name + u" does not know the case"_s;
        }
        const bool met = QTest::qWaitFor([&] { return net.connected(*kovacs).contains(li->name); }, 60'000);
        return met ? QString() : u"the two houses are not connected"_s;
    }
};

} // namespace sizhen::test
