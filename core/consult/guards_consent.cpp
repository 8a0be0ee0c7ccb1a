// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/guards.h"
#include "core/consult/reading.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int ageOfMajority = 18;

int patientAge(const Facts &facts)
{
    return ageAt(textOf(patientOf(facts.state), u"birth"_s), facts.now);
}

Result<> serviceAndFeesExplained(const Facts &facts)
{
    const auto items = facts.act.args().value(u"items"_s).toArray();
    const auto fee = facts.act.args().value(u"fee"_s).toMap();
    if (!items.contains(QCborValue(u"SERVICE"_s)) || !items.contains(QCborValue(u"FEES"_s))
        || textOf(fee, u"amount"_s).isEmpty() || textOf(fee, u"currency"_s).isEmpty())
        return refuse(u"CON-01"_s, u"con.explain_first"_s);
    return {};
}

Result<> patientMaySign(const Facts &facts)
{
    if (patientAge(facts) < ageOfMajority)
        return refuse(u"CON-06"_s, u"con.guardian_required"_s);
    return {};
}

Result<> representativeMaySign(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto type = textOf(args, u"signerType"_s);
    const auto document = args.value(u"document"_s).toMap();
    bool complete = type == u"GUARDIAN"_s || type == u"CLOSE_RELATIVE"_s;
    for (const auto &key : {u"relation"_s, u"reason"_s, u"name"_s})
        complete = complete && !textOf(args, key).isEmpty();
    for (const auto &key : {u"type"_s, u"number"_s, u"country"_s})
        complete = complete && !textOf(document, key).isEmpty();
    if (!complete)
        return refuse(u"CON-03"_s, u"con.signer_not_allowed"_s);
    if (patientAge(facts) < ageOfMajority && type != u"GUARDIAN"_s)
        return refuse(u"CON-06"_s, u"con.guardian_required"_s);
    return {};
}

Result<> signatureGiven(const Facts &facts)
{
    const auto &args = facts.act.args();
    const auto form = args.value(u"form"_s).toMap();
    const auto drawn = attachmentIn(args.value(u"signature"_s));
    if (textOf(form, u"id"_s).isEmpty() || textOf(form, u"language"_s).isEmpty()
        || !form.value(u"version"_s).isInteger() || !drawn || drawn->size <= 0
        || !drawn->mediaType.startsWith(u"image/"_s))
        return refuse(u"CON-02"_s, u"con.signature_missing"_s);
    return {};
}

// CON-04. Before the case is released the receiver has the sender's signed word only; once the case is here the word is
// held against the consent itself.
Result<> consentSigned(const Facts &facts)
{
    const auto refused = refuse(u"CON-04"_s, u"con.not_signed"_s);
    const bool sending = facts.act.kind() == u"invitation.send_direct"_s;
    const auto word = facts.act.args().value(u"consent"_s).toMap();
    if (!facts.state.held) {
        if (sending && saysConsentIsSigned(facts.act.args()))
            return {};
        return refused;
    }
    const auto consent = machineState(facts.state, "consent"_L1);
    if (consent == u"WITHDRAWN"_s)
        return refuse(u"CON-09"_s, u"con.withdrawn"_s);
    if (consent != u"SIGNED"_s)
        return refused;
    if (!sending || facts.offering)
        return {};
    for (auto it = facts.state.acts.crbegin(); it != facts.state.acts.crend(); ++it)
        if (it->kind() == u"consent.sign_patient"_s || it->kind() == u"consent.sign_representative"_s) {
            if (it->event.hash == word.value(u"entry"_s).toByteArray())
                return {};
            return refused;
        }
    return refused;
}

Result<> consentRefusedOrWithdrawn(const Facts &facts)
{
    const auto consent = machineState(facts.state, "consent"_L1);
    if (consent != u"REFUSED"_s && consent != u"WITHDRAWN"_s)
        return refuse(u"CON-09"_s, u"con.not_withdrawn"_s);
    return {};
}

} // namespace

void addConsentGuards(Engine<Facts> &engine)
{
    engine.add(u"serviceAndFeesExplained"_s, onArgs(serviceAndFeesExplained));
    engine.add(u"patientMaySign"_s, patientMaySign);
    engine.add(u"representativeMaySign"_s, onArgs(representativeMaySign));
    engine.add(u"signatureGiven"_s, onArgs(signatureGiven));
    engine.add(u"consentSigned"_s, consentSigned);
    engine.add(u"consentRefusedOrWithdrawn"_s, consentRefusedOrWithdrawn);
}

} // namespace sizhen
