// SPDX-License-Identifier: GPL-3.0-or-later
// A call between two real stations in a case in session: invited, answered by a person, connected; picture and sound
// counted on both ends; the cable between the stations cut for five seconds; the partner's program killed, and started
// again; then by a relay only (SES-03, SES-05, SES-08, NET-05).
#include "core/records/ledger.h"
#include "devices/media/mediafactory.h"
#include "tests/support/cable.h"
#include "tests/support/systemstation.h"
#include "tests/support/turnserver.h"

#include "tests/support/program.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// A station's shell and what it tells about its calls.
struct CallShell {
    std::unique_ptr<StationProcess> process;
    QStringList stages; // in the order of events
    QStringList told; // messages

    [[nodiscard]] QJsonObject status() const
    {
        const auto answer = ask(*process, {u"call"_s, u"status"_s});
        return answer ? answer->toObject() : QJsonObject();
    }

    [[nodiscard]] bool waitForStage(const QString &stage, int ms) const
    {
        return QTest::qWaitFor([&] { return !stages.isEmpty() && stages.last() == stage; }, ms);
    }
};

} // namespace

class CallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoStationsSeeAndHearEachOther();

private:
    void prepare();
    [[nodiscard]] std::unique_ptr<CallShell> shell(const QString &side, const QString &person);
    void connectLink(CallShell &here, CallShell &there);
    void call(CallShell &caller, CallShell &called, const QStringList &options = {u"--loopback"_s});
    void record(CallShell &here, CallShell &there);
    void useRelay(CallShell &shell, const TurnServer &relay);
    void bothSeeAndHear(const CallShell &one, const CallShell &other);
    [[nodiscard]] QStringList attendance(const QString &side);

    QTemporaryDir m_folder;
    QString m_case;
    std::unique_ptr<Cable> m_cable;
};

