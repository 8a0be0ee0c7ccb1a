// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/station.h"
#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/net/hubpost.h"
#include "core/sync/ledgersyncstore.h"

#include <QCborMap>
#include <QNetworkInterface>
#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int callChannel = 0; // core/sync/message.h
constexpr int pulseChannel = 1;
constexpr int pointerChannel = 2; // 3: wire::neighbourChannel
constexpr int roomChannel = 4; // of calls; an older program does not listen to it

bool isAny(const QHostAddress &address)
{
    return address == QHostAddress(QHostAddress::Any) || address == QHostAddress(QHostAddress::AnyIPv4)
        || address == QHostAddress(QHostAddress::AnyIPv6);
}

// Of this machine, as others in the house can dial it.
QList<QHostAddress> ownAddresses()
{
    constexpr qsizetype most = 8;
    auto all = QNetworkInterface::allAddresses();
    all.removeIf([](const QHostAddress &one) { return !one.isGlobal() || !one.scopeId().isEmpty(); });
    return all.first(std::min(all.size(), most));
}

} // namespace

Result<> Station::buildLinks()
{
    const auto identity = m_ledger->tlsIdentity();
    if (!identity)
        return tl::unexpected(identity.error());
    const auto material = loadTlsMaterial(identity->certificateDer, identity->keyPkcs8);
    if (!material)
        return tl::unexpected(material.error());
    auto &ledger = *m_ledger;
    NetSetup setup;
    setup.root = ledger.institution().root;
    setup.certificate = ledger.stationCertificate();
    setup.tls = *material;
    setup.judge = [&ledger](const QByteArray &spkiHash) -> Result<QByteArray> {
        const auto peer = ledger.peerByTlsKey(spkiHash);
        if (!peer) {
            auto error = peer.error();
            if (error.fault == Fault::Untrusted && error.message.isEmpty())
                error.message = u"link.unknown_key"_s;
            return tl::unexpected(error);
        }
        return peer->root;
    };
    setup.storeFor = [&ledger](const QByteArray &root) { return std::make_unique<LedgerSyncStore>(ledger, root); };
    setup.sealLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &payload) {
        return ledger.sealLive(stream, number, payload);
    };
    setup.openLive = [&ledger](const QByteArray &stream, quint64 number, const QByteArray &sealed) {
        return ledger.openLive(stream, number, sealed);
    };
    setup.sources = [this] {
        QList<QHostAddress> all;
        for (const auto &uplink : uplinks())
            all += addressesOf(uplink).mid(0, 1);
        return all;
    };
    setup.random = [](qsizetype size) { return randomBytes(size); };
    setup.clock = [&ledger] { return ledger.now(); };
    m_links = std::make_unique<PeerLinks>(std::move(setup));
    connect(m_links.get(), &PeerLinks::linkAdded, this, &Station::adopt);
    connect(m_links.get(), &PeerLinks::refused, this, &Station::linkTrouble);
    // Queued: the ledger also tells what a session is just now putting into it, and a session must not be entered
    // twice.
    const auto follow = [this](const QByteArray &stream) {
        if (!m_links)
            return;
        m_links->poke(stream);
        m_post->poke(stream);
        refreshPartners();
    };
    connect(m_ledger.get(), &Ledger::changed, this, follow, Qt::QueuedConnection);
    connect(
        m_ledger.get(), &Ledger::receiptArrived, this,
        [this](const QByteArray &, const QByteArray &stream) {
            if (m_links)
                m_links->receiptArrived(stream);
        },
        Qt::QueuedConnection);
    buildPost();
    refreshPartners();
    reportLink();
    return {};
}

void Station::refreshPartners()
{
    const auto known = m_ledger->partners();
    if (!known) {
        qCWarning(lcNet) << "partners:" << known.error().detail;
        return;
    }
    auto verified = sisters(); // first: what partners sent the house in the meantime comes fastest from home
    QList<Ledger::Partner> all;
    for (const auto &partner : *known)
        if (partner.verified) {
            auto direct = partner.addresses;
            direct.removeIf([](const QString &address) { return isHubAddress(address); });
            verified.append({partner.institution.root, direct});
            all.append(partner);
        }
    m_links->setPartners(verified);
    refreshPost(all);
    Q_EMIT partnersChanged();
}

