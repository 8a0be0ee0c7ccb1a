// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: what came from outside and was not taken, for IT.
#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/records/ledger_p.h"

#include <QCborValue>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype refusalsKept = 100;
constexpr qint64 sameForMs = 3'600'000;

Refusal refusalFromRow(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body).value_or(QCborMap());
    const auto instant
        = [&map](const QString &name) { return QDateTime::fromMSecsSinceEpoch(map.value(name).toInteger(), Qt::UTC); };
    return {map.value(u"message"_s).toString(),
            map.value(u"rule"_s).toString(),
            map.value(u"args"_s).toMap().toVariantMap(),
            map.value(u"detail"_s).toString(),
            instant(u"first"_s),
            instant(u"last"_s),
            int(map.value(u"count"_s).toInteger())};
}

QByteArray rowBody(const Refusal &refusal)
{
    return cbor::encode(QCborMap{{u"message"_s, refusal.message},
                                 {u"rule"_s, refusal.rule},
                                 {u"args"_s, QCborMap::fromVariantMap(refusal.args)},
                                 {u"detail"_s, refusal.detail},
                                 {u"first"_s, refusal.first.toMSecsSinceEpoch()},
                                 {u"last"_s, refusal.last.toMSecsSinceEpoch()},
                                 {u"count"_s, refusal.count}});
}

// The same refusal of the same party; a port changes with every call and is nobody's name.
QString sameKey(const Error &error)
{
    auto who = error.args;
    who.insert(u"address"_s, who.value(u"address"_s).toString().section(u':', 0, -2));
    const auto text = error.message + u'|' + QString::number(int(error.fault)) + u'|'
        + QString::fromUtf8(cbor::encode(QCborMap::fromVariantMap(who)).toHex());
    return hex(hash("sizhen.refusal", text.toUtf8()).first(16));
}

} // namespace

Result<> Ledger::Private::putRefusal(const Error &error)
{
    const auto now = clock();
    const auto key = sameKey(error);
    const auto before = vault.rows().at(rows::refusal, key);
    if (!before)
        return tl::unexpected(before.error());
    Refusal refusal{error.message, error.rule, error.args, error.detail, now, now, 1};
    if (*before) {
        const auto same = refusalFromRow((*before)->body);
        if (same.last.msecsTo(now) < sameForMs) {
            refusal.first = same.first;
            refusal.count = same.count + 1;
        }
    }
    const Row row{key, padded(time.next(nowMs())), rowBody(refusal)};
    if (const auto put = vault.rows().put(rows::refusal, row); !put)
        return put;
    const auto all = vault.rows().list(rows::refusal);
    if (!all)
        return tl::unexpected(all.error());
    for (qsizetype i = 0; i + refusalsKept < all->size(); ++i)
        if (const auto gone = vault.rows().remove(rows::refusal, all->at(i).key); !gone)
            return gone;
    refusalsChanged = true;
    return {};
}

void Ledger::noteRefusal(const Error &error)
{
    if (const auto noted = d->write([&] { return d->putRefusal(error); }); !noted)
        qCWarning(lcRecords) << "a refusal could not be noted:" << noted.error().detail;
}

QList<Refusal> Ledger::refusals() const
{
    QList<Refusal> all;
    const auto list = d->vault.rows().list(rows::refusal);
    if (!list)
        return all;
    for (auto row = list->crbegin(); row != list->crend(); ++row)
        all.append(refusalFromRow(row->body));
    return all;
}

} // namespace sizhen
