// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/rawpulse.h"
#include "app/station/safekeeping.h"
#include "app/station/lineprobes.h"
#include "app/station/stationcheck.h"
#include "app/station/stationmedia.h"
#include "app/station/vaultwatch.h"
#include "core/call/videoroom.h"
#include "core/consult/desk.h"
#include "core/consult/papers.h"
#include "core/forms/formlibrary.h"
#include "core/net/forwarderaddress.h"
#include "core/net/hubpost.h"
#include "core/net/partnerreach.h"
#include "core/net/peerlinks.h"
#include "core/net/routecheck.h"
#include "core/net/tlsforward.h"
#include "core/records/salvage.h"
#include "core/sync/stick.h"
#include "core/terms/termbase.h"
#include "devices/health/healthboard.h"
#include "app/station/callline.h"
#include "app/station/roomwatch.h"
#include "app/station/sessionrecording.h"
#include "app/station/livepulseline.h"
#include "app/station/pointerline.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/remotepulse.h"

#include <QTimer>
#include <QUrl>
#include <optional>

namespace sizhen {

// One opened station: builds vault, records, desk, links and devices, and hands them down. The window, the command
// line and the tests all stand on this. It knows no widget.
class Station final : public QObject
{
    Q_OBJECT
public:
    // Takes over an open vault. Fault::NotFound when no institution was set up in it yet; Corrupt when a resource or
    // the records are not sound.
    [[nodiscard]] static Result<std::unique_ptr<Station>> open(std::unique_ptr<Vault> vault, const Clock &clock);
    ~Station() override;

    [[nodiscard]] Vault &vault() const { return *m_vault; }

    [[nodiscard]] Ledger &ledger() const { return *m_ledger; }

    [[nodiscard]] Desk &desk() const { return *m_desk; }

    [[nodiscard]] HealthBoard &health() { return m_health; }

    [[nodiscard]] Safekeeping &safekeeping() const { return *m_safekeeping; }

    [[nodiscard]] const std::shared_ptr<const FormLibrary> &forms() const { return m_forms; }

    [[nodiscard]] const std::shared_ptr<const TermBase> &terms() const { return m_terms; }

    // --- the person in front of it (stationlogin.cpp)
    void logIn(Ledger::Login login); // who was judged already
    // From password and code, counted and logged: Argon2id runs on a pool thread, the answer comes on this one.
    void logIn(QObject *owner, const QString &personId, SecretBytes password, const QString &code,
               std::function<void(Result<SignedIn>)> done);
    void logOut();
    // The keys go, the person stays named: the same one comes back with the password alone, another one may log in.
    void lock();
    void unlock(QObject *owner, SecretBytes password, std::function<void(Result<SignedIn>)> done);

    // What the last log-in said: whether an authenticator or a new password must come first.
    [[nodiscard]] const SignedIn &standing() const { return m_standing; }

    void settleStanding() { m_standing = {}; } // it was done

    [[nodiscard]] QString lockedPerson() const { return m_locked; } // empty: not locked

    [[nodiscard]] bool isLoggedIn() const { return m_login.has_value(); }

    [[nodiscard]] Actor actor() const; // only while somebody is logged in

    // Is this the password of the person logged in? The answer comes on this thread, Argon2id runs on another.
    void reauthenticate(QObject *owner, SecretBytes password, std::function<void(Result<>)> done);
    // The same at once, for a program without a window: signing asks for it (SEC-11, "sec.reauthenticate").
    [[nodiscard]] Result<> reauthenticateNow(const SecretBytes &password);
    // Of the person logged in; off this thread like the others.
    void changePassword(QObject *owner, SecretBytes oldOne, SecretBytes newOne, std::function<void(Result<>)> done);

    // --- papers
    // The page exactly as it would be signed now.
    void renderPaper(QObject *owner, const QByteArray &caseId, const QString &paper,
                     std::function<void(Result<QByteArray>)> done) const;
    // Renders, signs as the person logged in (RPT-04: password again), keeps the original and records the act.
    void signPaper(QObject *owner, const QByteArray &caseId, const QString &paper, SecretBytes password,
                   std::function<void(Result<>)> done);

    // --- links to partners
    // Port 0: any. Returns the port.
    [[nodiscard]] Result<quint16> listen(const QHostAddress &address, quint16 port);
    // "127.0.0.1:7001", "[::1]:7001" or ":7001" for every interface. Fault::Invalid for anything else.
    [[nodiscard]] Result<quint16> listenOn(const QString &where);
    void startLinks(); // dials every verified partner that has an address

    [[nodiscard]] PeerLinks &links() const { return *m_links; }

    // --- carriers (stationcarriers.cpp): the direct link first, then our home hub, then a stick that somebody carries
    using Reach = PartnerReach;
    [[nodiscard]] Reach reach(const QByteArray &partnerRoot) const;
    [[nodiscard]] HubView hub() const;
    [[nodiscard]] HubPost &post() const { return *m_post; }

