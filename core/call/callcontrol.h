// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsession.h"
#include "core/call/callstatistics.h"

#include <QObject>
#include <QVideoFrame>

#include <functional>

namespace sizhen {

// How a call stands, for screens and shells.
struct CallView {
    QByteArray caseId; // empty: there was none yet
    CallStage stage = CallStage::Idle;
    std::optional<CallParty> partner;
    int round = 0; // how often was dialled
    bool ringsThere = false;
    bool partnerSilent = false;
    CallStatistics received; // of the whole call
    QString ourStation; // its name
    std::optional<Error> ended; // why the last one is over
};

// What a screen can do with calls and hears of them. One call at a time.
class CallControl : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // Call, or answer, in this case. Refused or Denied by the rules of the service, Busy, Unsupported without media.
    [[nodiscard]] virtual Result<> call(const QByteArray &caseId) = 0;
    [[nodiscard]] virtual Result<> answer(const QByteArray &caseId) = 0;
    virtual void end() = 0; // hangs up, declines or cancels, whichever fits

    // A still of our own camera at its full resolution, as PNG: lossless. `done` is dropped when `owner` is gone.
    // Fault::Refused when no camera runs.
    virtual void takeStill(QObject *owner, std::function<void(const Result<QByteArray> &png)> done) = 0;

    [[nodiscard]] virtual CallView view() const = 0;

Q_SIGNALS:
    void changed(); // stage, partner, or why it ended
    void told(const sizhen::Error &error); // something was refused, or the partner is silent
    void counted(); // view().received; once a second
    void pictureArrived(const QVideoFrame &picture);
};

} // namespace sizhen
