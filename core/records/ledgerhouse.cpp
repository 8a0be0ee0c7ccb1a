// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the stream that stays at home. Each of its events says what one thing of the house is now (a station, a person, a
// partner, a setting); the latest by (hlc, feed, sequence) counts, so that all stations come to the same rows in any order of
// arrival. A kind that is not in the table below is kept and passed on.
#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/records/ledger_p.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

namespace {

QString partnerObject(const QByteArray &root)
{
    return u"partner/"_s + hex(root);
}

// What somebody wrote is wrong, and must not stop the rest: it is kept, logged and not applied.
bool isTheirMistake(const Error &error)
{
    return error.fault == Fault::Corrupt || error.fault == Fault::Untrusted || error.fault == Fault::Invalid
        || error.fault == Fault::Unsupported;
}

QString objectOf(const Event &event)
{
    const auto &args = event.args;
    if (event.kind == u"institution.station"_s) {
        const auto certificate = openStationCertificate(args.value(u"certificate"_s).toByteArray());
        return certificate ? stationObject(certificate->station) : QString();
    }
    if (event.kind == u"institution.card"_s)
        return u"card"_s;
    if (event.kind == u"institution.person"_s)
        return u"person/"_s + args.value(u"id"_s).toString();
    if (event.kind == u"institution.partner"_s)
        return partnerObject(args.value(u"root"_s).toByteArray());
    if (event.kind == u"institution.setting"_s)
        return u"setting/"_s + args.value(u"name"_s).toString();
    return {};
}

} // namespace

// The writers of rows. Each checks what it takes in as if a stranger had sent it: a sister may be a stolen machine.
struct Ledger::Private::HouseRows {
    static Result<> station(Private &d, const QCborMap &args)
    {
        const auto bytes = args.value(u"certificate"_s).toByteArray();
        const auto certificate = openStationCertificate(bytes);
        if (!certificate)
            return tl::unexpected(certificate.error());
        if (certificate->institution != d.self.root)
            return fail(Fault::Untrusted, u"house: a station of another institution"_s);
        const Row row{hex(certificate->station), hex(d.self.root), bytes};
        if (const auto put = d.vault.rows().put(rows::station, row); !put)
            return put;
        if (!d.stations.contains(certificate->station))
            d.stations.insert(certificate->station, {*certificate, false});
        d.markOwnStations();
        return {};
    }

    static Result<> card(Private &d, const QCborMap &args)
    {
        const auto bytes = args.value(u"card"_s).toByteArray();
        const auto card = openCard(bytes);
        if (!card)
            return tl::unexpected(card.error());
        if (card->institution.root != d.self.root)
            return fail(Fault::Untrusted, u"house: a card of another institution"_s);
        if (!card->replaces(d.card))
            return {};
        if (card->institution.boxKey != d.boxKey.publicKey()) // "institution.box_key" brings that one
            return fail(Fault::Unsupported, u"house: a card with a box key that is not here"_s);
        return d.putCard(bytes);
    }

    static Result<> person(Private &d, const QCborMap &args)
    {
        const auto id = args.value(u"id"_s).toString();
        const auto body = args.value(u"row"_s).toByteArray();
        const auto map = cbor::decodeMap(body);
        if (!map)
            return tl::unexpected(map.error());
        const auto person = openPersonCertificate(map->value(u"certificate"_s).toByteArray());
        if (!person)
            return tl::unexpected(person.error());
        if (person->institution != d.self.root || person->id != id)
            return fail(Fault::Untrusted, u"house: not a person of ours"_s);
        d.disabledKeys.reset();
        return d.vault.rows().put(rows::person, {id, id, body});
    }

    static Result<> partner(Private &d, const QCborMap &args)
    {
        const auto bytes = args.value(u"card"_s).toByteArray();
        const auto card = openCard(bytes);
        if (!card)
            return tl::unexpected(card.error());
        const auto &root = card->institution.root;
        if (root == d.self.root || root != args.value(u"root"_s).toByteArray())
            return fail(Fault::Untrusted, u"house: not a partner's card"_s);
        if (const auto taken = d.takePartnersCard(root, bytes); !taken) // an older one leaves the newer in its place
            return taken;
        auto known = d.partners.at(root);
        // Officers compared the fingerprint at one station: that holds for the house, whatever crossed on the way.
        known.partner.verified |= args.value(u"verified"_s).toBool();
        if (known.partner.verifiedBy.isEmpty())
            for (const auto &id : args.value(u"verifiedBy"_s).toArray())
                known.partner.verifiedBy.append(id.toString());
        if (known.stream.isEmpty())
            known.stream = args.value(u"stream"_s).toByteArray();
        if (const auto put = d.putPartner(known); !put)
            return put;
        // Where its stations can be dialled: a card by hand tells that to one of ours only.
        for (const auto &notice : args.value(u"notices"_s).toArray())
            if (const auto taken = d.takeNotice(root, notice.toByteArray()); !taken)
                if (const auto noted = isTheirMistake(taken.error()) ? d.putRefusal(taken.error()) : taken; !noted)
                    return noted;
        known = d.partners.at(root);
        if (known.partner.verified && d.knownStream(known.stream))
            if (const auto derived = d.derivePartnership(known); !derived)
                return derived;
        // What waited for this partner to be known is read again, and given what it lacks.
        d.opened.clear();
        const auto shares = d.sharesOf(root);
        if (!shares)
            return tl::unexpected(shares.error());
        const auto streams = (*shares)->order;
        for (const auto &stream : streams) {
            d.sisterGrants.remove(stream);
            d.changedStreams.append(stream);
            if (const auto granted = d.grantShares(stream); !granted && granted.error().fault != Fault::NotFound)
                return granted;
        }
        return {};
    }

