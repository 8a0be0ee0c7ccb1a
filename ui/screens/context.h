// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "core/crypto/secretbytes.h"
#include "devices/health/healthboard.h"
#include "core/pulse/livepulse.h"
#include "devices/pulse/pulsesource.h"
#include "ui/screens/carriers.h"

#include <QLocale>
#include <functional>

namespace sizhen {

class CallControl;
class PointerControl;
class PreCallCheck;
class CallMedia;
class FormLibrary;
class TermBase;

// A sealed recording of a session that lies at this station (devices/record).
struct SealedRecording {
    QString path;
    SecretBytes key;
};

// What every screen is given. The application owns all of it and outlives the screens.
struct ScreenContext {
    Desk &desk;
    HealthBoard &health;
    const FormLibrary &forms;
    const TermBase &terms;
    PulseSource *instrument = nullptr;  // in this room; null: none configured
    PulseSource *remotePulse = nullptr; // the partner's, live; null: no link
    CallControl *calls = nullptr; // null: no calls here
    PointerControl *pointer = nullptr; // the other room's finger on a picture; null: no link
    PreCallCheck *preCall = nullptr; // of what a call needs; null: none here
    CallMedia *media = nullptr; // camera, microphone, loudspeaker; null: none here
    bool practice = false; // an invented patient: every screen says so (TRN-06)
    std::function<Actor()> actor = {};       // who is logged in
    std::function<QString()> language = {};  // "zh" or "en": for labels that come from data files
    // Asks for the password again (signing, RPT-04) and says whether it was right; off the GUI thread, answer on it.
    std::function<void(QObject *owner, SecretBytes password, std::function<void(Result<>)> done)> reauthenticate = {};
    // Renders and signs the consultation report or the decision as the person logged in ("report", "decision"), then records the act. Off the GUI thread.
    std::function<void(QObject *owner, const QByteArray &caseId, const QString &paper, SecretBytes password,
                       std::function<void(Result<>)> done)> signPaper = {};
    // The page exactly as it would be signed now (PDF bytes), rendered off the GUI thread.
    std::function<void(QObject *owner, const QByteArray &caseId, const QString &paper,
                       std::function<void(Result<QByteArray>)> done)> renderPaper = {};
    // Sends live pulse blocks to the case's partner while a recording runs.
    std::function<void(const QByteArray &caseId, const PulseBlock &block, const LivePulseAbout &about)> sendLive = {};
    std::function<void()> endLive = {};
    // Records the session of the call that runs, on this station (CON-10). Empty: nothing records here.
    std::function<Result<>(const QByteArray &caseId)> beginRecording = {};
    std::function<void()> endRecording = {};
    std::function<void()> syncNow = {};
    // The password of the person logged in; off the GUI thread, answer on it.
    std::function<void(QObject *owner, SecretBytes oldOne, SecretBytes newOne, std::function<void(Result<>)> done)> changePassword = {};
    // To play it, as the person logged in; the access log says so. NotFound "recording.none".
    std::function<Result<SealedRecording>(const QByteArray &caseId, const QByteArray &recording)> openRecording = {};
    CarrierActions carriers = {}; // hub and stick
};

} // namespace sizhen
