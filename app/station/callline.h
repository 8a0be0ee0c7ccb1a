// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/callengines.h"
#include "app/station/callroster.h"
#include "app/station/endtap.h"
#include "core/call/callcontrol.h"
#include "app/station/calluplinks.h"
#include "core/call/roomsound.h"
#include "core/call/thinline.h"
#include "core/consult/desk.h"

#include <QElapsedTimer>
#include <QTimer>

#include <memory>

namespace sizhen {

// This station's end of calls: one at a time, about a case that is scheduled or in session, by somebody who is logged
// in and part of it (SES-03). Ties the room of each case to the links (live messages of channels 0 and 4) and to an
// engine for each other end.
class CallLine final : public CallControl
{
    Q_OBJECT
public:
    // `ofRoom`: by the channel of rooms.
    using Send = std::function<void(const QByteArray &caseId, const QByteArray &partnerRoot, const QByteArray &payload,
                                    bool ofRoom)>;
    using Person = std::function<std::optional<Actor>()>; // who is logged in

    CallLine(Ledger &ledger, Desk &desk, Person person, Send send, QObject *parent = nullptr);

    // Without it nothing rings, and nothing can be called (a station without a screen).
    void useMedia(CallEngine::Maker maker);

    // What call(), answer() and join() use, asked each time it is dialled.
    void useDevices(std::function<CallDevices()> devices) { m_devices = std::move(devices); }

    [[nodiscard]] CallEngines &engines() { return m_engines; }

    [[nodiscard]] QByteArray mainEnd() const { return m_mainEnd; } // its station; of the last call when none runs

    // What the main end's station says of its sound and picture.
    [[nodiscard]] std::optional<CallSending> partnerSending() const;
    // Of the room as it is, for a recording: of those who agreed to one (CON-10).
    [[nodiscard]] QList<MediaTrack> tracks() const;

    void refreshPictures() { m_engines.refreshPictures(); } // of all ends

    void useTap(std::shared_ptr<EncodedTap> tap) { m_tap = std::move(tap); } // of all calls from now on
    // The providers' lines as they are registered; asked each time it is dialled.
    void useUplinks(std::function<QList<Uplink>()> uplinks) { m_uplinks.use(std::move(uplinks)); }

    // Our house's forwarding server, if it has one, and how this station takes part in a room on anybody's.
    struct Forwarder {
        std::function<bool()> isThere;
        std::function<std::optional<ForwardedPlan>()> plan;
        std::function<VideoRoom::Setup(const ForwardedRoom &room, std::function<bool(const QByteArray &end)> expected)>
            setup;
    };

    void useForwarder(Forwarder forwarder) { m_forwarder = std::move(forwarder); }

    void useRelay(const QString &uri) { m_relay = uri; } // from the next call on; empty: none

    // → `changed`, and so on. Fault::Refused or Denied by the rules; Busy; Unsupported without media.
    [[nodiscard]] Result<> start(const QByteArray &caseId, const MediaSetup &setup);
    [[nodiscard]] Result<> accept(const QByteArray &caseId, const MediaSetup &setup);
    [[nodiscard]] Result<> enter(const QByteArray &caseId, const MediaSetup &setup); // joins
    [[nodiscard]] Result<> call(const QByteArray &caseId) override; // as the window does: pictures are shown
    [[nodiscard]] Result<> answer(const QByteArray &caseId) override;
    [[nodiscard]] Result<> join(const QByteArray &caseId) override;
    void end() override;
    void takeStill(QObject *owner, MediaRole role,
                   std::function<void(const Result<QByteArray> &png)> done) override;

    void hear(const QByteArray &caseId, const QByteArray &payload);
    void personChanged(); // nobody speaks on under another's name (SES-03)
    void caseChanged(const QByteArray &caseId); // consent may have been withdrawn

