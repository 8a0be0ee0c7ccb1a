// SPDX-License-Identifier: GPL-3.0-or-later
// A call of three real stations in a case in session: the inviting physician, the invited physician, and an interpreter
// at another station, of either house. Everybody receives picture and sound of both others; the interpreter leaves and
// comes again, a program is killed and comes again, and the room survives who called (SES-03, SES-05, SES-08).
#include "devices/media/mediafactory.h"
#include "tests/support/stationnet.h"

#include "tests/support/program.h"

#include <QElapsedTimer>

using namespace sizhen;
using namespace sizhen::test;

class CallRoomSystemTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void threeSeeAndHearEachOther_data();
    void threeSeeAndHearEachOther();

private:
    void prepare(bool atTheInvitingHouse);
    [[nodiscard]] static QJsonObject status(Host &host, const QString &caseId);
    [[nodiscard]] static bool comes(Host &host, const QString &caseId, const QStringList &persons, int ms = 60'000);
    [[nodiscard]] QString howItStands(); // at all three
    [[nodiscard]] static bool isJoinable(Host &host, const QString &caseId, qsizetype ends);
    void join(Host &host);

    std::unique_ptr<StationNet> m_net;
    Host *m_kovacs = nullptr;
    Host *m_li = nullptr;
    Host *m_interpreter = nullptr;
    QString m_interprets;
};

void CallRoomSystemTest::threeSeeAndHearEachOther_data()
{
    QTest::addColumn<bool>("atTheInvitingHouse");
    QTest::newRow("the interpreter at the inviting house") << true;
    if (!qEnvironmentVariableIsEmpty("SIZHEN_WHOLE")) // ./dev soak
        QTest::newRow("the interpreter at the invited house") << false;
}

