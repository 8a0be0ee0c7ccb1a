// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the log of who saw and did what.
#include "core/base/cbor.h"
#include "core/records/fields.h"
#include "core/records/ledger_p.h"
#include "core/records/personrow.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxShownText = 4'000; // of one field; what is longer is cut, never refused
const QString endKey = u"access"_s;
const QString home = u"home"_s;
const QString reviewKind = u"institution.access_review"_s;

QString fitting(const QString &text)
{
    return text.size() <= maxShownText ? text : text.first(maxShownText - 1) + u'…';
}

QByteArray rowBody(const AccessEnd &end)
{
    return cbor::encode(QCborMap{{u"incarnation"_s, end.head.incarnation},
                                 {u"number"_s, qint64(end.head.number)},
                                 {u"hash"_s, end.head.hash},
                                 {u"sort"_s, end.sortMs}});
}

bool carriesHead(const QString &kind)
{
    return kind == u"institution.access_head"_s || kind == u"partnership.anchor"_s;
}

} // namespace

Result<AccessEnd> Ledger::Private::accessEnd()
{
    if (accessLogEnd)
        return *accessLogEnd;
    const auto row = vault.rows().at(rows::self, endKey);
    if (!row)
        return tl::unexpected(row.error());
    AccessEnd end{{station.station, incarnation, 0, QByteArray(hashSize, '\0'), {}, {}}, 0};
    if (*row) {
        const auto map = cbor::decodeMap((*row)->body);
        if (!map)
            return tl::unexpected(map.error());
        end.sortMs = map->value(u"sort"_s).toInteger();
        // A new incarnation begins a new chain: what this vault forgot of the old one stays visible as a gap there.
        if (map->value(u"incarnation"_s).toByteArray() == incarnation) {
            end.head.number = quint64(map->value(u"number"_s).toInteger());
            end.head.hash = map->value(u"hash"_s).toByteArray();
        }
    }
    accessLogEnd = end;
    return end;
}

Result<> Ledger::Private::putAccess(const Access &access)
{
    auto end = accessEnd();
    if (!end)
        return tl::unexpected(end.error());
    if (end->head.incarnation != incarnation) {
        accessLogEnd.reset();
        end = accessEnd();
        if (!end)
            return tl::unexpected(end.error());
    }
    AccessEntry entry{station.station,
                      incarnation,
                      end->head.number + 1,
                      QDateTime::fromMSecsSinceEpoch(std::max<qint64>(nowMs(), 0), Qt::UTC),
                      {fitting(access.person), fitting(access.role), fitting(access.act), fitting(access.object),
                       access.outcome, fitting(access.reason)},
                      end->head.hash,
                      {}};
    const auto bytes = toBytes(entry);
    const auto read = accessEntryFrom(bytes); // as everybody else will read it
    if (!read)
        return fail(Fault::Invalid, read.error().detail);
    end->head.number = entry.number;
    end->head.hash = read->hash;
    end->sortMs = std::max(end->sortMs, entry.at.toMSecsSinceEpoch());
    const auto number = padded(entry.number);
    const Row row{hex(incarnation) + u'.' + number, padded(quint64(end->sortMs)) + u'.' + number, bytes};
    auto put = vault.rows().put(rows::access, row).and_then([&] {
        return vault.rows().put(rows::self, {endKey, {}, rowBody(*end)});
    });
    if (put)
        accessLogEnd = *end;
    return put;
}

Result<> Ledger::together(const std::function<Result<>()> &change)
{
    return d->write(change);
}

Result<> Ledger::noteAccess(const Access &access)
{
    return d->write([&] { return d->putAccess(access); });
}

Result<> Ledger::noteAccess(const Actor &actor, const QString &act, const QString &object, Access::Outcome outcome,
                            const QString &reason)
{
    return noteAccess({actor.person.id, actor.person.roles.join(u' '), act, object, outcome, reason});
}

Result<QList<AccessEntry>> Ledger::accessLog(const AccessFilter &filter, int limit) const
{
    // Sorted by a time that never goes back: at or after the line's own. So only the lower bound may narrow the reading.
    const auto from = filter.from.isValid() ? padded(quint64(std::max<qint64>(filter.from.toMSecsSinceEpoch(), 0))) : QString();
    const auto list = d->vault.rows().list(rows::access, from);
    if (!list)
        return tl::unexpected(list.error());
    QList<AccessEntry> entries;
    for (auto row = list->crbegin(); row != list->crend() && (limit < 0 || entries.size() < limit); ++row) {
        auto entry = accessEntryFrom(row->body);
        if (!entry)
            return tl::unexpected(entry.error());
        if (filter.matches(*entry))
            entries.append(*std::move(entry));
    }
    std::reverse(entries.begin(), entries.end());
    return entries;
}

