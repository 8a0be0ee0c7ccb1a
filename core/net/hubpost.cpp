// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/hubpost.h"

#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 lifeMs = 30LL * 24 * 3'600'000; // of a stored envelope
constexpr qint64 urgentLifeMs = 30'000;
constexpr int usualBucket = 37; // 1.25 MiB: one chunk and some words
constexpr qint64 firstPauseMs = 5'000;
constexpr qint64 longestPauseMs = 600'000;
constexpr qint64 countEveryMs = 10'000;
constexpr auto tickMs = 250;

QString refusalMessage(hubwire::Code code)
{
    switch (code) {
    case hubwire::Code::UnknownInstitution:
    case hubwire::Code::NoRoute:
        return u"link.hub_no_mailbox"_s;
    case hubwire::Code::Quota:
    case hubwire::Code::StorageFull:
        return u"link.hub_full"_s;
    default:
        return u"link.hub_busy"_s;
    }
}

bool isOurTrouble(const Error &error)
{
    return error.fault == Fault::NoSpace || error.fault == Fault::Io || error.fault == Fault::Busy;
}

} // namespace

HubPost::HubPost(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_link({m_setup.carrier.certificate, m_setup.carrier.sign, m_setup.carrier.random, m_setup.carrier.clock,
              m_setup.answerIn})
{
    m_liveNumber = quint64(nowMs()) << 14; // goes on counting across restarts, and with the direct link's
    m_pump.setSingleShot(true);
    m_pump.setInterval(0);
    m_tick.start(tickMs);
    connect(&m_pump, &QTimer::timeout, this, &HubPost::pump);
    connect(&m_tick, &QTimer::timeout, this, &HubPost::pump);
    connect(&m_link, &HubLink::stateChanged, this, &HubPost::onStateChanged);
    connect(&m_link, &HubLink::roomy, this, &HubPost::pumpSoon);
    connect(&m_link, &HubLink::delivered, this, &HubPost::onDelivered);
    connect(&m_link, &HubLink::stored, this, &HubPost::onStored);
    connect(&m_link, &HubLink::unsaid, this, &HubPost::onUnsaid);
    connect(&m_link, &HubLink::refused, this, &HubPost::onRefused);
    connect(&m_link, &HubLink::failed, this, &HubPost::failed);
}

HubPost::~HubPost()
{
    m_link.disconnect(this);
}

void HubPost::setPartners(const QList<Partner> &partners)
{
    QSet<QByteArray> kept;
    for (const auto &partner : partners) {
        kept.insert(partner.institution.root);
        auto &box = m_boxes[partner.institution.root];
        box.partner = partner;
        if (box.courier)
            continue;
        box.store = m_setup.carrier.storeFor(partner.institution.root);
        box.courier = std::make_unique<Courier>(*box.store, u"hub"_s, m_setup.timing);
        box.courier->start(nowMs());
    }
    std::erase_if(m_boxes, [&kept](const auto &item) { return !kept.contains(item.first); });
    pumpSoon();
}

void HubPost::start(const HubAddress &hub)
{
    m_address = hub;
    m_link.start(hub);
}

void HubPost::stop()
{
    m_link.stop();
}

void HubPost::onStateChanged(HubLink::State state)
{
    if (state == HubLink::State::Up) {
        m_full = false;
        for (auto &[root, box] : m_boxes)
            box.pausedUntil = 0;
    } else {
        for (const auto &[number, open] : std::exchange(m_open, {}))
            if (const auto box = m_boxes.find(open.partner); box != m_boxes.end())
                box->second.courier->returned(open.parcel);
    }
    m_wasIdle = false;
    Q_EMIT stateChanged(state);
}

void HubPost::setDirect(const QByteArray &partnerRoot, bool up)
{
    const auto box = m_boxes.find(partnerRoot);
    if (box == m_boxes.end() || box->second.direct == up)
        return;
    box->second.direct = up;
    if (!up)
        pumpSoon();
}

void HubPost::setCallRunning(bool running)
{
    m_callRunning = running;
    pumpSoon();
}

void HubPost::poke(const QByteArray &stream)
{
    for (auto &[root, box] : m_boxes)
        box.courier->localChanged(stream);
    m_wasIdle = false;
    pumpSoon();
}

void HubPost::receiptArrived(const QByteArray &partnerRoot, const QByteArray &stream)
{
    if (const auto box = m_boxes.find(partnerRoot); box != m_boxes.end())
        box->second.courier->receiptArrived(stream);
    pumpSoon();
}

Result<QByteArray> HubPost::seal(const Box &box, const QList<QByteArray> &messages, qint64 life) const
{
    if (const auto longest = m_link.welcome().longestExpiryMs; longest > 0)
        life = std::min(life, longest);
    return m_setup.carrier.seal(box.partner.institution, messages, life);
}

// Empty for our own hub, which need not know how others call it.
QString HubPost::routeTo(const Partner &partner) const
{
    const auto theirs = HubAddress::parse(partner.hubUrl);
    return theirs && !theirs->isSameHub(m_address) ? theirs->url.toString() : QString();
}

void HubPost::onDelivered(qint64 id, const QByteArray &envelope, bool urgent)
{
    if (m_full)
        return; // it stays in the mailbox
    const auto taken = take(envelope, urgent);
    if (!taken && isOurTrouble(taken.error())) {
        m_full = true;
        Q_EMIT failed(taken.error());
        // Brought again with the next connection, after a while.
        QTimer::singleShot(std::chrono::milliseconds(firstPauseMs), this, [this] {
            m_link.stop();
            m_link.start(m_address);
        });
        return;
    }
    if (!taken) {
        qCWarning(lcNet) << "refused an envelope:" << taken.error().detail;
        Q_EMIT refused(taken.error());
    }
    m_link.gone(id);
}

Result<> HubPost::take(const QByteArray &envelope, bool urgent)
{
    const auto opened = m_setup.carrier.open(envelope);
    if (!opened)
        return tl::unexpected(opened.error());
    const auto found = m_boxes.find(opened->sender.institution);
    if (found == m_boxes.end())
        return tl::unexpected(Error{Fault::Untrusted, u"an envelope of no partner"_s, {}, u"link.envelope_stranger"_s, {}});
    auto &box = found->second;
    if (!urgent) {
        const auto known = m_setup.carrier.knows(opened->header.id);
        if (!known)
            return tl::unexpected(known.error());
        if (*known)
            return {};
    }
    box.heardAt = m_setup.carrier.clock();
    if (const auto taken = box.courier->receive(opened->messages, nowMs()); !taken)
        return taken;
    tellEvents(box);
    pumpSoon();
    return urgent ? Result<>() : m_setup.carrier.remember(opened->header.id, opened->header.expiryMs);
}

void HubPost::tellEvents(Box &box)
{
    const auto root = box.partner.institution.root;
    const auto events = box.courier->takeEvents();
    for (const auto &event : events) {
        if (const auto *stream = std::get_if<Courier::StreamAdvanced>(&event)) {
            Q_EMIT advanced(root, stream->stream);
        } else if (const auto *message = std::get_if<Courier::LiveReceived>(&event)) {
            const auto payload = m_setup.openLive(message->stream, message->number, message->sealed);
            if (payload)
                Q_EMIT live(root, message->stream, message->channel, *payload);
            else
                qCWarning(lcNet) << "a live message that does not open:" << payload.error().detail;
        } else if (const auto *trouble = std::get_if<Courier::Trouble>(&event)) {
            qCWarning(lcNet) << "hub sync:" << trouble->error.detail;
        }
    }
}

void HubPost::onStored(qint64 number)
{
    const auto open = m_open.find(number);
    if (open == m_open.end())
        return;
    if (const auto box = m_boxes.find(open->second.partner); box != m_boxes.end()) {
        box->second.courier->carried(open->second.parcel, nowMs());
        box->second.refusals = 0;
        box->second.refusal.clear();
        tellCondition(box->second);
    }
    m_open.erase(open);
}

// As if it lay there: if it does not, no receipt comes and the courier brings it again.
void HubPost::onUnsaid(qint64 number)
{
    const auto open = m_open.find(number);
    if (open == m_open.end())
        return;
    if (const auto box = m_boxes.find(open->second.partner); box != m_boxes.end())
        box->second.courier->carried(open->second.parcel, nowMs());
    m_open.erase(open);
}

void HubPost::onRefused(qint64 number, hubwire::Code code, bool urgent)
{
    if (urgent)
        return; // nobody of theirs is connected
    const auto open = m_open.find(number);
    if (open == m_open.end())
        return;
    if (const auto found = m_boxes.find(open->second.partner); found != m_boxes.end()) {
        auto &box = found->second;
        box.courier->returned(open->second.parcel);
        const auto pause = std::min(firstPauseMs << std::min(box.refusals, 12), longestPauseMs);
        if (box.pausedUntil <= nowMs())
            ++box.refusals;
        box.pausedUntil = nowMs() + pause;
        box.refusal = refusalMessage(code);
        qCInfo(lcNet) << "the hub refuses an envelope:" << hubwire::nameOf(code);
        box.shownItems = -1;
        tellCondition(box);
    }
    m_open.erase(open);
}

Result<> HubPost::sendLive(const QByteArray &partnerRoot, const QByteArray &stream, int channel,
                           const QByteArray &payload)
{
    const auto box = m_boxes.find(partnerRoot);
    if (box == m_boxes.end() || m_link.state() != HubLink::State::Up)
        return fail(Fault::Busy, u"live: the hub is not up"_s);
    const auto number = ++m_liveNumber;
    const auto sealed = m_setup.sealLive(stream, number, payload);
    if (!sealed)
        return tl::unexpected(sealed.error());
    const auto envelope
        = seal(box->second, {wire::write(wire::Live{stream, number, channel, *sealed})}, urgentLifeMs);
    if (!envelope)
        return tl::unexpected(envelope.error());
    m_link.put(*envelope, true, routeTo(box->second.partner));
    box->second.liveBytes += envelope->size();
    countLive(box->second);
    return {};
}

// Ten a second, so not each by itself.
void HubPost::countLive(Box &box)
{
    if (box.liveBytes == 0 || nowMs() - box.liveCountedAt < countEveryMs)
        return;
    m_setup.carrier.count(box.partner.institution.root, std::exchange(box.liveBytes, 0));
    box.liveCountedAt = nowMs();
}

void HubPost::pumpSoon()
{
    if (m_link.state() == HubLink::State::Up && !m_pump.isActive())
        m_pump.start();
}

void HubPost::pump()
{
    if (m_link.state() != HubLink::State::Up) {
        for (auto &[root, box] : m_boxes) {
            box.courier->look(nowMs());
            tellCondition(box);
        }
        return;
    }
    constexpr int envelopesATurn = 8; // then the event loop breathes
    auto more = true;
    for (int count = 0; more && count < envelopesATurn; ++count) {
        more = false;
        for (auto &[root, box] : m_boxes)
            more |= pumpOne(box);
    }
    if (more)
        pumpSoon();
    else
        tellIdle();
}

bool HubPost::pumpOne(Box &box)
{
    countLive(box);
    if (!m_link.hasRoom() || box.pausedUntil > nowMs() || m_full)
        return false;
    const auto share = box.direct ? Courier::Share::Replies
        : m_callRunning          ? Courier::Share::Urgent
                                 : Courier::Share::All;
    const auto room = roomInEnvelope(m_setup.carrier.certificate.size(), usualBucket);
    auto parcel = box.courier->next(nowMs(), room, share);
    tellEvents(box);
    if (parcel.isEmpty()) {
        tellCondition(box);
        return box.courier->hasWork();
    }
    const auto envelope = seal(box, parcel.messages, lifeMs);
    if (!envelope) {
        qCWarning(lcNet) << "an envelope that cannot be sealed:" << envelope.error().detail;
        return false;
    }
    m_setup.carrier.count(box.partner.institution.root, envelope->size());
    const auto number = m_link.put(*envelope, false, routeTo(box.partner));
    m_open.emplace(number, Open{box.partner.institution.root, std::move(parcel)});
    m_wasIdle = false;
    return true;
}

void HubPost::tellCondition(Box &box)
{
    const auto items = box.courier->backlog().items;
    if (std::exchange(box.shownItems, items) != items)
        Q_EMIT conditionChanged(box.partner.institution.root);
}

HubPost::Condition HubPost::condition(const QByteArray &partnerRoot) const
{
    const auto found = m_boxes.find(partnerRoot);
    if (found == m_boxes.end())
        return {};
    return {found->second.courier->backlog(), found->second.refusal, found->second.heardAt};
}

bool HubPost::isIdle() const
{
    return m_link.state() == HubLink::State::Up && m_open.empty()
        && std::ranges::all_of(m_boxes, [](const auto &item) {
               const auto &courier = *item.second.courier;
               return item.second.direct || courier.isQuiet();
           });
}

void HubPost::tellIdle()
{
    const auto nowIdle = isIdle();
    if (nowIdle && !m_wasIdle)
        Q_EMIT idle();
    m_wasIdle = nowIdle;
}

} // namespace sizhen
