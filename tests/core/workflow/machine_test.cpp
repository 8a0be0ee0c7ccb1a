// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workflow/engine.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// A door: closed, open, walled up.
static QByteArray door(const QByteArray &transitions, const QByteArray &states = {})
{
    static const QByteArray three = R"([{"code": "CLOSED", "zh": "关", "en": "Closed", "kind": "initial"},
        {"code": "OPEN", "zh": "开", "en": "Open", "kind": "normal"},
        {"code": "GONE", "zh": "砌", "en": "Walled up", "kind": "final"}])";
    return R"({"schema": "sizhen-machine/1", "id": "door", "zh": "门", "en": "Door", "states": )"
        + (states.isEmpty() ? three : states) + R"(, "transitions": [)" + transitions + "]}";
}

static const QByteArray open
    = R"({"from": ["CLOSED"], "event": "open", "to": "OPEN", "who": ["inviting:PORTER"], "guards": ["unlocked"], "zh": "开", "en": "Open"})";
static const QByteArray knock
    = R"({"from": ["CLOSED", "OPEN"], "event": "knock", "who": ["any:GUEST"], "zh": "敲", "en": "Knock"})";
static const QByteArray wall
    = R"({"from": ["OPEN"], "event": "wall", "to": "GONE", "automatic": true, "guards": ["bricks"]})";

class MachineTest : public QObject
{
    Q_OBJECT

private:
    static QByteArray sound() { return open + ',' + knock + ',' + wall; }

    static QStringList faults(const QByteArray &json, const QStringList &known = {u"unlocked"_s, u"bricks"_s})
    {
        const auto machine = parseMachine(json);
        return machine ? faultsOf(*machine, known) : QStringList{machine.error().detail};
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void aSoundMachineHasNoFaults()
    {
        const auto machine = parseMachine(door(sound())).value();
        QCOMPARE(faultsOf(machine, {u"unlocked"_s, u"bricks"_s}), QStringList());
        QCOMPARE(machine.initial(), u"CLOSED"_s);
        QCOMPARE(machine.find(u"CLOSED"_s, u"open"_s)->to, u"OPEN"_s);
        QCOMPARE(machine.find(u"OPEN"_s, u"open"_s), nullptr);
        QVERIFY(machine.find(u"OPEN"_s, u"wall"_s)->automatic);
        QCOMPARE(machine.state(u"GONE"_s)->label.zh(), u"砌"_s);
    }

    void faultsAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        QTest::newRow("unreachable") << door(open + ',' + knock) << u"GONE cannot be reached"_s;
        QTest::newRow("dead end") << door(open + ',' + knock) << u"OPEN is a dead end"_s;
        QTest::newRow("unknown state") << door(
            sound()
            + R"(,{"from": ["AJAR"], "event": "push", "to": "OPEN", "who": ["any:GUEST"], "zh": "推", "en": "Push"})")
                                       << u"unknown state AJAR"_s;
        QTest::newRow("two arrows") << door(sound() + ',' + open) << u"two arrows from CLOSED"_s;
        QTest::newRow("unknown guard") << door(
            sound()
            + R"(,{"from": ["OPEN"], "event": "shut", "to": "CLOSED", "who": ["any:GUEST"], "guards": ["calm"], "zh": "关", "en": "Shut"})")
                                       << u"unknown guard calm"_s;
        QTest::newRow("nobody") << door(
            sound() + R"(,{"from": ["OPEN"], "event": "shut", "to": "CLOSED", "zh": "关", "en": "Shut"})")
                                << u"nobody may fire it"_s;
        QTest::newRow("no language") << door(
            sound() + R"(,{"from": ["OPEN"], "event": "shut", "to": "CLOSED", "who": ["any:GUEST"], "en": "Shut"})")
                                     << u"lacks a language"_s;
        QTest::newRow("automatic without guards")
            << door(sound() + R"(,{"from": ["OPEN"], "event": "wind", "to": "CLOSED", "automatic": true})")
            << u"automatic"_s;
        QTest::newRow("left final state") << door(
            sound()
            + R"(,{"from": ["GONE"], "event": "dig", "to": "OPEN", "who": ["any:GUEST"], "zh": "挖", "en": "Dig"})")
                                          << u"final state GONE is left"_s;
    }

    void faultsAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        QVERIFY2(faults(json).join(u'\n').contains(says), qPrintable(faults(json).join(u'\n')));
    }

    void whatIsNoMachineIsCorrupt_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("cut") << door(sound()).chopped(10);
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("list") << QByteArray("[]");
        QTest::newRow("other schema") << door(sound()).replace("sizhen-machine/1", "sizhen-machine/9");
        QTest::newRow("unknown key") << door(
            R"({"from": ["CLOSED"], "event": "open", "to": "OPEN", "whom": ["any:GUEST"]})");
        QTest::newRow("no event") << door(R"({"from": ["CLOSED"], "to": "OPEN", "who": ["any:GUEST"]})");
        QTest::newRow("who without side")
            << door(R"({"from": ["CLOSED"], "event": "open", "to": "OPEN", "who": ["GUEST"]})");
        QTest::newRow("state of no kind")
            << door(sound(), R"([{"code": "CLOSED", "zh": "关", "en": "Closed", "kind": "odd"}])");
    }

    void whatIsNoMachineIsCorrupt()
    {
        QFETCH(QByteArray, json);
        const auto machine = parseMachine(json);
        QVERIFY(!machine);
        QCOMPARE(machine.error().fault, Fault::Corrupt);
    }

    void theEngineAsksWhoThenEveryGuard()
    {
        struct House {
            bool locked;
        };

        Engine<House> engine;
        engine.add(u"unlocked"_s, [](const House &house) -> Result<> {
            if (house.locked)
                return refuse(u"DOOR-01"_s, u"door.locked"_s);
            return {};
        });
        const auto machine = parseMachine(door(sound())).value();
        const auto &arrow = *machine.find(u"CLOSED"_s, u"open"_s);
        QVERIFY(engine.judge(arrow, u"inviting"_s, {u"PORTER"_s}, {false}).isEmpty());
        QCOMPARE(engine.judge(arrow, u"inviting"_s, {u"PORTER"_s}, {true}).first().rule, u"DOOR-01"_s);
        QCOMPARE(engine.judge(arrow, u"invited"_s, {u"PORTER"_s}, {false}).first().fault, Fault::Denied);
        QCOMPARE(engine.judge(arrow, u"inviting"_s, {u"GUEST"_s}, {false}).first().fault, Fault::Denied);
        QVERIFY(engine.judge(*machine.find(u"OPEN"_s, u"knock"_s), u"invited"_s, {u"GUEST"_s}, {true}).isEmpty());
        // A guard nobody registered never lets anything pass.
        QCOMPARE(engine.judge(*machine.find(u"OPEN"_s, u"wall"_s), {}, {}, {false}).first().fault, Fault::Unsupported);
    }
};

SIZHEN_TEST(MachineTest)
#include "machine_test.moc"
