// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/answersjson.h"
#include "core/forms/formlibrary.h"
#include "tests/support/program.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class ValueTextTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out

private Q_SLOTS:

    void initTestCase() { m_library = FormLibrary::load().value(); }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void saysEveryKindInBothLanguages_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("zh");
        QTest::addColumn<QString>("en");
        const auto row = [](const char *kind, const char *json, const QString &zh, const QString &en) {
            QTest::newRow(kind) << QByteArray(json) << zh << en;
        };
        row("single", R"({"tongue.body.colour": "pale"})", u"淡白舌"_s, u"Pale tongue"_s);
        row("multi", R"({"tongue.body.surface": ["fissured", "teeth"]})", u"裂纹舌、齿痕舌"_s,
            u"Fissured tongue, Teeth-marked tongue"_s);
        row("bodymap", R"({"look.complexion.site": ["nose", "chin"]})", u"鼻部、颏部"_s, u"Nose, Chin"_s);
        row("number", R"({"palpate.pulse.rate": 66})", u"66 /min"_s, u"66 /min"_s);
        row("number with a decimal", R"({"intake.vital.temp": 36.4})", u"36.4 °C"_s, u"36.4 °C"_s);
        row("scale", R"({"tongue.body.teeth_grade": 2})", u"2 中"_s, u"2 moderate"_s);
        row("text", R"({"ask.stoolurine.urine_freq": "5/1"})", u"5/1"_s, u"5/1"_s);
        row("bilingual text", R"({"intake.history.chief": {"zh": "咳嗽 5 周", "en": "Cough, 5 weeks"}})",
            u"咳嗽 5 周"_s, u"Cough, 5 weeks"_s);
        row("date", R"({"intake.id.birth": "1995-08-30"})", u"1995-08-30"_s, u"1995-08-30"_s);
        row("datetime", R"({"intake.visit.time": "2026-11-26T09:00:00-08:00"})", u"2026-11-26 09:00:00-08:00"_s,
            u"2026-11-26 09:00:00-08:00"_s);
        row("country", R"({"intake.id.country_now": "HU"})", u"匈牙利"_s, u"Hungary"_s);
        row("language", R"({"intake.id.language": "de"})", u"德语"_s, u"German"_s);
        row("language of a country", R"({"intake.id.language": "zh-Hant"})", u"汉语 (zh-Hant)"_s,
            u"Chinese (zh-Hant)"_s);
        row("table", R"({"intake.history.allergy": [{"substance": "penicillin", "kind": "drug", "severity": "mild"}]})",
            u"过敏原 penicillin、类别 药物、程度 轻"_s, u"Substance penicillin, Kind Drug, Severity Mild"_s);
        row("struct", R"({"treatment.acu.course": {"times_per_week": 2, "total": 8}})", u"每周次数 2、总次数 8"_s,
            u"Times a week 2, In all 8"_s);
        row("yesno", R"({"ask.redflags.items": {"chest_pain": "yes", "eye": "no"}})",
            u"是：胸痛或压榨感，或放射至臂、颌；18 项未答"_s,
            u"Yes: Chest pain or pressure, or spreading to arm or jaw; 18 not answered"_s);
        row("zones", R"({"tongue.coating.zones": {"root": ["yellow", "thick"], "tip": ["white"]}})",
            u"舌尖：白苔；舌根：黄苔、厚苔"_s, u"Tip: White; Root: Yellow, Thick"_s);
        row("pulse grid",
            R"({"palpate.pulse.grid": {"L.cun.deep": {"types": ["thin", "weak"], "strength": 1}, "R.chi.superficial": {"types": ["float"]}}})",
            u"左寸：沉取 细脉、弱脉 脉力 1/3；右尺：浮取 浮脉"_s,
            u"Left cun: Deep Thin pulse, Weak pulse strength 1/3; Right chi: Superficial Floating pulse"_s);
        row("codes", R"({"synthesis.dx.tcm_pattern": ["SF5Y", "肝肾亏虚证"]})", u"SF5Y、肝肾亏虚证"_s,
            u"SF5Y, 肝肾亏虚证"_s);
        row("links", R"({"synthesis.dx.evidence": ["tongue.body.colour", "ask.sleep.type"]})", u"舌色、睡眠"_s,
            u"Body colour, Sleep"_s);
        row("files", R"({"tongue.photo.dorsum": ["aa"]})", u"1 个文件"_s, u"1 file(s)"_s);
        row("lab", R"({"tongue.calc.lab_body": {"tip": {"L": 52, "a": 24.5}}})", u"舌尖：L 52.0 a 24.5"_s,
            u"Tip: L 52.0 a 24.5"_s);
    }

    void saysEveryKindInBothLanguages()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, zh);
        QFETCH(QString, en);
        const auto answers = answersFromJson(json).value();
        const auto [key, value] = *answers.cbegin();
        const auto *field = m_library->field(key.toString());
        QVERIFY(field);
        const auto said = m_library->text(*field, value);
        QCOMPARE(said.zh(), zh);
        QCOMPARE(said.en(), en);
    }

    void allNoIsSaidShort()
    {
        const auto *flags = m_library->field(u"ask.redflags.items"_s);
        QCborMap all;
        for (const auto &item : flags->options)
            all.insert(item.id, u"no"_s);
        QCOMPARE(m_library->text(*flags, all), Label(u"均为否"_s, u"All no"_s));
        all.insert(u"weight"_s, u"yes"_s);
        QVERIFY(m_library->text(*flags, all).en().endsWith(u"; all others no"_s));
    }

    void nothingIsSaidAboutNothing()
    {
        QVERIFY(m_library->text(*m_library->field(u"tongue.body.colour"_s), QCborValue()).isEmpty());
    }

    void aCodeFromAnotherVersionIsShownAsItIs()
    {
        QCOMPARE(m_library->text(*m_library->field(u"tongue.body.colour"_s), u"azure"_s).en(), u"azure"_s);
    }
};

SIZHEN_TEST(ValueTextTest)
#include "valuetext_test.moc"