void CallTest::prepare()
{
    const auto prepared = runProgram(
        program(u"sizhenctl"_s),
        {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"case.start"_s, u"--data"_s, m_folder.path()},
        180'000);
    QVERIFY2(prepared.code == 0, prepared.err + prepared.out);
    m_case = QJsonDocument::fromJson(prepared.out.trimmed())[u"result"_s][u"case"_s].toString();
    QVERIFY(!m_case.isEmpty());
    // The interpreter has checked in, too, and agrees to a recording.
    const auto agreed = runProgram(program(u"sizhenctl"_s),
                                   {u"--vault"_s, m_folder.filePath(u"inviting"_s), u"--secrets"_s,
                                    m_folder.filePath(u"inviting.secrets.json"_s), u"--as"_s, u"zhou"_s, u"recording"_s,
                                    u"agree"_s, m_case},
                                   30'000);
    QVERIFY2(agreed.code == 0, agreed.err + agreed.out);
}

std::unique_ptr<CallShell> CallTest::shell(const QString &side, const QString &person)
{
    auto shell = std::make_unique<CallShell>();
    shell->process = std::make_unique<StationProcess>(
        program(u"sizhenctl"_s),
        QStringList{u"--lang"_s, u"en"_s, u"--vault"_s, m_folder.filePath(side), u"--secrets"_s,
                    m_folder.filePath(side + u".secrets.json"_s), u"--as"_s, person, u"shell"_s},
        nullptr);
    connect(shell->process.get(), &StationProcess::happened, this, [one = shell.get()](const QJsonObject &event) {
        if (const auto said = event[u"call"_s].toObject(); !said.isEmpty())
            one->stages.append(said[u"stage"_s].toString());
        if (const auto told = event[u"call_told"_s].toObject(); !told.isEmpty())
            one->told.append(told[u"message"_s].toString());
    });
    shell->process->start();
    return shell;
}

void CallTest::connectLink(CallShell &here, CallShell &there)
{
    const auto partners = ask(*here.process, {u"partner"_s, u"list"_s});
    QVERIFY(partners);
    const auto port = freePort();
    m_cable = std::make_unique<Cable>(partners->toArray().first()[u"addresses"_s].toArray().first().toString(), port);
    QVERIFY(ask(*there.process, {u"link"_s, u"listen"_s, u"127.0.0.1:%1"_s.arg(port)}));
    m_cable->plugIn();
    QVERIFY(ask(*there.process, {u"link"_s, u"start"_s}));
    QVERIFY(ask(*here.process, {u"link"_s, u"start"_s}));
}

// CON-10: while every word stands, until somebody takes it back; then it is whole, and the same as was signed.
void CallTest::record(CallShell &here, CallShell &there)
{
    QVERIFY(!ask(*here.process, {u"recording"_s, u"begin"_s, m_case})); // nobody has agreed
    QVERIFY(ask(*here.process, {u"recording"_s, u"agree"_s, m_case}));
    QVERIFY(ask(*here.process, {u"recording"_s, u"agree"_s, m_case, u"--patient"_s, u"by word of mouth, in Hungarian"_s}));
    QVERIFY(!ask(*here.process, {u"recording"_s, u"begin"_s, m_case})); // the partner has not
    QVERIFY(ask(*there.process, {u"recording"_s, u"agree"_s, m_case}));
    QVERIFY(QTest::qWaitFor([&] { return bool(ask(*here.process, {u"recording"_s, u"begin"_s, m_case})); }, 15'000));
    const auto listed = [this](CallShell &shell) {
        const auto list = ask(*shell.process, {u"recording"_s, u"list"_s, m_case});
        return list ? list->toArray().first().toObject() : QJsonObject();
    };
    QVERIFY(QTest::qWaitFor([&] { return listed(there)[u"runs"_s].toBool(); }, 15'000)); // both sides see it
    QTest::qWait(6000);
    QVERIFY(ask(*there.process, {u"recording"_s, u"agree"_s, m_case, u"no"_s}));
    QVERIFY(QTest::qWaitFor([&] { return !listed(here)[u"runs"_s].toBool(); }, 15'000));
    const auto ended = listed(here);
    QCOMPARE(ended[u"why"_s].toString(), u"WITHDRAWN"_s);
    QVERIFY2(ended[u"seconds"_s].toDouble() > 4, qPrintable(compact(ended)));
    QVERIFY2(ended[u"tracks"_s].toArray().size() == 4, qPrintable(compact(ended)));
    const auto whole = ask(*here.process, {u"recording"_s, u"verify"_s, m_case, ended[u"recording"_s].toString()});
    QVERIFY2(whole, qPrintable(whole ? QString() : whole.error().message + whole.error().detail));
    QVERIFY(whole->toObject()[u"whole"_s].toBool());
    const auto plain = m_folder.filePath(u"session.mkv"_s);
    const auto out = ask(*here.process, {u"recording"_s, u"export"_s, m_case, ended[u"recording"_s].toString(), u"--out"_s,
                                         plain, u"--reason"_s, u"asked for by the patient"_s});
    QVERIFY2(out, qPrintable(out ? QString() : out.error().message + out.error().detail));
    const auto probed = runProgram(u"ffprobe"_s, {u"-hide_banner"_s, plain}, 30'000);
    QVERIFY2(probed.err.contains("h264") && probed.err.contains("opus"), probed.out + probed.err);
}

// NET-05: all three ways to the relay pass, and the partner is there.
void CallTest::useRelay(CallShell &shell, const TurnServer &relay)
{
    const auto address = u"turns://room:secret@127.0.0.1:%1#%2"_s.arg(relay.tlsPort).arg(QString::fromLatin1(relay.pin.toHex()));
    QVERIFY(!ask(*shell.process, {u"link"_s, u"relay"_s, u"turns://nobody"_s}));
    const auto set = ask(*shell.process, {u"link"_s, u"relay"_s, address});
    QVERIFY2(set, qPrintable(set ? QString() : set.error().detail));
    QVERIFY(!compact(set->toObject()).contains(u"secret"_s)); // no answer repeats the password
    const auto checked = ask(*shell.process, {u"link"_s, u"check"_s});
    QVERIFY(checked);
    bool byTls = false;
    for (const auto &row : checked->toObject()[u"routes"_s].toArray()) {
        const auto route = row.toObject();
        byTls = byTls || (route[u"way"_s] == u"relay_tls"_s && route[u"ms"_s].isDouble());
        if (route[u"ms"_s].isNull()) // this relay's plain port is another than the usual one
            QVERIFY2(compact(route[u"error"_s].toObject()).contains(u"3478"_s), qPrintable(compact(route)));
    }
    QVERIFY(byTls);
}

void CallTest::call(CallShell &caller, CallShell &called, const QStringList &options)
{
    const auto started = ask(*caller.process, QStringList{u"call"_s, u"start"_s, m_case} + options);
    QVERIFY2(started, qPrintable(started ? QString() : started.error().detail + started.error().message));
    QVERIFY2(called.waitForStage(u"ringing"_s, 15'000), qPrintable(called.told.join(u' ')));
    const auto accepted = ask(*called.process, QStringList{u"call"_s, u"accept"_s, m_case} + options);
    QVERIFY2(accepted, qPrintable(accepted ? QString() : accepted.error().detail + accepted.error().message));
    QVERIFY2(caller.waitForStage(u"connected"_s, 30'000), qPrintable(caller.stages.join(u' ')));
    QVERIFY2(called.waitForStage(u"connected"_s, 30'000), qPrintable(called.stages.join(u' ')));
}

void CallTest::bothSeeAndHear(const CallShell &one, const CallShell &other)
{
    for (const auto *shell : {&one, &other}) {
        const auto before = shell->status();
        QJsonObject now;
        const auto flows = [&] {
            now = shell->status();
            return now[u"frames"_s].toInt() >= before[u"frames"_s].toInt() + 30
                && now[u"audio_s"_s].toDouble() >= before[u"audio_s"_s].toDouble() + 1;
        };
        QVERIFY2(QTest::qWaitFor(flows, 20'000), qPrintable(compact(now)));
    }
}

// SES-03: who joined and left, as the station wrote it down.
QStringList CallTest::attendance(const QString &side)
{
    QFile secrets(m_folder.filePath(side + u".secrets.json"_s));
    if (!secrets.open(QIODevice::ReadOnly))
        return {};
    const auto word = QJsonDocument::fromJson(secrets.readAll())[u"passphrase"_s].toString().toUtf8();
    auto vault = Vault::open(m_folder.filePath(side), SecretBytes::copyOf(word));
    auto ledger = vault ? Ledger::open(**vault, systemClock()) : tl::unexpected(vault.error());
    const auto log = ledger ? (*ledger)->accessLog() : tl::unexpected(ledger.error());
    QStringList all;
    for (const auto &entry : log ? *log : QList<AccessEntry>())
        if (entry.access.act.startsWith(u"call."_s) && entry.access.person == u"kovacs"_s)
            all.append(entry.access.act.section(u'.', 1) + u' ' + entry.access.reason);
    return all;
}

void CallTest::twoStationsSeeAndHearEachOther()
{
    if (!makeMediaEngine())
        QSKIP("built without picture and sound");
    prepare();
    auto here = shell(u"inviting"_s, u"kovacs"_s);
    auto there = shell(u"invited"_s, u"li"_s);
    connectLink(*here, *there);
    QVERIFY(!ask(*there->process, {u"call"_s, u"accept"_s, m_case})); // nobody calls

    QElapsedTimer clock;
    clock.start();
    call(*here, *there);
    qInfo("connected after %lld ms", clock.elapsed());
    bothSeeAndHear(*here, *there);
    qInfo("seen and heard on both ends after %lld ms", clock.elapsed());
    const auto seen = here->status();
    QCOMPARE(seen[u"partner"_s][u"person"_s].toString(), u"li"_s); // SES-03
    QVERIFY(!seen[u"partner"_s][u"station"_s].toString().isEmpty());
    QVERIFY(seen[u"keys"_s].toString().contains(seen[u"partner"_s][u"station"_s].toString())); // SES-08
    QCOMPARE(there->status()[u"partner"_s][u"person"_s].toString(), u"kovacs"_s);
    QVERIFY(!ask(*here->process, {u"call"_s, u"start"_s, m_case})); // one call at a time

    record(*here, *there);

    // The link between the stations is not the picture's.
    m_cable->cut();
    bothSeeAndHear(*here, *there);
    QTest::qWait(5000);
    bothSeeAndHear(*here, *there);
    m_cable->plugIn();
    QTest::qWait(3000);
    QCOMPARE(here->status()[u"stage"_s].toString(), u"connected"_s);
    QCOMPARE(here->status()[u"round"_s].toInt(), 1);
    QVERIFY2(here->told.isEmpty(), qPrintable(here->told.join(u' ')));

    // The partner's program dies.
    clock.restart();
    there->process->kill();
    QVERIFY(QTest::qWaitFor([&] { return here->told.contains(u"call.partner_silent"_s); }, 20'000));
    qInfo("told after %lld ms", clock.elapsed());
    QVERIFY(here->told.contains(u"call.interrupted"_s));
    QVERIFY(here->status()[u"words"_s].toString().contains(u"does not answer"_s));

    // It is started again: the old call is over, and a new one works, the other way round.
    there = shell(u"invited"_s, u"li"_s);
    QVERIFY(ask(*there->process, {u"link"_s, u"listen"_s, u"127.0.0.1:%1"_s.arg(m_cable->port())}));
    QVERIFY(ask(*there->process, {u"link"_s, u"start"_s}));
    QVERIFY(ask(*there->process, {u"call"_s, u"status"_s}));
    QVERIFY2(here->waitForStage(u"idle"_s, 60'000), qPrintable(here->stages.join(u' ')));
    QCOMPARE(here->status()[u"ended"_s][u"message"_s].toString(), u"call.began_anew"_s);
    // This time nothing comes through but TLS to a relay.
    TurnServer relay;
    QVERIFY2(relay.start(), "coturn does not start");
    useRelay(*here, relay);
    useRelay(*there, relay);
    call(*there, *here, {u"--loopback"_s, u"--only-relay"_s});
    bothSeeAndHear(*there, *here);
    QVERIFY(ask(*there->process, {u"call"_s, u"end"_s}));
    QVERIFY(here->waitForStage(u"idle"_s, 10'000));
    QCOMPARE(here->status()[u"ended"_s][u"message"_s].toString(), u"call.hung_up"_s);
    m_cable->cut();
    here->process->stop();
    QVERIFY(QTest::qWaitFor([&] { return !here->process->isRunning(); }, 20'000));
    QCOMPARE(attendance(u"inviting"_s), (QStringList{u"joined li"_s, u"left li"_s, u"joined li"_s, u"left li"_s}));
}

SIZHEN_TEST(CallTest)
#include "call_slow_test.moc"
