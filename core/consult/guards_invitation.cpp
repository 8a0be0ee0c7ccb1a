// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <QCborArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool windowsGiven(const QCborMap &args)
{
    const auto windows = args.value(u"windows"_s).toArray();
    return !windows.isEmpty() && std::ranges::all_of(windows, [](const QCborValue &value) {
        const auto from = instantOf(value.toMap(), u"from"_s);
        return from.isValid() && from < instantOf(value.toMap(), u"to"_s);
    });
}

Result<> sevenFields(const Facts &facts)
{
    static const QList<std::pair<QString, Label>> fields{
        {u"reason"_s, {u"会诊事由"_s, u"reason"_s}},
        {u"purpose"_s, {u"会诊目的"_s, u"purpose"_s}},
        {u"abstract"_s, {u"病历摘要"_s, u"record abstract"_s}},
        {u"specialty"_s, {u"专业要求"_s, u"specialty wanted"_s}},
        {u"titleLevel"_s, {u"职称要求"_s, u"title wanted"_s}},
        {u"qualification"_s, {u"资质要求"_s, u"qualification wanted"_s}},
    };
    const auto *composed = latestInInvitation(facts.state, u"invitation.compose"_s);
    const auto args = composed ? composed->args() : QCborMap{};
    Names missing;
    for (const auto &[id, label] : fields)
        if (!saysSomething(args.value(id)))
            missing.add(label.en(), label.zh());
    if (!windowsGiven(args))
        missing.add(u"time arrangement"_s, u"时间安排"_s);
    if (!missing.isEmpty())
        return refuse(u"INV-01"_s, u"inv.field_missing"_s, missing.as(u"fields"_s));
    return {};
}

// Plainly fictional names in demonstrations are made of ordinary words; the whole name is looked for all the same.
bool isOrdinaryWord(const QString &word)
{
    static const QStringList ordinary{u"patient"_s,   u"example"_s, u"sample"_s, u"demo"_s,
                                      u"fictional"_s, u"test"_s,    u"person"_s, u"fictitious"_s};
    return ordinary.contains(word, Qt::CaseInsensitive);
}

bool namesPatient(const QString &text, const QString &name)
{
    if (name.isEmpty())
        return false;
    const auto parts = name.split(u' ', Qt::SkipEmptyParts);
    auto reversed = parts;
    std::ranges::reverse(reversed);
    const auto plain = text.simplified();
    for (const auto &whole : {parts.join(u' '), reversed.join(u' '), reversed.join(u", "_s)})
        if (plain.contains(whole, Qt::CaseInsensitive))
            return true;
    return std::ranges::any_of(parts, [&](const QString &part) {
        if (part.size() < 3 || isOrdinaryWord(part))
            return false;
        const QRegularExpression word(u"\\b%1\\b"_s.arg(QRegularExpression::escape(part)),
                                      QRegularExpression::UseUnicodePropertiesOption);
        return word.match(plain).hasMatch();
    });
}

Result<> abstractNamesNobody(const Facts &facts)
{
    const auto held = refuse(u"INV-11"_s, u"inv.identity_held"_s);
    const auto &args = facts.act.args();
    static const QStringList released{u"sex"_s, u"age"_s};
    for (const auto &[key, value] : args.value(u"patient"_s).toMap())
        if (!released.contains(key.toString()))
            return held;
    const auto name = textOf(patientOf(facts.state), u"name"_s);
    const auto number = facts.patient ? facts.patient->documentNumber : QString{};
    for (const auto &key : {u"reason"_s, u"purpose"_s, u"abstract"_s, u"qualification"_s})
        for (const auto &[language, value] : labelOf(args, key).toCbor()) {
            const auto text = value.toString();
            if (namesPatient(text, name) || (!number.isEmpty() && text.contains(number, Qt::CaseInsensitive)))
                return held;
        }
    return {};
}

bool isTheWrittenAbstract(const Facts &facts, const QCborMap &approval)
{
    const auto *composed = latestInInvitation(facts.state, u"invitation.compose"_s);
    return composed && saysSomething(composed->args().value(u"abstract"_s))
        && approval.value(u"abstract"_s).toByteArray() == contentHash(composed->args().value(u"abstract"_s));
}

