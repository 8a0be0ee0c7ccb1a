// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/recordingshelf.h"

#include "core/base/cbor.h"
#include "core/consult/desk.h"
#include "core/crypto/primitives.h"

#include <QDir>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const auto shelfPrefix = u"recording/"_s;
const auto shelfSuffix = u".movie"_s;
constexpr qsizetype shelfNumberSize = 16;

QString rowOf(const RecordingShelf::Kept &kept)
{
    return shelfPrefix + QString::fromLatin1(kept.caseId.toHex()) + u'/' + QString::fromLatin1(kept.number.toHex());
}

} // namespace

QString RecordingShelf::pathOf(const QByteArray &number) const
{
    return m_vault.folder() + u"/recordings/"_s + QString::fromLatin1(number.toHex()) + shelfSuffix;
}

Result<> RecordingShelf::put(const Kept &kept)
{
    auto change = m_vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    const QCborMap body{{u"key"_s, kept.key.view().toByteArray()}, {u"told"_s, kept.told}};
    if (const auto done = m_vault.rows().put(Desk::draftRows(), {rowOf(kept), {}, cbor::encode(body)}); !done)
        return done;
    return change->commit();
}

Result<RecordingShelf::Kept> RecordingShelf::begin(const QByteArray &caseId)
{
    if (!QDir().mkpath(m_vault.folder() + u"/recordings"_s))
        return tl::unexpected(
            Error{Fault::Io, u"recording: the folder cannot be made"_s, u"CON-10"_s, u"recording.disk"_s, {}});
    Kept kept{caseId, randomBytes(shelfNumberSize), SecretBytes::random(keySize), false};
    if (const auto done = put(kept); !done)
        return tl::unexpected(done.error());
    return kept;
}

Result<> RecordingShelf::settle(const Kept &kept)
{
    return put({kept.caseId, kept.number, kept.key.clone(), true}); // the row is written anew, with its key
}

Result<> RecordingShelf::discard(const Kept &kept)
{
    auto change = m_vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    if (const auto done = m_vault.rows().remove(Desk::draftRows(), rowOf(kept)); !done)
        return done;
    if (const auto done = change->commit(); !done)
        return done;
    QFile::remove(pathOf(kept.number)); // without its key nobody reads it, should this fail
    return {};
}

Result<std::vector<RecordingShelf::Kept>> RecordingShelf::all() const
{
    const auto rows = m_vault.rows().list(Desk::draftRows());
    if (!rows)
        return tl::unexpected(rows.error());
    std::vector<Kept> all;
    for (const auto &row : *rows) {
        const auto parts = row.key.split(u'/');
        const auto map = row.key.startsWith(shelfPrefix) && parts.size() == 3
            ? cbor::decodeMap(row.body)
            : Result<QCborMap>(fail(Fault::NotFound, {}));
        if (!map)
            continue;
        auto key = map->value(u"key"_s).toByteArray();
        all.push_back({QByteArray::fromHex(parts[1].toLatin1()), QByteArray::fromHex(parts[2].toLatin1()),
                       SecretBytes::copyOf(key), map->value(u"told"_s).toBool()});
        wipe(key);
    }
    return all;
}

Result<RecordingShelf::Kept> RecordingShelf::find(const QByteArray &caseId, const QByteArray &number) const
{
    auto kept = all();
    if (!kept)
        return tl::unexpected(kept.error());
    for (auto &one : *kept)
        if (one.caseId == caseId && one.number == number && QFile::exists(pathOf(number)))
            return std::move(one);
    return tl::unexpected(Error{Fault::NotFound, u"recording: not here"_s, {}, u"recording.none"_s, {}});
}

Result<> RecordingShelf::sweep()
{
    const auto kept = all();
    if (!kept)
        return tl::unexpected(kept.error());
    QDir folder(m_vault.folder() + u"/recordings"_s);
    for (const auto &name : folder.entryList({u'*' + shelfSuffix}, QDir::Files)) {
        const auto number = QByteArray::fromHex(name.chopped(shelfSuffix.size()).toLatin1());
        if (std::ranges::none_of(*kept, [&](const Kept &one) { return one.number == number; }))
            folder.remove(name);
    }
    return {};
}

} // namespace sizhen