    static Result<> setting(Private &, const QCborMap &args)
    {
        if (!args.value(u"value"_s).isString())
            return fail(Fault::Corrupt, u"house: a setting without a value"_s);
        return {}; // the word itself is the row
    }
};

Result<> Ledger::Private::applyHouse(const Event &event)
{
    using Writer = Result<> (*)(Private &, const QCborMap &);
    static const QHash<QString, Writer> writers{{u"institution.station"_s, &HouseRows::station},
                                                {u"institution.card"_s, &HouseRows::card},
                                                {u"institution.person"_s, &HouseRows::person},
                                                {u"institution.partner"_s, &HouseRows::partner},
                                                {u"institution.setting"_s, &HouseRows::setting}};
    const auto writer = writers.value(event.kind);
    if (!writer || !event.problem.isEmpty() || event.institution != self.root
        || !event.by.roles.contains(u"SYSTEM"_s))
        return {};
    const auto object = objectOf(event);
    if (object.isEmpty())
        return {};
    const Stamp stamp{event.hlc, event.feed, event.sequence};
    const auto row = vault.rows().at(rows::house, object);
    if (!row)
        return tl::unexpected(row.error());
    if (*row) {
        const auto map = cbor::decodeMap((*row)->body);
        if (!map)
            return tl::unexpected(map.error());
        const auto said = map->value(u"stamp"_s).toArray();
        if (stamp < Stamp{quint64(said.at(0).toInteger()), said.at(1).toByteArray(), quint64(said.at(2).toInteger())})
            return {};
    }
    const auto written = writer(*this, event.args);
    if (!written && isTheirMistake(written.error())) {
        qCWarning(lcRecords) << "the house:" << event.kind << "is not applied:" << written.error().detail;
        return putRefusal(written.error());
    }
    return written ? putHouseWord(object, stamp, event.args) : written;
}

Result<> Ledger::Private::putHouseWord(const QString &object, const Stamp &stamp, const QCborMap &args)
{
    const QCborArray said{qint64(stamp.hlc), stamp.feed, qint64(stamp.sequence)};
    return vault.rows().put(rows::house,
                            {object, object, cbor::encode(QCborMap{{u"stamp"_s, said}, {u"args"_s, args}})});
}

Result<QCborMap> Ledger::Private::houseWord(const QString &object)
{
    const auto row = vault.rows().at(rows::house, object);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return QCborMap();
    const auto map = cbor::decodeMap((*row)->body);
    if (!map)
        return tl::unexpected(map.error());
    return map->value(u"args"_s).toMap();
}

Result<> Ledger::Private::publish(const QString &kind, const QString &object, const QCborMap &args)
{
    if (!hasSisters())
        return {}; // there is nobody to tell; admit() tells everything
    const auto event = writeOne({institutionStream, kind, args}, q->systemActor());
    if (!event)
        return tl::unexpected(event.error());
    remember(*event);
    return putHouseWord(object, {event->hlc, event->feed, event->sequence}, event->args);
}

Result<> Ledger::Private::publishPerson(const QString &id)
{
    const auto row = vault.rows().at(rows::person, id);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return {};
    return publish(u"institution.person"_s, u"person/"_s + id, {{u"id"_s, id}, {u"row"_s, (*row)->body}});
}

Result<> Ledger::Private::publishPartner(const KnownPartner &known)
{
    const auto &root = known.partner.institution.root;
    QCborArray notices;
    for (const auto &notice : known.notices)
        notices.append(notice);
    return publish(u"institution.partner"_s, partnerObject(root),
                   {{u"root"_s, root},
                    {u"card"_s, known.card},
                    {u"verified"_s, known.partner.verified},
                    {u"verifiedBy"_s, QCborArray::fromStringList(known.partner.verifiedBy)},
                    {u"stream"_s, known.stream},
                    {u"notices"_s, notices}});
}

Result<> Ledger::Private::publishEverything()
{
    const auto told = vault.rows().list(rows::house);
    const auto people = vault.rows().list(rows::person);
    if (!told || !people)
        return tl::unexpected(told ? people.error() : told.error());
    QSet<QString> known;
    for (const auto &row : *told) {
        const auto map = cbor::decodeMap(row.body);
        if (map && !map->value(u"stamp"_s).toArray().at(1).toByteArray().isEmpty())
            known.insert(row.key);
        else if (map && row.key.startsWith(u"setting/"_s))
            if (const auto done = publish(u"institution.setting"_s, row.key, map->value(u"args"_s).toMap()); !done)
                return done;
    }
    for (const auto &row : *people)
        if (!known.contains(u"person/"_s + row.key))
            if (const auto done = publishPerson(row.key); !done)
                return done;
    const auto all = partners;
    for (const auto &[root, partner] : all)
        if (!known.contains(partnerObject(root)))
            if (const auto done = publishPartner(partner); !done)
                return done;
    return {};
}

Result<QString> Ledger::houseSetting(const QString &name) const
{
    const auto word = d->houseWord(u"setting/"_s + name);
    if (!word)
        return tl::unexpected(word.error());
    return word->value(u"value"_s).toString();
}

Result<> Ledger::keepHouseSetting(const QString &name, const QString &value)
{
    const auto object = u"setting/"_s + name;
    const QCborMap args{{u"name"_s, name}, {u"value"_s, value}};
    return d->write([&]() -> Result<> {
        if (d->hasSisters())
            return d->publish(u"institution.setting"_s, object, args);
        return d->putHouseWord(object, {d->time.next(d->nowMs()), {}, 0}, args);
    });
}

} // namespace sizhen
