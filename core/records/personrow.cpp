// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/personrow.h"

#include "core/base/cbor.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QCborMap toCbor(const Ledger::OldPassword &old)
{
    return {{u"salt"_s, old.salt},
            {u"operations"_s, qint64(old.cost.operations)},
            {u"memoryBytes"_s, qint64(old.cost.memoryBytes)},
            {u"tag"_s, old.tag}};
}

KdfCost costIn(const QCborMap &map)
{
    return {quint64(map.value(u"operations"_s).toInteger()), quint64(map.value(u"memoryBytes"_s).toInteger())};
}

} // namespace

QByteArray bytesOf(const Ledger::SealedPerson &person)
{
    QCborMap map{{u"certificate"_s, person.certificate},
                 {u"sealedKeys"_s, person.sealedKeys},
                 {u"salt"_s, person.salt},
                 {u"operations"_s, qint64(person.cost.operations)},
                 {u"memoryBytes"_s, qint64(person.cost.memoryBytes)}};
    QCborArray history;
    for (const auto &old : person.history)
        history.append(toCbor(old));
    if (!history.isEmpty())
        map.insert(u"history"_s, history);
    if (!person.factor.isEmpty())
        map.insert(u"factor"_s, person.factor);
    if (person.passwordSinceMs > 0)
        map.insert(u"passwordSince"_s, person.passwordSinceMs);
    if (person.mustChangePassword)
        map.insert(u"mustChange"_s, true);
    if (person.disabledMs > 0) {
        map.insert(u"disabled"_s, person.disabledMs);
        map.insert(u"disabledReason"_s, person.disabledReason);
    }
    return cbor::encode(map);
}

Result<Ledger::SealedPerson> sealedPersonFrom(const QByteArray &body)
{
    const auto map = cbor::decodeMap(body);
    if (!map)
        return tl::unexpected(map.error());
    Ledger::SealedPerson person{map->value(u"certificate"_s).toByteArray(), map->value(u"sealedKeys"_s).toByteArray(),
                                map->value(u"salt"_s).toByteArray(), costIn(*map)};
    const auto history = map->value(u"history"_s).toArray();
    for (const auto &item : history) {
        const auto old = item.toMap();
        person.history.append({old.value(u"salt"_s).toByteArray(), costIn(old), old.value(u"tag"_s).toByteArray()});
    }
    person.factor = map->value(u"factor"_s).toByteArray();
    person.passwordSinceMs = map->value(u"passwordSince"_s).toInteger();
    person.mustChangePassword = map->value(u"mustChange"_s).toBool();
    person.disabledMs = map->value(u"disabled"_s).toInteger();
    person.disabledReason = map->value(u"disabledReason"_s).toString();
    return person;
}

Result<> putSignInRules(Vault &vault, const SignInRules &rules)
{
    const auto word = [](bool on) { return on ? QByteArray("required") : QByteArray("off"); };
    return vault.rows().put(settingsRows, {u"second_factor"_s, {}, word(rules.secondFactor)}).and_then([&] {
        return vault.rows().put(settingsRows, {u"strict_passwords"_s, {}, word(rules.strictPasswords)});
    });
}

Error certificateOver(const PersonCertificate &person)
{
    return {Fault::Untrusted,
            u"the person's certificate is not valid now"_s,
            u"STF-02"_s,
            u"sec.certificate_over"_s,
            {{u"person"_s, person.name.en()},
             {u"person.zh"_s, person.name.zh()},
             {u"from"_s, person.validFrom.date().toString(Qt::ISODate)},
             {u"to"_s, person.validTo.date().toString(Qt::ISODate)}}};
}

} // namespace sizhen