    // "wss://host:port", with "#" and the fingerprint of a hub that signs for itself; empty: none. Kept in the vault.
    [[nodiscard]] Result<> setHub(const QString &address);
    // --- a relay for picture and sound, and the ways out of this room (stationrelay.cpp)
    // See RelayAddress; empty: none. Kept in the vault, since it holds a password.
    [[nodiscard]] Result<> setRelay(const QString &address);
    [[nodiscard]] QString relay() const; // without the password; empty: none
    // --- a forwarding server of our own house (stationforwarder.cpp)
    // See ForwarderAddress; empty: none. Kept in the vault, since it holds a secret.
    [[nodiscard]] Result<> setForwarder(const QString &address);
    [[nodiscard]] QString forwarder() const; // without the secret; empty: none
    // A new room on it, to be announced to each other end with a token of its own. Refused SES-08 "forwarder.none".
    [[nodiscard]] Result<ForwardedPlan> planForwarded(int videoKbit) const;
    // What a ForwardedCall of this station begins with; who made the room adds its plan's key and tokens.
    [[nodiscard]] VideoRoom::Setup forwardedSetup(const ForwardedRoom &room,
                                                  std::function<bool(const QByteArray &station)> expected) const;
    // Partners directly, our hub, and the three ways to the relay.
    [[nodiscard]] std::vector<Route> routes() const;
    // --- the network providers of this room (NET-04): the first is used, the others are kept warm
    [[nodiscard]] QList<Uplink> uplinks() const;
    [[nodiscard]] Result<> setUplinks(const QList<Uplink> &uplinks);
    [[nodiscard]] int activeUplink() const; // where the direct link goes, else the first that has an address; -1: none
    // Everything a call needs, with one verdict (SES-01, NET-05).
    [[nodiscard]] StationCheck &preCall() const { return *m_check; }

    // By the line of each provider that is registered.
    void checkRoutes(QObject *owner, std::function<void(const std::vector<RouteResult> &)> done) const;
    // A call is running: history and originals wait or trickle, so that picture and pulse do not.
    void setCallRunning(bool running);
    // Writes what these partners lack into a folder, or takes in what lies there and leaves the receipts. The answer
    // comes on this thread. `progress` may be empty.
    using StickDone = std::function<void(const Result<Stick::Summary> &)>;
    using StickProgress = std::function<void(int done, int of)>;
    void writeStick(QObject *owner, const QString &folder, const QList<QByteArray> &partners, StickProgress progress,
                    StickDone done);
    void readStick(QObject *owner, const QString &folder, StickProgress progress, StickDone done);

    // True when every link that is up has nothing more to say and at least one is up.
    [[nodiscard]] bool isSettled() const;

    // --- settings of this station, kept in the vault: "instrument" (URL of its link), "listen" (HOST:PORT),
    // "hub" (see setHub), "relay" (see setRelay), "forwarder" (see setForwarder), "anchors" (folder of rollback anchors),
    // "media" (MediaChoice), "uplinks" (core/net/uplinks.h), "check" (the last PreCallResult)
    [[nodiscard]] QString setting(const QString &name) const; // empty: not set
    [[nodiscard]] Result<> keepSetting(const QString &name, const QString &value);
    void applySettings(); // connects the instrument, listens and dials; what fails is told by linkTrouble()

    // --- health
    // Every page, entry and original, on another thread while everybody works on; progress and answer come through the
    // board. By itself once a day, when nothing was written for a while (ARC-07).
    void checkVault();
    void stopVaultCheck();
    void reportSalvage(const Replaced &salvaged); // onto the board, until the next start

    [[nodiscard]] const VaultWatch &vaultWatch() const { return m_vaultWatch; }

    // --- pulse
    void connectInstrument(const QUrl &link);

    [[nodiscard]] PulseDevice *instrument() const { return m_instrument.get(); } // null: none configured

    [[nodiscard]] const RawPulse &rawPulse() const { return m_rawPulse; }

    [[nodiscard]] RemotePulse &remotePulse() const { return *m_remotePulse; }

    // Sends a block to the case's partner while it is taken; what no link carried now, the partner can ask for during
    // a minute.
    void sendLive(const QByteArray &caseId, const PulseBlock &block, const LivePulseAbout &about);
    void endLive(); // the taking is over

    [[nodiscard]] const LivePulseReceiver *livePulseOf(const QByteArray &caseId) const { return m_live->receiver(caseId); }

    // --- calls: picture and sound with the other ends, about one case (callline.h)
    [[nodiscard]] CallLine &calls() const { return *m_calls; }

    [[nodiscard]] PointerLine &pointer() const { return *m_pointer; } // on a shared picture
    [[nodiscard]] StationMedia &media() const { return *m_media; } // camera, microphone, loudspeaker
    // Of the call's session (CON-10); an engine gives its packets to it.
    [[nodiscard]] SessionRecording &recording() const { return *m_recording; }

