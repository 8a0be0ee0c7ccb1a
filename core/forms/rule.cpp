// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/rule.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto deepest = 8; // groups inside groups; ours have two

using MaybeTest = std::optional<RuleTest>;

bool hasOnly(const QJsonObject &object, const QStringList &keys)
{
    const auto found = object.keys();
    return std::all_of(found.cbegin(), found.cend(), [&](const QString &key) { return keys.contains(key); });
}

MaybeTest readTest(const QJsonObject &object, int depth);

MaybeTest readGroup(RuleTest::Kind kind, const QJsonArray &items, int depth)
{
    RuleTest group;
    group.kind = kind;
    for (const auto &item : items) {
        auto part = readTest(item.toObject(), depth + 1);
        if (!part)
            return {};
        group.parts.append(std::move(*part));
    }
    return group.parts.isEmpty() ? std::nullopt : MaybeTest(group);
}

MaybeTest readField(const QJsonObject &object)
{
    const auto test = answerTest(object[u"op"_s].toString());
    if (!test || !hasOnly(object, {u"field"_s, u"op"_s, u"value"_s}))
        return {};
    RuleTest field;
    field.kind = RuleTest::Kind::Field;
    field.field = object[u"field"_s].toString();
    field.test = *test;
    const auto value = object[u"value"_s];
    const auto list = value.isArray() ? value.toArray() : value.isUndefined() ? QJsonArray() : QJsonArray{value};
    for (const auto &item : list) {
        if (!item.isString() && !item.isDouble())
            return {};
        field.operands.append(QCborValue::fromJsonValue(item));
    }
    const bool bare = *test == AnswerTest::Empty || *test == AnswerTest::NotEmpty;
    const qsizetype least = bare ? 0 : *test == AnswerTest::Between ? 2 : 1;
    const bool many = *test == AnswerTest::Has || *test == AnswerTest::In;
    if (field.field.isEmpty() || field.operands.size() < least || (!many && field.operands.size() > least))
        return {};
    return field;
}

MaybeTest readTest(const QJsonObject &object, int depth)
{
    if (depth > deepest)
        return {};
    if (object.contains(u"field"_s))
        return readField(object);
    if (object[u"all"_s].isArray() && object.size() == 1)
        return readGroup(RuleTest::Kind::All, object[u"all"_s].toArray(), depth);
    if (object[u"any"_s].isArray() && object.size() == 1)
        return readGroup(RuleTest::Kind::Any, object[u"any"_s].toArray(), depth);
    if (object[u"not"_s].isObject() && object.size() == 1)
        return readGroup(RuleTest::Kind::Not, {object[u"not"_s]}, depth);
    RuleTest test;
    if (object[u"always"_s].toBool() && object.size() == 1)
        return test;
    if (object[u"single"_s].isString() && hasOnly(object, {u"single"_s, u"max"_s})) {
        test.kind = RuleTest::Kind::Single;
        test.field = object[u"single"_s].toString();
        test.most = object[u"max"_s].toInt(1);
        return test;
    }
    if (object[u"compare"_s].isArray() && hasOnly(object, {u"compare"_s, u"fields"_s})) {
        test.kind = RuleTest::Kind::Compare;
        const auto fields = object[u"fields"_s].toArray();
        for (const auto &field : fields)
            test.fields.append(field.toString());
        return test.fields.isEmpty() ? std::nullopt : MaybeTest(test);
    }
    return {};
}

std::optional<FormRule> readRule(const QJsonObject &object)
{
    using enum FormRule::Kind;
    static const QHash<QString, FormRule::Kind> kinds{
        {u"contradiction"_s, Contradiction},
        {u"artefact"_s, Artefact},
        {u"quality"_s, Quality},
        {u"shown"_s, Shown},
        {u"required"_s, Required},
        {u"difference"_s, Difference},
    };
    static const QHash<QString, FormFinding::Severity> severities{
        {u"error"_s, FormFinding::Severity::Error},
        {u"warning"_s, FormFinding::Severity::Warning},
        {u"info"_s, FormFinding::Severity::Info},
    };
    const auto kind = kinds.constFind(object[u"kind"_s].toString());
    const auto severity = severities.constFind(object[u"severity"_s].toString());
    const auto when = readTest(object[u"when"_s].toObject(), 0);
    if (kind == kinds.constEnd() || severity == severities.constEnd() || !when
        || !hasOnly(object,
                    {u"id"_s, u"kind"_s, u"severity"_s, u"when"_s, u"zh"_s, u"en"_s, u"note"_s, u"targets"_s,
                     u"min_items"_s, u"min_methods"_s}))
        return {};
    FormRule rule;
    rule.id = object[u"id"_s].toString();
    rule.kind = *kind;
    rule.severity = *severity;
    rule.text = Label::fromJson(object);
    rule.when = *when;
    const auto targets = object[u"targets"_s].toArray();
    for (const auto &target : targets)
        rule.targets.append(target.toString());
    rule.leastItems = object[u"min_items"_s].toInt();
    rule.leastMethods = object[u"min_methods"_s].toInt();
    const bool needsTarget = rule.kind == Shown || rule.kind == Required || rule.kind == Difference;
    const bool compares = rule.when.kind == RuleTest::Kind::Compare;
    if (rule.id.isEmpty() || !rule.text.has(u"zh"_s) || !rule.text.has(u"en"_s) || needsTarget == rule.targets.isEmpty()
        || compares != (rule.kind == Difference))
        return {};
    return rule;
}

void collect(const RuleTest &test, QStringList &into)
{
    auto asked = test.fields;
    asked.append(test.field);
    for (const auto &field : std::as_const(asked))
        if (!field.isEmpty() && !into.contains(field))
            into.append(field);
    for (const auto &part : test.parts)
        collect(part, into);
}

} // namespace

Result<QList<FormRule>> parseRules(const QByteArray &json)
{
    QJsonParseError error;
    const auto root = QJsonDocument::fromJson(json, &error).object();
    const auto items = root[u"rules"_s].toArray();
    if (root[u"schema"_s] != u"sizhen-form-rules/1"_s || items.isEmpty())
        return fail(Fault::Corrupt, u"form rules: "_s + error.errorString());
    QList<FormRule> rules;
    for (const auto &item : items) {
        const auto rule = readRule(item.toObject());
        const auto id = item[u"id"_s].toString();
        const bool twice = std::any_of(rules.cbegin(), rules.cend(), [&](const auto &other) { return other.id == id; });
        if (!rule || twice)
            return fail(Fault::Corrupt, u"form rule: "_s + id);
        rules.append(*rule);
    }
    return rules;
}

bool holds(const RuleTest &test, const std::function<QCborValue(const QString &field)> &lookup)
{
    const auto part = [&](const RuleTest &one) { return holds(one, lookup); };
    switch (test.kind) {
    case RuleTest::Kind::Field:
        return passes(lookup(test.field), test.test, test.operands);
    case RuleTest::Kind::All:
        return std::all_of(test.parts.cbegin(), test.parts.cend(), part);
    case RuleTest::Kind::Any:
        return std::any_of(test.parts.cbegin(), test.parts.cend(), part);
    case RuleTest::Kind::Not:
        return !part(test.parts.constFirst());
    case RuleTest::Kind::Single:
        return passes(lookup(test.field), AnswerTest::CountGt, {test.most});
    case RuleTest::Kind::Always:
        return true;
    case RuleTest::Kind::Compare:
        return false; // needs both sides: FormLibrary::differences
    }
    return false;
}

QStringList fieldsOf(const RuleTest &test)
{
    QStringList fields;
    collect(test, fields);
    return fields;
}

} // namespace sizhen
