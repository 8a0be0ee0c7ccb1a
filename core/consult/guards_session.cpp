// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/attendance.h"
#include "core/consult/guards.h"
#include "core/consult/reading.h"
#include "core/consult/startgate.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool validOn(const PersonCertificate &person, const QDateTime &when)
{
    return (!person.validFrom.isValid() || person.validFrom <= when)
        && (!person.validTo.isValid() || when < person.validTo);
}

const PersonCertificate *namedPhysician(const Facts &facts)
{
    return facts.certificates.open(facts.act.args().value(u"physician"_s).toByteArray());
}

QVariantMap personArgs(const PersonCertificate &person)
{
    return {{u"person"_s, nameOf(person).en()}, {u"person.zh"_s, nameOf(person).zh()}};
}

// The day the three years are counted to: the time that is being agreed, or was agreed, or now.
QDateTime sessionTime(const Facts &facts)
{
    if (facts.act.kind() == u"case.confirm_schedule"_s && !facts.offering)
        if (const auto start = instantOf(facts.act.args(), u"start"_s); start.isValid())
            return start;
    const auto agreed = agreedStart(facts.state);
    return agreed.isValid() ? agreed : facts.now;
}

Result<> credentialsOfInvitedSide(const Facts &facts)
{
    const auto *person = namedPhysician(facts);
    auto args = person ? personArgs(*person) : QVariantMap{{u"person"_s, u"?"_s}, {u"person.zh"_s, u"?"_s}};
    if (!person || person->institution != facts.state.invited) {
        args.insert(u"reasons"_s, u"not certified by the invited institution"_s);
        args.insert(u"reasons.zh"_s, u"未由受邀方机构认证"_s);
        return refuse(u"PHY-01"_s, u"phy.not_qualified"_s, args);
    }
    if (!validOn(*person, facts.now)) {
        args.insert(u"reasons"_s, u"the certificate is not valid now"_s);
        args.insert(u"reasons.zh"_s, u"证书不在有效期内"_s);
        return refuse(u"PHY-01"_s, u"phy.not_qualified"_s, args);
    }
    return {};
}

Result<> physicianLicensed(const Facts &facts)
{
    const auto *person = namedPhysician(facts);
    if (!person || !isLicensed(*person, sessionTime(facts).date()))
        return refuse(u"STF-02"_s, u"stf.no_tcm_licence"_s,
                      person ? personArgs(*person) : QVariantMap{{u"person"_s, u"?"_s}});
    return {};
}

// PHY-03: the same at every signature. The certificate inside the act says what the licence was.
Result<> signerLicensed(const Facts &facts)
{
    const auto &by = facts.act.event.by;
    const auto day = (facts.act.event.hlc ? momentOf(facts.act.event) : facts.now).date();
    if (isLicensed(by, day))
        return {};
    if (by.licence.trimmed().isEmpty())
        return refuse(u"STF-02"_s, u"stf.no_tcm_licence"_s, personArgs(by));
    auto args = personArgs(by);
    args.insert(u"to"_s, by.licenceTo.toString(Qt::ISODate));
    return refuse(u"PHY-03"_s, u"phy.lapsed"_s, args);
}

Result<> physicianAssigned(const Facts &facts)
{
    if (consultantsOf(facts.state, facts.certificates).isEmpty())
        return refuse(u"SCH-03"_s, u"sch.incomplete"_s,
                      {{u"missing"_s, u"a physician of the invited side"_s}, {u"missing.zh"_s, u"受邀方医师"_s}});
    return {};
}

Result<> threeYearRule(const Facts &facts)
{
    if (!hasThreeYears(facts, sessionTime(facts).date()))
        return refuse(u"STF-03"_s, u"stf.three_year_rule"_s);
    return {};
}

Result<> timeGiven(const Facts &facts)
{
    const auto start = instantOf(facts.act.args(), u"start"_s);
    const auto minutes = facts.act.args().value(u"minutes"_s).toInteger();
    if (!start.isValid() || start < facts.now || minutes <= 0)
        return refuse(
            u"SCH-03"_s, u"sch.incomplete"_s,
            {{u"missing"_s, u"a time to come and its length"_s}, {u"missing.zh"_s, u"将来的开始时间与时长"_s}});
    return {};
}