    // Picture and sound of all rooms of the call, in the name of who is logged in.
    [[nodiscard]] Result<> recordSession(const QByteArray &caseId);
    // To be played by the person logged in, who sees the case whole (SEC-05); a line of the access log says so.
    [[nodiscard]] Result<RecordingShelf::Kept> openRecording(const QByteArray &caseId, const QByteArray &number);

Q_SIGNALS:
    void personChanged(); // somebody logged in or out
    void settled();
    void partnersChanged();
    void instrumentChanged(); // another one; the one before is gone
    void livePulse(const QByteArray &caseId, const sizhen::PulseBlock &block);
    void reachChanged(); // of any partner
    void linkTrouble(const sizhen::Error &error);

private:
    Station(std::unique_ptr<Vault> vault, std::unique_ptr<Ledger> ledger, std::unique_ptr<Desk> desk);
    [[nodiscard]] Result<> startSafekeeping();
    [[nodiscard]] Result<> buildLinks();
    void buildPost();
    void refreshPost(const QList<Ledger::Partner> &verified);
    void followDirect();
    void countDirect();
    void startHub();
    void startRelay();
    [[nodiscard]] std::vector<Route> routesByProvider() const;
    static void runRoutes(std::vector<Route> routes, QObject *owner,
                          std::function<void(const std::vector<RouteResult> &)> done);
    void buildCheck();
    void warmUplinks();
    void reportUplinks(const std::vector<RouteResult> &results);
    void tellSisters(const QHostAddress &address, quint16 port);
    void refreshPartners();
    void reportInstrument(const PulseDevice &device);
    void watchRawPulse();
    void settleRawPulse(const QByteArray &caseId);
    void warnOf(const PulseDevice &device, const PulseEvent &event); // on the board
    void watchAccessLog();
    void lookAtTheTime();
    void closeAccessLog();
    void forgetPerson();
    [[nodiscard]] Result<> judgeAgain(const QString &personId, const Result<Ledger::Login> &unlocked);
    void tryIn(QObject *owner, const QString &personId, SecretBytes password, const QString &code, SignInKind kind,
               std::function<void(Result<SignedIn>)> done);
    void watchHealth();
    void watchRoot();
    void reportRoot();
    void reportDisk();
    void watchVault();
    void checkWhenDue();
    void reportVault(const Result<VaultReport> &report);
    void mend(const VaultReport &report);
    void adoptSalvaged();
    void reportClock(const QByteArray &partnerRoot, const QByteArray &stream);
    void adopt(PeerLink *link);
    void reportLink();
    void reportSisters();
    [[nodiscard]] QList<PeerLinks::Partner> sisters() const;
    void onLive(const QByteArray &stream, int channel, const QByteArray &payload);
    void sendLiveMessage(const QByteArray &caseId, const QCborMap &message);
    void buildCalls();
    void sendPointer(const QByteArray &caseId, const QByteArray &payload);
    void sendCall(const QByteArray &caseId, const QByteArray &partner, const QByteArray &payload, int channel);
    void onLivePulse(const QByteArray &caseId, const PulseBlock &block, qint64 ageMs);
    [[nodiscard]] Result<> recordPaper(const QByteArray &caseId, const QString &paper, const PaperJob &job,
                                       const QByteArray &pdf);
    [[nodiscard]] Result<QByteArray> unsignedOrEarlier(const CaseState &state, const QString &paper) const;

    std::unique_ptr<Vault> m_vault; // outlives everything below
    std::unique_ptr<Ledger> m_ledger;
    std::unique_ptr<Desk> m_desk;
    std::shared_ptr<const FormLibrary> m_forms;
    std::shared_ptr<const TermBase> m_terms;
    HealthBoard m_health;
    std::unique_ptr<Safekeeping> m_safekeeping;
    RawPulse m_rawPulse; // of what our instrument sent
    std::unique_ptr<PeerLinks> m_links;
    std::unique_ptr<HubPost> m_post;
    QTimer m_countDirect;
    std::unique_ptr<PulseDevice> m_instrument;
    std::unique_ptr<RemotePulse> m_remotePulse;
    std::unique_ptr<LivePulseLine> m_live;
    std::unique_ptr<CallLine> m_calls;
    std::unique_ptr<TlsForward> m_forward; // to a relay inside TLS
    std::unique_ptr<PointerLine> m_pointer;
    std::unique_ptr<RoomWatch> m_room;
    std::unique_ptr<StationMedia> m_media;
    std::unique_ptr<LineProbes> m_probes;
    std::unique_ptr<StationCheck> m_check;
    std::unique_ptr<SessionRecording> m_recording;
    std::shared_ptr<SharedTap> m_tap = std::make_shared<SharedTap>(); // engines outlive the recording
    std::optional<Ledger::Login> m_login;
    SignedIn m_standing;
    QString m_locked; // who was there when the screen was locked
    QTimer m_headTimer;
    QTimer m_minute;
    QTimer m_diskWatch;
    QTimer m_rootWatch;
    QTimer m_checkClock;
    QTimer m_warmth; // of the lines that wait
    QDateTime m_lastWrite;
    QSet<QByteArray> m_fetching; // damaged originals that a partner is asked for
    VaultWatch m_vaultWatch; // goes first of all: it waits for its thread
};

} // namespace sizhen
