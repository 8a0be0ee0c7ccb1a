// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: what is written here, and how anybody's events are read back.
#include "core/base/cbor.h"
#include "core/records/ledger_p.h"
#include "core/records/personrow.h"

#include <QTimeZone>

#include <algorithm>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype maxJudged = 500'000;
constexpr qsizetype maxPersons = 4'096;

bool before(const Event &one, const Event &other)
{
    return std::tie(one.hlc, one.feed, one.sequence) < std::tie(other.hlc, other.feed, other.sequence);
}

QList<SeenHead> seenBeside(const Heads &heads, const QByteArray &ownFeed)
{
    QList<SeenHead> seen;
    for (const auto &head : heads)
        if (head.feed != ownFeed)
            seen.append({head.feed, head.sequence});
    return seen;
}

bool isValidAt(const PersonCertificate &person, quint64 hlc)
{
    const auto at = QDateTime::fromMSecsSinceEpoch(HybridClock::milliseconds(hlc), Qt::UTC);
    return at >= person.validFrom && at < person.validTo;
}

} // namespace

// Everything but hash and signature, in the place it would get.
Result<Event> Ledger::Private::drafted(const Draft &draft, const Actor &actor)
{
    const auto known = headsOf(draft.stream);
    if (!known)
        return tl::unexpected(known.error());
    Entry entry;
    entry.stream = draft.stream;
    entry.station = station.station;
    entry.incarnation = incarnation;
    Event event;
    event.stream = draft.stream;
    event.feed = entry.feed();
    event.sequence = (*known)->value(event.feed).sequence + 1;
    event.hlc = HybridClock(time).next(nowMs());
    event.seen = seenBeside(**known, event.feed);
    event.station = station.station;
    event.institution = self.root;
    event.kind = draft.kind;
    event.version = newestEventVersion;
    const auto local = clock().toTimeZone(QTimeZone(self.timeZone.toLatin1()));
    event.at = QDateTime::fromString(instantText(local), Qt::ISODate);
    event.args = draft.args;
    event.by = actor.person;
    return event;
}

Event Ledger::preview(const Draft &draft, const Actor &actor) const
{
    auto event = d->drafted(draft, actor);
    if (event)
        return *std::move(event);
    // The vault cannot be read: append() will say so. Until then it is an event that nobody may apply.
    Event unplaced;
    unplaced.stream = draft.stream;
    unplaced.kind = draft.kind;
    unplaced.args = draft.args;
    unplaced.by = actor.person;
    unplaced.problem = u"no-key"_s;
    return unplaced;
}

Result<> Ledger::Private::checkActor(const Actor &actor)
{
    const auto person = personOf(actor.certificate);
    if (!person)
        return tl::unexpected(person.error());
    if (person->institution != self.root || !actor.key || actor.key->publicKey() != person->person)
        return fail(Fault::Untrusted, u"append: the actor's key is not certified here"_s);
    if (revocations.contains(person->person))
        return tl::unexpected(Error{Fault::Denied, u"append: the actor was revoked"_s, u"SEC-15"_s, u"sec.disabled"_s, {}});
    if (revocations.contains(station.station))
        return refuse(u"SEC-08"_s, u"id.station_revoked"_s);
    if (!isValidAt(*person, HybridClock(time).next(nowMs())))
        return tl::unexpected(certificateOver(*person));
    const auto off = isDisabled(person->person);
    if (!off)
        return tl::unexpected(off.error());
    if (*off)
        return tl::unexpected(Error{Fault::Denied, u"append: the account is disabled"_s, u"SEC-15"_s, u"sec.disabled"_s, {}});
    return {};
}

Result<Event> Ledger::Private::writeOne(const Draft &draft, const Actor &actor)
{
    const auto stream = knownStream(draft.stream);
    if (!stream)
        return tl::unexpected(stream.error());
    auto event = drafted(draft, actor);
    if (!event)
        return event;
    time = HybridClock(event->hlc);
    EventBody body{draft.kind, newestEventVersion, instantText(event->at), draft.args, actor.certificate, {}};
    body.signature = body.signedBy(*actor.key, draft.stream, event->hlc);
    const auto plain = body.toBytes();
    const auto read = EventBody::fromBytes(plain); // as everybody else will read it
    if (!read)
        return fail(Fault::Invalid, read.error().detail);
    event->args = read->args;

    const auto key = keyOf(draft.stream, stream->epoch);
    if (!key)
        return tl::unexpected(key.error());
    if (!*key)
        return fail(Fault::NotFound, u"append: no key of this stream"_s);
    auto &streamHeads = heads[draft.stream]; // drafted() read them
    const auto previous = streamHeads.value(event->feed).hash;
    Entry entry{draft.stream,
                station.station,
                incarnation,
                event->sequence,
                previous.isEmpty() ? QByteArray(hashSize, '\0') : previous,
                event->hlc,
                stream->epoch,
                event->seen,
                {},
                {}};
    entry.sealedBody = seal(**key, plain, headerOf(entry));
    entry.signature = signEntry(entry, stationKey);
    const auto raw = serialise(entry);
    if (raw.size() > maxEntrySize)
        return fail(Fault::Invalid, u"append: %1 bytes are too many for one event"_s.arg(raw.size()));
    const auto row = rowOf(entry, raw);
    if (const auto stored = vault.entries().append(row); !stored)
        return tl::unexpected(stored.error());
    event->hash = row.hash;
    streamHeads.insert(event->feed, {event->feed, event->sequence, row.hash});
    if (const auto indexed = indexAttachments(draft.stream, self.root, event->args); !indexed)
        return tl::unexpected(indexed.error());
    judgedGood.insert(row.hash);
    if (!changedStreams.contains(draft.stream))
        changedStreams.append(draft.stream);
    return event;
}