QList<PeerLinks::Partner> Station::sisters() const
{
    QList<PeerLinks::Partner> all;
    const auto stations = m_ledger->stations();
    if (!stations) {
        qCWarning(lcNet) << "stations:" << stations.error().detail;
        return all;
    }
    for (const auto &one : *stations)
        if (!one.ours && one.current) {
            auto direct = one.addresses;
            direct.removeIf([](const QString &address) { return isHubAddress(address); });
            all.append({m_ledger->institution().root, direct, one.certificate.tlsSpkiHash});
        }
    return all;
}

void Station::adopt(PeerLink *link)
{
    connect(link, &PeerLink::stateChanged, this, &Station::followDirect);
    connect(link, &PeerLink::idle, this, [this] {
        if (isSettled())
            Q_EMIT settled();
    });
    connect(link, &PeerLink::failed, this, &Station::linkTrouble);
    connect(link, &PeerLink::live, this,
            [this, link](const QByteArray &stream, quint64, int channel, const QByteArray &payload) {
                if (channel == wire::neighbourChannel)
                    m_probes->hear(link, stream, payload);
                else
                    onLive(stream, channel, payload);
            });
    reportLink();
}

void Station::reportLink()
{
    const auto partners = m_ledger->partners();
    HealthItem item{u"link"_s, HealthItem::State::NotPresent, u"link.no_partner"_s, {}, m_ledger->now()};
    for (const auto &partner : partners ? *partners : QList<Ledger::Partner>()) {
        const auto *link = m_links->link(partner.institution.root);
        if (!link)
            continue;
        const auto way = reach(partner.institution.root);
        item.args = {{u"partner"_s, partner.institution.name.en()},
                     {u"partnerZh"_s, partner.institution.name.zh()},
                     {u"n"_s, way.unconfirmed}};
        item.since = way.since;
        if (way.way == Reach::Way::Direct) {
            item.state = HealthItem::State::Ready;
            item.message = u"link.up"_s;
        } else if (way.way == Reach::Way::Hub) {
            const auto late = way.unconfirmed > 0 || !way.refusal.isEmpty();
            item.state = late ? HealthItem::State::Working : HealthItem::State::Ready;
            item.message = !way.refusal.isEmpty() ? way.refusal
                : late                            ? u"link.hub_waiting"_s
                                                  : u"link.through_hub"_s;
            item.since = late && way.unconfirmedSince.isValid() ? way.unconfirmedSince : way.since;
        } else if (link->state() == PeerLink::State::Connecting) {
            item.state = HealthItem::State::Working;
            item.message = u"link.connecting"_s;
        } else {
            item.state = HealthItem::State::Warning;
            item.message = way.unconfirmed > 0 ? u"link.offline_waiting"_s : u"link.offline_since"_s;
        }
    }
    m_health.set(item);
    const auto reached = item.message == u"link.up"_s || item.message.startsWith(u"link.through_hub"_s)
        || item.message == u"link.hub_waiting"_s;
    m_remotePulse->setConnected(reached, item.args.value(u"partner"_s).toString());
    Q_EMIT reachChanged();
    reportSisters();
}

void Station::reportSisters()
{
    const auto links = m_links->linksOf(m_ledger->institution().root);
    if (links.isEmpty())
        return;
    HealthItem item{u"house"_s, HealthItem::State::Warning, u"house.none"_s, {}, m_ledger->now()};
    const auto up = std::ranges::count(links, PeerLink::State::Up, &PeerLink::state);
    item.args = {{u"n"_s, up}, {u"all"_s, links.size()}};
    if (up > 0) {
        item.state = HealthItem::State::Ready;
        item.message = up == links.size() ? u"house.all"_s : u"house.some"_s;
    }
    m_health.set(item);
}

Result<quint16> Station::listen(const QHostAddress &address, quint16 port)
{
    return m_links->listen(address, port);
}

