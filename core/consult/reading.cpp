// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/reading.h"

#include "core/base/cbor.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString textOf(const QCborMap &args, const QString &key)
{
    return args.value(key).toString().trimmed();
}

Label labelOf(const QCborMap &args, const QString &key)
{
    const auto value = args.value(key);
    if (value.isString())
        return Label(value.toString(), value.toString());
    return Label::fromCbor(value.toMap());
}

bool saysSomething(const Label &label)
{
    for (const auto &[language, text] : label.toCbor())
        if (!text.toString().trimmed().isEmpty())
            return true;
    return false;
}

bool saysSomething(const QCborValue &value)
{
    return value.isString() ? !value.toString().trimmed().isEmpty() : saysSomething(Label::fromCbor(value.toMap()));
}

QDateTime instantOf(const QCborMap &args, const QString &key)
{
    return QDateTime::fromString(args.value(key).toString(), Qt::ISODate);
}

Result<Attachment> attachmentIn(const QCborValue &holder)
{
    return Attachment::fromCbor(holder.toMap().value(u"attachment"_s).toMap());
}

QByteArray contentHash(const QCborValue &value)
{
    return sha256(cbor::encode(value));
}

void Names::add(const QString &en, const QString &zh)
{
    m_en.append(en);
    m_zh.append(zh);
}

QVariantMap Names::as(const QString &key) const
{
    return {{key, m_en.join(u", "_s)}, {key + u".zh"_s, m_zh.join(u"、"_s)}};
}

bool isCase(const CaseState &state, std::initializer_list<QLatin1StringView> stages)
{
    const auto stage = state.stage();
    return std::ranges::any_of(stages, [&](QLatin1StringView one) { return stage == one; });
}

QString machineState(const CaseState &state, QLatin1StringView machine)
{
    return state.machines.value(QString(machine));
}

QCborMap patientOf(const CaseState &state)
{
    const auto *opened = state.latest(u"case.opened"_s);
    return opened ? opened->args().value(u"patient"_s).toMap() : QCborMap{};
}

int ageAt(const QString &birthDate, const QDateTime &when)
{
    const auto birth = QDate::fromString(birthDate, Qt::ISODate);
    const auto day = when.date();
    if (!birth.isValid() || birth > day)
        return -1;
    const auto years = day.year() - birth.year();
    return birth.addYears(years) > day ? years - 1 : years;
}

FormContext formContext(const CaseState &state, Side side, const QDateTime &when)
{
    const auto patient = patientOf(state);
    FormContext context;
    context.side = sideName(side);
    context.sex = textOf(patient, u"sex"_s);
    context.age = ageAt(textOf(patient, u"birth"_s), when);
    return context;
}

const Label &nameOf(const PersonCertificate &person)
{
    return person.name;
}

QList<const Act *> since(const QList<Act> &acts, const QString &kind, const QStringList &after)
{
    QList<const Act *> found;
    for (const auto &act : acts) {
        if (after.contains(act.kind()))
            found.clear();
        else if (act.kind() == kind)
            found.append(&act);
    }
    return found;
}

QByteArray currentInvitation(const CaseState &state)
{
    for (auto it = state.acts.crbegin(); it != state.acts.crend(); ++it) {
        if (it->kind() == u"case.opened"_s || it->kind() == u"case.reinvite"_s)
            return it->args().value(u"invitation"_s).toByteArray();
        if (!state.held && it->kind().startsWith(u"invitation."_s))
            return it->event.stream; // before the case is released, the newest is all we know
    }
    return {};
}

bool saysConsentIsSigned(const QCborMap &sendArgs)
{
    const auto word = sendArgs.value(u"consent"_s).toMap();
    return word.value(u"entry"_s).toByteArray().size() == hashSize && instantOf(word, u"at"_s).isValid();
}

const Act *latestInInvitation(const CaseState &state, const QString &kind)
{
    const auto stream = currentInvitation(state);
    for (auto it = state.acts.crbegin(); it != state.acts.crend(); ++it)
        if (it->kind() == kind && it->event.stream == stream)
            return &*it;
    return nullptr;
}

