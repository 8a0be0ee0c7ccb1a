// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resource.h"
#include "core/pulse/pulsenames.h"
#include "tests/support/program.h"

#include <QFile>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

PulseAnalysis with(double perMinute, PulseRhythm::Kind kind, const QHash<QString, double> &parameters = {})
{
    PulseAnalysis analysis;
    analysis.perMinute = perMinute;
    analysis.rhythm.kind = kind;
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        analysis.parameters.append({it.key(), it.key(), u"1"_s, it.value(), {}, 10, {}});
    return analysis;
}

QStringList rulesFor(const PulseAnalysis &analysis)
{
    QStringList rules;
    for (const auto &name : compatibleNames(pulseNameRules(), analysis))
        rules.append(name.rule);
    return rules;
}

} // namespace

class PulseNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everyNameIsACodeOfThePalpationForm()
    {
        const auto form = readResource(u"forms/palpate.json"_s);
        QVERIFY(form && !pulseNameRules().names.isEmpty());
        for (const auto &rule : pulseNameRules().names)
            QVERIFY2(form->contains("\"id\": \"" + rule.id.toUtf8() + '"'), qPrintable(rule.id));
    }

    void theRateAndTheRhythmMakeNamesCompatible_data()
    {
        using Kind = PulseRhythm::Kind;
        QTest::addColumn<double>("perMinute");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QStringList>("rules");
        QTest::newRow("slow") << 59.9 << Kind::Regular << QStringList{u"rate.under60"_s};
        QTest::newRow("at sixty") << 60.0 << Kind::Regular << QStringList{u"rate.60to70"_s};
        QTest::newRow("ordinary") << 80.0 << Kind::Regular << QStringList{};
        QTest::newRow("at ninety") << 90.0 << Kind::Regular << QStringList{};
        QTest::newRow("rapid") << 90.1 << Kind::Regular << QStringList{u"rate.90to120"_s};
        QTest::newRow("racing") << 121.0 << Kind::Regular << QStringList{u"rate.over120"_s};
        QTest::newRow("skipping") << 100.0 << Kind::IrregularPauses
                                  << QStringList{u"rate.90to120"_s, u"rhythm.rapidWithPauses"_s};
        QTest::newRow("knotted") << 55.0 << Kind::IrregularPauses
                                 << QStringList{u"rate.under60"_s, u"rhythm.slowWithPauses"_s};
        QTest::newRow("intermittent") << 75.0 << Kind::RegularPauses << QStringList{u"rhythm.pausesAtFixedDistance"_s};
        QTest::newRow("irregular") << 75.0 << Kind::Irregular << QStringList{};
    }

    void theRateAndTheRhythmMakeNamesCompatible()
    {
        QFETCH(double, perMinute);
        QFETCH(PulseRhythm::Kind, kind);
        QFETCH(QStringList, rules);
        QCOMPARE(rulesFor(with(perMinute, kind)), rules);
    }

    void theShapeNeedsEveryNumberOfItsRule()
    {
        const auto kind = PulseRhythm::Kind::Regular;
        QHash<QString, double> wiry{{u"h3/h1"_s, 0.8}, {u"w1/t"_s, 0.23}, {u"h4/h1"_s, 0.5}};
        QCOMPARE(rulesFor(with(80, kind, wiry)), QStringList{u"shape.broadMainWave"_s});
        const auto names = compatibleNames(pulseNameRules(), with(80, kind, wiry));
        QCOMPARE(names.first().numbers.value(u"h3/h1"_s), 0.8);
        QVERIFY(names.first().because.has(u"zh"_s) && names.first().because.has(u"en"_s));
        wiry.remove(u"h3/h1"_s); // merged: nothing is said
        QVERIFY(rulesFor(with(80, kind, wiry)).isEmpty());
    }

    void depthCountsOnlyWhenTheGreatestHeightIsBracketed()
    {
        auto analysis = with(80, PulseRhythm::Kind::Regular);
        analysis.depth.best = 60;
        analysis.depth.fraction = 0.2;
        QVERIFY(rulesFor(analysis).isEmpty());
        analysis.depth.bracketed = true;
        QCOMPARE(rulesFor(analysis), QStringList{u"depth.upperTwoFifths"_s});
        analysis.depth.fraction = 0.7;
        QCOMPARE(rulesFor(analysis), QStringList{u"depth.lowerTwoFifths"_s});
    }

    void nothingMeasuredNothingNamed() { QVERIFY(compatibleNames(pulseNameRules(), PulseAnalysis()).isEmpty()); }

    void refusesRulesThatSayNothing_data()
    {
        QTest::addColumn<QByteArray>("names");
        QTest::newRow("no condition") << QByteArray(
            R"({"id":"slow","name":{"zh":"迟","en":"slow"},"rule":"r","when":[],"because":{"zh":"x","en":"x"},"source":"s"})");
        QTest::newRow("no limit") << QByteArray(
            R"({"id":"slow","name":{"zh":"迟","en":"slow"},"rule":"r","when":[{"of":"rate"}],"because":{"zh":"x","en":"x"},"source":"s"})");
        QTest::newRow("one language") << QByteArray(
            R"({"id":"slow","name":{"en":"slow"},"rule":"r","when":[{"of":"rate","below":60}],"because":{"zh":"x","en":"x"},"source":"s"})");
        QTest::newRow("no source") << QByteArray(
            R"({"id":"slow","name":{"zh":"迟","en":"slow"},"rule":"r","when":[{"of":"rate","below":60}],"because":{"zh":"x","en":"x"}})");
    }

    void refusesRulesThatSayNothing()
    {
        QFETCH(QByteArray, names);
        QVERIFY(!parsePulseNames(R"({"schema":"sizhen-pulse-names/1","names":[)" + names + "]}"));
        QVERIFY(!parsePulseNames("{}"));
        QVERIFY(!parsePulseNames("nonsense"));
    }
};

SIZHEN_TEST(PulseNamesTest)
#include "pulsenames_test.moc"
