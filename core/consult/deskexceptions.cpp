// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: cases opened by exception, and their review by somebody else (SEC-05).
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"
#include "core/records/roles.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 exceptionSeconds = 24 * 3600;
constexpr qsizetype leastReason = 10;
constexpr auto openedKind = "institution.break_glass"_L1;
constexpr auto reviewedKind = "institution.break_glass_review"_L1;

CaseException exceptionFrom(const Event &event)
{
    return {event.hash, event.args.value(u"case"_s).toByteArray(), event.by, event.at, textOf(event.args, u"reason"_s), {}};
}

Error noReviewer()
{
    return {Fault::Denied, u"break-glass review: not this role"_s, u"SEC-05"_s, u"role.not_allowed"_s,
            {{u"who"_s, QStringList{u"any/SEC-ADMIN"_s, u"any/QA"_s}}}};
}

} // namespace

void Desk::Private::readExceptions(const QString &personId)
{
    exceptions.clear();
    const auto events = ledger.events(ledger.institutionStream());
    if (!events)
        return; // nothing is opened by what cannot be read
    for (const auto &event : *events)
        if (event.kind == openedKind && event.problem.isEmpty() && event.by.id == personId)
            exceptions.insert(event.args.value(u"case"_s).toByteArray(), momentOf(event).addSecs(exceptionSeconds));
}

bool Desk::isOpenByException(const QByteArray &id) const
{
    return d->reader && d->exceptions.value(id) > d->ledger.now();
}

Result<> Desk::breakGlass(const QByteArray &id, const QString &reason, const Actor &actor)
{
    const auto fold = d->caseFold(id);
    if (!fold)
        return tl::unexpected(fold.error());
    if (!mayDo(actor.person.roles, u"case.break_glass"_s)) {
        const auto noted = d->ledger.noteAccess(actor, u"case.break_glass"_s, hexOf(id), Access::Outcome::Refused, reason);
        return noted ? Result<>(tl::unexpected(Private::noAccess())) : noted;
    }
    if (reason.trimmed().size() < leastReason)
        return refuse(u"SEC-05"_s, u"sec.reason"_s, {{u"n"_s, leastReason}});
    const auto written = d->ledger.append(
        {{d->ledger.institutionStream(), openedKind, {{u"case"_s, id}, {u"reason"_s, reason.trimmed()}}}}, actor,
        [&](const QList<Event> &) {
            return d->ledger.noteAccess(actor, u"case.break_glass"_s, hexOf(id), Access::Outcome::Done, reason.trimmed());
        });
    if (!written)
        return tl::unexpected(written.error());
    d->noted.remove(id);
    d->exceptions.insert(id, d->ledger.now().addSecs(exceptionSeconds));
    Q_EMIT caseChanged(id);
    return {};
}

Result<QList<CaseException>> Desk::exceptions() const
{
    const auto events = d->ledger.events(d->ledger.institutionStream());
    if (!events)
        return tl::unexpected(events.error());
    QList<CaseException> all;
    for (const auto &event : *events) {
        if (!event.problem.isEmpty())
            continue;
        if (event.kind == openedKind) {
            all.append(exceptionFrom(event));
        } else if (event.kind == reviewedKind && mayDo(event.by.roles, u"break_glass.review"_s)) {
            const auto of = std::ranges::find(all, event.args.value(u"entry"_s).toByteArray(), &CaseException::entry);
            if (of != all.end() && !of->review && of->by.id != event.by.id)
                of->review = {event.by, event.at, event.args.value(u"justified"_s).toBool(), textOf(event.args, u"note"_s)};
        }
    }
    std::ranges::reverse(all);
    return all;
}

Result<> Desk::reviewException(const QByteArray &entry, bool justified, const QString &note, const Actor &actor)
{
    const auto all = exceptions();
    if (!all)
        return tl::unexpected(all.error());
    const auto found = std::ranges::find(*all, entry, &CaseException::entry);
    if (found == all->cend())
        return fail(Fault::NotFound, u"break-glass review: no such exception"_s);
    if (!mayDo(actor.person.roles, u"break_glass.review"_s)) {
        const auto noted = d->ledger.noteAccess(actor, u"case.break_glass_review"_s, hexOf(found->caseId),
                                                Access::Outcome::Refused);
        return noted ? Result<>(tl::unexpected(noReviewer())) : noted;
    }
    if (found->by.id == actor.person.id)
        return refuse(u"SEC-05"_s, u"sec.review_own"_s);
    if (found->review)
        return refuse(u"SEC-05"_s, u"sec.reviewed"_s);
    if (note.trimmed().size() < leastReason)
        return refuse(u"SEC-05"_s, u"sec.reason"_s, {{u"n"_s, leastReason}});
    const QCborMap args{
        {u"entry"_s, entry}, {u"case"_s, found->caseId}, {u"justified"_s, justified}, {u"note"_s, note.trimmed()}};
    const auto written = d->ledger.append(
        {{d->ledger.institutionStream(), reviewedKind, args}}, actor, [&](const QList<Event> &) {
            return d->ledger.noteAccess(actor, u"case.break_glass_review"_s, hexOf(found->caseId), Access::Outcome::Done,
                                        note.trimmed());
        });
    return written ? Result<>() : tl::unexpected(written.error());
}

} // namespace sizhen
