// SPDX-License-Identifier: GPL-3.0-or-later
// What happens in the room while a session runs: presence, emergencies, trouble on the line, stills, questions.
#include "core/consult/guards.h"
#include "core/consult/patientview.h"
#include "core/consult/reading.h"
#include "core/consult/sessionrecord.h"

#include <QSet>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int shortestOutcome = 10; // characters, as of every reason
constexpr int mostMarks = 200; // on one picture

bool bySystem(const Facts &facts)
{
    return facts.act.event.by.roles.contains(u"SYSTEM"_s);
}

// SES-04. A person speaks for themselves, the station of somebody who logged out for that person.
Result<> presenceGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto named = args.value(u"person"_s).toByteArray();
    const auto person = bySystem(facts) ? named : facts.act.event.by.person;
    const bool ownWord = bySystem(facts) || named.isEmpty() || named == person;
    if (!args.value(u"present"_s).isBool() || !ownWord || !checkedIn(facts.state, person, Side::Inviting))
        return refuse(u"SES-04"_s, u"ses.took_no_part"_s);
    return {};
}

// SES-04: the automaton pauses for one reason only.
Result<> pauseIsDue(const Facts &facts)
{
    const auto at = facts.act.event.hlc ? momentOf(facts.act.event) : facts.now;
    if (bySystem(facts) && !mustPause(facts.state, at))
        return refuse(u"SES-04"_s, u"ses.accompanied"_s);
    return {};
}

Result<> accompaniedAgain(const Facts &facts)
{
    if (!isAccompanied(facts.state))
        return refuse(u"SES-04"_s, u"ses.unaccompanied"_s);
    return {};
}

Result<> emergencyTold(const Facts &facts)
{
    if (openEmergency(facts.state))
        return refuse(u"SES-09"_s, u"ses.emergency_open"_s);
    return {};
}

Result<> emergencyIsOpen(const Facts &facts)
{
    if (!openEmergency(facts.state))
        return refuse(u"SES-09"_s, u"ses.no_emergency"_s);
    return {};
}

Result<> outcomeGiven(const Facts &facts)
{
    if (textOf(facts.act.args(), u"outcome"_s).size() < shortestOutcome)
        return refuse(u"SES-09"_s, u"ses.outcome_short"_s, {{u"n"_s, shortestOutcome}});
    return {};
}

Result<> inPersonGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    if (choiceName(sessionRules().inPerson, textOf(args, u"reason"_s)).isEmpty()
        || !saysSomething(args.value(u"advice"_s)))
        return refuse(u"SES-10"_s, u"ses.in_person_incomplete"_s);
    return {};
}

Result<> mediaMinuteGiven(const Facts &facts)
{
    if (!MediaMinute::fromCbor(facts.act.args()))
        return refuse(u"SES-06"_s, u"ses.minute_impossible"_s);
    return {};
}

Result<> fallbackGiven(const Facts &facts)
{
    if (choiceName(sessionRules().ladder, textOf(facts.act.args(), u"step"_s)).isEmpty())
        return refuse(u"SES-14"_s, u"ses.step_unknown"_s);
    return {};
}

// SES-13. An older program's confirmation names no summary.
Result<> summaryGiven(const Facts &facts)
{
    const auto summary = facts.act.args().value(u"summary"_s);
    if (!summary.isUndefined() && summary.toByteArray().size() != 32)
        return refuse(u"SES-13"_s, u"ses.summary_damaged"_s);
    return {};
}

Result<> stillGiven(const Facts &facts)
{
    static const QSet<QString> roles{u"tongue_top"_s, u"tongue_under"_s, u"face"_s, u"document"_s};
    if (!roles.contains(textOf(facts.act.args(), u"role"_s)))
        return refuse(u"FOU-05"_s, u"ses.still_unknown"_s);
    return {};
}

bool isShare(const QCborValue &value)
{
    const double share = value.isDouble() || value.isInteger() ? value.toDouble() : -1;
    return share >= 0 && share <= 1;
}

