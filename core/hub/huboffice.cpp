// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/huboffice.h"

#include "core/hub/hublog.h"
#include "core/records/cardparcel.h"
#include "core/sync/envelope.h"

#include <QJsonArray>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<QJsonObject> wrong(const QString &message, Fault fault = Fault::Invalid)
{
    return tl::unexpected(Error{fault, u"hub: "_s + message, {}, message, {}});
}

QJsonObject describe(const HubInstitution &institution, const Mailroom &room, HubStore &store)
{
    const auto lying = store.inMailbox(institution.mailbox);
    return {{u"institution"_s, shortId(institution.root)},
            {u"root"_s, hexOf(institution.root)},
            {u"name"_s, institution.name},
            {u"country"_s, institution.country},
            {u"admitted"_s, QDateTime::fromMSecsSinceEpoch(institution.admittedMs, Qt::UTC).toString(Qt::ISODate)},
            {u"waiting"_s, lying.number},
            {u"waitingBytes"_s, lying.bytes},
            {u"connected"_s, room.connected(institution.mailbox)}};
}

} // namespace

QString shortId(const QByteArray &root)
{
    Institution institution;
    institution.root = root;
    return institution.id();
}

Result<QJsonObject> HubOffice::answer(const QJsonObject &request)
{
    using Doing = Result<QJsonObject> (HubOffice::*)(const QJsonObject &);
    static const QHash<QString, Doing> doings{{u"admit"_s, &HubOffice::admit},
                                              {u"remove"_s, &HubOffice::remove},
                                              {u"revoke"_s, &HubOffice::revoke},
                                              {u"peer-add"_s, &HubOffice::addPeer},
                                              {u"peer-remove"_s, &HubOffice::removePeer}};
    const auto name = request.value(u"do"_s).toString();
    if (name == u"list")
        return list();
    if (name == u"peer-list")
        return listPeers();
    if (name == u"status")
        return status();
    const auto doing = doings.value(name);
    if (!doing)
        return wrong(u"hub.unknown_command"_s);
    auto done = (this->*doing)(request);
    if (!done)
        return done;
    if (const auto loaded = m_room.reload(); !loaded)
        return tl::unexpected(loaded.error());
    qCInfo(lcHub, "%s", qUtf8Printable(name)); // who did it stands in the system's journal
    return done;
}

Result<QJsonObject> HubOffice::admit(const QJsonObject &request)
{
    const auto parcel = openParcel(QByteArray::fromBase64(request.value(u"card"_s).toString().toLatin1()));
    const auto card = parcel ? openCard(parcel->card) : Result<InstitutionCard>(tl::unexpected(parcel.error()));
    if (!card)
        return wrong(u"hub.card"_s, card.error().fault);
    const auto &institution = card->institution;
    const HubInstitution admitted{institution.root, mailboxOf(institution.root), institution.name.en(),
                                  institution.country, m_room.nowMs()};
    if (const auto done = m_room.store().admit(admitted); !done)
        return tl::unexpected(done.error());
    return describe(admitted, m_room, m_room.store());
}

Result<QJsonObject> HubOffice::list() const
{
    QJsonArray array;
    for (const auto &institution : m_room.institutions())
        array.append(describe(institution, m_room, m_room.store()));
    return QJsonObject{{u"institutions"_s, array}};
}

Result<QJsonObject> HubOffice::remove(const QJsonObject &request)
{
    const auto asked = request.value(u"institution"_s).toString().toLower();
    QList<HubInstitution> found;
    for (const auto &institution : m_room.institutions())
        if (shortId(institution.root) == asked || hexOf(institution.root) == asked)
            found.append(institution);
    if (found.size() != 1)
        return wrong(u"hub.not_admitted"_s, Fault::NotFound);
    // What waits for it would be gone for good.
    const auto waiting = m_room.store().inMailbox(found.first().mailbox).number;
    if (waiting > 0 && !request.value(u"yes"_s).toBool())
        return tl::unexpected(
            Error{Fault::Refused, u"hub: envelopes wait"_s, {}, u"hub.envelopes_wait"_s, {{u"count"_s, waiting}}});
    const auto removed = m_room.store().remove(found.first().root);
    if (!removed)
        return tl::unexpected(removed.error());
    return QJsonObject{{u"institution"_s, asked}, {u"deleted"_s, *removed}};
}

