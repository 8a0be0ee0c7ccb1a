// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/rule.h"

#include "core/base/resource.h"
#include "core/forms/answersjson.h"
#include "core/forms/formlibrary.h"
#include "tests/support/program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// Each of the rules of resources/forms/rules.json meets a record that breaks it and one that keeps it.
class FormRuleTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out

    static QJsonArray records()
    {
        QFile file(QStringLiteral(TEST_DATA_DIR "/forms/rules/records.json"));
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll())[u"records"_s].toArray()
                                              : QJsonArray();
    }

    static FormContext contextOf(const QJsonObject &record, bool quiet)
    {
        FormContext who;
        who.sex
            = quiet && record.contains(u"quietSex"_s) ? record[u"quietSex"_s].toString() : record[u"sex"_s].toString();
        who.age = quiet && record.contains(u"quietAge"_s) ? record[u"quietAge"_s].toInt() : record[u"age"_s].toInt(-1);
        return who;
    }

    // Does the rule speak? A rule that shows a section speaks by showing it.
    bool speaks(const QJsonObject &record, bool quiet, FormFinding *found = nullptr)
    {
        const auto form = record[u"form"_s].toString();
        const auto who = contextOf(record, quiet);
        const auto answers = answersFromJson(record[quiet ? u"quiet"_s : u"fires"_s].toObject());
        if (const auto section = record[u"section"_s].toString(); !section.isEmpty()) {
            const auto &sections = m_library->form(form)->sections;
            const auto at
                = std::find_if(sections.cbegin(), sections.cend(), [&](const auto &one) { return one.id == section; });
            return m_library->isShown(*at, answers, who);
        }
        const auto findings = m_library->check(form, answers, who, record[u"complete"_s].toBool(),
                                               answersFromJson(record[u"others"_s].toObject()));
        for (const auto &finding : findings)
            if (finding.rule == record[u"rule"_s].toString()) {
                if (found)
                    *found = finding;
                return true;
            }
        return false;
    }