bool isMark(const QCborValue &value)
{
    const auto mark = value.toMap();
    return isShare(mark.value(u"x"_s)) && isShare(mark.value(u"y"_s));
}

// Marks stand on a picture of this case, in shares of its width and height.
Result<> pictureMarksGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto wanted = args.value(u"picture"_s).toByteArray();
    const auto kept = facts.state.all(u"case.attachment_added"_s);
    const bool known = std::ranges::any_of(kept, [&](const Act *one) {
        const auto attachment = attachmentIn(one->args());
        return attachment && attachment->sha256 == wanted;
    });
    const auto marks = args.value(u"marks"_s);
    const auto list = marks.toArray();
    if (!known || !marks.isArray() || list.size() > mostMarks || !std::ranges::all_of(list, isMark))
        return refuse(u"FOU-05"_s, u"ses.picture_marks"_s);
    return {};
}

// SES-16: the patient could ask, and was answered.
Result<> questionGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    if (!saysSomething(args.value(u"question"_s)) || !saysSomething(args.value(u"answer"_s)))
        return refuse(u"SES-16"_s, u"ses.question_incomplete"_s);
    return {};
}

// SES-12: who else is in the room, each with what they are there for.
Result<> rollGiven(const Facts &facts)
{
    const auto persons = facts.act.args().value(u"persons"_s);
    const auto list = persons.toArray();
    const bool whole = std::ranges::all_of(list, [](const QCborValue &one) {
        return !textOf(one.toMap(), u"name"_s).isEmpty() && !textOf(one.toMap(), u"as"_s).isEmpty();
    });
    if (!persons.isArray() || !whole)
        return refuse(u"SES-12"_s, u"ses.roll_incomplete"_s);
    return {};
}

// SES-15
Result<> displayGiven(const Facts &facts)
{
    if (!patientDisplayNamed(textOf(facts.act.args(), u"display"_s)))
        return refuse(u"SES-15"_s, u"ses.display_unknown"_s);
    return {};
}

// SES-08: the server is one of the two houses', and a yes says how it was given.
Result<> forwardingWordGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto house = args.value(u"house"_s).toByteArray();
    const auto agreed = args.value(u"agreed"_s);
    const bool known = !house.isEmpty() && (house == facts.state.inviting || house == facts.state.invited);
    if (!known || !agreed.isBool() || (agreed.toBool() && !saysSomething(args.value(u"how"_s))))
        return refuse(u"SES-08"_s, u"forwarder.word"_s);
    return {};
}

} // namespace

void addRoomGuards(Engine<Facts> &engine)
{
    engine.add(u"presenceGiven"_s, onArgs(presenceGiven));
    engine.add(u"pauseIsDue"_s, pauseIsDue);
    engine.add(u"accompaniedAgain"_s, accompaniedAgain);
    engine.add(u"emergencyTold"_s, emergencyTold);
    engine.add(u"emergencyIsOpen"_s, emergencyIsOpen);
    engine.add(u"outcomeGiven"_s, onArgs(outcomeGiven));
    engine.add(u"inPersonGiven"_s, onArgs(inPersonGiven));
    engine.add(u"mediaMinuteGiven"_s, onArgs(mediaMinuteGiven));
    engine.add(u"fallbackGiven"_s, onArgs(fallbackGiven));
    engine.add(u"summaryGiven"_s, onArgs(summaryGiven));
    engine.add(u"stillGiven"_s, onArgs(stillGiven));
    engine.add(u"pictureMarksGiven"_s, onArgs(pictureMarksGiven));
    engine.add(u"questionGiven"_s, onArgs(questionGiven));
    engine.add(u"rollGiven"_s, onArgs(rollGiven));
    engine.add(u"displayGiven"_s, onArgs(displayGiven));
    engine.add(u"forwardingWordGiven"_s, onArgs(forwardingWordGiven));
}

} // namespace sizhen
