// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/sync/envelope.h"
#include "core/sync/hubmessage.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <chrono>
#include <memory>

namespace sizhen {

// Where a hub is: "wss://hub.example:443", with "#" and 64 hex digits when its own certificate is pinned (SHA-256 of
// the SubjectPublicKeyInfo, as `sizhen-hub` prints it) instead of trusted by an authority of this computer. "ws://" is
// for this machine only. Fault::Invalid with a sentence for anything else.
struct HubAddress {
    QUrl url; // without the pin
    QByteArray pin; // 32 bytes; empty: the computer's authorities judge

    [[nodiscard]] static Result<HubAddress> parse(const QString &text);
    [[nodiscard]] bool isSameHub(const HubAddress &other) const;
    friend bool operator==(const HubAddress &, const HubAddress &) = default;
};

// Of the addresses of a card: a hub's, not a station's.
[[nodiscard]] inline bool isHubAddress(const QString &address)
{
    return address.startsWith(QLatin1StringView("wss://")) || address.startsWith(QLatin1StringView("ws://"));
}

// One WebSocket to our home hub: logs in as this station, hands envelopes over and brings those of our mailbox. Dials
// again when it is gone. What the hub says to have stored means nothing for our records; it only opens the window, and
// what it never says must not keep it shut.
class HubLink final : public QObject
{
    Q_OBJECT
public:
    enum class State { Off, Connecting, Up };
    Q_ENUM(State)

    struct Setup {
        QByteArray certificate; // our station's, certified
        StationSigner sign;
        std::function<QByteArray(qsizetype)> random;
        Clock clock;
        std::chrono::milliseconds answerIn{10'000}; // everything left the socket, and the hub says nothing for so long
    };

    explicit HubLink(Setup setup, QObject *parent = nullptr);
    ~HubLink() override;

    void start(const HubAddress &address); // another one: the link to the first is given up
    void stop();
    void retryNow();

    [[nodiscard]] State state() const { return m_state; }

    [[nodiscard]] QDateTime since() const { return m_since; }

    [[nodiscard]] const hubwire::Welcome &welcome() const { return m_welcome; }

    // May one more stored envelope go out? False while the window or the cable is full.
    [[nodiscard]] bool hasRoom() const;
    // Unanswered ones; urgent ones are never answered when they went well.
    [[nodiscard]] int unanswered() const { return m_unanswered; }

    // Its number, which comes back in stored() or refused(). Only while Up.
    qint64 put(const QByteArray &envelope, bool urgent, const QString &hubUrl);
    void gone(qint64 id); // taken in, durably, or never to be

Q_SIGNALS:
    void stateChanged(sizhen::HubLink::State state);
    void roomy(); // hasRoom() again
    void delivered(qint64 id, const QByteArray &envelope, bool urgent);
    void stored(qint64 number);
    void refused(qint64 number, sizhen::hubwire::Code code, bool urgent);
    void unsaid(qint64 number); // the hub never answered: it may have it or not
    void failed(const sizhen::Error &error); // once a connection

private:
    void dial();
    void dialAgainLater();
    void setState(State state);
    void say(const hubwire::Message &message);
    void onConnected();
    void onSslErrors(const QList<QSslError> &errors);
    [[nodiscard]] bool isPinned() const;
    void onMessage(const QByteArray &bytes);
    void hear(const hubwire::Challenge &challenge);
    void hear(const hubwire::Welcome &welcome);
    void hear(const hubwire::Stored &stored);
    void hear(const hubwire::Refused &refused);
    void hear(const hubwire::Deliver &deliver);
    void hear(const hubwire::Problem &problem);
    [[nodiscard]] std::optional<bool> close(qint64 number); // was it urgent?
    void giveUp(const Error &error);
    void onDisconnected();
    void beat();
    void lookForAnswers();
    void sendGone();

    const Setup m_setup;
    HubAddress m_address;
    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_again;
    QTimer m_beat;
    QTimer m_goneSoon;
    QTimer m_answers;
    QElapsedTimer m_running;
    qint64 m_heardAt = 0;
    qint64 m_upAt = -1;
    int m_failures = 0;
    bool m_started = false;
    bool m_told = false;
    State m_state = State::Off;
    QDateTime m_since;
    hubwire::Welcome m_welcome;
    qint64 m_number = 0;

    struct Open {
        qint64 bytes = 0; // 0: urgent
        qint64 since = 0;
    };

    QHash<qint64, Open> m_open; // by number
    qint64 m_crammedAt = 0; // bytes were waiting to leave
    int m_unanswered = 0;
    qint64 m_unansweredBytes = 0;
    QList<qint64> m_gone;
};

} // namespace sizhen