Result<> bothConfirmedTheTime(const Facts &facts)
{
    if (!agreedStart(facts.state).isValid())
        return refuse(u"SCH-03"_s, u"sch.incomplete"_s,
                      {{u"missing"_s, u"the same time from both sides"_s}, {u"missing.zh"_s, u"双方一致的时间"_s}});
    return {};
}

// SES-03: known people only. Of the invited side those who were assigned; interpreters of either.
Result<> mayTakePart(const Facts &facts)
{
    const auto may
        = capacitiesIn(facts.state, facts.act.event.by, facts.act.side, facts.certificates, sessionTime(facts));
    const auto as = textOf(facts.act.args(), u"as"_s);
    const bool good = facts.offering
        ? may.any()
        : (as == u"PHYSICIAN"_s && may.physician) || (as == u"INTERPRETER"_s && may.interpreter);
    if (!good)
        return refuse(u"SES-03"_s, u"ses.unidentified"_s);
    return {};
}

Result<> twoIdentifiers(const Facts &facts)
{
    static const QStringList known{u"name"_s, u"birth"_s, u"document"_s, u"case_code"_s};
    QSet<QString> given;
    for (const auto &value : facts.act.args().value(u"identifiers"_s).toArray())
        if (known.contains(value.toString()))
            given.insert(value.toString());
    if (given.size() < 2)
        return refuse(u"SES-02"_s, u"ses.two_identifiers"_s);
    return {};
}

Result<> identityReconfirmed(const Facts &facts)
{
    if (since(facts.state.acts, u"case.confirm_identity"_s, {u"case.confirm_schedule"_s}).isEmpty())
        return refuse(u"SES-02"_s, u"ses.identity_again"_s);
    return {};
}

// SES-01: one gate that names everything that is not ready. What has a guard of its own says it there.
Result<> startGate(const Facts &facts)
{
    static const QSet<QString> guardedElsewhere{u"agreement"_s, u"consent"_s, u"identity"_s};
    Names open;
    for (const auto &item : startGateItems(facts))
        if (!item.good && !guardedElsewhere.contains(item.code) && !(item.byPerson && facts.offering))
            open.add(item.name.en(), item.name.zh());
    if (!open.isEmpty())
        return refuse(u"SES-01"_s, u"ses.gate"_s, open.as(u"items"_s));
    return {};
}

Result<> tookPart(const Facts &facts)
{
    if (!checkedIn(facts.state, facts.act.event.by.person, facts.act.side))
        return refuse(u"SES-13"_s, u"ses.took_no_part"_s);
    return {};
}

Result<> sessionEnded(const Facts &facts)
{
    if (facts.state.stage() != u"AWAITING_REPORT"_s)
        return refuse(u"RPT-01"_s, u"ses.not_ended"_s);
    return {};
}

} // namespace

void addSessionGuards(Engine<Facts> &engine)
{
    engine.add(u"credentialsOfInvitedSide"_s, onArgs(credentialsOfInvitedSide));
    engine.add(u"physicianLicensed"_s, onArgs(physicianLicensed));
    engine.add(u"signerLicensed"_s, signerLicensed);
    engine.add(u"physicianAssigned"_s, physicianAssigned);
    engine.add(u"threeYearRule"_s, threeYearRule);
    engine.add(u"timeGiven"_s, onArgs(timeGiven));
    engine.add(u"bothConfirmedTheTime"_s, bothConfirmedTheTime);
    engine.add(u"mayTakePart"_s, mayTakePart);
    engine.add(u"twoIdentifiers"_s, onArgs(twoIdentifiers));
    engine.add(u"identityReconfirmed"_s, identityReconfirmed);
    engine.add(u"startGate"_s, startGate);
    engine.add(u"tookPart"_s, tookPart);
    engine.add(u"sessionEnded"_s, sessionEnded);
}

} // namespace sizhen
