// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formcheck.h"

#include "core/base/resource.h"
#include "core/forms/answersjson.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

static QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

static QByteArray form(const QString &id)
{
    return readResource(u"forms/"_s + id + u".json"_s).value();
}

static bool has(const SideFindings &side, const QString &rule)
{
    return std::any_of(side.findings.cbegin(), side.findings.cend(), [&](const auto &one) { return one.rule == rule; });
}

class FormCheckTest : public QObject
{
    Q_OBJECT

    static QStringList examined() { return {u"look"_s, u"tongue"_s, u"listen_smell"_s, u"ask"_s, u"palpate"_s}; }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void theThreeCasesAreSound_data()
    {
        QTest::addColumn<QString>("path");
        QDirIterator it(QStringLiteral(TEST_DATA_DIR "/forms/cases"), {u"*.json"_s});
        while (it.hasNext()) {
            const auto path = it.next();
            QTest::newRow(qPrintable(it.fileName())) << path;
        }
    }

    // What check/validate.py of the working group says of them: no unknown field, code or side, nothing required left
    // empty (photographs apart).
    void theThreeCasesAreSound()
    {
        QFETCH(QString, path);
        auto ids = examined();
        ids.append(u"intake"_s);
        for (const auto &id : ids) {
            const auto check = checkFormFile(form(id), bytesOf(path), {}, id != u"intake");
            QVERIFY2(check.has_value(), check ? "" : qPrintable(check.error().detail));
            QCOMPARE(check->sides.size(), 2);
            for (const auto &side : check->sides)
                for (const auto &finding : side.findings) {
                    const bool invitedLeftOut = side.who.side == u"invited"
                        && (finding.rule == u"required" || finding.rule.startsWith(u"Q-REQ"_s)); // they filled a part
                    QVERIFY2(invitedLeftOut || finding.severity != FormFinding::Severity::Error,
                             qPrintable(id + u' ' + side.who.side + u' ' + finding.rule + u' ' + finding.field));
                }
            QVERIFY(check->sides.constFirst().answered > 0);
        }
    }

