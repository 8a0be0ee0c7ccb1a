// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/keyslots.h"

#include "core/base/cbor.h"
#include "core/store/durablefile.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int slotFormat = 1;
constexpr int saltSize = 16;
constexpr qint64 maxFileSize = 64 * 1024;
// A planted file must not make us take all memory of the machine, or an hour.
constexpr KdfCost highest{64, quint64(4) << 30};

constexpr auto recordDomain = "sizhen.vault-keys-v1";

QByteArray keyIdOf(const SecretBytes &dataKey)
{
    return deriveSubkey(dataKey, "sizhen.vault-key-id-v1").view().toByteArray(); // a one-way name of the key, no secret
}

constexpr struct {
    SlotKind kind;
    QLatin1StringView name;
} kindNames[] = {{SlotKind::Passphrase, "passphrase"_L1},
                 {SlotKind::Administrator, "administrator"_L1},
                 {SlotKind::Keyring, "keyring"_L1}};

QByteArray slotAssociated(SlotKind kind, const QByteArray &salt, KdfCost cost)
{
    return cbor::encode(
        QCborArray{u"sizhen.slot-v1"_s, slotKindName(kind), salt, qint64(cost.operations), qint64(cost.memoryBytes)});
}

Result<SecretBytes> wrappingKey(SlotKind kind, const SecretBytes &secret, const QByteArray &salt, KdfCost cost)
{
    if (kind == SlotKind::Keyring) // 32 random bytes: nothing to stretch
        return deriveSubkey(secret, "sizhen.slot-keyring-v1" + salt);
    return deriveFromPassword(secret, salt, cost);
}

} // namespace

QString slotKindName(SlotKind kind)
{
    for (const auto &known : kindNames)
        if (known.kind == kind)
            return known.name;
    Q_UNREACHABLE();
}

Result<KeySlots::Slot> KeySlots::wrap(SlotKind kind, const SecretBytes &dataKey, const SecretBytes &secret, KdfCost cost,
                                      const QDateTime &made)
{
    if (secret.isEmpty())
        return fail(Fault::Invalid, u"vault.keys: an empty passphrase"_s);
    if (kind == SlotKind::Keyring && secret.size() != keySize)
        return fail(Fault::Invalid, u"vault.keys: a keyring's secret has 32 bytes"_s);
    Slot slot{kind, randomBytes(saltSize), cost, {}, made.toUTC()};
    const auto key = wrappingKey(kind, secret, slot.salt, cost);
    if (!key)
        return tl::unexpected(key.error());
    slot.wrapped = seal(*key, dataKey.view(), slotAssociated(kind, slot.salt, cost));
    return slot;
}

Result<SecretBytes> KeySlots::unwrap(const Slot &slot, const SecretBytes &secret)
{
    const auto key = wrappingKey(slot.kind, secret, slot.salt, slot.cost);
    if (!key)
        return tl::unexpected(key.error());
    auto dataKey = unsealSecret(*key, slot.wrapped, slotAssociated(slot.kind, slot.salt, slot.cost));
    if (!dataKey)
        return fail(Fault::WrongPassword, u"vault.keys: no slot opens"_s);
    return dataKey;
}

KeySlots KeySlots::forKey(const SecretBytes &dataKey)
{
    KeySlots keys;
    keys.m_keyId = keyIdOf(dataKey);
    return keys;
}

bool KeySlots::isFor(const SecretBytes &dataKey) const
{
    return dataKey.size() == keySize && keyIdOf(dataKey) == m_keyId;
}

QString KeySlots::idOf(const Slot &slot)
{
    return QString::fromLatin1(hash("sizhen.slot-id-v1", slot.salt).first(4).toHex());
}

QList<KeySlot> KeySlots::list() const
{
    QList<KeySlot> all;
    for (const auto &slot : m_slots)
        all.append({idOf(slot), slot.kind, slot.made});
    return all;
}

KdfCost KeySlots::cost() const
{
    for (const auto &slot : m_slots)
        if (slot.kind == SlotKind::Passphrase)
            return slot.cost;
    return KdfCost::moderate();
}

Result<QString> KeySlots::add(SlotKind kind, const SecretBytes &dataKey, const SecretBytes &secret, KdfCost cost,
                              const QDateTime &made)
{
    if (!isFor(dataKey))
        return fail(Fault::WrongPassword, u"vault.keys: another vault's key"_s);
    const auto slot = wrap(kind, dataKey, secret, cost, made);
    if (!slot)
        return tl::unexpected(slot.error());
    m_slots.append(*slot);
    return idOf(*slot);
}

Result<QString> KeySlots::addPassphrase(const SecretBytes &dataKey, const SecretBytes &passphrase, KdfCost cost,
                                        const QDateTime &made)
{
    return add(SlotKind::Passphrase, dataKey, passphrase, cost, made);
}

Result<QString> KeySlots::addAdministrator(const SecretBytes &dataKey, const SecretBytes &code, KdfCost cost,
                                           const QDateTime &made)
{
    return add(SlotKind::Administrator, dataKey, code, cost, made);
}

Result<QString> KeySlots::addKeyring(const SecretBytes &dataKey, const SecretBytes &secret, const QDateTime &made)
{
    return add(SlotKind::Keyring, dataKey, secret, {}, made);
}

