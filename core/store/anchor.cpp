// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/anchor.h"

#include "core/base/cbor.h"
#include "core/crypto/primitives.h"
#include "core/store/durablefile.h"
#include "core/store/vault.h"

#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 maxSize = 4096;
constexpr auto domain = "sizhen.rollback-anchor-v1";

} // namespace

RollbackAnchor::RollbackAnchor(QString folder, const Vault &vault)
    : m_folder(std::move(folder))
    , m_key(vault.subkey(domain))
{
}

// By the key and not by a name: nothing on this disk says which vault an anchor belongs to.
QString RollbackAnchor::pathOf(const QByteArray &incarnation) const
{
    const auto name = deriveSubkey(m_key, "name" + incarnation);
    return m_folder + u'/' + QString::fromLatin1(name.view().first(16).toByteArray().toHex()) + u".anchor"_s;
}

Result<> RollbackAnchor::write(const Record &record)
{
    if (!QDir().mkpath(m_folder))
        return fail(Fault::Io, u"anchor: the folder cannot be made"_s);
    const auto plain = cbor::encode(QCborMap{{u"incarnation"_s, record.incarnation},
                                             {u"number"_s, record.end.number},
                                             {u"hash"_s, record.end.hash},
                                             {u"accessNumber"_s, record.accessNumber},
                                             {u"access"_s, record.accessHead}});
    return writeDurably(pathOf(record.incarnation), seal(m_key, plain, domain));
}

Result<RollbackAnchor::Record> RollbackAnchor::read(const QByteArray &incarnation) const
{
    const auto sealed = readWhole(pathOf(incarnation), maxSize);
    if (!sealed)
        return tl::unexpected(sealed.error());
    const auto plain = unseal(m_key, *sealed, domain);
    const auto map = plain ? cbor::decodeMap(*plain) : tl::unexpected(plain.error());
    if (!map || map->value(u"incarnation"_s).toByteArray() != incarnation)
        return fail(Fault::Corrupt, u"anchor: not one of this vault"_s);
    return Record{incarnation,
                  {map->value(u"number"_s).toInteger(), map->value(u"hash"_s).toByteArray()},
                  map->value(u"accessNumber"_s).toInteger(),
                  map->value(u"access"_s).toByteArray()};
}

Result<RollbackAnchor::Verdict> RollbackAnchor::judge(Vault &vault, const QByteArray &incarnation) const
{
    const auto seen = read(incarnation);
    if (!seen)
        return Verdict::Unknown;
    const auto now = vault.entries().mark();
    if (!now)
        return tl::unexpected(now.error());
    if (now->number < seen->end.number)
        return Verdict::Older;
    const auto then = vault.entries().hashAt(seen->end.number);
    if (!then)
        return tl::unexpected(then.error());
    return *then == seen->end.hash ? Verdict::Fits : Verdict::Older; // as long, but it went another way
}

} // namespace sizhen
