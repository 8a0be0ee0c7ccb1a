// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/ledger_p.h"

#include <QCborArray>
#include <QTimeZone>
#include <QtEndian>

#include "core/base/cbor.h"
#include "core/records/fields.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QByteArray> needed(Vault &vault, const QString &key)
{
    const auto row = vault.rows().at(rows::self, key);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"ledger: the vault was never founded"_s);
    return (*row)->body;
}

QByteArray liveContext(const QByteArray &stream, quint64 number)
{
    const auto big = qToBigEndian(number);
    return stream + QByteArray(reinterpret_cast<const char *>(&big), sizeof big);
}

} // namespace

QString grantKey(const QByteArray &root, const QByteArray &stream, quint32 epoch)
{
    return hex(root) + u'.' + hex(stream) + u'.' + QString::number(epoch);
}

QString stationObject(const QByteArray &key)
{
    return u"station/"_s + hex(key);
}

QString hex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

QString padded(quint64 number)
{
    return u"%1"_s.arg(number, 16, 16, QLatin1Char('0'));
}

Result<> writeSecret(Vault &vault, QLatin1StringView kind, const QString &key, const SecretBytes &secret,
                     const QString &sort)
{
    Row row{key, sort, secret.view().toByteArray()}; // the table takes bytes; our copy goes at once
    const auto put = vault.rows().put(kind, row);
    wipe(row.body);
    return put;
}

Result<SecretBytes> readSecret(Vault &vault, QLatin1StringView kind, const QString &key)
{
    auto row = vault.rows().at(kind, key);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"ledger: key %1 is not here"_s.arg(QString(kind)));
    auto secret = SecretBytes::copyOf((*row)->body);
    wipe((*row)->body);
    return secret;
}

Ledger::Ledger(std::unique_ptr<Private> itsPrivate)
    : d(std::move(itsPrivate))
{
    d->q = this;
}

Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::open(Vault &vault, const Clock &clock)
{
    const auto stationSeed = readSecret(vault, rows::selfKey, u"station"_s);
    if (!stationSeed)
        return tl::unexpected(stationSeed.error());
    const auto boxSecret = readSecret(vault, rows::selfKey, u"box"_s);
    if (!boxSecret)
        return tl::unexpected(boxSecret.error());
    const auto automatonSeed = readSecret(vault, rows::selfKey, u"automaton"_s);
    if (!automatonSeed)
        return tl::unexpected(automatonSeed.error());
    auto station = SigningKey::fromSeed(*stationSeed);
    auto automaton = SigningKey::fromSeed(*automatonSeed);
    auto box = BoxKey::fromSecret(*boxSecret);
    if (!station || !automaton || !box)
        return fail(Fault::Corrupt, u"ledger: the station's keys are damaged"_s);
    auto d = std::make_unique<Private>(vault, clock, *std::move(station), *std::move(automaton),
                                       *std::move(box));
    if (const auto loaded = d->load(); !loaded)
        return tl::unexpected(loaded.error());
    std::unique_ptr<Ledger> ledger(new Ledger(std::move(d)));
    if (const auto swept = ledger->d->sweepShredded(); !swept)
        return tl::unexpected(swept.error());
    return ledger;
}

Result<> Ledger::Private::load()
{
    const auto certified = needed(vault, u"station"_s);
    const auto ourIncarnation = needed(vault, u"incarnation"_s);
    const auto last = needed(vault, u"clock"_s);
    const auto system = needed(vault, u"automaton"_s);
    const auto home = needed(vault, u"institution"_s);
    for (const auto *part : {&certified, &ourIncarnation, &last, &system, &home})
        if (!*part)
            return tl::unexpected(part->error());
    const auto certificate = openStationCertificate(*certified);
    const auto systemPerson = openPersonCertificate(*system);
    if (!systemPerson || systemPerson->person != automatonKey.publicKey())
        return fail(Fault::Corrupt, u"ledger: the automaton's certificate is damaged"_s);
    if (!certificate || certificate->station != stationKey.publicKey() || last->size() != sizeof(quint64))
        return fail(Fault::Corrupt, u"ledger: our own certificates are damaged"_s);
    station = *certificate;
    stationBytes = *certified;
    automatonBytes = *system;
    automaton = *systemPerson;
    institutionStream = *home;
    incarnation = *ourIncarnation;
    time = HybridClock(qFromBigEndian<quint64>(last->constData()));
    lastChange = time.last();
    stations.insert(station.station, {station, true});
    if (const auto loaded = loadCard().and_then([this] { return loadRevocations(); }); !loaded)
        return loaded;
    const auto forks = vault.rows().list(rows::fork);
    if (!forks)
        return tl::unexpected(forks.error());
    for (const auto &row : *forks)
        frozen.insert(QByteArray::fromHex(row.sort.toLatin1()));
    const auto ahead = vault.rows().list(rows::future);
    if (!ahead)
        return tl::unexpected(ahead.error());
    for (const auto &row : *ahead)
        future.insert(QByteArray::fromHex(row.key.toLatin1()));
    const auto destroyed = vault.rows().list(rows::tombstone);
    if (!destroyed)
        return tl::unexpected(destroyed.error());
    for (const auto &row : *destroyed)
        shredded.insert(QByteArray::fromHex(row.key.toLatin1()));
    return loadPartners();
}