void CallRoomSystemTest::prepare(bool atTheInvitingHouse)
{
    m_net = std::make_unique<StationNet>();
    SIZHEN_MUST(m_net->begin(u"case.start"_s));
    m_kovacs = &m_net->room(u"Room 2"_s, u"inviting"_s, u"kovacs"_s, freeAddress());
    m_li = &m_net->room(u"Consulting room 5"_s, u"invited"_s, u"li"_s, freeAddress());
    m_interprets = atTheInvitingHouse ? u"zhou"_s : u"sun"_s;
    m_interpreter
        = &m_net->room(u"Room 3"_s, atTheInvitingHouse ? u"inviting-2"_s : u"invited-2"_s, m_interprets, freeAddress());
    SIZHEN_MUST(m_net->start(*m_kovacs));
    SIZHEN_MUST(m_net->start(*m_li));
    if (!atTheInvitingHouse) {
        QFile file(m_net->path(u"sun.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"id": "sun", "name": {"zh": "孙示例", "en": "Sun Shili"}, "roles": ["INTERPRETER"],
                       "title": {"zh": "翻译", "en": "Interpreter"}, "titleLevel": "", "specialty": "", "licence": "",
                       "practice": [], "years": 2})");
        file.close();
        QFile secrets(m_li->secrets);
        QVERIFY(secrets.open(QIODevice::ReadOnly));
        auto words = QJsonDocument::fromJson(secrets.readAll()).object();
        secrets.close();
        const auto password = words[u"passwords"_s][u"li"_s];
        for (const auto &kind : {u"passwords"_s, u"new-passwords"_s}) {
            auto all = words[kind].toObject();
            all[u"sun"_s] = password;
            words[kind] = all;
        }
        QVERIFY(secrets.open(QIODevice::WriteOnly));
        secrets.write(QJsonDocument(words).toJson());
        secrets.close();
        const auto enrolled = ask(*m_li->room, {u"person"_s, u"enrol"_s, file.fileName(), u"--fast"_s});
        QVERIFY2(enrolled, qPrintable(enrolled ? QString() : enrolled.error().detail + enrolled.error().message));
    }
    auto &office = atTheInvitingHouse ? *m_kovacs : *m_li;
    auto &partner = atTheInvitingHouse ? *m_li : *m_kovacs;
    SIZHEN_MUST(m_net->join(*m_interpreter, office, u"room"_s));
    SIZHEN_MUST(StationNet::bringCard(office, partner, {office.address}, m_net->path(u"office.card"_s)));
    SIZHEN_MUST(StationNet::bringCard(partner, office, {partner.address}, m_net->path(u"partner.card"_s)));
    SIZHEN_MUST(m_net->start(*m_interpreter));
    QTRY_VERIFY_WITH_TIMEOUT(m_net->connected(*m_interpreter).contains(office.name), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(ask(*m_interpreter->room, {u"case"_s, u"show"_s, m_net->caseId}), 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(!m_net->connected(*m_kovacs).filter(m_li->name).isEmpty(), 60'000);
}

QJsonObject CallRoomSystemTest::status(Host &host, const QString &caseId)
{
    const auto answer = ask(*host.room, {u"call"_s, u"status"_s, caseId});
    return answer ? answer->toObject() : QJsonObject();
}

QString CallRoomSystemTest::howItStands()
{
    QStringList all;
    for (auto *host : {m_kovacs, m_li, m_interpreter})
        if (host->room)
            all.append(host->person + u": "_s + compact(status(*host, m_net->caseId)));
    return all.join(u'\n');
}

bool CallRoomSystemTest::isJoinable(Host &host, const QString &caseId, qsizetype ends)
{
    return QTest::qWaitFor(
        [&] {
            const auto running = status(host, caseId)[u"running"_s].toObject();
            return running[u"joinable"_s].toBool() && running[u"ends"_s].toArray().size() == ends;
        },
        20'000);
}

// Further pictures and further sound of each of these persons, and of nobody else.
bool CallRoomSystemTest::comes(Host &host, const QString &caseId, const QStringList &persons, int ms)
{
    const auto ends = [&] {
        QHash<QString, QJsonObject> all;
        for (const auto &end : status(host, caseId)[u"ends"_s].toArray())
            all.insert(end.toObject()[u"person"_s].toString(), end.toObject());
        return all;
    };
    QHash<QString, QJsonObject> before;
    return QTest::qWaitFor(
        [&] {
            const auto now = ends();
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

void CallRoomSystemTest::join(Host &host)
{
    const auto joined = ask(*host.room, {u"call"_s, u"join"_s, m_net->caseId, u"--loopback"_s});
    QVERIFY2(joined, qPrintable(joined ? QString() : joined.error().detail + joined.error().message));
}

void CallRoomSystemTest::threeSeeAndHearEachOther()
{
    if (!makeMediaEngine())
        QSKIP("built without picture and sound");
    QFETCH(bool, atTheInvitingHouse);
    prepare(atTheInvitingHouse);
    if (QTest::currentTestFailed())
        return;
    const auto &id = m_net->caseId;
    const auto nobody = ask(*m_interpreter->room, {u"call"_s, u"join"_s, id, u"--loopback"_s});
    QVERIFY(!nobody);
    QCOMPARE(nobody.error().message, u"call.none_running"_s);

    const auto called = ask(*m_kovacs->room, {u"call"_s, u"start"_s, id, u"--loopback"_s});
    QVERIFY2(called, qPrintable(called ? QString() : called.error().detail + called.error().message));
    QTRY_COMPARE_WITH_TIMEOUT(status(*m_li, id)[u"stage"_s].toString(), u"ringing"_s, 20'000);
    QVERIFY(ask(*m_li->room, {u"call"_s, u"accept"_s, id, u"--loopback"_s}));
    QVERIFY2(comes(*m_kovacs, id, {u"li"_s}), qPrintable(howItStands()));
    QVERIFY(isJoinable(*m_interpreter, id, 2));

    QElapsedTimer clock;
    clock.start();
    join(*m_interpreter);
    QVERIFY2(comes(*m_interpreter, id, {u"kovacs"_s, u"li"_s}), qPrintable(howItStands()));
    qInfo("the newcomer sees and hears both after %lld ms", clock.elapsed());
    QVERIFY2(comes(*m_kovacs, id, {u"li"_s, m_interprets}), qPrintable(howItStands()));
    QVERIFY2(comes(*m_li, id, {u"kovacs"_s, m_interprets}), qPrintable(howItStands()));
    const auto seen = status(*m_kovacs, id);
    QCOMPARE(seen[u"partner"_s][u"person"_s].toString(), u"li"_s); // the main end stays the other side's physician
    QCOMPARE(seen[u"ends"_s].toArray()[0][u"capacity"_s].toString(), u"physician"_s);
    QCOMPARE(seen[u"ends"_s].toArray()[1][u"capacity"_s].toString(), u"interpreter"_s);
    QCOMPARE(seen[u"ends"_s].toArray()[1][u"ours"_s].toBool(), atTheInvitingHouse);
    QCOMPARE(seen[u"round"_s].toInt(), 1); // nobody was dialled again for it

    // The interpreter leaves and comes again.
    QVERIFY(ask(*m_interpreter->room, {u"call"_s, u"end"_s}));
    QVERIFY2(comes(*m_kovacs, id, {u"li"_s}), qPrintable(howItStands()));
    QVERIFY(isJoinable(*m_interpreter, id, 2));
    join(*m_interpreter);
    QVERIFY2(comes(*m_kovacs, id, {u"li"_s, m_interprets}), qPrintable(howItStands()));
    QVERIFY2(comes(*m_li, id, {u"kovacs"_s, m_interprets}), qPrintable(howItStands()));

    // One program is killed; the others go on, and it joins again.
    StationNet::kill(*m_interpreter);
    SIZHEN_MUST(m_net->start(*m_interpreter));
    QVERIFY(isJoinable(*m_interpreter, id, 2));
    join(*m_interpreter);
    QVERIFY2(comes(*m_interpreter, id, {u"kovacs"_s, u"li"_s}), qPrintable(howItStands()));
    QVERIFY2(comes(*m_li, id, {u"kovacs"_s, m_interprets}), qPrintable(howItStands()));

    // Who called leaves: the others stay together.
    QVERIFY(ask(*m_kovacs->room, {u"call"_s, u"end"_s}));
    QVERIFY2(comes(*m_li, id, {m_interprets}), qPrintable(howItStands()));
    QVERIFY(ask(*m_li->room, {u"call"_s, u"end"_s}));
    QTRY_COMPARE_WITH_TIMEOUT(status(*m_interpreter, id)[u"stage"_s].toString(), u"idle"_s, 10'000);
}

SIZHEN_TEST(CallRoomSystemTest)
#include "callroom_slow_test.moc"
