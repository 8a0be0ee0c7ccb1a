// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/callengine.h"
#include "core/call/callcontrol.h"
#include "core/call/uplinkchoice.h"
#include "core/consult/desk.h"
#include "core/net/uplinks.h"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>

namespace sizhen {

// This station's end of calls: one at a time, about a case that is scheduled or in session, by somebody who is logged
// in and part of it (SES-03). Ties the machine of each case to the links (live messages of channel 0) and to an engine.
class CallLine final : public CallControl
{
    Q_OBJECT
public:
    using Send
        = std::function<void(const QByteArray &caseId, const QByteArray &partnerRoot, const QByteArray &payload)>;
    using Person = std::function<std::optional<Actor>()>; // who is logged in

    CallLine(Ledger &ledger, Desk &desk, Person person, Send send, QObject *parent = nullptr);

    // Without it nothing rings, and nothing can be called (a station without a screen).
    void useMedia(CallEngine::Maker maker);

    // What call() and answer() use, asked each time it is dialled.
    void useDevices(std::function<CallDevices()> devices) { m_devices = std::move(devices); }

    [[nodiscard]] CallEngine &engine() { return m_engine; }

    // What the partner's station says of its sound and picture.
    [[nodiscard]] std::optional<CallSending> partnerSending() const;

    void refreshPictures() { m_engine.refreshPictures(); } // of both ends
    void useTap(std::shared_ptr<EncodedTap> tap) { m_tap = std::move(tap); } // of all calls from now on
    // The providers' lines as they are registered; asked each time it is dialled.
    void useUplinks(std::function<QList<Uplink>()> uplinks) { m_uplinks = std::move(uplinks); }

    void useRelay(const QString &uri) { m_relay = uri; } // from the next call on; empty: none
    // → `changed`, and so on. Fault::Refused or Denied by the rules; Busy; Unsupported without media.
    [[nodiscard]] Result<> start(const QByteArray &caseId, const MediaSetup &setup);
    [[nodiscard]] Result<> accept(const QByteArray &caseId, const MediaSetup &setup);
    [[nodiscard]] Result<> call(const QByteArray &caseId) override; // as the window does: pictures are shown
    [[nodiscard]] Result<> answer(const QByteArray &caseId) override;
    void end() override;
    void takeStill(QObject *owner, std::function<void(const Result<QByteArray> &png)> done) override;

    void hear(const QByteArray &caseId, const QByteArray &payload);
    void personChanged(); // nobody speaks on under another's name (SES-03)
    void caseChanged(const QByteArray &caseId); // consent may have been withdrawn

    [[nodiscard]] CallView view() const override;

Q_SIGNALS:
    void runningChanged(bool running); // somebody speaks
    void partnerSaid(const sizhen::CallSending &sending);
    // The call goes on by another provider's line (NET-07); `gapMs` nothing came.
    void lineChanged(const QString &from, const QString &to, qint64 gapMs);

private:
    struct Line {
        QByteArray partner; // root
        std::unique_ptr<CallSession> session;
        CallStage shown = CallStage::Idle;
        bool shownRinging = false;
    };

    [[nodiscard]] Line *lineOf(const QByteArray &caseId);
    [[nodiscard]] Result<Line *> lineFor(const QByteArray &caseId); // made when it is not there
    [[nodiscard]] std::unique_ptr<CallSession> makeSession(const CaseState &state, const QByteArray &partner) const;
    [[nodiscard]] Result<CaseState> allowed(const QByteArray &caseId) const; // for who is logged in
    [[nodiscard]] CallSpeaker speaker() const;
    void perform(const QByteArray &caseId, const CallSteps &steps);
    void perform(const QByteArray &caseId, const CallStep &step);
    void follow(const QByteArray &caseId); // after each step: what changed
    void makeRoom();
    void noteAttendance(bool joined);
    void prepare(const MediaSetup &setup, Side side); // before the first step of a call
    void connectEngine();
    void say(); // what we send, and what of theirs came
    void tellPartnerSaid(const CallSession &session);
    [[nodiscard]] MediaSetup withDevices() const;
    void takeLine(bool offers); // before each dialling
    void cameThrough(qint64 inAll);
    void tick();

    [[nodiscard]] qint64 now() const { return m_clock.elapsed(); }

    Ledger &m_ledger;
    Desk &m_desk;
    const Person m_person;
    const Send m_send;
    CallEngine m_engine{this};
    MediaSetup m_media;
    QString m_relay;
    std::shared_ptr<EncodedTap> m_tap;
    std::function<CallDevices()> m_devices;
    std::function<QList<Uplink>()> m_uplinks;
    UplinkChoice m_choice;
    QString m_line; // whose it is dialled by; empty: the system decides
    QString m_lineBefore; // by which something came last
    bool m_ownAddresses = false; // whoever began the call named them
    qint64 m_packetsSeen = 0; // in this dialling
    qint64 m_packetAt = 0; // when the last came
    CallSending m_sending;
    qint64 m_partnerSaidAt = 0; // its number
    std::map<QByteArray, Line> m_lines; // by case
    QByteArray m_current; // the case that is spoken in, or rings, or was last
    PersonCertificate m_speaks; // our person in it
    bool m_running = false;
    QElapsedTimer m_clock; // steady
    QTimer m_tick{this};
};

} // namespace sizhen
