// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/startgate.h"

#include "core/consult/attendance.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Check {
    QString code;
    QString rule;
    Label name;
};

const QList<Check> &checks()
{
    static const QList<Check> all{
        {u"picture"_s, u"SES-05"_s, {u"画面"_s, u"picture"_s}},
        {u"sound"_s, u"SES-05"_s, {u"声音"_s, u"sound"_s}},
        {u"instrument"_s, u"FOU-06"_s, {u"脉诊仪"_s, u"instrument"_s}},
        {u"network"_s, u"NET-05"_s, {u"网络"_s, u"network"_s}},
        {u"power"_s, u"NET-01"_s, {u"电源"_s, u"power"_s}},
        {u"interpreter"_s, u"LNG-01"_s, {u"翻译"_s, u"interpreter"_s}},
        {u"privacy"_s, u"SES-12"_s, {u"隐私"_s, u"privacy"_s}},
        {u"backup"_s, u"SES-14"_s, {u"备用联络"_s, u"backup contact"_s}},
    };
    return all;
}

bool isReconfirmed(const CaseState &state)
{
    return !since(state.acts, u"case.confirm_identity"_s, {u"case.confirm_schedule"_s}).isEmpty();
}

GateItem told(const QString &code, const QString &rule, const Label &name, std::optional<Side> side, bool good)
{
    return {code, rule, name, side, false, good};
}

} // namespace

bool hasThreeYears(const Facts &facts, const QDate &day)
{
    return std::ranges::any_of(consultantsOf(facts.state, facts.certificates), [&](const Consultant &one) {
        const auto reached = threeYearsOn(one.person.practice);
        return isLicensed(one.person, day) && reached.isValid() && reached <= day;
    });
}

QList<GateItem> startGateItems(const Facts &facts)
{
    const auto &state = facts.state;
    const auto agreed = agreedStart(state);
    const auto day = (agreed.isValid() ? agreed : facts.now).date();
    QList<GateItem> items{
        told(u"agreement"_s, u"AGR-04"_s, {u"合作协议有效"_s, u"agreement in force"_s}, {},
             facts.agreement.inForceAt(facts.now)),
        told(u"consent"_s, u"CON-04"_s, {u"知情同意"_s, u"consent"_s}, Side::Inviting,
             machineState(state, "consent"_L1) == u"SIGNED"_s),
        told(u"identity"_s, u"SES-02"_s, {u"患者身份再次核对"_s, u"patient's identity confirmed again"_s},
             Side::Inviting, isReconfirmed(state)),
        told(u"accompanying"_s, u"SES-01"_s, {u"陪同医师签到"_s, u"accompanying physician checked in"_s},
             Side::Inviting, someoneCheckedIn(state, Side::Inviting)),
        told(u"specialist"_s, u"SES-01"_s, {u"受邀方医师签到"_s, u"physician of the invited side checked in"_s},
             Side::Invited, !consultantsPresent(state, facts.certificates).isEmpty()),
        told(u"threeYears"_s, u"STF-03"_s, {u"独立临床满3年的医师"_s, u"three years of independent practice"_s},
             Side::Invited, hasThreeYears(facts, day)),
    };
    const auto said = facts.act.args().value(u"checks"_s).toMap();
    for (const auto &check : checks()) {
        const auto value = said.value(check.code);
        items.append({check.code, check.rule, check.name, std::nullopt, true,
                      value.isTrue() || !value.toString().trimmed().isEmpty()});
    }
    return items;
}

} // namespace sizhen