Result<quint16> Station::listenOn(const QString &where)
{
    const auto colon = where.lastIndexOf(u':');
    auto host = where.left(colon);
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.sliced(1, host.size() - 2);
    bool number = false;
    const auto port = where.mid(colon + 1).toUShort(&number);
    if (colon < 0 || !number)
        return tl::unexpected(
            Error{Fault::Invalid, where, {}, u"ctl.usage"_s, {{u"usage"_s, u"--listen HOST:PORT"_s}}});
    const auto address = host.isEmpty() ? QHostAddress(QHostAddress::Any) : QHostAddress(host);
    const auto taken = listen(address, port);
    if (taken)
        tellSisters(address, *taken);
    return taken;
}

// Where this machine can be found in the house, unless somebody said it (setting "address").
void Station::tellSisters(const QHostAddress &address, quint16 port)
{
    QStringList all;
    if (const auto said = setting(u"address"_s); !said.isEmpty())
        all = said.split(u',', Qt::SkipEmptyParts);
    else
        for (const auto &one : isAny(address) ? ownAddresses() : QList{address})
            all.append((one.protocol() == QAbstractSocket::IPv6Protocol ? u"[%1]:%2"_s : u"%1:%2"_s)
                           .arg(one.toString())
                           .arg(port));
    if (const auto told = m_ledger->publishAddresses(all); !told)
        qCWarning(lcNet) << "addresses:" << told.error().detail;
}

void Station::startLinks()
{
    m_links->start();
    startHub();
    startRelay();
}

bool Station::isSettled() const
{
    bool any = m_post->state() == HubLink::State::Up;
    if (any && !m_post->isIdle())
        return false;
    for (const auto *link : m_links->links()) {
        if (link->state() != PeerLink::State::Up)
            continue;
        if (!link->isIdle())
            return false;
        any = true;
    }
    return any;
}

void Station::sendLive(const QByteArray &caseId, const PulseBlock &block, const LivePulseAbout &about)
{
    m_live->take(caseId, block, about);
}

void Station::endLive()
{
    m_live->end();
}

// To whoever shares the case: the partner, and a sister that has it open or passes it on. Nobody there: by the hub.
void Station::sendLiveMessage(const QByteArray &caseId, const QCborMap &message)
{
    const auto state = m_desk->caseState(caseId);
    if (!state || !state->held)
        return;
    const auto partner = state->mySide == Side::Inviting ? state->invited : state->inviting;
    const auto payload = cbor::encode(message);
    if (!m_links->sendLive(caseId, pulseChannel, payload))
        (void)m_post->sendLive(partner, caseId, pulseChannel, payload); // neither: it is asked for when a link is back
}

void Station::buildCalls()
{
    const auto person = [this] { return isLoggedIn() ? std::optional(actor()) : std::nullopt; };
    m_calls = std::make_unique<CallLine>(
        *m_ledger, *m_desk, person, [this](const QByteArray &caseId, const QByteArray &partner, const QByteArray &payload, bool ofRoom) {
            sendCall(caseId, partner, payload, ofRoom ? roomChannel : callChannel);
        });
    m_media = std::make_unique<StationMedia>(
        *m_calls, StationMedia::Setup{[this] { return setting(u"media"_s); },
                                      [this](const QString &choice) { return keepSetting(u"media"_s, choice); }});
    connect(m_calls.get(), &CallLine::runningChanged, this, &Station::setCallRunning);
    connect(this, &Station::personChanged, m_calls.get(), &CallLine::personChanged);
    connect(m_ledger.get(), &Ledger::changed, m_calls.get(), &CallLine::caseChanged, Qt::QueuedConnection);
    m_pointer = std::make_unique<PointerLine>([this](const QByteArray &caseId, const QByteArray &payload) {
        sendPointer(caseId, payload);
    });
    m_room = std::make_unique<RoomWatch>(*m_ledger, *m_desk, *m_calls, person);
    m_calls->useUplinks([this] { return uplinks(); });
    m_calls->useForwarder({[this] { return !setting(u"forwarder"_s).isEmpty(); },
                           [this] {
                               const auto plan = planForwarded(ForwardedRoom().videoKbit);
                               return plan ? std::optional(*plan) : std::nullopt;
                           },
                           [this](const ForwardedRoom &room, std::function<bool(const QByteArray &)> expected) {
                               return forwardedSetup(room, std::move(expected));
                           }});
    connect(m_calls.get(), &CallLine::lineChanged, m_room.get(), &RoomWatch::lineChanged);
    connect(this, &Station::personChanged, m_room.get(), [this] { m_room->personChanged(!m_locked.isEmpty()); });
    m_recording = std::make_unique<SessionRecording>(*m_vault, *m_ledger, *m_desk, *m_calls);
    m_recording->recover();
    const auto follow = [this] {
        if (m_recording->isRunning())
            m_recording->follow(m_calls->tracks(), actor());
    };
    connect(m_calls.get(), &CallLine::changed, m_recording.get(), follow);
    connect(m_desk.get(), &Desk::caseChanged, m_recording.get(), follow, Qt::QueuedConnection); // somebody's word
    connect(m_recording.get(), &SessionRecording::goesOn, m_calls.get(), [this] { m_calls->refreshPictures(); });
    connect(m_recording.get(), &SessionRecording::told, this, &Station::linkTrouble);
    m_tap->listen(m_recording.get());
    m_calls->useTap(m_tap);
}

