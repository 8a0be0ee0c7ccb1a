// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crypto/primitives.h"
#include "core/records/certificate.h"
#include "core/sync/envelope.h"
#include "core/sync/hubmessage.h"

#include <QObject>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QWebSocket>
#include <QtEndian>

#include <functional>

namespace sizhen::fixture {

using namespace Qt::Literals::StringLiterals;

// An institution with one station, as far as a hub can see: keys, certificate, card.
struct HubHouse {
    SigningKey root = SigningKey::generate();
    SigningKey station = SigningKey::generate();
    QDateTime validFrom = QDateTime::currentDateTimeUtc().addDays(-1);
    QDateTime validTo = QDateTime::currentDateTimeUtc().addDays(30);

    [[nodiscard]] QByteArray mailbox() const { return mailboxOf(root.publicKey()); }

    [[nodiscard]] QByteArray certificate() const
    {
        return certify(StationCertificate{root.publicKey(), station.publicKey(), u"Room 2"_s, QByteArray(32, 't'),
                                          validFrom, validTo},
                       root);
    }

    [[nodiscard]] QByteArray card() const
    {
        InstitutionCard card;
        card.institution.root = root.publicKey();
        card.institution.boxKey = QByteArray(32, 'b');
        card.institution.name = Label(u"多瑙河医院"_s, u"Duna Clinic"_s);
        card.institution.city = Label(u"布达佩斯"_s, u"Budapest"_s);
        card.institution.country = u"HU"_s;
        card.institution.timeZone = u"Europe/Budapest"_s;
        card.stations = {certificate()};
        return makeCard(card, root);
    }
};

// An envelope as a hub sees it: a true label and bytes that mean nothing.
inline QByteArray labelled(const QByteArray &mailbox, qsizetype size = 1024, qint64 expiryMs = 0,
                           const QByteArray &id = randomBytes(16))
{
    static constexpr qsizetype label = 55;
    if (expiryMs == 0)
        expiryMs = QDateTime::currentMSecsSinceEpoch() + 86'400'000;
    QByteArray out("\x01\x01", 2);
    out += id + mailbox + QByteArray(8, 'h');
    char big[8];
    qToBigEndian(quint64(expiryMs), big);
    out.append(big, 8).append('\0');
    qToBigEndian(quint32(size - label), big);
    out.append(big, 4);
    return out + randomBytes(size - label);
}

// Speaks to a hub as a station would, and keeps what it hears. Answers DELIVER with GONE unless told not to.
class HubClient final : public QObject
{
public:
    explicit HubClient(const HubHouse &house)
        : m_house(house)
    {
        connect(&m_socket, &QWebSocket::connected, this, [this] { send(hubwire::Hello{{1}}); });
        connect(&m_socket, &QWebSocket::binaryMessageReceived, this, &HubClient::hear);
        connect(&m_socket, &QWebSocket::disconnected, this, [this] {
            isUp = false;
            ++downs;
        });
        connect(&m_socket, &QWebSocket::sslErrors, this, [this] { m_socket.ignoreSslErrors(); });
    }

    ~HubClient() override { m_socket.disconnect(this); }

    void open(const QUrl &url) { m_socket.open(url); }
    void close() { m_socket.close(); }
    void abort() { m_socket.abort(); }
    void send(const hubwire::Message &message) { m_socket.sendBinaryMessage(hubwire::write(message)); }
    void sendRaw(const QByteArray &bytes) { m_socket.sendBinaryMessage(bytes); }

    qint64 put(const QByteArray &envelope, bool live = false, const QString &hub = {})
    {
        send(hubwire::Put{++lastNumber, envelope, live, hub});
        return lastNumber;
    }

    [[nodiscard]] QWebSocket &socket() { return m_socket; }

    bool isUp = false;
    bool answers = true; // with GONE
    bool logsIn = true; // when challenged
    qint64 lastNumber = 0;
    hubwire::Challenge challenge;
    hubwire::Welcome welcome;
    QList<hubwire::Deliver> delivered;
    QList<QByteArray> urgent;
    QSet<qint64> stored;
    QHash<qint64, hubwire::Code> refused;
    QList<hubwire::Code> problems;

    int downs = 0;
    std::function<void()> onStored; // or refused
    std::function<void()> onDelivered;

private:
    void hear(const QByteArray &bytes)
    {
        const auto message = hubwire::read(bytes);
        if (!message)
            qFatal("the hub speaks nonsense: %s", qPrintable(message.error().detail));
        if (const auto *word = std::get_if<hubwire::Challenge>(&*message)) {
            challenge = *word;
            if (logsIn)
                send(hubwire::Login{m_house.certificate(),
                                    m_house.station.sign(hubwire::loginDomain, hubwire::loginWords(challenge))});
        } else if (const auto *entered = std::get_if<hubwire::Welcome>(&*message)) {
            welcome = *entered;
            isUp = true;
        } else if (const auto *kept = std::get_if<hubwire::Stored>(&*message)) {
            stored += QSet<qint64>(kept->numbers.begin(), kept->numbers.end());
            if (onStored)
                onStored();
        } else if (const auto *no = std::get_if<hubwire::Refused>(&*message)) {
            refused.insert(no->number, no->code);
            if (onStored)
                onStored();
        } else if (const auto *problem = std::get_if<hubwire::Problem>(&*message)) {
            problems.append(problem->code);
        } else if (const auto *given = std::get_if<hubwire::Deliver>(&*message)) {
            if (given->urgent)
                urgent.append(given->envelope);
            else
                delivered.append(*given);
            if (!given->urgent && answers)
                send(hubwire::Gone{{given->id}});
            if (onDelivered)
                onDelivered();
        }
    }

    const HubHouse &m_house;
    QWebSocket m_socket;
};

} // namespace sizhen::fixture
