// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/hublink.h"
#include "core/sync/carriersetup.h"
#include "core/sync/courier.h"

#include <map>

namespace sizhen {

// Everything that goes through our home hub: one courier a partner, envelopes around what they say. Records travel only
// while the direct link to that partner is down; live messages (pulse, call signalling) then go as urgent envelopes that
// nobody stores. Event-loop driven; nothing blocks.
class HubPost final : public QObject
{
    Q_OBJECT
public:
    using Sealer
        = std::function<Result<QByteArray>(const QByteArray &stream, quint64 number, const QByteArray &payload)>;

    struct Setup {
        CarrierSetup carrier;
        Sealer sealLive;
        Sealer openLive;
        Courier::Timing timing;
        std::chrono::milliseconds answerIn{10'000}; // see HubLink::Setup
    };

    struct Partner {
        CarrierSetup::Partner institution;
        QString hubUrl; // their home hub; empty: ours
        friend bool operator==(const Partner &, const Partner &) = default;
    };

    explicit HubPost(Setup setup, QObject *parent = nullptr);
    ~HubPost() override;

    void setPartners(const QList<Partner> &partners);
    void start(const HubAddress &hub);
    void stop();
    void retryNow() { m_link.retryNow(); }

    // While the direct link is up only answers go through the hub.
    void setDirect(const QByteArray &partnerRoot, bool up);
    // History and attachments wait while a call is running.
    void setCallRunning(bool running);
    void poke(const QByteArray &stream); // written or shared here
    void receiptArrived(const QByteArray &partnerRoot, const QByteArray &stream);
    // Sent at once or not at all. Fault::Busy when the hub is not there.
    [[nodiscard]] Result<> sendLive(const QByteArray &partnerRoot, const QByteArray &stream, int channel,
                                    const QByteArray &payload);

    [[nodiscard]] HubLink::State state() const { return m_link.state(); }

    [[nodiscard]] QDateTime since() const { return m_link.since(); }

    [[nodiscard]] int unanswered() const { return m_link.unanswered(); } // envelopes under way to the hub

    [[nodiscard]] QString country() const { return m_link.welcome().country; } // where the hub's disk stands (RES-01)

    // Of this partner's; what the hub refused last, empty when it took everything.
    struct Condition {
        Courier::Backlog backlog;
        QString refusal; // a message key
        QDateTime heardAt; // their last envelope; invalid: none in this run
    };

    [[nodiscard]] Condition condition(const QByteArray &partnerRoot) const;
    // Connected, nothing to say and nothing that waits for a partner's receipt.
    [[nodiscard]] bool isIdle() const;

Q_SIGNALS:
    void stateChanged(sizhen::HubLink::State state);
    void conditionChanged(const QByteArray &partnerRoot); // backlog or refusal
    void advanced(const QByteArray &partnerRoot, const QByteArray &stream);
    void live(const QByteArray &partnerRoot, const QByteArray &stream, int channel, const QByteArray &payload);
    void failed(const sizhen::Error &error); // the link
    void refused(const sizhen::Error &error); // an envelope that was not taken in
    void idle();

private:
    struct Box {
        Partner partner;
        std::unique_ptr<SyncStore> store;
        std::unique_ptr<Courier> courier;
        bool direct = false;
        qint64 pausedUntil = 0; // the hub refused
        int refusals = 0;
        QString refusal;
        QDateTime heardAt;
        qint64 liveBytes = 0; // not yet counted
        qint64 liveCountedAt = 0;
        int shownItems = -1;
    };

    struct Open {
        QByteArray partner;
        Courier::Parcel parcel;
    };

    [[nodiscard]] qint64 nowMs() const { return m_setup.carrier.nowMs(); }

    [[nodiscard]] Result<QByteArray> seal(const Box &box, const QList<QByteArray> &messages, qint64 lifeMs) const;
    void onStateChanged(HubLink::State state);
    void onDelivered(qint64 id, const QByteArray &envelope, bool urgent);
    [[nodiscard]] Result<> take(const QByteArray &envelope, bool urgent);
    void onStored(qint64 number);
    void onUnsaid(qint64 number);
    void onRefused(qint64 number, hubwire::Code code, bool urgent);
    void pumpSoon();
    void pump();
    [[nodiscard]] bool pumpOne(Box &box); // something went out
    [[nodiscard]] QString routeTo(const Partner &partner) const;
    void tellEvents(Box &box);
    void tellCondition(Box &box);
    void tellIdle();
    void countLive(Box &box);

    const Setup m_setup;
    HubLink m_link;
    HubAddress m_address;
    std::map<QByteArray, Box> m_boxes; // by root
    std::map<qint64, Open> m_open; // unanswered, by number
    QTimer m_pump;
    QTimer m_tick;
    quint64 m_liveNumber = 0;
    bool m_callRunning = false;
    bool m_wasIdle = false;
    bool m_full = false; // this station cannot keep anything: the link rests
};

} // namespace sizhen