private Q_SLOTS:

    void initTestCase()
    {
        const auto library = FormLibrary::load();
        QVERIFY2(library.has_value(), library ? "" : qPrintable(library.error().detail));
        m_library = *library;
    }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void everyRuleHasARecord()
    {
        const auto rules = parseRules(readResource(u"forms/rules.json"_s).value());
        QVERIFY(rules);
        QCOMPARE(rules->size(), 40);
        QStringList known;
        for (const auto &record : records())
            known.append(record[u"rule"_s].toString());
        for (const auto &rule : *rules)
            QVERIFY2(known.contains(rule.id), qPrintable(rule.id));
    }

    void speaksAndIsQuiet_data()
    {
        QTest::addColumn<QJsonObject>("record");
        for (const auto &record : records())
            QTest::newRow(qPrintable(record[u"rule"_s].toString())) << record.toObject();
    }

    void speaksAndIsQuiet()
    {
        QFETCH(QJsonObject, record);
        FormFinding found;
        QVERIFY2(speaks(record, false, &found), "silent where it must speak");
        QVERIFY2(!speaks(record, true), "speaks where it must be silent");
        if (record.contains(u"section"_s))
            return;
        const auto rules = parseRules(readResource(u"forms/rules.json"_s).value()).value();
        const auto rule
            = std::find_if(rules.cbegin(), rules.cend(), [&](const auto &one) { return one.id == found.rule; });
        QCOMPARE(found.text, rule->text);
        QCOMPARE(found.severity, rule->severity);
        QVERIFY(found.text.has(u"zh"_s) && found.text.has(u"en"_s) && found.text.zh() != found.text.en());
        QVERIFY2(m_library->form(record[u"form"_s].toString())->field(found.field), qPrintable(found.field));
    }

    void refusesWhatIsNotARule_data()
    {
        QTest::addColumn<QByteArray>("when");
        QTest::newRow("unknown operator") << QByteArray(R"({"field": "a.b", "op": "like", "value": "x"})");
        QTest::newRow("no value") << QByteArray(R"({"field": "a.b", "op": "eq"})");
        QTest::newRow("two values for one") << QByteArray(R"({"field": "a.b", "op": "gt", "value": [1, 2]})");
        QTest::newRow("one bound") << QByteArray(R"({"field": "a.b", "op": "between", "value": [1]})");
        QTest::newRow("empty group") << QByteArray(R"({"all": []})");
        QTest::newRow("two groups") << QByteArray(R"({"all": [{"always": true}], "any": [{"always": true}]})");
        QTest::newRow("nothing") << QByteArray("{}");
        QTest::newRow("bad part") << QByteArray(R"({"any": [{"always": true}, {"perhaps": true}]})");
        QTest::newRow("too deep") << QByteArray(R"({"not": )").repeated(20) + R"({"always": true})"
                + QByteArray("}").repeated(20);
    }

    void refusesWhatIsNotARule()
    {
        QFETCH(QByteArray, when);
        const auto file = [](const QByteArray &test) {
            return QByteArray(
                       R"({"schema": "sizhen-form-rules/1", "rules": [{"id": "R-1", "kind": "contradiction", "severity": "error", )")
                + R"("zh": "一", "en": "one", "when": )" + test + "}]}";
        };
        QVERIFY(parseRules(file(R"({"not": {"field": "a.b", "op": "ne", "value": "x"}})")));
        const auto rules = parseRules(file(when));
        QVERIFY(!rules);
        QCOMPARE(rules.error().fault, Fault::Corrupt);
        QVERIFY(rules.error().detail.contains(u"R-1"_s));
    }

    void operators_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<QVariantList>("operands");
        QTest::addColumn<bool>("result");
        const auto row = [](const char *title, const QString &name, const QVariant &value, const QVariantList &operands,
                            bool result) { QTest::newRow(title) << name << value << operands << result; };
        row("has", u"has"_s, QStringList{u"a"_s, u"b"_s}, {u"b"_s, u"c"_s}, true);
        row("has none", u"has"_s, QStringList{u"a"_s}, {u"b"_s, u"c"_s}, false);
        row("eq number", u"eq"_s, 3.0, {3}, true);
        row("ne", u"ne"_s, u"a"_s, {u"b"_s}, true);
        row("ne same", u"ne"_s, u"a"_s, {u"a"_s}, false);
        row("ne absent", u"ne"_s, QVariant(), {u"a"_s}, false);
        row("gt", u"gt"_s, 3, {3}, false);
        row("ge", u"ge"_s, 3, {3}, true);
        row("lt", u"lt"_s, 2.9, {3}, true);
        row("le", u"le"_s, 3, {3}, true);
        row("between low", u"between"_s, 10, {10, 60}, true);
        row("between high", u"between"_s, 61, {10, 60}, false);
        row("number of a text", u"gt"_s, u"9"_s, {3}, false);
        row("empty", u"empty"_s, QVariant(), {}, true);
        row("empty list", u"empty"_s, QStringList(), {}, true);
        row("notEmpty", u"notEmpty"_s, 0, {}, true);
        row("count_gt", u"count_gt"_s, QStringList{u"a"_s, u"b"_s}, {1}, true);
        row("count_gt same", u"count_gt"_s, QStringList{u"a"_s}, {1}, false);
    }

    void operators()
    {
        QFETCH(QString, name);
        QFETCH(QVariant, value);
        QFETCH(QVariantList, operands);
        QFETCH(bool, result);
        QList<QCborValue> list;
        for (const auto &operand : operands)
            list.append(QCborValue::fromVariant(operand));
        const auto test = answerTest(name);
        QVERIFY(test);
        QCOMPARE(passes(value.isValid() ? QCborValue::fromVariant(value) : QCborValue(), *test, list), result);
    }
};

SIZHEN_TEST(FormRuleTest)
#include "rule_test.moc"