Result<> KeySlots::remove(const QString &id)
{
    qsizetype found = -1;
    int passphrases = 0;
    for (qsizetype i = 0; i < m_slots.size(); ++i) {
        passphrases += m_slots[i].kind == SlotKind::Passphrase;
        if (id.isEmpty() || !idOf(m_slots[i]).startsWith(id))
            continue;
        if (found >= 0)
            found = m_slots.size(); // several
        else
            found = i;
    }
    if (found < 0 || found >= m_slots.size())
        return tl::unexpected(Error{Fault::NotFound, u"vault.keys: no such slot"_s, {}, u"vault.no_slot"_s, {}});
    if (m_slots[found].kind == SlotKind::Passphrase && passphrases == 1)
        return refuse(u"SEC-08"_s, u"vault.last_passphrase"_s);
    m_slots.removeAt(found);
    return {};
}

Result<std::pair<qsizetype, SecretBytes>> KeySlots::find(const SecretBytes &secret, SlotKind kind) const
{
    for (qsizetype i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].kind != kind)
            continue;
        auto dataKey = unwrap(m_slots[i], secret);
        if (dataKey)
            return std::pair{i, std::move(*dataKey)};
        if (dataKey.error().fault != Fault::WrongPassword)
            return tl::unexpected(dataKey.error());
    }
    return fail(Fault::WrongPassword, u"vault.keys: no slot opens"_s);
}

Result<SecretBytes> KeySlots::unlock(const SecretBytes &secret, SlotKind kind) const
{
    auto found = find(secret, kind);
    if (!found)
        return tl::unexpected(found.error());
    if (!isFor(found->second))
        return fail(Fault::Corrupt, u"key slots"_s);
    return std::move(found->second);
}

Result<> KeySlots::changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne)
{
    const auto found = find(oldOne, SlotKind::Passphrase);
    if (!found)
        return tl::unexpected(found.error());
    auto &slot = m_slots[found->first];
    const auto wrapped = wrap(SlotKind::Passphrase, found->second, newOne, slot.cost, slot.made);
    if (!wrapped)
        return tl::unexpected(wrapped.error());
    slot = *wrapped;
    return {};
}

Result<> KeySlots::resetPassphrase(const SecretBytes &dataKey, const SecretBytes &newOne, const QDateTime &made)
{
    const auto itsCost = cost();
    auto fresh = *this;
    if (const auto added = fresh.addPassphrase(dataKey, newOne, itsCost, made); !added)
        return tl::unexpected(added.error());
    const auto slot = fresh.m_slots.takeLast();
    fresh.m_slots.removeIf([](const Slot &one) { return one.kind == SlotKind::Passphrase; });
    fresh.m_slots.prepend(slot);
    *this = std::move(fresh);
    return {};
}

QCborMap KeySlots::toCbor(const Slot &slot)
{
    QCborMap fields{{u"kind"_s, slotKindName(slot.kind)},
                    {u"salt"_s, slot.salt},
                    {u"operations"_s, qint64(slot.cost.operations)},
                    {u"memory"_s, qint64(slot.cost.memoryBytes)},
                    {u"wrapped"_s, slot.wrapped}};
    if (slot.made.isValid())
        fields.insert(u"made"_s, slot.made.toString(Qt::ISODate));
    return fields;
}

Result<> KeySlots::write(const QString &path) const
{
    QCborArray slotList;
    for (const auto &other : m_others)
        slotList.append(other);
    for (const auto &slot : m_slots)
        slotList.append(toCbor(slot));
    auto record = cbor::encode(QCborMap{{u"format"_s, slotFormat}, {u"keyId"_s, m_keyId}, {u"slots"_s, slotList}});
    record.append(hash(recordDomain, record));
    return writeDurably(path, record + record);
}

Result<KeySlots::Slot> KeySlots::parseSlot(SlotKind kind, const QCborMap &fields)
{
    const Slot slot{
        kind,
        fields.value(u"salt"_s).toByteArray(),
        {quint64(fields.value(u"operations"_s).toInteger()), quint64(fields.value(u"memory"_s).toInteger())},
        fields.value(u"wrapped"_s).toByteArray(),
        QDateTime::fromString(fields.value(u"made"_s).toString(), Qt::ISODate)};
    if (slot.cost.operations > highest.operations || slot.cost.memoryBytes > highest.memoryBytes)
        return fail(Fault::Unsupported, u"vault.keys: a cost out of reach"_s);
    return slot;
}

Result<KeySlots> KeySlots::parse(const QByteArray &record)
{
    const auto body = record.first(qMax(0, record.size() - hashSize));
    if (record.size() <= hashSize || hash(recordDomain, body) != record.last(hashSize))
        return fail(Fault::Corrupt, u"key slots"_s);
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    if (map->value(u"format"_s).toInteger() != slotFormat)
        return fail(Fault::Unsupported, u"vault.keys: format %1"_s.arg(map->value(u"format"_s).toInteger()));
    KeySlots keys;
    keys.m_keyId = map->value(u"keyId"_s).toByteArray();
    for (const auto &value : map->value(u"slots"_s).toArray()) {
        const auto fields = value.toMap();
        const auto name = fields.value(u"kind"_s).toString();
        const auto known = std::ranges::find_if(kindNames, [&name](const auto &one) { return name == one.name; });
        if (known == std::end(kindNames)) {
            keys.m_others.append(fields); // a newer program's way in: not ours to open, nor to lose
            continue;
        }
        const auto slot = parseSlot(known->kind, fields);
        if (!slot)
            return tl::unexpected(slot.error());
        keys.m_slots.append(*slot);
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
