// SPDX-License-Identifier: GPL-3.0-or-later
// A pulse between two real stations: a simulated instrument on a real pty with a hand that presses, led through three
// depths; watched abroad over a cable that is cut in the middle (a relay that drops its connections); every sample
// comes, the kept recording is the same on both sides, and what is asked abroad is answered by a person here (FOU-05,
// ORG-10).
#include "tests/support/cable.h"
#include "tests/support/systemstation.h"

#include "tests/support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class PulseGuideTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPulseIsLedHereAndWatchedThere();

private:
    void prepare();
    [[nodiscard]] std::unique_ptr<StationProcess> station(const QString &side, const QString &person);
    [[nodiscard]] QString plugInstrument(QProcess &sim);
    [[nodiscard]] QByteArray exported(StationProcess &side, const QString &name, const QString &site = u"L.guan"_s);

    QTemporaryDir m_folder;
    QString m_case;
};

void PulseGuideTest::prepare()
{
    const auto prepared = runProgram(
        program(u"sizhenctl"_s),
        {u"--json"_s, u"demo"_s, u"--no-windows"_s, u"--until"_s, u"case.start"_s, u"--data"_s, m_folder.path()},
        180'000);
    QVERIFY2(prepared.code == 0, prepared.err + prepared.out);
    m_case = QJsonDocument::fromJson(prepared.out.trimmed())[u"result"_s][u"case"_s].toString();
    QVERIFY(!m_case.isEmpty());
}

std::unique_ptr<StationProcess> PulseGuideTest::station(const QString &side, const QString &person)
{
    auto process = std::make_unique<StationProcess>(program(u"sizhenctl"_s),
                                                    QStringList{u"--vault"_s, m_folder.filePath(side), u"--secrets"_s,
                                                                m_folder.filePath(side + u".secrets.json"_s), u"--as"_s,
                                                                person, u"shell"_s},
                                                    nullptr);
    process->start();
    return process;
}

QString PulseGuideTest::plugInstrument(QProcess &sim)
{
    const auto link = m_folder.filePath(u"pulse"_s);
    sim.start(program(u"sizhen-pulse-sim"_s),
              {u"--link-file"_s, link, u"--synth"_s, u"84"_s, u"--noise-counts"_s, u"4"_s, u"--optimum"_s, u"0.5"_s,
               u"--press"_s, u"0.95:2,0.05:2,0.25:14,0.5:14,0.8:14"_s});
    return QTest::qWaitFor([&link] { return QFile::exists(link); }, 10'000) ? link : QString();
}

QByteArray PulseGuideTest::exported(StationProcess &side, const QString &name, const QString &site)
{
    const auto path = m_folder.filePath(name);
    const auto done = ask(side,
                          {u"pulse"_s, u"export"_s, m_case, site, u"--format"_s, u"csv"_s, u"--out"_s, path,
                           u"--reason"_s, u"compared in a test"_s});
    QFile file(path);
    return done && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void PulseGuideTest::aPulseIsLedHereAndWatchedThere()
{
    prepare();
    auto here = station(u"inviting"_s, u"kovacs"_s);
    auto there = station(u"invited"_s, u"li"_s);
    const auto partners = ask(*here, {u"partner"_s, u"list"_s});
    QVERIFY(partners);
    const auto port = freePort();
    Cable cable(partners->toArray().first()[u"addresses"_s].toArray().first().toString(), port);
    QVERIFY(ask(*there, {u"link"_s, u"listen"_s, u"127.0.0.1:%1"_s.arg(port)}));
    cable.plugIn();
    QVERIFY(ask(*there, {u"link"_s, u"start"_s}));
    QVERIFY(ask(*here, {u"link"_s, u"start"_s}));
    QProcess sim;
    const auto device = plugInstrument(sim);
    QVERIFY(!device.isEmpty());
    const auto instrument = ask(*here, {u"pulse"_s, u"device"_s, device});
    QVERIFY2(instrument, qPrintable(instrument ? QString() : instrument.error().detail));
    QVERIFY(ask(*here, {u"device"_s, u"disinfected"_s, m_case, instrument->toObject()[u"instrument"_s].toString()}));

    std::optional<Result<QJsonValue>> taken;
    std::optional<Result<QJsonValue>> seen;
    QList<QJsonObject> depths;
    connect(here.get(), &StationProcess::happened, this, [&depths](const QJsonObject &event) { depths.append(event); });
    there->send({u"pulse"_s, u"watch"_s, u"--site"_s, u"L.guan"_s, u"--to-end"_s, u"--for"_s, u"180"_s},
                [&seen](const Result<QJsonValue> &answer) { seen = answer; });
    here->send({u"pulse"_s, u"guide"_s, m_case, u"--plan"_s, u"quick"_s, u"--takings"_s, u"1"_s, u"--for"_s, u"150"_s},
               [&taken](const Result<QJsonValue> &answer) { taken = answer; });
    QTest::qWait(15'000);
    cable.cut();
    QTest::qWait(4000);
    cable.plugIn();
    QTRY_VERIFY_WITH_TIMEOUT(taken.has_value(), 160'000);
    QVERIFY2(*taken, qPrintable(*taken ? QString() : taken->error().detail));
    const auto taking = (*taken)->toObject()[u"takings"_s].toArray().first().toObject();
    QCOMPARE(taking[u"site"_s].toString(), u"L.guan"_s);
    QVERIFY(taking[u"quality"_s].toInt() >= 70);
    QVERIFY(std::abs(taking[u"rate"_s].toDouble() - 84) < 0.6);
    QVERIFY(taking[u"best_pressure"_s].isDouble());
    QTRY_VERIFY_WITH_TIMEOUT(seen.has_value(), 60'000);
    QVERIFY2(*seen, qPrintable(*seen ? QString() : seen->error().detail));
    QCOMPARE((*seen)->toObject()[u"missing"_s].toInt(), 0);
    QCOMPARE((*seen)->toObject()[u"digest"_s].toString(), taking[u"digest"_s].toString());
    QVERIFY((*seen)->toObject()[u"asked_again"_s].toInt() > 0); // the cut did lose something
    QVERIFY(depths.size() >= 3); // one line for each depth that was judged

    // The kept original, sample by sample, on both sides.
    QTRY_COMPARE_WITH_TIMEOUT(exported(*there, u"there.csv"_s).size() > 10'000, true, 60'000);
    QCOMPARE(exported(*there, u"there.csv"_s), exported(*here, u"here.csv"_s));

    // A file comes in as an original like any other: the same samples go abroad under another place.
    const QStringList import{u"pulse"_s, u"import"_s, m_case, m_folder.filePath(u"here.csv"_s), u"--site"_s, u"R.chi"_s};
    const auto imported = ask(*here, import);
    QVERIFY2(imported, qPrintable(imported ? QString() : imported.error().message + imported.error().detail));
    QVERIFY(std::abs(imported->toObject()[u"rate_per_min"_s].toDouble() - 84) < 0.6);
    QVERIFY(!ask(*there, import)); // nobody there has the patient's wrist
    QTRY_COMPARE_WITH_TIMEOUT(exported(*there, u"import.csv"_s, u"R.chi"_s).size() > 10'000, true, 60'000);
    QCOMPARE(exported(*there, u"import.csv"_s, u"R.chi"_s), exported(*here, u"here.csv"_s));

    // What is asked abroad waits for a person here, who answers once.
    const auto asked = ask(*there, {u"pulse"_s, u"ask"_s, m_case, u"HOLD"_s, u"--seconds"_s, u"10"_s});
    QVERIFY2(asked, qPrintable(asked ? QString() : asked.error().detail));
    QCOMPARE(asked->toObject()[u"words"_s].toString(), u"Hold for 10 s"_s);
    QVERIFY(!ask(*here, {u"pulse"_s, u"ask"_s, m_case, u"DEEPER"_s})); // who takes does not ask
    std::optional<Result<QJsonValue>> answered;
    const auto accept = [&] {
        answered = ask(*here, {u"pulse"_s, u"answer"_s, m_case, u"accept"_s});
        return answered->has_value();
    };
    (void)QTest::qWaitFor(accept, 20'000);
    QVERIFY2(*answered, qPrintable(*answered ? QString() : answered->error().detail));
    QCOMPARE((*answered)->toObject()[u"ask"_s].toString(), u"HOLD"_s);
    QVERIFY(!ask(*here, {u"pulse"_s, u"answer"_s, m_case, u"accept"_s}));
    sim.terminate();
    QVERIFY(sim.waitForFinished());
    cable.cut();
}

SIZHEN_TEST(PulseGuideTest)
#include "pulseguide_slow_test.moc"