Result<> Ledger::Private::putClock(quint64 last)
{
    QByteArray body(sizeof last, '\0');
    qToBigEndian(last, body.data());
    return vault.rows().put(rows::self, {u"clock"_s, {}, body});
}

Result<> Ledger::Private::write(const std::function<Result<>()> &change)
{
    if (writing)
        return change();
    auto transaction = vault.begin();
    if (!transaction)
        return tl::unexpected(transaction.error());
    const auto timeBefore = time;
    const auto incarnationBefore = incarnation;
    const auto frozenBefore = frozen;
    const auto futureBefore = future;
    const auto cardBefore = ownCard;
    const auto selfBefore = self;
    const auto shreddedBefore = shredded;
    const auto changeBefore = lastChange;
    writing = true;
    auto done = change().and_then([this] { return spoilt ? tl::unexpected(*spoilt) : putChanges(); });
    if (done && time.last() != timeBefore.last())
        done = putClock(time.last());
    if (done)
        done = transaction->commit();
    writing = false;
    spoilt.reset();
    if (!done) {
        time = timeBefore;
        incarnation = incarnationBefore;
        frozen = frozenBefore;
        future = futureBefore;
        ownCard = cardBefore;
        self = selfBefore;
        shredded = shreddedBefore;
        lastChange = changeBefore;
        forgetCaches();
        changedStreams.clear();
        touchedStreams.clear();
        arrivedReceipts.clear();
        refusalsChanged = false;
        olderThan.clear();
        back.clear();
        return done;
    }
    tell();
    return {};
}

// After a change that did not come to be: whatever was remembered of it is read again from the vault.
void Ledger::Private::forgetCaches()
{
    streams.clear();
    keys.clear();
    heads.clear();
    shares.clear();
    sisterGrants.clear();
    feedStations.clear();
    whole.clear();
    opened.clear();
    accessLogEnd.reset();
    disabledKeys.reset();
    partners.clear();
    stations.clear();
    stations.insert(station.station, {station, true});
    // What could be read when the vault was opened and is sealed page by page can be read again; if the disk is gone,
    // no partner is known and nothing goes out.
    (void)restoreIdentity();
    (void)loadPartners();
}

// After a change of our own card or keys that did not come to be.
Result<> Ledger::Private::restoreIdentity()
{
    const auto secret = readSecret(vault, rows::selfKey, u"box"_s);
    auto box = secret ? BoxKey::fromSecret(*secret) : tl::unexpected(secret.error());
    if (!box)
        return tl::unexpected(box.error());
    boxKey = *std::move(box);
    oldBoxKeys.clear();
    return loadCard().and_then([this] { return loadRevocations(); });
}

void Ledger::Private::tell()
{
    const auto tellStreams = std::exchange(changedStreams, {});
    const auto tellReceipts = std::exchange(arrivedReceipts, {});
    if (std::exchange(refusalsChanged, false))
        Q_EMIT q->refusalNoted();
    for (const auto &stream : tellStreams)
        Q_EMIT q->changed(stream);
    for (const auto &[root, stream] : tellReceipts)
        Q_EMIT q->receiptArrived(root, stream);
    for (const auto &root : std::exchange(olderThan, {}))
        Q_EMIT q->olderThanSeen(root);
    for (const auto &[root, count] : std::exchange(back, {}))
        Q_EMIT q->cameBack(root, count);
}