Result<> Station::recordSession(const QByteArray &caseId)
{
    const auto begun = m_recording->begin(caseId, m_calls->tracks(), actor());
    if (begun)
        m_calls->refreshPictures(); // a recording begins with a picture that needs none before it
    return begun;
}

Result<RecordingShelf::Kept> Station::openRecording(const QByteArray &caseId, const QByteArray &number)
{
    const bool may = isLoggedIn() && m_desk->sightOf(caseId) == Sight::Whole;
    if (!may)
        return tl::unexpected(
            Error{Fault::Denied, u"recording: not for this role"_s, u"SEC-05"_s, u"sec.no_access"_s, {}});
    auto kept = m_recording->shelf().find(caseId, number);
    if (!kept)
        return kept;
    if (const auto noted = m_ledger->noteAccess(actor(), u"recording.play"_s, QString::fromLatin1(caseId.toHex()));
        !noted)
        return tl::unexpected(noted.error());
    return kept;
}

// Also to sisters, which pass it on and must know who answered; by the hub, too, unless the partner is there directly.
void Station::sendCall(const QByteArray &caseId, const QByteArray &partner, const QByteArray &payload, int channel)
{
    if (!m_links)
        return;
    (void)m_links->sendLive(caseId, channel, payload); // not up: it is said again
    const auto links = m_links->linksOf(partner);
    const bool direct = std::ranges::any_of(links, [](const auto *link) { return link->state() == PeerLink::State::Up; });
    if (!direct)
        (void)m_post->sendLive(partner, caseId, channel, payload);
}

// A finger that comes late points at nothing: by the direct link, or else the hub, and never again.
void Station::sendPointer(const QByteArray &caseId, const QByteArray &payload)
{
    const auto state = m_links ? m_desk->wholeCase(caseId) : Result<CaseState>(fail(Fault::NotFound, {}));
    if (!state || !state->held)
        return;
    if (!m_links->sendLive(caseId, pointerChannel, payload))
        (void)m_post->sendLive(state->mySide == Side::Inviting ? state->invited : state->inviting, caseId,
                               pointerChannel, payload);
}

void Station::onLive(const QByteArray &stream, int channel, const QByteArray &payload)
{
    if (channel == callChannel || channel == roomChannel)
        m_calls->hear(stream, payload);
    if (channel == pointerChannel)
        m_pointer->hear(stream, payload);
    if (channel != pulseChannel)
        return;
    if (const auto message = cbor::decodeMap(payload))
        m_live->hear(stream, *message);
}

void Station::onLivePulse(const QByteArray &caseId, const PulseBlock &block, qint64 ageMs)
{
    if (const auto *receiver = m_live->receiver(caseId))
        m_remotePulse->setAbout(receiver->about());
    m_remotePulse->feed(block, ageMs >= 0 ? std::optional(ageMs) : std::nullopt);
    Q_EMIT livePulse(caseId, block);
}

} // namespace sizhen