    void theCaseKnowsItsPatient()
    {
        const auto check = checkFormFile(
            form(u"ask"_s), bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/cases/case2-lumbar-anticoagulated.json")));
        QVERIFY(check);
        QCOMPARE(check->sides.constFirst().who.sex, u"M"_s);
        QCOMPARE(check->sides.constFirst().who.age, 66); // born 19 February 1960, session 26 November 2026
        QVERIFY(!has(check->sides.constFirst(), u"hidden"_s));
    }

    void theDifferenceOfCaseTwoIsFound()
    {
        const auto check = checkFormFile(
            form(u"tongue"_s), bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/cases/case2-lumbar-anticoagulated.json")));
        QVERIFY(check);
        for (const auto &side : check->sides) {
            QCOMPARE(std::count_if(side.findings.cbegin(), side.findings.cend(),
                                   [](const auto &one) { return one.rule == u"S-DIFF-01"; }),
                     1);
            QVERIFY(std::any_of(side.findings.cbegin(), side.findings.cend(), [](const auto &one) {
                return one.rule == u"S-DIFF-01" && one.field == u"tongue.body.colour";
            }));
        }
    }

    void aContradictionIsRefusedInBothLanguages()
    {
        const auto check
            = checkFormFile(form(u"tongue"_s), R"({"coating.thickness": "none", "coating.texture": ["greasy"]})");
        QVERIFY(check && check->hasErrors());
        const auto &finding = check->sides.constFirst().findings.constFirst();
        QCOMPARE(finding.rule, u"C-TNG-01"_s);
        QCOMPARE(finding.text.zh(), u"已选“无苔”，不能同时选腐腻苔"_s);
        QCOMPARE(finding.text.en(), u"“No coating” cannot go with a greasy or curdy coating"_s);
    }

    void theWorkingGroupsOwnFilesCheckTheSame()
    {
        const auto old = bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/specs/legacy-tongue.ok.json"));
        const auto check = checkFormFile(old, R"({"tongue.body.motility": ["free", "stiff"]})");
        QVERIFY2(check.has_value(), check ? "" : qPrintable(check.error().detail));
        QVERIFY(has(check->sides.constFirst(), u"C-TNG-04"_s));
        const auto cases = bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/cases/case1-insomnia-heart-spleen.json"));
        for (const auto &id : {u"tongue"_s, u"palpate"_s, u"ask"_s, u"treatment"_s}) {
            const auto whole
                = checkFormFile(bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/specs/legacy-%1.ok.json").arg(id)), cases);
            QVERIFY2(whole && !whole->hasErrors(), qPrintable(id));
        }
    }

    void answersOfOtherFormsHelpTheRulesThatLookAcross()
    {
        const auto check = checkFormFile(form(u"ask"_s), R"({"ask.coldheat.type": "none", "intake.vital.temp": 38.2})");
        QVERIFY(check);
        QVERIFY(has(check->sides.constFirst(), u"C-ASK-02"_s));
        QVERIFY(!check->hasErrors());
    }

    void theSideMayBeSaidInTheFile()
    {
        const auto check = checkFormFile(form(u"palpate"_s), R"({"side": "invited", "answers": {"pulse.rate": 70}})");
        QVERIFY(check && check->hasErrors());
        QVERIFY(has(check->sides.constFirst(), u"FOU-04"_s));
    }

    void aFormOfItsOwnIsCheckedToo()
    {
        const auto mini = bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/specs/small.ok.json"));
        QVERIFY(checkFormFile(mini, R"({"a.kind": "y"})", {}, true)->sides.constFirst().findings.isEmpty());
        const auto check = checkFormFile(mini, R"({"answers": {"a.kind": "x"}, "age": 20, "complete": true})");
        QVERIFY(check && has(check->sides.constFirst(), u"required"_s));
        QVERIFY(!checkFormFile(mini, R"({"answers": {"a.kind": "x"}, "age": 17, "complete": true})")->hasErrors());
    }

    void rulesThatCannotBeAskedAreTold()
    {
        auto cut
            = QJsonDocument::fromJson(bytesOf(QStringLiteral(TEST_DATA_DIR "/forms/specs/small.ok.json"))).toJson();
        cut.replace("mini", "tongue");
        const auto check = checkFormFile(cut, R"({"a.kind": "y"})");
        QVERIFY2(check.has_value(), check ? "" : qPrintable(check.error().detail));
        const auto &findings = check->sides.constFirst().findings;
        QVERIFY(std::any_of(findings.cbegin(), findings.cend(), [](const auto &one) {
            return one.rule == u"C-TNG-04" && one.severity == FormFinding::Severity::Info
                && one.text.en().contains(u"not checked"_s);
        }));
    }

    void brokenFilesAreNamed()
    {
        const auto noForm = checkFormFile("{", "{}");
        QVERIFY(!noForm);
        QCOMPARE(noForm.error().fault, Fault::Corrupt);
        QCOMPARE(noForm.error().message, u"form.unreadable"_s);
        for (const auto *broken : {"", "[]", "{\"a\": ", "7"}) {
            const auto noAnswers = checkFormFile(form(u"tongue"_s), broken);
            QVERIFY2(!noAnswers, broken);
            QCOMPARE(noAnswers.error().fault, Fault::Invalid);
            QCOMPARE(noAnswers.error().message, u"form.answers_unreadable"_s);
        }
    }

    void answersGoToCborAndBack()
    {
        const QByteArray json
            = R"({"a.number":3,"b.decimal":36.5,"c.list":["x"],"d.map":{"zh":"一"},"e.rows":[{"dose_g":9}]})";
        const auto answers = answersFromJson(json);
        QVERIFY(answers);
        QVERIFY(answers->value(u"a.number"_s).isInteger());
        QVERIFY(answers->value(u"b.decimal"_s).isDouble());
        QCOMPARE(answers->value(u"e.rows"_s).toArray()[0].toMap().value(u"dose_g"_s).toInteger(), 9);
        QCOMPARE(QJsonDocument(answersToJson(*answers)).toJson(QJsonDocument::Compact), json);
    }
};

SIZHEN_TEST(FormCheckTest)
#include "formcheck_test.moc"
