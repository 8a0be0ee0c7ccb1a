// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formlibrary.h"

#include "core/forms/answersjson.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

static Answers answers(const char *json)
{
    return answersFromJson(QByteArray(json)).value();
}

static const FormFinding *findingOf(const QList<FormFinding> &findings, const QString &rule)
{
    const auto found
        = std::find_if(findings.cbegin(), findings.cend(), [&](const auto &one) { return one.rule == rule; });
    return found == findings.cend() ? nullptr : &*found;
}

class FormLibraryTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out
    FormContext m_inviting{u"inviting"_s, u"F"_s, 42};
    FormContext m_invited{u"invited"_s, u"F"_s, 42};

private Q_SLOTS:

    void initTestCase()
    {
        const auto library = FormLibrary::load();
        QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().detail));
        m_library = *library;
    }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void holdsTheNineFormsInTheOrderOfTheExamination()
    {
        QCOMPARE(m_library->ids(),
                 QStringList({u"intake"_s, u"look"_s, u"tongue"_s, u"listen_smell"_s, u"ask"_s, u"palpate"_s,
                              u"synthesis"_s, u"treatment"_s, u"followup"_s}));
        qsizetype fields = 0;
        for (const auto &id : m_library->ids())
            for (const auto &section : m_library->form(id)->sections)
                fields += section.fields.size();
        QCOMPARE(fields, 293);
        QVERIFY(!m_library->form(u"tarot"_s));
        QVERIFY(!m_library->field(u"tongue.body.taste"_s));
    }

    void everyWordStandsInBothLanguages()
    {
        const auto both
            = [](const Label &label) { return !label.zh().isEmpty() && !label.en().isEmpty() && label.has(u"zh"_s); };
        for (const auto &id : m_library->ids())
            for (const auto &section : m_library->form(id)->sections)
                for (const auto &field : section.fields) {
                    QVERIFY2(both(field.label), qPrintable(field.id));
                    for (const auto &option : field.options)
                        QVERIFY2(both(option.label), qPrintable(field.id + option.id));
                    for (const auto &column : field.columns)
                        QVERIFY2(both(column.label), qPrintable(field.id + column.id));
                    QVERIFY2(field.hint.isEmpty() || both(field.hint), qPrintable(field.id));
                    QVERIFY2(field.note.isEmpty(),
                             qPrintable(field.id)); // notes are of one language; hints replaced them
                }
    }

    void aRuleThatNamesAnUnknownFieldIsRefused()
    {
        auto files = FormLibrary::files().value();
        const auto before = files.size();
        files.removeIf([](const QByteArray &file) { return QJsonDocument::fromJson(file)[u"id"_s] == u"tongue"_s; });
        QCOMPARE(files.size(), before - 1);
        const auto library = FormLibrary::fromFiles(files);
        QVERIFY(!library);
        QCOMPARE(library.error().fault, Fault::Corrupt);
        QVERIFY2(library.error().detail.contains(u"C-TNG"_s), qPrintable(library.error().detail));
        QVERIFY(FormLibrary::fromFiles(files, true));
    }

    void aRuleThatNamesAnUnknownOptionIsRefused()
    {
        auto files = FormLibrary::files().value();
        for (auto &file : files)
            if (file.contains("sizhen-form-rules/1"))
                file.replace("\"sticky_greasy\"", "\"gooey\"");
        const auto library = FormLibrary::fromFiles(files);
        QVERIFY(!library);
        QVERIFY2(library.error().detail.contains(u"gooey"_s), qPrintable(library.error().detail));
    }

    void theSameFormTwiceIsRefused()
    {
        auto files = FormLibrary::files().value();
        files.append(files.constFirst());
        QVERIFY(!FormLibrary::fromFiles(files));
    }

    void sectionsFollowSexAndAge()
    {
        const auto shown = [&](const QString &id, const QString &sex, int age) {
            const auto &sections = m_library->form(u"ask"_s)->sections;
            const auto at
                = std::find_if(sections.cbegin(), sections.cend(), [&](const auto &one) { return one.id == id; });
            return m_library->isShown(*at, {}, {u"inviting"_s, sex, age});
        };
        QVERIFY(shown(u"ask.women"_s, u"F"_s, 30));
        QVERIFY(!shown(u"ask.women"_s, u"M"_s, 30));
        QVERIFY(!shown(u"ask.women"_s, {}, 30));
        QVERIFY(shown(u"ask.child"_s, u"M"_s, 13));
        QVERIFY(!shown(u"ask.child"_s, u"M"_s, 14));
        QVERIFY(!shown(u"ask.child"_s, u"M"_s, -1)); // not known is not a child
        QVERIFY(!m_library->isShown(*m_library->field(u"ask.child.growth"_s), {}, {u"inviting"_s, u"M"_s, 30}));
    }

    void fieldsFollowOtherAnswers()
    {
        const auto *detail = m_library->field(u"tongue.body.fissure_detail"_s);
        QVERIFY(!m_library->isShown(*detail, {}, m_inviting));
        QVERIFY(m_library->isShown(*detail, answers(R"({"tongue.body.surface": ["teeth", "fissured"]})"), m_inviting));
        const auto *pregnancy = m_library->field(u"intake.special.pregnancy"_s);
        QVERIFY(m_library->isRequired(*pregnancy, {}, m_inviting));
        QVERIFY(!m_library->isRequired(*pregnancy, {}, {u"inviting"_s, u"M"_s, 42}));
        QVERIFY(!m_library->isRequired(*pregnancy, {}, {u"inviting"_s, u"F"_s, 8}));
        const auto *doses = m_library->field(u"treatment.rx.doses"_s);
        QVERIFY(!m_library->isRequired(*doses, {}, m_inviting));
        QVERIFY(m_library->isRequired(*doses, answers(R"({"treatment.rx.items": [{"herb_id": "x"}]})"), m_inviting));
    }

    void smellAndTouchBelongToThePatientsSide()
    {
        for (const auto &id : {u"listen_smell.odour.mouth"_s, u"palpate.pulse.overall_L"_s, u"palpate.points.ashi"_s}) {
            const auto *field = m_library->field(id);
            QVERIFY2(field && field->inPerson, qPrintable(id));
            QVERIFY(m_library->mayAnswer(*field, m_inviting));
            QVERIFY(!m_library->mayAnswer(*field, m_invited));
        }
        const auto *reading = m_library->field(u"palpate.pulse.wave_read"_s);
        QVERIFY(!reading->inPerson && m_library->mayAnswer(*reading, m_invited)
                && !m_library->mayAnswer(*reading, m_inviting));
        QVERIFY(!m_library->mayAnswer(*m_library->field(u"tongue.calc.share"_s), m_inviting));
        for (const auto &section : m_library->form(u"palpate"_s)->sections)
            for (const auto &field : section.fields)
                QCOMPARE(field.inPerson, field.id != u"palpate.pulse.wave_read");
    }

    void remoteSmellAndPulseAreRefusedWithTheirRule()
    {
        const auto smell = m_library->check(u"listen_smell"_s, answers(R"({"listen_smell.odour.mouth": ["foul"]})"),
                                            m_invited, false);
        const auto *fou02 = findingOf(smell, u"FOU-02"_s);
        QVERIFY(fou02);
        QCOMPARE(fou02->severity, FormFinding::Severity::Error);
        QCOMPARE(fou02->text.en(), u"Odour can be recorded only at the patient's side."_s);
        QCOMPARE(fou02->text.zh(), u"嗅诊只能由患者所在方记录。"_s);
        const auto pulse = m_library->check(u"palpate"_s, answers(R"({"palpate.pulse.rate": 70})"), m_invited, false);
        QVERIFY(findingOf(pulse, u"FOU-04"_s));
        QVERIFY(m_library->check(u"palpate"_s, answers(R"({"palpate.pulse.rate": 70})"), m_inviting, false).isEmpty());
        QVERIFY(m_library->check(u"palpate"_s, answers(R"({"palpate.pulse.wave_read": ["deep"]})"), m_invited, false)
                    .isEmpty());
        const auto wave
            = m_library->check(u"palpate"_s, answers(R"({"palpate.pulse.wave_read": ["deep"]})"), m_inviting, false);
        QVERIFY(findingOf(wave, u"side"_s));
    }

    void wrongValuesAreFound_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *title, const char *json, const QString &rule) {
            QTest::newRow(title) << QByteArray(json) << rule;
        };
        row("unknown field", R"({"tongue.body.taste": "sour"})", u"unknown_field"_s);
        row("field of another form", R"({"look.spirit.state": "present"})", u"unknown_field"_s);
        row("unknown code", R"({"tongue.body.colour": "plaid"})", u"unknown_code"_s);
        row("unknown code in a list", R"({"tongue.body.surface": ["teeth", "plaid"]})", u"unknown_code"_s);
        row("a list where one is asked", R"({"tongue.body.size": ["thin"]})", u"type"_s);
        row("a text where a list is asked", R"({"tongue.body.surface": "teeth"})", u"type"_s);
        row("a number in a list", R"({"tongue.body.surface": [1]})", u"type"_s);
        row("twice", R"({"tongue.body.surface": ["teeth", "teeth"]})", u"twice"_s);
        row("too many", R"({"tongue.coating.colour": ["white", "yellow", "grey"]})", u"too_many"_s);
        row("grade out of range", R"({"tongue.body.surface": ["teeth"], "tongue.body.teeth_grade": 4})", u"range"_s);
        row("grade as text", R"({"tongue.body.surface": ["teeth"], "tongue.body.teeth_grade": "2"})", u"type"_s);
        row("half a grade", R"({"tongue.body.surface": ["teeth"], "tongue.body.teeth_grade": 1.5})", u"decimals"_s);
        row("unknown zone", R"({"tongue.body.colour_zone": {"nose": ["red_tip"]}})", u"unknown_code"_s);
        row("unknown colour of a zone", R"({"tongue.body.colour_zone": {"tip": ["green"]}})", u"unknown_code"_s);
        row("a zone without a list", R"({"tongue.body.colour_zone": {"tip": "red_tip"}})", u"type"_s);
        row("not a hash", R"({"tongue.photo.dorsum": ["tongue.jpg"]})", u"type"_s);
        row("hidden", R"({"tongue.body.surface": ["teeth"], "tongue.body.fissure_detail": "tip"})", u"hidden"_s);
    }

    void wrongValuesAreFound()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, rule);
        const auto findings = m_library->check(u"tongue"_s, answers(json.constData()), m_inviting, false);
        const auto *found = findingOf(findings, rule);
        QVERIFY(found);
        QVERIFY(!found->text.zh().isEmpty() && !found->text.en().contains(u'{') && !found->text.zh().contains(u'{'));
        QCOMPARE(findings.size(), 1);
    }

    void wrongValuesOfOtherKindsAreFound_data()
    {
        QTest::addColumn<QString>("form");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("rule");
        const auto row = [](const char *title, const QString &form, const char *json, const QString &rule) {
            QTest::newRow(title) << form << QByteArray(json) << rule;
        };
        row("no such day", u"intake"_s, R"({"intake.id.birth": "1984-02-30"})", u"type"_s);
        row("day with a time", u"intake"_s, R"({"intake.id.birth": "1984-02-03T10:00:00"})", u"type"_s);
        row("instant without a time", u"intake"_s, R"({"intake.visit.time": "2026-11-26"})", u"type"_s);
        row("no such country", u"intake"_s, R"({"intake.id.nationality": "XX"})", u"unknown_code"_s);
        row("no such language", u"intake"_s, R"({"intake.id.language": "qq-ZZ"})", u"unknown_code"_s);
        row("too cold", u"intake"_s, R"({"intake.vital.temp": 12})", u"range"_s);
        row("too exact", u"intake"_s, R"({"intake.vital.temp": 36.55})", u"decimals"_s);
        row("long complaint", u"intake"_s,
            R"({"intake.history.chief": {"en": "1234567890123456789012345678901234567890123456789012345678901"}})",
            u"too_long"_s);
        row("unknown column", u"intake"_s, R"({"intake.history.allergy": [{"colour": "red"}]})", u"unknown_column"_s);
        row("unknown choice in a row", u"intake"_s, R"({"intake.history.allergy": [{"kind": "metal"}]})",
            u"unknown_code"_s);
        row("a row that is a text", u"intake"_s, R"({"intake.history.allergy": ["penicillin"]})", u"type"_s);
        row("half of a yes", u"ask"_s, R"({"ask.redflags.items": {"chest_pain": "perhaps"}})", u"type"_s);
        row("unknown red flag", u"ask"_s, R"({"ask.redflags.items": {"hiccup": "no"}})", u"unknown_code"_s);
        row("pain of eleven", u"ask"_s, R"({"ask.chestabd.pain": [{"severity": 11}]})", u"range"_s);
        row("unknown place of a pulse", u"palpate"_s,
            R"({"palpate.pulse.grid": {"L.elbow.deep": {"types": ["thin"]}}})", u"unknown_code"_s);
        row("unknown depth of a pulse", u"palpate"_s,
            R"({"palpate.pulse.grid": {"L.cun.bottom": {"types": ["thin"]}}})", u"unknown_code"_s);
        row("unknown type of a pulse", u"palpate"_s, R"({"palpate.pulse.grid": {"L.cun.deep": {"types": ["jazzy"]}}})",
            u"unknown_code"_s);
        row("strength of four", u"palpate"_s, R"({"palpate.pulse.grid": {"L.cun.deep": {"strength": 4}}})", u"range"_s);
        row("evidence from nowhere", u"synthesis"_s, R"({"synthesis.dx.evidence": ["tongue.body.taste"]})",
            u"unknown_code"_s);
        row("three patterns", u"synthesis"_s, R"({"synthesis.dx.tcm_pattern": ["a", "b", "c"]})", u"too_many"_s);
    }

    void wrongValuesOfOtherKindsAreFound()
    {
        QFETCH(QString, form);
        QFETCH(QByteArray, json);
        QFETCH(QString, rule);
        const auto findings = m_library->check(form, answers(json.constData()), m_inviting, false);
        QVERIFY2(findingOf(findings, rule),
                 qPrintable(findings.isEmpty() ? u"nothing found"_s : findings.constFirst().rule));
        QCOMPARE(findings.size(), 1);
    }

    void anyValueInAnyFieldIsAnsweredWithFindingsNotACrash()
    {
        const QList<QCborValue> values{QCborValue(),
                                       QCborValue(nullptr),
                                       true,
                                       -1,
                                       1e300,
                                       qQNaN(),
                                       u""_s,
                                       u"x"_s,
                                       QByteArray("x"),
                                       QCborArray(),
                                       QCborArray{QCborArray()},
                                       QCborArray{QCborMap{{1, 2}}},
                                       QCborMap(),
                                       QCborMap{{1, 2}},
                                       QCborMap{{u"x"_s, QCborMap()}},
                                       QCborValue(QCborTag(7), u"x"_s)};
        for (const auto &id : m_library->ids())
            for (const auto &section : m_library->form(id)->sections)
                for (const auto &field : section.fields)
                    for (const auto &value : values) {
                        Answers one;
                        one.insert(field.id, value);
                        const auto findings = m_library->check(id, one, m_inviting, true);
                        for (const auto &finding : findings)
                            QVERIFY2(!finding.text.en().isEmpty(), qPrintable(finding.rule));
                        (void)m_library->text(field, value);
                    }
    }

    void aDraftMayBeEmptyAFinishedFormMayNot()
    {
        QVERIFY(m_library->check(u"tongue"_s, {}, m_inviting, false).isEmpty());
        const auto findings = m_library->check(u"tongue"_s, {}, m_inviting, true);
        const auto *colour = &*std::find_if(findings.cbegin(), findings.cend(),
                                            [](const auto &one) { return one.field == u"tongue.body.colour"; });
        QCOMPARE(colour->rule, u"required"_s);
        QCOMPARE(colour->severity, FormFinding::Severity::Error);
        const auto photo = std::find_if(findings.cbegin(), findings.cend(),
                                        [](const auto &one) { return one.field == u"tongue.photo.dorsum"; });
        QVERIFY(photo != findings.cend());
        QCOMPARE(photo->severity, FormFinding::Severity::Warning); // it may come as an attachment of the case
        for (const auto &finding : m_library->check(u"tongue"_s, {}, m_invited, true))
            QVERIFY(finding.field != u"tongue.photo.dorsum"); // not theirs to take
    }

    void noKnownAllergyIsAnAnswer()
    {
        const auto *allergy = m_library->field(u"intake.history.allergy"_s);
        QVERIFY(m_library->isAnswered(*allergy, QCborArray()));
        QVERIFY(!m_library->isAnswered(*allergy, QCborValue()));
        QVERIFY(!m_library->isAnswered(*m_library->field(u"tongue.body.surface"_s), QCborArray()));
        QCOMPARE(m_library->text(*allergy, QCborArray()), Label(u"否认过敏史"_s, u"No known allergy"_s));
    }

    void differencesAreWhatBothAnsweredAndNotTheSame()
    {
        const auto inviting = answers(
            R"({"tongue.body.colour": "pale", "tongue.body.size": "normal", "tongue.body.surface": ["teeth", "fissured"],
            "tongue.coating.thickness": "thin", "tongue.photo.factors": ["none"]})");
        const auto invited = answers(
            R"({"tongue.body.colour": "pale_red", "tongue.body.size": "normal", "tongue.body.surface": ["fissured", "teeth"],
            "tongue.coating.moisture": "moist"})");
        QCOMPARE(m_library->differences(u"tongue"_s, inviting, invited), QStringList{u"tongue.body.colour"_s});
        QVERIFY(m_library->differences(u"tongue"_s, inviting, {}).isEmpty());
        const auto opinion = answers(R"({"synthesis.principles.temp": "cold", "synthesis.dx.certainty": "probable"})");
        const auto decision
            = answers(R"({"synthesis.principles.temp": "mixed", "synthesis.dx.certainty": "definite"})");
        QCOMPARE(m_library->differences(u"synthesis"_s, decision, opinion),
                 QStringList{u"synthesis.principles.temp"_s});
    }

    void theOrderOfEntriesIsNoDifference()
    {
        const auto one = answers(
            R"({"tongue.coating.zones": {"tip": ["white", "thin"], "root": ["yellow"]}, "ask.chestabd.pain": [{"site": "head", "severity": 3}]})");
        const auto two = answers(
            R"({"tongue.coating.zones": {"root": ["yellow"], "tip": ["thin", "white"]}, "ask.chestabd.pain": [{"severity": 3, "site": "head"}]})");
        QVERIFY(m_library->differences(u"tongue"_s, one, two).isEmpty());
        QVERIFY(m_library->differences(u"ask"_s, one, two).isEmpty());
        const auto three = answers(R"({"tongue.coating.zones": {"root": ["yellow"], "centre": ["thin", "white"]}})");
        QCOMPARE(m_library->differences(u"tongue"_s, one, three), QStringList{u"tongue.coating.zones"_s});
    }

    void theInvitedSidesPatternStandsOnTheInvitingSidesPulse()
    {
        Answers others;
        others.insert(u"other"_s, answers(R"({"palpate.pulse.overall_L": ["rapid"]})"));
        const auto findings = m_library->check(u"synthesis"_s, answers(R"({"synthesis.principles.temp": "cold"})"),
                                               m_invited, false, others);
        QVERIFY(findingOf(findings, u"C-PUL-09"_s));
        QCOMPARE(findingOf(findings, u"C-PUL-09"_s)->field, u"synthesis.principles.temp"_s);
    }
};

SIZHEN_TEST(FormLibraryTest)
#include "formlibrary_test.moc"
