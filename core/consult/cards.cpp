// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/cards.h"

#include "core/base/cbor.h"
#include "core/consult/nextact.h"
#include "core/consult/reading.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 farFuture = 9'999'999'999'999; // milliseconds; thirteen digits

// "K. A." of "Kovács Anna", "张某" of "张三": enough to know one's patient on a board that others may glance at.
QString initials(const QString &name)
{
    const auto parts = name.split(u' ', Qt::SkipEmptyParts);
    if (parts.isEmpty())
        return {};
    if (parts.size() == 1 && parts.first().front().script() == QChar::Script_Han)
        return parts.first().first(1) + u'某';
    QStringList letters;
    for (const auto &part : parts)
        letters.append(part.first(1).toUpper() + u'.');
    return letters.join(u' ');
}

QString patientLine(const CaseState &state, const QDateTime &when)
{
    const auto patient = patientOf(state);
    if (patient.isEmpty())
        return {};
    const auto age = ageAt(textOf(patient, u"birth"_s), when);
    return u"%1 · %2 · %3"_s.arg(initials(textOf(patient, u"name"_s)), textOf(patient, u"sex"_s)).arg(age);
}

Label reasonOf(const CaseState &state)
{
    if (const auto *composed = latestInInvitation(state, u"invitation.compose"_s))
        return labelOf(composed->args(), u"reason"_s);
    const auto *opened = state.latest(u"case.opened"_s);
    return opened ? labelOf(opened->args(), u"complaint"_s) : Label{};
}

QDateTime updatedAt(const CaseState &state)
{
    quint64 hlc = state.acts.isEmpty() ? 0 : state.acts.last().event.hlc;
    if (hlc == 0 && !state.flagged.isEmpty())
        hlc = state.flagged.last().act.event.hlc;
    Event last;
    last.hlc = hlc;
    return momentOf(last);
}

QDateTime fromMs(const QCborValue &value)
{
    return value.isInteger() ? QDateTime::fromMSecsSinceEpoch(value.toInteger(), Qt::UTC) : QDateTime{};
}

} // namespace

// Of this house: whoever acted in it, and the consultants who were assigned.
QStringList peopleIn(const CaseState &state, const Certificates &certificates)
{
    const auto &us = state.mySide == Side::Inviting ? state.inviting : state.invited;
    QStringList people;
    for (const auto &act : state.acts)
        if (act.event.institution == us && !act.event.by.roles.contains(u"SYSTEM"_s))
            people.append(act.event.by.id);
    for (const auto &consultant : consultantsOf(state, certificates))
        if (consultant.person.institution == us)
            people.append(consultant.person.id);
    people.removeDuplicates();
    people.sort();
    return people;
}

CaseCard cardOf(const CaseFold &fold)
{
    const auto &state = fold.state();
    const auto next = nextAct(fold);
    const auto reason = reasonOf(state);
    const auto *opened = state.latest(u"case.opened"_s);
    CaseCard card;
    card.id = state.id;
    card.code = state.code();
    card.stage = state.stage();
    card.mySide = state.mySide;
    card.patient = patientLine(state, opened ? momentOf(opened->event) : updatedAt(state));
    card.partner = QString::fromLatin1((state.mySide == Side::Inviting ? state.invited : state.inviting).toHex());
    card.reason = reason.en();
    card.reasonZh = reason.zh();
    card.start = agreedStart(state).toUTC();
    card.waitsFor = next.kind;
    card.waitsForSide = next.side;
    card.updated = updatedAt(state);
    card.people = peopleIn(state, fold.rules().certificates());
    return card;
}

Row rowOf(const CaseCard &card)
{
    QCborMap body{{u"code"_s, card.code},
                  {u"stage"_s, card.stage},
                  {u"side"_s, int(card.mySide)},
                  {u"patient"_s, card.patient},
                  {u"partner"_s, card.partner},
                  {u"reason"_s, card.reason},
                  {u"reasonZh"_s, card.reasonZh},
                  {u"waitsFor"_s, card.waitsFor},
                  {u"waitsForSide"_s, int(card.waitsForSide)},
                  {u"updated"_s, card.updated.toMSecsSinceEpoch()},
                  {u"people"_s, QCborArray::fromStringList(card.people)},
                  {u"unconfirmed"_s, card.unconfirmed}};
    if (card.start.isValid())
        body.insert(u"start"_s, card.start.toMSecsSinceEpoch());
    // Rows come in ascending order; the board wants the newest first.
    const auto sort = u"%1"_s.arg(farFuture - card.updated.toMSecsSinceEpoch(), 13, 10, QChar(u'0'));
    return {QString::fromLatin1(card.id.toHex()), sort, cbor::encode(body)};
}