QList<Consultant> consultantsOf(const CaseState &state, const Certificates &certificates)
{
    QList<Consultant> consultants;
    for (const auto *act : state.all(u"case.assign_physician"_s)) {
        const auto *person = certificates.open(act->args().value(u"physician"_s).toByteArray());
        if (!person)
            continue;
        const bool lead = act->args().value(u"lead"_s).toBool();
        const auto known
            = std::ranges::find_if(consultants, [&](const auto &one) { return one.person.person == person->person; });
        if (known == consultants.end())
            consultants.append({*person, lead});
        else
            *known = {*person, lead};
    }
    return consultants;
}

bool checkedIn(const CaseState &state, const QByteArray &personKey, Side side)
{
    return std::ranges::any_of(state.acts, [&](const Act &act) {
        return act.kind() == u"case.check_in"_s && act.side == side && act.event.by.person == personKey;
    });
}

bool someoneCheckedIn(const CaseState &state, Side side)
{
    return std::ranges::any_of(state.acts, [&](const Act &act) {
        return act.kind() == u"case.check_in"_s && act.side == side && textOf(act.args(), u"as"_s) == u"PHYSICIAN"_s;
    });
}

QList<Consultant> consultantsPresent(const CaseState &state, const Certificates &certificates)
{
    auto consultants = consultantsOf(state, certificates);
    consultants.removeIf([&](const Consultant &one) { return !checkedIn(state, one.person.person, Side::Invited); });
    return consultants;
}

QDateTime confirmedStart(const CaseState &state, Side side)
{
    const auto confirmed = since(state.acts, u"case.confirm_schedule"_s,
                                 {u"invitation.accept"_s, u"case.reschedule"_s, u"case.new_time"_s});
    for (auto it = confirmed.crbegin(); it != confirmed.crend(); ++it)
        if ((*it)->side == side)
            return instantOf((*it)->args(), u"start"_s);
    return {};
}

QDateTime agreedStart(const CaseState &state)
{
    const auto inviting = confirmedStart(state, Side::Inviting);
    return inviting.isValid() && inviting == confirmedStart(state, Side::Invited) ? inviting : QDateTime{};
}

bool sessionBegun(const CaseState &state)
{
    return state.latest(u"case.start"_s) != nullptr;
}

Names missingMethods(const Facts &facts)
{
    struct Method {
        QString code;
        QStringList forms;
        QString en;
        QString zh;
    };

    static const QList<Method> methods{
        {u"LOOK"_s, {u"look"_s, u"tongue"_s}, u"looking"_s, u"望诊"_s},
        {u"LISTEN"_s, {u"listen_smell"_s}, u"listening and smelling"_s, u"闻诊"_s},
        {u"ASK"_s, {u"ask"_s}, u"asking"_s, u"问诊"_s},
        {u"PALPATE"_s, {u"palpate"_s}, u"palpation"_s, u"切诊"_s},
    };
    Names missing;
    for (const auto &method : methods) {
        bool found = facts.answers.notDone().contains(method.code);
        for (const auto &form : method.forms)
            for (const auto side : {Side::Inviting, Side::Invited})
                found = found || !facts.answers.form(form, side).isEmpty();
        if (method.code == u"PALPATE"_s)
            found = found || facts.state.latest(u"case.pulse_recorded"_s);
        if (!found)
            missing.add(method.en, method.zh);
    }
    return missing;
}

QList<const Act *> signaturesOf(const CaseState &state)
{
    return since(state.acts, u"report.sign"_s, {u"report.submit"_s, u"report.back_to_draft"_s});
}

QDate threeYearsOn(QList<PracticeInterval> practice)
{
    practice.removeIf([](const PracticeInterval &one) {
        return !one.independent || !one.from.isValid() || (one.to.isValid() && one.to < one.from);
    });
    std::ranges::sort(practice, {}, &PracticeInterval::from);
    if (practice.isEmpty())
        return {};
    auto reached = practice.first().from.addMonths(36);
    QDate covered = practice.first().from.addDays(-1); // last day practised so far
    for (const auto &one : practice) {
        if (one.from > covered.addDays(1))
            reached = reached.addDays(covered.daysTo(one.from) - 1);
        if (!one.to.isValid())
            return reached;
        covered = qMax(covered, one.to);
        if (reached <= covered.addDays(1))
            return reached;
    }
    return {};
}

} // namespace sizhen