Result<AccessHead> Ledger::accessHead() const
{
    const auto end = d->accessEnd();
    if (!end)
        return tl::unexpected(end.error());
    return end->head;
}

Result<> Ledger::publishAccessHead(std::chrono::seconds anchorAfter)
{
    const auto end = d->accessEnd();
    if (!end)
        return tl::unexpected(end.error());
    const auto last = d->vault.rows().at(rows::anchor, home);
    if (!last)
        return tl::unexpected(last.error());
    if (end->head.number == 0 || (*last && (*last)->body == end->head.hash))
        return {};
    auto head = end->head;
    head.at = QDateTime::fromMSecsSinceEpoch(std::max<qint64>(d->nowMs(), 0), Qt::UTC);
    head = signedHead(head, d->stationKey);
    QList<Draft> drafts{{d->institutionStream, u"institution.access_head"_s, head.toArgs()}};
    QList<Row> told{{home, {}, head.hash}};
    const auto nowText = QByteArray::number(d->nowMs());
    for (const auto &[root, known] : d->partners) {
        const auto row = d->vault.rows().at(rows::anchor, hex(root));
        if (!row)
            return tl::unexpected(row.error());
        const auto age = std::chrono::milliseconds(d->nowMs() - (*row ? (*row)->body.toLongLong() : 0));
        if (!known.partner.verified || known.stream.isEmpty() || (*row && age >= std::chrono::seconds(0) && age < anchorAfter))
            continue;
        drafts.append({known.stream, u"partnership.anchor"_s, head.toArgs()});
        told.append({hex(root), {}, nowText});
    }
    const auto keep = [&](const QList<Event> &) -> Result<> {
        for (const auto &row : told)
            if (const auto put = d->vault.rows().put(rows::anchor, row); !put)
                return put;
        return {};
    };
    if (const auto written = append(drafts, systemActor(), keep); !written)
        return tl::unexpected(written.error());
    return {};
}

Result<> Ledger::reviewAccess(const AccessReview &review, const Actor &actor)
{
    if (review.note.trimmed().size() < leastReason)
        return refuse(u"SEC-16"_s, u"sec.reason"_s, {{u"n"_s, leastReason}});
    QCborMap args{{u"note"_s, review.note.trimmed()}};
    if (review.from.isValid())
        args.insert(u"from"_s, cborOf(review.from));
    args.insert(u"to"_s, cborOf(review.to.isValid() ? review.to : now()));
    const auto written = append({{d->institutionStream, reviewKind, args}}, actor, [&](const QList<Event> &) {
        return noteAccess(actor, u"access.review"_s);
    });
    if (!written)
        return tl::unexpected(written.error());
    return {};
}

Result<QList<AccessReview>> Ledger::accessReviews() const
{
    const auto list = events(d->institutionStream);
    if (!list)
        return tl::unexpected(list.error());
    const auto instant = [](const QCborValue &value) {
        return value.isInteger() ? QDateTime::fromMSecsSinceEpoch(value.toInteger(), Qt::UTC) : QDateTime();
    };
    QList<AccessReview> reviews;
    for (const auto &event : *list)
        if (event.kind == reviewKind && event.problem.isEmpty())
            reviews.append({instant(event.args.value(u"from"_s)), instant(event.args.value(u"to"_s)),
                            event.args.value(u"note"_s).toString(), event.by.id, event.at});
    return reviews;
}

Result<QList<AccessHead>> Ledger::accessHeads() const
{
    QList<QByteArray> streams{d->institutionStream};
    for (const auto &[root, known] : d->partners)
        if (!known.stream.isEmpty())
            streams.append(known.stream);
    QList<AccessHead> heads;
    for (const auto &stream : streams) {
        const auto list = events(stream);
        if (!list)
            return tl::unexpected(list.error());
        for (const auto &event : *list) {
            if (!carriesHead(event.kind) || event.problem == u"signature"_s)
                continue;
            // A head counts by its own station's signature, and only from that station.
            if (const auto head = AccessHead::fromArgs(event.args); head && head->holds() && head->station == event.station)
                heads.append(*head);
        }
    }
    return heads;
}

} // namespace sizhen
