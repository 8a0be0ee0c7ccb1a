// SPDX-License-Identifier: GPL-3.0-or-later
// Payloads, at most 7999 bytes each; NODE is 16 hex digits:
//   sizhen_hub       see HubStore::heard
//   sizhen_hub_live  NODE|here|hex,hex…   mailboxes that have somebody connected there, and URLs of hubs it speaks to
//                    NODE|left|hex        not any more
//                    NODE|who|            just started: say who is there
//                    NODE|part|NUMBER|i|n|base64   of u16 length of the route | route | urgent envelope
#include "core/hub/hubneighbours.h"

#include "core/crypto/primitives.h"
#include "core/hub/hublog.h"

#include <QtEndian>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto listenToAll = "SET client_min_messages TO warning; LISTEN sizhen_hub; LISTEN sizhen_hub_live";
// Nothing of it is kept, so nobody waits for a disk.
constexpr auto forTheVoice = "SET synchronous_commit TO off; SET client_min_messages TO warning";
constexpr auto sayAll = "SELECT COUNT(pg_notify('sizhen_hub_live', said)) FROM unnest($1::text[]) AS said";

constexpr qsizetype partBytes = 5'400; // 7200 in base64
constexpr qsizetype mostWaitingBytes = 2 * 1024 * 1024;
constexpr int mostParts = 4'096; // of one envelope
constexpr std::size_t mostOpen = 64; // envelopes of which parts are missing
constexpr qsizetype listedBytes = 6'000; // of mailboxes and URLs in one payload
constexpr int ticksToSay = 15;
constexpr int believedMs = 40'000; // a hub that died is not believed for longer

} // namespace

HubNeighbours::HubNeighbours(const QString &database, const QByteArray &node)
    : m_name(hash("sizhen.hub-node", node).left(8).toHex())
    , m_ear(database, listenToAll)
    , m_voice(database, forTheVoice)
    , m_number(quint64(QDateTime::currentMSecsSinceEpoch()) << 16) // none of an earlier run
{
    connect(&m_ear, &PostgresLink::notified, this, &HubNeighbours::heard);
}

void HubNeighbours::listen()
{
    if (m_ear.isOpen())
        return;
    if (const auto open = m_ear.open(); !open)
        return;
    say("who|");
    sayAllHere();
}

void HubNeighbours::tick()
{
    listen();
    if (++m_ticks % ticksToSay == 0)
        sayAllHere();
    speak();
}

void HubNeighbours::come(const QByteArray &whose)
{
    m_here.insert(whose);
    say("here|" + whose.toHex());
}

void HubNeighbours::go(const QByteArray &whose)
{
    m_here.remove(whose);
    say("left|" + whose.toHex());
}

void HubNeighbours::sayAllHere()
{
    QByteArray list;
    for (const auto &whose : std::as_const(m_here)) {
        list += (list.isEmpty() ? "" : ",") + whose.toHex();
        if (list.size() > listedBytes)
            say("here|" + std::exchange(list, {}));
    }
    if (!list.isEmpty())
        say("here|" + list);
}

bool HubNeighbours::have(const QByteArray &whose) const
{
    const auto hubs = m_there.value(whose);
    return std::ranges::any_of(hubs, [](const QDeadlineTimer &until) { return !until.hasExpired(); });
}

bool HubNeighbours::sayUrgent(const QByteArray &envelope, const QString &route)
{
    const auto url = route.toUtf8();
    QByteArray whole(2, '\0');
    qToBigEndian(quint16(url.size()), whole.data());
    whole += url + envelope;
    const auto parts = (whole.size() + partBytes - 1) / partBytes;
    if (m_waitingBytes + whole.size() > mostWaitingBytes || parts > mostParts)
        return false;
    const auto number = QByteArray::number(++m_number, 16);
    for (qsizetype i = 0; i < parts; ++i) // the first may leave alone: all of them come in this order
        say("part|" + number + '|' + QByteArray::number(i) + '|' + QByteArray::number(parts) + '|'
            + whole.mid(i * partBytes, partBytes).toBase64());
    return true;
}

void HubNeighbours::say(const QByteArray &words)
{
    m_waiting.append(m_name + '|' + words);
    m_waitingBytes += words.size();
    speak();
}

void HubNeighbours::speak()
{
    if (m_waiting.isEmpty() || m_voice.isBusy())
        return;
    m_waitingBytes = 0;
    m_voice.run(sayAll, {pgbinary::texts(std::exchange(m_waiting, {}))}, [this](const Result<PostgresRows> &said) {
        if (said)
            QMetaObject::invokeMethod(this, &HubNeighbours::speak, Qt::QueuedConnection);
        else
            qCInfo(lcHub, "the other hubs did not hear: %s", qUtf8Printable(said.error().detail));
    });
}

void HubNeighbours::heard(const QByteArray &channel, const QByteArray &payload)
{
    if (channel == "sizhen_hub") {
        Q_EMIT noticed(QString::fromUtf8(payload));
        return;
    }
    const auto words = payload.split('|');
    if (words.size() < 3 || words.at(0) == m_name)
        return;
    const auto &node = words.at(0);
    const auto &what = words.at(1);
    if (what == "here")
        hearHere(node, words.at(2).split(','));
    else if (what == "left")
        m_there[QByteArray::fromHex(words.at(2))].remove(node);
    else if (what == "who")
        sayAllHere();
    else if (what == "part")
        hearPart(node, words);
}

void HubNeighbours::hearHere(const QByteArray &node, const QByteArrayList &whose)
{
    for (const auto &one : whose)
        m_there[QByteArray::fromHex(one)].insert(node, QDeadlineTimer(believedMs));
}

// Parts of one envelope come in order; where the connection was lost in between, the rest is worth nothing.
void HubNeighbours::hearPart(const QByteArray &node, const QByteArrayList &words)
{
    constexpr qsizetype wanted = 6;
    if (words.size() != wanted)
        return;
    const auto place = words.at(3).toInt();
    const auto count = words.at(4).toInt();
    const std::pair name{node, words.at(2)};
    auto &parts = m_parts[name];
    if (count < 1 || count > mostParts || place != parts.next) {
        m_parts.erase(name);
        return;
    }
    parts.bytes += QByteArray::fromBase64(words.at(5));
    if (++parts.next < count) {
        if (m_parts.size() > mostOpen)
            m_parts.erase(m_parts.begin());
        return;
    }
    const auto whole = parts.bytes;
    m_parts.erase(name);
    const auto route = whole.size() < 2 ? 0 : qsizetype(qFromBigEndian<quint16>(whole.constData()));
    if (whole.size() > 2 + route)
        Q_EMIT urgentArrived(whole.sliced(2 + route), QString::fromUtf8(whole.sliced(2, route)));
}

} // namespace sizhen