Result<KnownStream> Ledger::Private::knownStream(const QByteArray &id)
{
    if (const auto known = streams.constFind(id); known != streams.cend())
        return *known;
    const auto row = vault.rows().at(rows::stream, hex(id));
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return fail(Fault::NotFound, u"ledger: no such stream"_s);
    const auto map = cbor::decodeMap((*row)->body);
    if (!map)
        return tl::unexpected(map.error());
    KnownStream stream{map->value(u"kind"_s).toString(), map->value(u"about"_s).toByteArray(),
                       map->value(u"origin"_s).toByteArray(), quint32(map->value(u"epoch"_s).toInteger()),
                       (*row)->sort, map->value(u"quiet"_s).toBool()};
    streams.insert(id, stream);
    return stream;
}

Result<> Ledger::Private::putStream(const QByteArray &id, const KnownStream &stream)
{
    QCborMap map{{u"kind"_s, stream.kind},
                 {u"about"_s, stream.about},
                 {u"origin"_s, stream.origin},
                 {u"epoch"_s, qint64(stream.epoch)}};
    if (stream.quiet)
        map.insert(u"quiet"_s, true);
    if (const auto put = vault.rows().put(rows::stream, {hex(id), stream.sort, cbor::encode(map)}); !put)
        return put;
    streams.insert(id, stream);
    sisterGrants.remove(id);
    noteChange(id);
    if (const auto house = shares.find(self.root); house != shares.end() && !house->all.contains(id)) {
        house->all.insert(id, {});
        house->order.append(id);
    }
    return {};
}

Result<const SecretBytes *> Ledger::Private::keyOf(const QByteArray &stream, quint32 epoch)
{
    const auto name = stream + QByteArray::number(epoch);
    if (const auto *key = keys.object(name))
        return key;
    auto key = readSecret(vault, rows::streamKey, hex(stream) + u'.' + QString::number(epoch));
    if (!key && key.error().fault == Fault::NotFound)
        return nullptr;
    if (!key)
        return tl::unexpected(key.error());
    auto *kept = new SecretBytes(*std::move(key));
    keys.insert(name, kept);
    return kept;
}

Result<const Heads *> Ledger::Private::headsOf(const QByteArray &stream)
{
    if (const auto known = heads.constFind(stream); known != heads.cend())
        return &*known;
    const auto list = vault.entries().heads(stream);
    if (!list)
        return tl::unexpected(list.error());
    Heads read;
    for (const auto &head : *list)
        read.insert(head.feed, head);
    return &*heads.insert(stream, read);
}

Vault &Ledger::vault() const
{
    return d->vault;
}

QDateTime Ledger::now() const
{
    return d->clock();
}

const Institution &Ledger::institution() const
{
    return d->self;
}

const StationCertificate &Ledger::station() const
{
    return d->station;
}

QByteArray Ledger::stationCertificate() const
{
    return d->stationBytes;
}

Actor Ledger::systemActor() const
{
    return {d->automatonBytes, d->automaton, &d->automatonKey};
}

QByteArray Ledger::institutionStream() const
{
    return d->institutionStream;
}

Result<Ledger::TlsIdentity> Ledger::tlsIdentity() const
{
    const auto certificate = needed(d->vault, u"tls"_s);
    if (!certificate)
        return tl::unexpected(certificate.error());
    auto key = readSecret(d->vault, rows::selfKey, u"tls"_s);
    if (!key)
        return tl::unexpected(key.error());
    return TlsIdentity{*certificate, *std::move(key)};
}

Result<QByteArray> Ledger::sealLive(const QByteArray &stream, quint64 number, const QByteArray &payload) const
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    const auto key = d->keyOf(stream, known->epoch);
    if (!key)
        return tl::unexpected(key.error());
    if (!*key)
        return fail(Fault::NotFound, u"live: no key of this stream"_s);
    return seal(deriveSubkey(**key, "sizhen.live"), payload, liveContext(stream, number));
}

Result<QByteArray> Ledger::openLive(const QByteArray &stream, quint64 number, const QByteArray &sealed) const
{
    const auto known = d->knownStream(stream);
    if (!known)
        return tl::unexpected(known.error());
    // The partner may not have the newest key yet.
    for (auto epoch = known->epoch; epoch > 0 && epoch + 2 > known->epoch; --epoch) {
        const auto key = d->keyOf(stream, epoch);
        if (!key)
            return tl::unexpected(key.error());
        if (!*key)
            continue;
        if (auto payload = unseal(deriveSubkey(**key, "sizhen.live"), sealed, liveContext(stream, number)))
            return payload;
    }
    return fail(Fault::Corrupt, u"live: does not open"_s);
}

} // namespace sizhen
