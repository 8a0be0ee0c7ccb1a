// SPDX-License-Identifier: GPL-3.0-or-later
// Two real stations work on one case while either is killed (SIGKILL) at random moments: no acknowledged act is lost,
// none is doubled, and both sides end with the same record (ARC-09; architecture §7).
#include "tests/support/systemstation.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Kills in ./dev test; ./dev soak asks for more.
int rounds()
{
    const auto asked = qEnvironmentVariableIntValue("SIZHEN_KILLS");
    return asked > 0 ? asked : 8;
}

struct ConvergingSide {
    QString name;
    QString person;
    QString listen; // empty: it dials
    std::unique_ptr<StationProcess> process;
    int written = 0; // acknowledged notes
};

} // namespace

class ConvergenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedStationsConverge();

private:
    void prepare();
    void start(ConvergingSide &side);
    void writeUntilKilled(ConvergingSide &writer, ConvergingSide &other, ConvergingSide &victim);
    [[nodiscard]] QStringList notes(ConvergingSide &side);
    [[nodiscard]] QStringList acts(ConvergingSide &side);

    QTemporaryDir m_folder;
    QString m_case;
    QStringList m_acknowledged;
};

void ConvergenceTest::prepare()
{
    const auto prepared = runProgram(
        program(u"sizhenctl"_s),
        {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"case.assign_physician"_s, u"--data"_s, m_folder.path()},
        180'000);
    QVERIFY2(prepared.code == 0, prepared.err + prepared.out);
    m_case = QJsonDocument::fromJson(prepared.out.trimmed())
                 .object()
                 .value(u"result"_s)
                 .toObject()
                 .value(u"case"_s)
                 .toString();
    QVERIFY(!m_case.isEmpty());
}

void ConvergenceTest::start(ConvergingSide &side)
{
    side.process = std::make_unique<StationProcess>(
        program(u"sizhenctl"_s),
        QStringList{u"--vault"_s, m_folder.filePath(side.name), u"--secrets"_s,
                    m_folder.filePath(side.name + u".secrets.json"_s), u"--as"_s, side.person, u"shell"_s},
        nullptr);
    side.process->start();
    if (!side.listen.isEmpty()) {
        const auto listening = ask(*side.process, {u"link"_s, u"listen"_s, side.listen});
        QVERIFY2(listening, qPrintable(listening ? QString() : listening.error().detail));
    }
    QVERIFY(ask(*side.process, {u"link"_s, u"start"_s}));
}

void ConvergenceTest::writeUntilKilled(ConvergingSide &writer, ConvergingSide &other, ConvergingSide &victim)
{
    const auto note = [this](ConvergingSide &side) {
        const auto text = u"%1 note %2"_s.arg(side.name).arg(++side.written);
        side.process->send(
            {u"case"_s, u"act"_s, m_case, u"case.note"_s, compact({{u"text"_s, text}, {u"kind"_s, u"test"_s}})},
            [this, text](const Result<QJsonValue> &result) {
                if (result)
                    m_acknowledged.append(text);
            });
    };
    for (int i = 0; i < 6; ++i) {
        note(writer);
        note(other);
    }
    QTest::qWait(QRandomGenerator::global()->bounded(20, 700));
    QSignalSpy ended(victim.process.get(), &StationProcess::ended);
    victim.process->kill();
    QVERIFY(ended.wait(10'000));
    start(victim);
}

QStringList ConvergenceTest::acts(ConvergingSide &side)
{
    const auto shown = ask(*side.process, {u"case"_s, u"show"_s, m_case});
    QStringList acts;
    for (const auto &act : shown ? shown->toObject().value(u"acts"_s).toArray() : QJsonArray())
        acts.append(compact(act.toObject()));
    return acts;
}

QStringList ConvergenceTest::notes(ConvergingSide &side)
{
    const auto folder = m_folder.filePath(u"export-"_s + side.name);
    if (!ask(*side.process, {u"case"_s, u"export"_s, m_case, u"--out"_s, folder}))
        return {};
    QFile file(folder + u"/acts.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QStringList texts;
    for (const auto &act : QJsonDocument::fromJson(file.readAll()).array())
        if (act.toObject().value(u"kind"_s) == u"case.note"_s)
            texts.append(act.toObject().value(u"args"_s).toObject().value(u"text"_s).toString());
    return texts;
}

void ConvergenceTest::killedStationsConverge()
{
    prepare();
    ConvergingSide inviting{u"inviting"_s, u"kovacs"_s, {}, nullptr};
    ConvergingSide invited{u"invited"_s, u"li"_s, {}, nullptr};
    start(inviting);
    const auto partners = ask(*inviting.process, {u"partner"_s, u"list"_s});
    QVERIFY(partners);
    invited.listen = partners->toArray().first().toObject().value(u"addresses"_s).toArray().first().toString();
    start(invited);
    const int kills = rounds();
    for (int round = 0; round < kills; ++round)
        writeUntilKilled(inviting, invited, round % 2 ? inviting : invited);
    QVERIFY(ask(*inviting.process, {u"sync"_s, u"--for"_s, u"60"_s}, 90'000));
    QVERIFY(ask(*invited.process, {u"sync"_s, u"--for"_s, u"60"_s}, 90'000));
    QCOMPARE(acts(inviting), acts(invited));
    const auto kept = notes(inviting);
    QCOMPARE(kept, notes(invited));
    for (const auto &text : std::as_const(m_acknowledged))
        QCOMPARE(kept.count(text), 1);
    QVERIFY2(m_acknowledged.size() > kills, "acts were acknowledged in between");
}

SIZHEN_TEST(ConvergenceTest)
#include "convergence_slow_test.moc"
