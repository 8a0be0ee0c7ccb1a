// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/emergencyphone.h"

#include "core/consult/sessionrules.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto phoneSetting = u"emergency_phone"_s;

// A house's own line may be "2222,,1" or "(+36 1) 455-5555".
bool isPhoneNumber(const QString &text)
{
    static const QRegularExpression shape(u"^[+0-9][0-9 ()/.,#*+-]{1,30}$"_s);
    return shape.match(text.startsWith(u'(') ? text.mid(1) : text).hasMatch();
}

} // namespace

QString ownEmergencyPhone(const Ledger &ledger)
{
    return ledger.houseSetting(phoneSetting).value_or(QString());
}

QString emergencyPhoneHere(const Ledger &ledger)
{
    const auto own = ownEmergencyPhone(ledger);
    return own.isEmpty() ? sessionRules().emergencyPhone(ledger.institution().country) : own;
}

Result<> keepEmergencyPhone(Ledger &ledger, const QString &number)
{
    if (!number.isEmpty() && !isPhoneNumber(number))
        return tl::unexpected(Error{Fault::Invalid, u"emergency number"_s, u"SES-09"_s, u"house.number"_s, {}});
    return ledger.keepHouseSetting(phoneSetting, number);
}

} // namespace sizhen