Result<> abstractIsTheWrittenOne(const Facts &facts)
{
    if (!isTheWrittenAbstract(facts, facts.act.args()))
        return refuse(u"INV-04"_s, u"inv.abstract_unapproved"_s);
    return {};
}

Result<> abstractApproved(const Facts &facts)
{
    const auto *approved = latestInInvitation(facts.state, u"invitation.approve_abstract"_s);
    if (!approved || !isTheWrittenAbstract(facts, approved->args()))
        return refuse(u"INV-04"_s, u"inv.abstract_unapproved"_s);
    return {};
}

Result<> casePrepared(const Facts &facts)
{
    // Not released yet: only the sender can know. The consent is asked for before a case is prepared, so its word
    // covers both.
    const bool prepared
        = facts.state.held ? facts.state.stage() == u"PREPARED"_s : saysConsentIsSigned(facts.act.args());
    if (!prepared)
        return refuse(u"INV-01"_s, u"inv.case_not_prepared"_s);
    return {};
}

Result<> officerOfInvitedSide(const Facts &facts)
{
    if (facts.act.side != Side::Invited || !facts.act.event.by.roles.contains(u"MED-ADMIN"_s))
        return refuse(u"RSP-01"_s, u"rsp.not_authorised"_s);
    return {};
}

Result<> declineReason(const Facts &facts)
{
    static const QStringList codes{
        u"NO_CAPACITY"_s, u"NO_SPECIALTY"_s, u"NOT_SUITABLE_REMOTE"_s, u"DATA_INSUFFICIENT"_s, u"LEGAL"_s,
        u"CONFLICT"_s,    u"OTHER"_s};
    if (!codes.contains(textOf(facts.act.args(), u"code"_s)) || textOf(facts.act.args(), u"reason"_s).size() < 10)
        return refuse(u"RSP-02"_s, u"rsp.reason_required"_s);
    return {};
}

Result<> notInSession(const Facts &facts)
{
    if (sessionBegun(facts.state))
        return refuse(u"INV-06"_s, u"inv.too_late_to_withdraw"_s);
    return {};
}

Guard invitationIs(QStringList states, const QString &rule)
{
    return [states = std::move(states), rule](const Facts &facts) -> Result<> {
        if (!states.contains(machineState(facts.state, "invitation"_L1)))
            return refuse(rule, u"inv.not_that_far"_s);
        return {};
    };
}

} // namespace

void addInvitationGuards(Engine<Facts> &engine)
{
    engine.add(u"sevenFields"_s, sevenFields);
    engine.add(u"abstractNamesNobody"_s, onArgs(abstractNamesNobody));
    engine.add(u"abstractIsTheWrittenOne"_s, onArgs(abstractIsTheWrittenOne));
    engine.add(u"abstractApproved"_s, abstractApproved);
    engine.add(u"casePrepared"_s, casePrepared);
    engine.add(u"officerOfInvitedSide"_s, officerOfInvitedSide);
    engine.add(u"declineReason"_s, onArgs(declineReason));
    engine.add(u"notInSession"_s, notInSession);
    engine.add(
        u"invitationIsOut"_s,
        invitationIs({u"QUEUED"_s, u"UNDER_REVIEW"_s, u"QUESTION"_s, u"ACCEPTED"_s, u"DECLINED"_s}, u"INV-01"_s));
    engine.add(u"invitationAccepted"_s, invitationIs({u"ACCEPTED"_s}, u"RSP-01"_s));
    engine.add(u"invitationDeclined"_s, invitationIs({u"DECLINED"_s}, u"RSP-02"_s));
    engine.add(u"invitationWithdrawn"_s, invitationIs({u"WITHDRAWN"_s}, u"INV-06"_s));
    engine.add(u"invitationIsOver"_s, invitationIs({u"DECLINED"_s, u"WITHDRAWN"_s}, u"INV-13"_s));
}

} // namespace sizhen
