// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/keyslots.h"

#include "core/base/cbor.h"
#include "core/store/durablefile.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int format = 1;
constexpr int saltSize = 16;
constexpr qint64 maxFileSize = 64 * 1024;
// A planted file must not make us take all memory of the machine, or an hour.
constexpr KdfCost highest{64, quint64(4) << 30};

constexpr auto recordDomain = "sizhen.vault-keys-v1";

QByteArray idOf(const SecretBytes &dataKey)
{
    return deriveSubkey(dataKey, "sizhen.vault-key-id-v1").view().toByteArray(); // a one-way name of the key, no secret
}

QByteArray slotAssociated(const QByteArray &salt, KdfCost cost)
{
    return cbor::encode(
        QCborArray{u"sizhen.slot-v1"_s, u"passphrase"_s, salt, qint64(cost.operations), qint64(cost.memoryBytes)});
}

} // namespace

Result<KeySlots::Slot> KeySlots::wrap(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost)
{
    if (passphrase.isEmpty())
        return fail(Fault::Invalid, u"vault.keys: an empty passphrase"_s);
    Slot slot{randomBytes(saltSize), cost, {}};
    const auto key = deriveFromPassword(passphrase, slot.salt, cost);
    if (!key)
        return tl::unexpected(key.error());
    slot.wrapped = seal(*key, dataKey.view(), slotAssociated(slot.salt, cost));
    return slot;
}

Result<SecretBytes> KeySlots::unwrap(const Slot &slot, const SecretBytes &passphrase)
{
    const auto key = deriveFromPassword(passphrase, slot.salt, slot.cost);
    if (!key)
        return tl::unexpected(key.error());
    auto dataKey = unsealSecret(*key, slot.wrapped, slotAssociated(slot.salt, slot.cost));
    if (!dataKey)
        return fail(Fault::WrongPassword, u"vault.keys: no slot opens"_s);
    return dataKey;
}

KeySlots KeySlots::forKey(const SecretBytes &dataKey)
{
    KeySlots keys;
    keys.m_keyId = idOf(dataKey);
    return keys;
}

bool KeySlots::isFor(const SecretBytes &dataKey) const
{
    return dataKey.size() == keySize && idOf(dataKey) == m_keyId;
}

Result<> KeySlots::addPassphrase(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost)
{
    const auto slot = wrap(dataKey, passphrase, cost);
    if (!slot)
        return tl::unexpected(slot.error());
    m_slots.append(*slot);
    return {};
}

Result<std::pair<qsizetype, SecretBytes>> KeySlots::find(const SecretBytes &passphrase) const
{
    for (qsizetype i = 0; i < m_slots.size(); ++i) {
        auto dataKey = unwrap(m_slots[i], passphrase);
        if (dataKey)
            return std::pair{i, std::move(*dataKey)};
        if (dataKey.error().fault != Fault::WrongPassword)
            return tl::unexpected(dataKey.error());
    }
    return fail(Fault::WrongPassword, u"vault.keys: no slot opens"_s);
}

Result<SecretBytes> KeySlots::unlock(const SecretBytes &passphrase) const
{
    auto found = find(passphrase);
    if (!found)
        return tl::unexpected(found.error());
    if (!isFor(found->second))
        return fail(Fault::Corrupt, u"key slots"_s);
    return std::move(found->second);
}

Result<> KeySlots::changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    const auto found = find(oldOne);
    if (!found)
        return tl::unexpected(found.error());
    auto &slot = m_slots[found->first];
    const auto wrapped = wrap(found->second, newOne, slot.cost);
    if (!wrapped)
        return tl::unexpected(wrapped.error());
    slot = *wrapped;
    return {};
}

Result<> KeySlots::write(const QString &path) const
{
    QCborArray slotList;
    for (const auto &other : m_others)
        slotList.append(other);
    for (const auto &slot : m_slots)
        slotList.append(QCborMap{{u"kind"_s, u"passphrase"_s},
                                 {u"salt"_s, slot.salt},
                                 {u"operations"_s, qint64(slot.cost.operations)},
                                 {u"memory"_s, qint64(slot.cost.memoryBytes)},
                                 {u"wrapped"_s, slot.wrapped}});
    auto record = cbor::encode(QCborMap{{u"format"_s, format}, {u"keyId"_s, m_keyId}, {u"slots"_s, slotList}});
    record.append(hash(recordDomain, record));
    return writeDurably(path, record + record);
}

Result<KeySlots> KeySlots::parse(const QByteArray &record)
{
    const auto body = record.first(qMax(0, record.size() - hashSize));
    if (record.size() <= hashSize || hash(recordDomain, body) != record.last(hashSize))
        return fail(Fault::Corrupt, u"key slots"_s);
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    if (map->value(u"format"_s).toInteger() != format)
        return fail(Fault::Unsupported, u"vault.keys: format %1"_s.arg(map->value(u"format"_s).toInteger()));
    KeySlots keys;
    keys.m_keyId = map->value(u"keyId"_s).toByteArray();
    for (const auto &value : map->value(u"slots"_s).toArray()) {
        const auto fields = value.toMap();
        if (fields.value(u"kind"_s).toString() != u"passphrase"_s) {
            keys.m_others.append(fields); // a newer program's way in: not ours to open, nor to lose
            continue;
        }
        const Slot slot{
            fields.value(u"salt"_s).toByteArray(),
            {quint64(fields.value(u"operations"_s).toInteger()), quint64(fields.value(u"memory"_s).toInteger())},
            fields.value(u"wrapped"_s).toByteArray()};
        if (slot.cost.operations > highest.operations || slot.cost.memoryBytes > highest.memoryBytes)
            return fail(Fault::Unsupported, u"vault.keys: a cost out of reach"_s);
        keys.m_slots.append(slot);
    }
    return keys;
}

Result<KeySlots> KeySlots::read(const QString &path)
{
    const auto file = readWhole(path, maxFileSize);
    if (!file)
        return tl::unexpected(file.error());
    const auto half = file->size() / 2;
    auto first = parse(file->first(half));
    auto second = parse(file->last(file->size() - half));
    if (!first && !second)
        return first;
    auto &keys = first ? first : second;
    if (!first || !second)
        keys->m_damaged.append(first ? u"key slots, copy 2"_s : u"key slots, copy 1"_s);
    return std::move(*keys);
}

} // namespace sizhen
