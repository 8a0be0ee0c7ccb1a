// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubsession.h"

#include "core/hub/hublog.h"
#include "core/hub/mailroom.h"
#include "core/sync/envelope.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

using namespace hubwire;

HubSession::HubSession(Mailroom &room, Line line)
    : m_room(room)
    , m_line(std::move(line))
{
}

HubSession::~HubSession()
{
    m_room.leave(this);
}

void HubSession::send(const Message &message)
{
    m_line.send(write(message));
}

void HubSession::end(Code code)
{
    if (m_state == State::Over)
        return;
    m_state = State::Over;
    m_room.leave(this);
    send(Problem{code});
    m_line.close();
}

bool HubSession::hasRoom(qint64 bytes) const
{
    const auto &limits = m_room.limits();
    const auto first = feed.open.isEmpty();
    return backlog() < limits.bufferBytes && feed.open.size() < limits.feedNumber
        && (first || feed.bytes + bytes <= limits.feedBytes);
}

void HubSession::receive(const QByteArray &bytes)
{
    if (m_state == State::Over)
        return;
    if (m_state != State::In && bytes.size() > maxLoginBytes)
        return end(Code::BadShape);
    const auto message = read(bytes);
    if (!message)
        return end(Code::BadShape);
    std::visit([this](const auto &heard) { hear(heard); }, *message);
}

void HubSession::hear(const Hello &hello)
{
    if (m_state != State::Fresh || !hello.versions.contains(protocolVersion))
        return end(Code::BadShape);
    m_version = protocolVersion;
    m_state = State::Challenged;
    m_challenge = {randomBytes(nonceSize), m_room.key().publicKey(), m_room.nowMs()};
    send(m_challenge);
}

void HubSession::hear(const Login &login)
{
    if (m_state != State::Challenged)
        return end(Code::BadShape);
    const auto certificate = m_room.judge(login, m_challenge);
    if (!certificate) {
        ++m_room.counters().strangersRefused;
        qCInfo(lcHub, "a log-in was refused: %s", qUtf8Printable(certificate.error().detail));
        return end(Code::UnknownInstitution);
    }
    m_station = certificate->station;
    m_institution = certificate->institution;
    m_mailbox = mailboxOf(certificate->institution);
    welcome();
}

void HubSession::hear(const PeerLogin &login)
{
    if (m_state != State::Challenged)
        return end(Code::BadShape);
    if (!m_room.knowsPeer(login.hubKey)
        || !verify(login.hubKey, peerDomain, loginWords(m_challenge), login.signature)) {
        ++m_room.counters().strangersRefused;
        qCInfo(lcHub, "another hub was refused");
        return end(Code::UnknownInstitution);
    }
    m_peer = true;
    m_station = login.hubKey;
    m_mailbox = mailboxOf(login.hubKey); // counts what it brings; nobody can be admitted under it
    welcome();
}

void HubSession::welcome()
{
    m_state = State::In;
    ++m_room.counters().logins;
    send(m_room.welcome(m_mailbox));
    m_room.enter(this);
}

void HubSession::hear(const Put &put)
{
    if (m_state != State::In || m_peer)
        return end(Code::BadShape);
    m_room.put(this, put);
}

void HubSession::hear(const Forward &forward)
{
    if (m_state != State::In || !m_peer)
        return end(Code::BadShape);
    m_room.put(this, Put{forward.number, forward.envelope, forward.urgent, {}});
}

void HubSession::hear(const Gone &gone)
{
    if (m_state != State::In || m_peer)
        return end(Code::BadShape);
    m_room.gone(this, gone.ids);
}

} // namespace sizhen
