// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/scenario.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QStringList wordsOf(const QJsonValue &value)
{
    QStringList words;
    for (const auto &word : value.toArray())
        words.append(word.toString());
    return words;
}

DemoStep stepOf(const QJsonObject &json)
{
    DemoStep step;
    step.say = Label::fromJson(json.value(u"say"_s).toObject());
    step.at = json.value(u"at"_s).toString();
    step.as = json.value(u"as"_s).toString();
    step.run = wordsOf(json.value(u"run"_s));
    step.args = json.value(u"args"_s).toObject();
    const auto keep = json.value(u"keep"_s).toObject();
    for (auto it = keep.begin(); it != keep.end(); ++it)
        step.keep.insert(it.key(), it.value().toString());
    step.alongside = wordsOf(json.value(u"alongside"_s));
    step.show = json.value(u"show"_s).toString();
    step.shot = json.value(u"shot"_s).toString();
    step.shotMeanwhile = json.value(u"shotMeanwhile"_s).toString();
    step.expect = json.value(u"expect"_s).toString();
    step.settle = json.value(u"settle"_s).toBool(true);
    return step;
}

DemoParty partyOf(const QJsonObject &json)
{
    DemoParty party{wordsOf(json.value(u"found"_s)), {}};
    for (const auto &person : json.value(u"people"_s).toArray())
        party.people.append(person.toObject());
    return party;
}

// "+90m" "-1d" "+1y" applied to an instant.
QDateTime shifted(const QDateTime &from, const QString &offset)
{
    if (offset.isEmpty())
        return from;
    const auto amount = offset.chopped(1).toInt();
    switch (offset.back().unicode()) {
    case 'm':
        return from.addSecs(60 * amount);
    case 'h':
        return from.addSecs(3600 * amount);
    case 'd':
        return from.addDays(amount);
    default:
        return from.addYears(amount);
    }
}

} // namespace

Result<Scenario> parseScenario(const QByteArray &json)
{
    QJsonParseError error;
    const auto root = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError)
        return fail(Fault::Corrupt, u"scenario: "_s + error.errorString());
    Scenario scenario{partyOf(root.value(u"inviting"_s).toObject()), partyOf(root.value(u"invited"_s).toObject()), {}};
    for (const auto &item : root.value(u"steps"_s).toArray()) {
        const auto step = stepOf(item.toObject());
        if (step.run.isEmpty() || (step.at != u"inviting"_s && step.at != u"invited"_s))
            return fail(Fault::Corrupt, u"scenario: step %1"_s.arg(scenario.steps.size() + 1));
        scenario.steps.append(step);
    }
    return scenario;
}

Result<Scenario> loadScenario()
{
    const auto bytes = readResource(u"demo/consultation.json"_s);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return parseScenario(*bytes);
}

Result<QString> fillText(const QString &text, const QHash<QString, QString> &variables, const QDateTime &now)
{
    static const QRegularExpression gap(u"\\$([A-Za-z_.]+)([+-][0-9]+[mhdy])?"_s);
    QString filled;
    qsizetype last = 0;
    for (auto it = gap.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        filled += text.mid(last, match.capturedStart() - last);
        last = match.capturedEnd();
        const auto name = match.captured(1);
        const auto when = shifted(now, match.captured(2));
        if (name == u"now"_s)
            filled += when.toString(Qt::ISODate);
        else if (name == u"today"_s)
            filled += when.date().toString(Qt::ISODate);
        else if (const auto known = variables.constFind(name); known != variables.constEnd())
            filled += *known + match.captured(2);
        else
            return fail(Fault::Corrupt, u"scenario: $"_s + name);
    }
    return filled + text.mid(last);
}

Result<QJsonValue> fillJson(const QJsonValue &value, const QHash<QString, QString> &variables, const QDateTime &now)
{
    if (value.isString()) {
        const auto text = fillText(value.toString(), variables, now);
        if (!text)
            return tl::unexpected(text.error());
        return QJsonValue(*text);
    }
    if (value.isArray()) {
        QJsonArray array;
        for (const auto &item : value.toArray()) {
            const auto filled = fillJson(item, variables, now);
            if (!filled)
                return filled;
            array.append(*filled);
        }
        return QJsonValue(array);
    }
    if (!value.isObject())
        return value;
    QJsonObject object;
    const auto source = value.toObject();
    for (auto it = source.begin(); it != source.end(); ++it) {
        const auto filled = fillJson(it.value(), variables, now);
        if (!filled)
            return filled;
        object.insert(it.key(), *filled);
    }
    return QJsonValue(object);
}

} // namespace sizhen