Result<CaseCard> cardFrom(const Row &row)
{
    const auto body = cbor::decodeMap(row.body);
    if (!body)
        return tl::unexpected(body.error());
    CaseCard card;
    card.id = QByteArray::fromHex(row.key.toLatin1());
    card.code = body->value(u"code"_s).toString();
    card.stage = body->value(u"stage"_s).toString();
    for (const auto &person : body->value(u"people"_s).toArray())
        card.people.append(person.toString());
    card.mySide = Side(body->value(u"side"_s).toInteger());
    card.patient = body->value(u"patient"_s).toString();
    card.partner = body->value(u"partner"_s).toString();
    card.reason = body->value(u"reason"_s).toString();
    card.reasonZh = body->value(u"reasonZh"_s).toString();
    card.start = fromMs(body->value(u"start"_s));
    card.waitsFor = body->value(u"waitsFor"_s).toString();
    card.waitsForSide = Side(body->value(u"waitsForSide"_s).toInteger());
    card.updated = fromMs(body->value(u"updated"_s));
    card.unconfirmed = int(body->value(u"unconfirmed"_s).toInteger());
    return card;
}

PatientCard patientFrom(const QByteArray &stream, const QList<Event> &events)
{
    PatientCard card;
    card.id = stream;
    for (const auto &event : events) {
        if (!event.problem.isEmpty())
            continue;
        if (event.kind == u"patient.registered"_s) {
            const auto document = event.args.value(u"document"_s).toMap();
            card.name = textOf(event.args, u"name"_s);
            card.birthDate = textOf(event.args, u"birth"_s);
            card.sex = textOf(event.args, u"sex"_s);
            card.country = textOf(event.args, u"country"_s);
            card.language = textOf(event.args, u"language"_s);
            card.documentType = textOf(document, u"type"_s);
            card.documentNumber = textOf(document, u"number"_s);
        } else if (event.kind == u"patient.identity_verified"_s) {
            card.identityVerified = true;
        } else if (event.kind == u"patient.case_opened"_s) {
            card.cases.append(QString::fromLatin1(event.args.value(u"case"_s).toByteArray().toHex()));
        }
    }
    return card;
}

Row rowOf(const PatientCard &card)
{
    const QCborMap body{{u"name"_s, card.name},
                        {u"birth"_s, card.birthDate},
                        {u"sex"_s, card.sex},
                        {u"country"_s, card.country},
                        {u"language"_s, card.language},
                        {u"documentType"_s, card.documentType},
                        {u"documentNumber"_s, card.documentNumber},
                        {u"identityVerified"_s, card.identityVerified},
                        {u"cases"_s, QCborArray::fromStringList(card.cases)}};
    return {QString::fromLatin1(card.id.toHex()), card.name.toLower(), cbor::encode(body)};
}

Result<PatientCard> patientFrom(const Row &row)
{
    const auto body = cbor::decodeMap(row.body);
    if (!body)
        return tl::unexpected(body.error());
    PatientCard card;
    card.id = QByteArray::fromHex(row.key.toLatin1());
    card.name = body->value(u"name"_s).toString();
    card.birthDate = body->value(u"birth"_s).toString();
    card.sex = body->value(u"sex"_s).toString();
    card.country = body->value(u"country"_s).toString();
    card.language = body->value(u"language"_s).toString();
    card.documentType = body->value(u"documentType"_s).toString();
    card.documentNumber = body->value(u"documentNumber"_s).toString();
    card.identityVerified = body->value(u"identityVerified"_s).toBool();
    for (const auto &id : body->value(u"cases"_s).toArray())
        card.cases.append(id.toString());
    return card;
}

} // namespace sizhen
