// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the order in which streams changed here, and up to where each station was found to hold the same.
#include "core/base/cbor.h"
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString markKey(const QByteArray &root, const QByteArray &station)
{
    return hex(root) + u'.' + hex(station);
}

QCborMap toMap(const SyncMark &mark)
{
    QCborArray left;
    for (const auto &stream : mark.left)
        left.append(stream);
    return {{u"id"_s, mark.id}, {u"upTo"_s, qint64(mark.upTo)}, {u"left"_s, left}, {u"allAt"_s, mark.allAtMs}};
}

SyncMark markFrom(const QCborMap &map)
{
    SyncMark mark{map.value(u"id"_s).toByteArray(), quint64(map.value(u"upTo"_s).toInteger()), {},
                  map.value(u"allAt"_s).toInteger()};
    const auto left = map.value(u"left"_s).toArray();
    for (const auto &stream : left)
        mark.left.append(stream.toByteArray());
    return mark;
}

} // namespace

// In the transaction that changed them; one moment for all of it.
Result<> Ledger::Private::putChanges()
{
    auto changed = std::exchange(touchedStreams, {});
    for (const auto &stream : std::as_const(changedStreams))
        changed.insert(stream);
    if (changed.isEmpty())
        return {};
    lastChange = time.next(nowMs());
    const auto moment = padded(lastChange);
    for (const auto &stream : std::as_const(changed))
        if (const auto put = vault.rows().put(rows::change, {hex(stream), moment, {}}); !put)
            return put;
    return {};
}

quint64 Ledger::newestChange() const
{
    return d->lastChange;
}

Result<QList<QByteArray>> Ledger::changedSince(quint64 moment) const
{
    const auto list = d->vault.rows().list(rows::change, padded(moment + 1));
    if (!list)
        return tl::unexpected(list.error());
    QList<QByteArray> streams;
    streams.reserve(list->size());
    for (const auto &row : *list)
        streams.append(QByteArray::fromHex(row.key.toLatin1()));
    return streams;
}

Result<SyncMarks> Ledger::syncMarks(const QByteArray &root, const QByteArray &station) const
{
    const auto row = d->vault.rows().at(rows::syncMark, markKey(root, station));
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return SyncMarks();
    const auto map = cbor::decodeMap((*row)->body);
    if (!map)
        return tl::unexpected(map.error());
    return SyncMarks{markFrom(map->value(u"ours"_s).toMap()), markFrom(map->value(u"before"_s).toMap()),
                     map->value(u"theirs"_s).toByteArray()};
}

Result<> Ledger::keepSyncMarks(const QByteArray &root, const QByteArray &station, const SyncMarks &marks)
{
    const QCborMap map{{u"ours"_s, toMap(marks.ours)}, {u"before"_s, toMap(marks.before)}, {u"theirs"_s, marks.theirs}};
    return d->write([&] { return d->vault.rows().put(rows::syncMark, {markKey(root, station), {}, cbor::encode(map)}); });
}

} // namespace sizhen
