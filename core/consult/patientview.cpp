// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/patientview.h"

#include "core/base/resource.h"
#include "core/consult/reading.h"
#include "core/consult/recording.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr std::array neededWords{"with",   "physician", "interpreter", "here",      "waiting", "running", "paused",
                                 "over",   "notRecorded", "recorded",  "stop",      "stopMeans", "stopped", "between",
                                 "forwarded", "practice"};
constexpr std::array displayNames{"FULL"_L1, "FACE_ONLY"_L1, "OFF"_L1};

QString whatHappens(const CaseState &state)
{
    if (isCase(state, {"IN_SESSION"_L1}))
        return u"running"_s;
    if (isCase(state, {"PAUSED"_L1}))
        return u"paused"_s;
    return state.latest(u"case.start"_s) ? u"over"_s : u"waiting"_s;
}

} // namespace

QString patientDisplayName(PatientDisplay display)
{
    return displayNames[std::size_t(display)];
}

std::optional<PatientDisplay> patientDisplayNamed(const QString &name)
{
    const auto found = std::ranges::find(displayNames, name);
    if (found == displayNames.end())
        return std::nullopt;
    return PatientDisplay(found - displayNames.begin());
}

QCborMap patientDisplayArgs(PatientDisplay display)
{
    return {{u"display"_s, patientDisplayName(display)}};
}

Result<PatientWords> parsePatientWords(const QByteArray &json)
{
    const auto object = QJsonDocument::fromJson(json).object();
    if (object[u"schema"_s].toString() != "sizhen-patient-screen/1"_L1)
        return fail(Fault::Invalid, u"patient's screen: schema"_s);
    const auto lines = object[u"words"_s].toObject();
    PatientWords words;
    for (const auto *id : neededWords) {
        const auto name = QString::fromLatin1(id);
        const auto label = Label::fromJson(lines[name].toObject());
        if (!label.has(u"zh"_s) || !label.has(u"en"_s))
            return fail(Fault::Invalid, u"patient's screen: "_s + name);
        words.words.insert(name, label);
    }
    return words;
}

const PatientWords &patientWords()
{
    static const auto words
        = readResource(u"patientscreen.json"_s).and_then(parsePatientWords).value_or(PatientWords());
    return words;
}

PatientView patientView(const CaseState &state)
{
    PatientView view;
    QSet<QByteArray> seen;
    for (const auto *one : state.all(u"case.check_in"_s)) {
        if (seen.contains(one->event.by.person))
            continue;
        seen.insert(one->event.by.person);
        const bool interprets = textOf(one->args(), u"as"_s) == "INTERPRETER"_L1;
        view.people.append({one->event.by.name, interprets ? u"interpreter"_s : u"physician"_s, one->side});
    }
    view.language = textOf(patientOf(state), u"language"_s);
    view.now = whatHappens(state);
    view.recorded = isRecorded(state);
    return view;
}

} // namespace sizhen
