// SPDX-License-Identifier: GPL-3.0-or-later
// Recording of a session: who said what to it, and that it runs only while all agree.
#include "core/consult/guards.h"
#include "core/consult/reading.h"
#include "core/consult/recording.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// CON-10. Who checked in speaks for themselves; the patient's word is written down at the patient's side, with how it
// was given when it is a yes. A no needs no words.
Result<> recordingWordGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto &author = facts.act.event.by;
    const auto agreed = args.value(u"agreed"_s);
    const auto refused = refuse(u"CON-10"_s, u"con.recording_word"_s);
    const bool patients = args.value(u"patient"_s).toBool();
    if (!agreed.isBool() || patients == args.contains(u"person"_s))
        return refused;
    if (!patients && args.value(u"person"_s).toByteArray() == author.person
        && checkedIn(facts.state, author.person, facts.act.side))
        return {};
    const bool beside = facts.act.side == Side::Inviting && author.roles.contains(u"PHYSICIAN"_s);
    if (patients && beside && (!agreed.toBool() || saysSomething(args.value(u"how"_s))))
        return {};
    return refused;
}

Result<> recordingAgreed(const Facts &facts)
{
    return recordingAllowed(facts.state);
}

Result<> recordingNamed(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto id = args.value(u"recording"_s).toByteArray();
    const bool known = std::ranges::any_of(recordings(facts.state), [&](const Recording &one) { return one.id == id; });
    if (id.size() != 16 || known || args.value(u"tracks"_s).toArray().isEmpty())
        return refuse(u"CON-10"_s, u"con.recording_damaged"_s);
    return {};
}

// Not asked: whether it began. A beginning that a withdrawal overtook was refused, and what was recorded is told all
// the same.
Result<> recordingEndGiven(const Facts &facts)
{
    if (!RecordingEnd::fromCbor(facts.act.args()))
        return refuse(u"CON-10"_s, u"con.recording_damaged"_s);
    return {};
}

} // namespace

void addRecordingGuards(Engine<Facts> &engine)
{
    engine.add(u"recordingWordGiven"_s, onArgs(recordingWordGiven));
    engine.add(u"recordingAgreed"_s, recordingAgreed);
    engine.add(u"recordingNamed"_s, onArgs(recordingNamed));
    engine.add(u"recordingEndGiven"_s, onArgs(recordingEndGiven));
}

} // namespace sizhen