// The station's key in hex, or its certificate.
Result<QJsonObject> HubOffice::revoke(const QJsonObject &request)
{
    const auto text = request.value(u"station"_s).toString().toLatin1();
    auto station = QByteArray::fromHex(text);
    if (station.size() != publicKeySize || text.size() != 2 * publicKeySize) {
        const auto certificate = openStationCertificate(QByteArray::fromBase64(text));
        if (!certificate)
            return wrong(u"hub.station"_s);
        station = certificate->station;
    }
    if (const auto done = m_room.store().revoke(station, m_room.nowMs()); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"station"_s, hexOf(station)}};
}

Result<QJsonObject> HubOffice::addPeer(const QJsonObject &request)
{
    const QUrl url(request.value(u"url"_s).toString(), QUrl::StrictMode);
    const auto key = QByteArray::fromHex(request.value(u"key"_s).toString().toLatin1());
    const auto given = request.value(u"pin"_s).toString();
    const auto pin = QByteArray::fromHex((given.isEmpty() ? url.fragment() : given).toLatin1());
    if (!url.isValid() || (url.scheme() != u"wss" && url.scheme() != u"ws") || url.host().isEmpty()
        || url.host().size() > hubwire::maxUrlBytes / 2)
        return wrong(u"hub.url"_s);
    if (key.size() != publicKeySize || (!pin.isEmpty() && pin.size() != hashSize))
        return wrong(u"hub.key"_s);
    if (key == m_room.key().publicKey())
        return wrong(u"hub.own_key"_s);
    const auto plain = plainHubUrl(url.toString());
    if (const auto done = m_room.store().putPeer({plain, key, pin}); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"url"_s, plain}, {u"key"_s, hexOf(key)}, {u"pin"_s, hexOf(pin)}};
}

Result<QJsonObject> HubOffice::listPeers() const
{
    QJsonArray array;
    for (const auto &peer : m_room.peers())
        array.append(QJsonObject{{u"url"_s, peer.url}, {u"key"_s, hexOf(peer.key)}, {u"pin"_s, hexOf(peer.pin)}});
    return QJsonObject{{u"peers"_s, array}};
}

Result<QJsonObject> HubOffice::removePeer(const QJsonObject &request)
{
    const auto url = plainHubUrl(request.value(u"url"_s).toString());
    if (const auto done = m_room.store().removePeer(url); !done)
        return tl::unexpected(done.error());
    return QJsonObject{{u"url"_s, url}};
}

Result<QJsonObject> HubOffice::status() const
{
    const auto &counters = m_room.counters();
    const auto lying = m_room.store().all();
    qint64 refused = 0;
    for (const auto count : counters.refused)
        refused += count;
    return QJsonObject{{u"institutions"_s, m_room.institutions().size()},
                       {u"peers"_s, m_room.peers().size()},
                       {u"waiting"_s, lying.number},
                       {u"waitingBytes"_s, lying.bytes},
                       {u"stored"_s, counters.stored},
                       {u"delivered"_s, counters.delivered},
                       {u"gone"_s, counters.gone},
                       {u"urgent"_s, counters.urgent},
                       {u"forwarded"_s, counters.forwarded},
                       {u"expired"_s, counters.expired},
                       {u"refused"_s, refused},
                       {u"commitFailures"_s, counters.commitFailures},
                       {u"database"_s, m_room.store().isShared() ? u"postgresql"_s : u"sqlite"_s}};
}

} // namespace sizhen
