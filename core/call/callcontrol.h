// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"
#include "core/call/callstatistics.h"
#include "core/call/mediadevice.h"

#include <QObject>
#include <QVideoFrame>

#include <functional>

namespace sizhen {

// Another end of a call as a screen shows it: who sits there, proved (SES-03), and what comes from it.
struct RoomEnd {
    enum class Capacity { Physician, Interpreter };

    QByteArray station; // its key
    QString stationName;
    PersonCertificate person;
    bool ours = false; // of our own house
    Capacity capacity = Capacity::Physician;
    CallStage stage = CallStage::Idle; // Connecting, Connected or Interrupted
    int round = 0; // how often was dialled
    bool silent = false; // its station says nothing
    bool byServer = false; // it comes by a forwarding server, and by no engine of its own
    CallStatistics received; // of the whole call
    std::optional<CallSending> sending; // what it says of its sound and picture
};

// A call of a case that runs and that this station is not in.
struct RunningCall {
    QList<RoomEnd> ends; // who is in it; empty: none runs. Stage, round and statistics say nothing
    bool joinable = false; // by who is logged in, with one click
    bool full = false; // no place is left
};

// An institution with a forwarding server, one of the two of the case.
struct ServerHouse {
    QByteArray root;
    Label name;
};

// How a call stands, for screens and shells.
struct CallView {
    QByteArray caseId; // empty: there was none yet
    CallStage stage = CallStage::Idle; // of the main end
    std::optional<CallParty> partner; // the main end: a physician of the other side, if one is there
    int round = 0; // how often was dialled
    bool ringsThere = false;
    bool partnerSilent = false;
    CallStatistics received; // of the whole call, from the main end
    QString ourStation; // its name
    std::optional<Error> ended; // why the last one is over
    QList<RoomEnd> ends; // all other ends we speak with, the main end first
    std::optional<ServerHouse> forwarder; // picture and sound go by its server; none: from end to end
    QList<ServerHouse> serverHouses; // whose servers could, once the patient agrees (core/consult/forwarding.h)
};

// What a screen can do with calls and hears of them. One call at a time.
class CallControl : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // Call, or answer, in this case. Refused or Denied by the rules of the service, Busy, Unsupported without media.
    // Where a call of the case runs already, call() joins it.
    [[nodiscard]] virtual Result<> call(const QByteArray &caseId) = 0;
    [[nodiscard]] virtual Result<> answer(const QByteArray &caseId) = 0;
    // Into the call of the case that runs, without a ring. Refused "call.none_running", "call.room_full" too.
    [[nodiscard]] virtual Result<> join(const QByteArray &caseId) = 0;
    virtual void end() = 0; // hangs up, declines, cancels or leaves, whichever fits

    // A still of our own camera, or of the second one, at its full resolution, as PNG: lossless. `done` is dropped when
    // `owner` is gone. Fault::Refused when that camera does not run.
    virtual void takeStill(QObject *owner, MediaRole role, std::function<void(const Result<QByteArray> &png)> done) = 0;

    [[nodiscard]] virtual CallView view() const = 0;
    [[nodiscard]] virtual RunningCall running(const QByteArray &caseId) const = 0;

Q_SIGNALS:
    void changed(); // stage, ends, a call to join, or why it ended
    void told(const sizhen::Error &error); // something was refused, or an end is silent
    void counted(); // what was received, of any end; about once a second
    void pictureArrived(const QVideoFrame &picture); // of the main end
    void pictureOf(const QByteArray &station, const QVideoFrame &picture); // of any end, the main end too
    void detailOf(const QByteArray &station, const QVideoFrame &picture); // of that end's second camera
    void speaks(const QByteArray &station); // who is loudest now; empty: nobody
};

} // namespace sizhen
