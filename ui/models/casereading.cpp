// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/casereading.h"

#include "core/base/cbor.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::caseread {

Label label(const QCborMap &args, const QString &key)
{
    const auto value = args.value(key);
    if (value.isString())
        return Label(value.toString(), value.toString());
    return Label::fromCbor(value.toMap());
}

QString text(const QCborMap &args, const QString &key)
{
    return args.value(key).toString();
}

QDateTime instant(const QCborValue &value)
{
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

QString instantText(const QDateTime &at)
{
    return at.toOffsetFromUtc(at.offsetFromUtc()).toString(Qt::ISODate);
}

QList<Assigned> physicians(const CaseState &state)
{
    QList<Assigned> people;
    for (const auto *act : state.all(u"case.assign_physician"_s)) {
        const auto person = openPersonCertificate(act->args().value(u"physician"_s).toByteArray());
        if (!person)
            continue; // the guard refused it already; it stands among the flagged acts
        people.removeIf([&](const Assigned &one) { return one.person.id == person->id; });
        people.append({*person, act->args().value(u"lead"_s).toBool(), act->event.at});
    }
    return people;
}

Appointment named(const CaseState &state, Side side)
{
    Appointment last;
    for (const auto &act : state.acts) {
        if (act.kind() == u"case.reschedule" || act.kind() == u"case.new_time")
            last = {};
        if (act.kind() == u"case.confirm_schedule" && act.side == side)
            last = {instant(act.args().value(u"start"_s)), int(act.args().value(u"minutes"_s).toInteger())};
    }
    return last;
}

Appointment agreed(const CaseState &state)
{
    const auto one = named(state, Side::Inviting);
    const auto other = named(state, Side::Invited);
    return one.start.isValid() && one.start == other.start ? one : Appointment{};
}

QList<QPair<QDateTime, QDateTime>> windows(const CaseState &state)
{
    QList<QPair<QDateTime, QDateTime>> list;
    const auto *compose = state.latest(u"invitation.compose"_s);
    if (!compose)
        return list;
    const auto array = compose->args().value(u"windows"_s).toArray();
    for (const auto &item : array) {
        const auto window = item.toMap();
        list.append({instant(window.value(u"from"_s)), instant(window.value(u"to"_s))});
    }
    return list;
}

Patient patient(const CaseState &state, const QDate &today)
{
    Patient patient;
    if (const auto *opened = state.latest(u"case.opened"_s)) {
        const auto map = opened->args().value(u"patient"_s).toMap();
        patient.name = text(map, u"name"_s);
        patient.sex = text(map, u"sex"_s);
        patient.birth = text(map, u"birth"_s);
        patient.country = text(map, u"country"_s);
        patient.language = text(map, u"language"_s);
        const auto birth = QDate::fromString(patient.birth, Qt::ISODate);
        if (birth.isValid()) {
            patient.age = today.year() - birth.year();
            if (birth.addYears(patient.age) > today)
                --patient.age;
        }
    } else if (const auto *compose = state.latest(u"invitation.compose"_s)) {
        const auto map = compose->args().value(u"patient"_s).toMap();
        patient.sex = text(map, u"sex"_s);
        patient.age = int(map.value(u"age"_s).toInteger(-1));
    }
    return patient;
}

FormContext formContext(const CaseState &state, const QDate &today)
{
    const auto who = patient(state, today);
    return {sideName(state.mySide), who.sex, who.age};
}

bool hasFindings(const CaseState &state, const QStringList &forms, Side side)
{
    for (const auto &form : forms)
        if (!state.plainAnswers(form, side).isEmpty())
            return true;
    return false;
}

QString notDone(const CaseState &state, const QString &method, Side side)
{
    QString reason;
    for (const auto &act : state.acts) {
        if (act.kind() != u"case.form_saved" || act.side != side)
            continue;
        const auto map = act.args().value(u"notDone"_s).toMap();
        if (text(map, u"method"_s) == method)
            reason = text(map, u"reason"_s);
    }
    return reason;
}

QByteArray rootOf(const CaseState &state, Side side)
{
    return side == Side::Inviting ? state.inviting : state.invited;
}

bool same(const QCborValue &one, const QCborValue &other)
{
    return cbor::encode(one) == cbor::encode(other);
}

QByteArray labelHash(const Label &label)
{
    return sha256(cbor::encode(label.toCbor()));
}

} // namespace sizhen::caseread
