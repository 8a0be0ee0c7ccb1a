// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: patients of this institution. Their streams are never shared.
#include "core/consult/cards.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"

#include <QScopedValueRollback>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList mayRegister{u"PHYSICIAN"_s, u"MED-ADMIN"_s, u"LIAISON"_s, u"RECORDS"_s};

Result<> mayKeepPatients(const Actor &actor)
{
    if (std::ranges::any_of(actor.person.roles, [](const QString &role) { return mayRegister.contains(role); }))
        return {};
    return tl::unexpected(Error{Fault::Denied, {}, {}, u"role.not_allowed"_s, {{u"who"_s, mayRegister.join(u", "_s)}}});
}

Result<> complete(const QCborMap &args, const QDateTime &now)
{
    static const QStringList sexes{u"F"_s, u"M"_s, u"X"_s};
    static const QStringList documents{u"PASSPORT"_s, u"ID_CARD"_s, u"OTHER"_s};
    const auto document = args.value(u"document"_s).toMap();
    Names missing;
    if (textOf(args, u"name"_s).isEmpty())
        missing.add(u"name"_s, u"姓名"_s);
    if (ageAt(textOf(args, u"birth"_s), now) < 0)
        missing.add(u"date of birth"_s, u"出生日期"_s);
    if (!sexes.contains(textOf(args, u"sex"_s)))
        missing.add(u"sex"_s, u"性别"_s);
    if (textOf(args, u"country"_s).isEmpty())
        missing.add(u"country"_s, u"国家"_s);
    if (textOf(args, u"language"_s).isEmpty())
        missing.add(u"language"_s, u"语言"_s);
    if (!documents.contains(textOf(document, u"type"_s)) || textOf(document, u"number"_s).isEmpty())
        missing.add(u"identity document"_s, u"身份证件"_s);
    if (!missing.isEmpty())
        return refuse(u"SES-02"_s, u"patient.incomplete"_s, missing.as(u"fields"_s));
    return {};
}

} // namespace

Result<QByteArray> Desk::registerPatient(const QCborMap &args, const Actor &actor)
{
    if (auto may = mayKeepPatients(actor); !may)
        return tl::unexpected(may.error());
    if (auto good = complete(args, d->ledger.now()); !good)
        return tl::unexpected(good.error());
    const auto stream = d->ledger.newStream(u"patient"_s);
    if (!stream)
        return stream;
    const QScopedValueRollback writing(d->writing, true);
    const auto written = d->ledger.append({{*stream, u"patient.registered"_s, args}}, actor, [&](const QList<Event> &) {
        return d->projectPatient(*stream).and_then([&] { return d->touch(*stream); });
    });
    if (!written)
        return tl::unexpected(written.error());
    Q_EMIT patientsChanged();
    return stream;
}

Result<> Desk::verifyIdentity(const QByteArray &patient, const QCborMap &args, const Actor &actor)
{
    static const QStringList methods{u"SIGHT"_s, u"READER"_s, u"SYSTEM"_s};
    if (auto may = mayKeepPatients(actor); !may)
        return may;
    const auto card = this->patient(patient);
    if (!card)
        return tl::unexpected(card.error());
    const auto method = textOf(args, u"method"_s);
    if (!methods.contains(method))
        return refuse(u"SES-02"_s, u"ses.identity"_s);
    {
        const QScopedValueRollback writing(d->writing, true);
        const auto written
            = d->ledger.append({{patient, u"patient.identity_verified"_s, args}}, actor, [&](const QList<Event> &) {
                  return d->projectPatient(patient).and_then([&] { return d->touch(patient); });
              });
        if (!written)
            return tl::unexpected(written.error());
    }
    Q_EMIT patientsChanged();
    // Cases that wait for it carry the check along; what may not be done there is simply not done.
    for (const auto &id : card->cases) {
        const auto caseId = QByteArray::fromHex(id.toLatin1());
        const auto fold = d->caseFold(caseId);
        if (!fold || (*fold)->state().latest(u"case.identity_checked"_s))
            continue;
        const QCborMap check{
            {u"method"_s, method},
            {u"document"_s,
             QCborMap{{u"type"_s, card->documentType}, {u"lastDigits"_s, card->documentNumber.right(4)}}}};
        if (const auto done = act(caseId, u"case.identity_checked"_s, check, actor);
            !done && done.error().fault == Fault::Io)
            return done;
    }
    return {};
}

Result<QList<PatientCard>> Desk::patients() const
{
    const auto list = d->table().list(rowkind::patients);
    if (!list)
        return tl::unexpected(list.error());
    QList<PatientCard> cards;
    for (const auto &row : *list) {
        auto card = patientFrom(row);
        if (!card)
            return tl::unexpected(card.error());
        cards.append(std::move(*card));
    }
    return cards;
}

Result<PatientCard> Desk::patient(const QByteArray &id) const
{
    const auto row = d->table().at(rowkind::patients, hexOf(id));
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"patient: not known here"_s);
    return patientFrom(**row);
}

} // namespace sizhen