Result<QList<Event>> Ledger::append(const QList<Draft> &drafts, const Actor &actor,
                                    const std::function<Result<>(const QList<Event> &)> &also)
{
    if (const auto good = d->checkActor(actor); !good)
        return tl::unexpected(good.error());
    QList<Event> events;
    const auto written = d->write([&]() -> Result<> {
        for (const auto &draft : drafts) {
            auto event = d->writeOne(draft, actor);
            if (!event)
                return tl::unexpected(event.error());
            events.append(*std::move(event));
            d->remember(events.last());
        }
        return also ? also(events) : Result<>();
    });
    if (!written)
        return tl::unexpected(written.error());
    return events;
}

// A cached list grows with what is written: a long case is not opened anew for every answer that is given.
void Ledger::Private::remember(const Event &event)
{
    auto *list = opened.take(event.stream);
    if (!list)
        return;
    list->insert(std::ranges::upper_bound(*list, event, before), event);
    opened.insert(event.stream, list, std::max<qsizetype>(list->size(), 1));
}

Result<QList<Event>> Ledger::events(const QByteArray &stream) const
{
    if (const auto known = d->knownStream(stream); !known)
        return tl::unexpected(known.error());
    if (const auto *list = d->opened.object(stream))
        return *list;
    const auto stored = d->vault.entries().ofStream(stream);
    if (!stored)
        return tl::unexpected(stored.error());
    QList<Event> events;
    events.reserve(stored->size());
    for (const auto &row : *stored)
        events.append(d->open(row));
    d->opened.insert(stream, new QList<Event>(events), std::max<qsizetype>(events.size(), 1));
    return events;
}

Event Ledger::Private::open(const EntryRow &row)
{
    Event event;
    event.hash = row.hash;
    event.stream = row.stream;
    event.feed = row.feed;
    event.sequence = row.sequence;
    event.hlc = row.hlc;
    const auto entry = parseEntry(row.raw);
    if (!entry) {
        event.problem = u"signature"_s;
        return event;
    }
    event.seen = entry->seen;
    event.station = entry->station;
    const auto writer = stations.constFind(entry->station);
    if (writer == stations.cend()) {
        event.problem = u"unknown-institution"_s;
        return event;
    }
    event.institution = writer->certificate.institution;
    event.problem = openBody(*entry, event);
    return event;
}

QString Ledger::Private::openBody(const Entry &entry, Event &event)
{
    if (shredded.contains(entry.stream))
        return u"destroyed"_s;
    const auto key = keyOf(entry.stream, entry.epoch);
    if (!key || !*key)
        return u"no-key"_s;
    const auto plain = unseal(**key, entry.sealedBody, headerOf(entry));
    if (!plain)
        return u"signature"_s;
    const auto body = EventBody::fromBytes(*plain);
    if (!body)
        return u"signature"_s;
    event.kind = body->kind;
    event.version = body->version;
    event.at = body->time();
    event.args = body->args;
    return judge(*body, event);
}

QString Ledger::Private::judge(const EventBody &body, Event &event)
{
    const auto person = personOf(body.certificate);
    if (!person)
        return u"certificate"_s;
    event.by = *person;
    if (person->institution != event.institution || !isValidAt(*person, event.hlc))
        return u"certificate"_s;
    if (!judgedGood.contains(event.hash)) {
        if (!body.isSignedBy(person->person, event.stream, event.hlc))
            return u"signature"_s;
        if (judgedGood.size() >= maxJudged)
            judgedGood.clear();
        judgedGood.insert(event.hash);
    }
    if (isRevoked(event.station, event.hlc) || isRevoked(person->person, event.hlc))
        return u"revoked"_s;
    if (body.version > newestEventVersion)
        return u"newer"_s;
    return future.contains(event.hash) ? u"future"_s : QString();
}

Result<PersonCertificate> Ledger::Private::personOf(const QByteArray &certificate)
{
    if (const auto known = persons.constFind(certificate); known != persons.cend())
        return *known;
    auto person = openPersonCertificate(certificate);
    if (persons.size() >= maxPersons)
        persons.clear();
    persons.insert(certificate, person);
    return person;
}

} // namespace sizhen