    [[nodiscard]] CallView view() const override;
    [[nodiscard]] RunningCall running(const QByteArray &caseId) const override;

Q_SIGNALS:
    void runningChanged(bool running); // somebody speaks
    void partnerSaid(const sizhen::CallSending &sending);
    void mainEndChanged(); // or it is connected anew
    // The call with the main end goes on by another provider's line (NET-07); `gapMs` nothing came.
    void lineChanged(const QString &from, const QString &to, qint64 gapMs);

private:
    // What was last told of a case's call.
    struct Shown {
        CallStage stage = CallStage::Idle;
        bool ringsThere = false;
        QList<std::pair<QByteArray, CallStage>> ends;
        QList<QByteArray> running;
        QByteArray forwarder;
        QList<QByteArray> servers;
        friend bool operator==(const Shown &, const Shown &) = default;
    };

    struct Line {
        QByteArray partner; // root
        std::unique_ptr<CallRoom> room;
        Shown shown;
        qint64 judgedAt = -1; // whether our person may answer
    };

    using Wish = Result<RoomSteps> (CallRoom::*)(const CallSpeaker &, qint64);

    // --- callline.cpp
    [[nodiscard]] Result<> wish(const QByteArray &caseId, const MediaSetup &setup, Wish step);
    [[nodiscard]] Line *lineOf(const QByteArray &caseId);
    [[nodiscard]] const Line *lineOf(const QByteArray &caseId) const;
    [[nodiscard]] Result<Line *> lineFor(const QByteArray &caseId); // made when it is not there
    [[nodiscard]] Result<CaseState> allowed(const QByteArray &caseId) const; // for who is logged in
    [[nodiscard]] CallSpeaker speaker() const;
    [[nodiscard]] MediaSetup withDevices() const;
    [[nodiscard]] ServerHouse houseOf(const QByteArray &root) const;
    void makeRoom();
    void prepare(const MediaSetup &setup, const CaseState &state); // before the first step of a call

    [[nodiscard]] qint64 now() const { return m_clock.elapsed(); }

    // --- calllinesteps.cpp: what a room does, and what its engines tell
    void connectEngines();
    void perform(const QByteArray &caseId, const RoomSteps &steps);
    void perform(const QByteArray &caseId, const QByteArray &end, const CallStep &step);
    void begin(const QByteArray &end, const CallBegin &begin);
    void forward(const CallForward &said);
    [[nodiscard]] MediaSetup forwardedMedia(const QByteArray &end);
    [[nodiscard]] std::shared_ptr<EndTap> tapOf(const EndTracks &own, const EndTracks &theirs) const;
    void cameThrough(const QByteArray &end, qint64 inAll);
    void tell(const Error &error);
    void follow(const QByteArray &caseId); // after each step: what changed
    void followEnds(const Line &line);
    void noteAttendance(const RosterEntry &entry, bool joined);
    void streamsOnce();
    void lookAtLine();
    void heardOf(const QByteArray &end, const SoundLevels &levels);
    void say(const QByteArray &end); // what we send, and what of theirs came
    void tellPartnerSaid();
    void tick();

    Ledger &m_ledger;
    Desk &m_desk;
    const Person m_person;
    const Send m_send;
    CallEngines m_engines{this};
    MediaSetup m_media;
    QString m_relay;
    std::shared_ptr<EncodedTap> m_tap;
    std::map<QByteArray, std::shared_ptr<EndTap>> m_taps; // of the engines that run
    std::map<QByteArray, std::shared_ptr<EndTap>> m_serverTaps; // by end; empty: of what we send to the server
    Forwarder m_forwarder;
    std::function<CallDevices()> m_devices;
    CallUplinks m_uplinks;
    CallSending m_sending;
    QByteArray m_saidBy; // the end whose word was last told
    qint64 m_partnerSaidAt = 0; // its number
    std::map<QByteArray, Line> m_lines; // by case
    QByteArray m_current; // the case that is spoken in, or rings, or was last
    CallRoster m_roster; // of the current call
    QSet<QByteArray> m_noted; // ends whose coming stands in the access log
    RoomSound m_sound;
    ThinLine m_thin;
    qint64 m_thinAt = 0;
    QByteArray m_mainEnd;
    QByteArray m_speaking; // who was last said to be the loudest
    PersonCertificate m_speaks; // our person in it
    bool m_running = false;
    QElapsedTimer m_clock; // steady
    QTimer m_tick{this};
};

} // namespace sizhen
