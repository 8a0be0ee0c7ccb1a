// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/paperdata.h"

#include "core/base/cbor.h"
#include "core/documents/documentdata.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborValue asValue(const Label &label)
{
    return label.toCbor();
}

Result<Institution> institutionOf(const QByteArray &root, const Ledger &ledger)
{
    if (root == ledger.institution().root)
        return ledger.institution();
    const auto partner = ledger.partner(root);
    if (!partner)
        return tl::unexpected(partner.error());
    return partner->institution;
}

Label countryAfter(const Label &city, const QString &country)
{
    return city.isEmpty() ? Label(country, country)
                          : Label(city.zh() + u"，"_s + country, city.en() + u", "_s + country);
}

// "Allergies: none known" for the few answers that every reader must see.
Label alertsOf(const CaseState &state, const FormLibrary &forms)
{
    const auto answers = state.plainAnswers(u"intake"_s, Side::Inviting);
    QStringList zh;
    QStringList en;
    for (const auto &id : {u"intake.history.allergy"_s, u"intake.special.pregnancy"_s, u"intake.special.lactation"_s}) {
        const auto *field = forms.field(id);
        const auto value = answers.value(id);
        if (!field || !forms.isAnswered(*field, value))
            continue;
        const auto text = forms.text(*field, value);
        zh.append(field->label.zh() + u"："_s + text.zh());
        en.append(field->label.en() + u": "_s + text.en());
    }
    return zh.isEmpty() ? Label() : Label(zh.join(u"；"_s), en.join(u"; "_s));
}

} // namespace

const Institution *Parties::byRoot(const QByteArray &root) const
{
    if (root == inviting.root)
        return &inviting;
    return root == invited.root ? &invited : nullptr;
}

Result<Parties> partiesOf(const CaseState &state, const Ledger &ledger)
{
    auto inviting = institutionOf(state.inviting, ledger);
    if (!inviting)
        return tl::unexpected(inviting.error());
    auto invited = institutionOf(state.invited, ledger);
    if (!invited)
        return tl::unexpected(invited.error());
    return Parties{*std::move(inviting), *std::move(invited)};
}

CaseState asSeenBy(const CaseState &state, const Act &frozen)
{
    auto seen = state;
    seen.acts.removeIf([&frozen](const Act &act) {
        const auto &event = act.event;
        if (event.hash == frozen.event.hash)
            return true; // the freezing act names the hash of what it freezes: it cannot be part of it
        // Another stream's heads are not in the act; its logical clock never ran behind what its author had seen.
        return event.stream == frozen.event.stream ? !frozen.event.saw(event) : event.hlc > frozen.event.hlc;
    });
    return seen;
}

QDateTime newestTime(const CaseState &state)
{
    return state.acts.isEmpty() ? QDateTime() : state.acts.last().event.at;
}

QCborMap institutionData(const Institution &institution)
{
    return {{u"institution"_s, asValue(institution.name)},
            {u"place"_s, asValue(countryAfter(institution.city, institution.country))}};
}

QCborMap personData(const PersonCertificate &person, const Institution &institution, const Label &role)
{
    QCborMap data{{u"name"_s, asValue(nameOf(person))},
                  {u"role"_s, asValue(role)},
                  {u"institution"_s, asValue(institution.name)}};
    addIfSaid(data, u"title"_s, asValue(person.title));
    addIfSaid(data, u"licence"_s, person.licence);
    return data;
}

QCborMap caseData(const CaseState &state)
{
    QCborMap data{{u"code"_s, state.code()}};
    const auto *opened = state.latest(u"case.opened"_s);
    const auto *composed = latestInInvitation(state, u"invitation.compose"_s);
    const auto args = opened ? opened->args() : composed ? composed->args() : QCborMap();
    addIfSaid(data, u"type"_s, args.value(u"type"_s));
    addIfSaid(data, u"mode"_s, args.value(u"mode"_s));
    return data;
}

Label sexLabel(const QString &sex)
{
    if (sex == u"F"_s)
        return {u"女"_s, u"female"_s};
    if (sex == u"M"_s)
        return {u"男"_s, u"male"_s};
    return sex.isEmpty() ? Label() : Label(u"其他"_s, u"other"_s);
}

QCborMap patientData(const CaseState &state, const FormLibrary &forms, const QDateTime &when)
{
    const auto patient = patientOf(state);
    QCborMap data{{u"code"_s, state.code()}};
    addIfSaid(data, u"sex"_s, asValue(sexLabel(patient.value(u"sex"_s).toString())));
    if (const auto age = ageAt(patient.value(u"birth"_s).toString(), when); age >= 0)
        data.insert(u"age"_s, age);
    if (const auto *opened = state.latest(u"case.opened"_s))
        addIfSaid(data, u"complaint"_s, opened->args().value(u"complaint"_s));
    addIfSaid(data, u"alerts"_s, asValue(alertsOf(state, forms)));
    return data;
}

QString timeOf(const Act *act)
{
    return act ? act->event.at.toOffsetFromUtc(act->event.at.offsetFromUtc()).toString(Qt::ISODate) : QString();
}

void addIfSaid(QCborMap &into, const QString &key, const QCborValue &value)
{
    const auto list = value.isArray() && !value.toArray().isEmpty();
    if (list || value.isInteger() || saysSomething(value))
        into.insert(key, value);
}

void addTerm(QCborMap &into, const QCborMap &args, const QString &key, const QString &textName,
             const QString &codesName)
{
    const auto term = args.value(key).toMap();
    addIfSaid(into, textName, term.value(u"text"_s));
    addIfSaid(into, codesName, term.value(u"codes"_s));
}

Result<PaperJob> finishedPaper(const QString &paper, const QCborMap &data, const QDateTime &created)
{
    auto spec = loadDocument(paper);
    if (!spec)
        return tl::unexpected(spec.error());
    if (const auto complete = checkComplete(*spec, data); !complete)
        return tl::unexpected(complete.error());
    return PaperJob{*std::move(spec), data, created, sha256(cbor::encode(data))};
}

} // namespace sizhen
