// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/forwarding.h"

#include "core/consult/reading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

const Act *forwardingWordOf(const CaseState &state, const QByteArray &house)
{
    const Act *word = nullptr;
    for (const auto *one : state.all(u"case.forwarding_agreed"_s))
        if (one->args().value(u"house"_s).toByteArray() == house)
            word = one;
    return word;
}

bool hasAgreedToForwarding(const CaseState &state, const QByteArray &house)
{
    const auto *word = forwardingWordOf(state, house);
    return word && word->args().value(u"agreed"_s).toBool();
}

QList<QByteArray> agreedForwarders(const CaseState &state)
{
    QList<QByteArray> houses;
    for (const auto &house : {state.inviting, state.invited})
        if (hasAgreedToForwarding(state, house))
            houses.append(house);
    return houses;
}

Result<> forwardingAllowed(const CaseState &state, const QByteArray &house)
{
    const bool stands = machineState(state, "consent"_L1) == u"SIGNED"_s;
    if (!stands || !hasAgreedToForwarding(state, house))
        return refuse(u"SES-08"_s, u"forwarder.no_consent"_s);
    return {};
}

QCborMap forwardingWordArgs(const QByteArray &house, bool agreed, const QString &how)
{
    QCborMap args{{u"house"_s, house}, {u"agreed"_s, agreed}};
    if (!how.isEmpty())
        args.insert(u"how"_s, how);
    return args;
}

} // namespace sizhen
