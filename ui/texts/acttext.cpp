// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/acttext.h"
#include "core/consult/pulseguidance.h"
#include "core/consult/sessionrules.h"
#include "core/records/ledger.h"
#include "ui/texts/calltext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/recordingtext.h"
#include "ui/texts/sentences.h"
#include "ui/texts/timetext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Every kind of docs/events.md, and the automatic ones of the machines.
constexpr Sentence kinds[] = {
    {"patient.registered", QT_TRANSLATE_NOOP("ActText", "Patient registered")},
    {"patient.identity_verified", QT_TRANSLATE_NOOP("ActText", "Identity document seen")},
    {"patient.case_opened", QT_TRANSLATE_NOOP("ActText", "Case opened for this patient")},
    {"agreement.draft", QT_TRANSLATE_NOOP("ActText", "Agreement written")},
    {"agreement.submit", QT_TRANSLATE_NOOP("ActText", "Agreement submitted for review")},
    {"agreement.approve", QT_TRANSLATE_NOOP("ActText", "Text of the agreement approved")},
    {"agreement.sign", QT_TRANSLATE_NOOP("ActText", "Agreement signed")},
    {"agreement.comment", QT_TRANSLATE_NOOP("ActText", "Agreement sent back with a comment")},
    {"agreement.refuse", QT_TRANSLATE_NOOP("ActText", "Signature of the agreement refused")},
    {"agreement.terminate", QT_TRANSLATE_NOOP("ActText", "Agreement terminated")},
    {"agreement.abandon", QT_TRANSLATE_NOOP("ActText", "Agreement abandoned")},
    {"invitation.compose", QT_TRANSLATE_NOOP("ActText", "Invitation written")},
    {"invitation.approve_abstract", QT_TRANSLATE_NOOP("ActText", "Record abstract approved")},
    {"invitation.send_direct", QT_TRANSLATE_NOOP("ActText", "Invitation sent")},
    {"invitation.open", QT_TRANSLATE_NOOP("ActText", "Review of the invitation begun")},
    {"invitation.reply", QT_TRANSLATE_NOOP("ActText", "Question about the invitation answered")},
    {"invitation.ask", QT_TRANSLATE_NOOP("ActText", "More information asked for")},
    {"invitation.withdraw", QT_TRANSLATE_NOOP("ActText", "Invitation withdrawn")},
    {"invitation.accept", QT_TRANSLATE_NOOP("ActText", "Invitation accepted")},
    {"invitation.decline", QT_TRANSLATE_NOOP("ActText", "Invitation declined")},
    {"case.opened", QT_TRANSLATE_NOOP("ActText", "Case opened")},
    {"consent.explain", QT_TRANSLATE_NOOP("ActText", "Service and fees explained to the patient")},
    {"consent.sign_patient", QT_TRANSLATE_NOOP("ActText", "Consent signed by the patient")},
    {"consent.sign_representative", QT_TRANSLATE_NOOP("ActText", "Consent signed by a guardian or close relative")},
    {"consent.refuse", QT_TRANSLATE_NOOP("ActText", "Consent refused")},
    {"consent.withdraw", QT_TRANSLATE_NOOP("ActText", "Consent withdrawn")},
    {"case.identity_checked", QT_TRANSLATE_NOOP("ActText", "Identity verified")},
    {"case.form_saved", QT_TRANSLATE_NOOP("ActText", "Findings saved")},
    {"case.attachment_added", QT_TRANSLATE_NOOP("ActText", "Image or document added")},
    {"case.pulse_recorded", QT_TRANSLATE_NOOP("ActText", "Pulse recorded")},
    {"case.device_prepared", QT_TRANSLATE_NOOP("ActText", "Instrument disinfected")},
    {"case.pulse_marked", QT_TRANSLATE_NOOP("ActText", "Pulse recording marked")},
    {"case.pulse_asked", QT_TRANSLATE_NOOP("ActText", "Asked for the pulse")},
    {"case.pulse_answered", QT_TRANSLATE_NOOP("ActText", "Answered the request for the pulse")},
    {"case.complete", QT_TRANSLATE_NOOP("ActText", "Case marked as prepared")},
    {"case.reopen", QT_TRANSLATE_NOOP("ActText", "Case reopened")},
    {"case.reinvite", QT_TRANSLATE_NOOP("ActText", "A new invitation is being prepared")},
    {"case.new_time", QT_TRANSLATE_NOOP("ActText", "A new time is being found")},
    {"case.assign_physician", QT_TRANSLATE_NOOP("ActText", "Physician assigned")},
    {"case.confirm_schedule", QT_TRANSLATE_NOOP("ActText", "Time of the session confirmed")},
    {"case.reschedule", QT_TRANSLATE_NOOP("ActText", "Session put off")},
    {"case.check_in", QT_TRANSLATE_NOOP("ActText", "Checked in")},
    {"case.confirm_identity", QT_TRANSLATE_NOOP("ActText", "Identity confirmed again before the session")},
    {"case.start", QT_TRANSLATE_NOOP("ActText", "Session started")},
    {"case.pause", QT_TRANSLATE_NOOP("ActText", "Session paused")},
    {"case.presence", QT_TRANSLATE_NOOP("ActText", "With the patient")},
    {"case.emergency", QT_TRANSLATE_NOOP("ActText", "Emergency")},
    {"case.emergency_outcome", QT_TRANSLATE_NOOP("ActText", "Outcome of the emergency written")},
    {"case.in_person", QT_TRANSLATE_NOOP("ActText", "Stopped: the patient must be seen in person")},
    {"case.media_minute", QT_TRANSLATE_NOOP("ActText", "Picture and sound measured")},
    {"case.fallback", QT_TRANSLATE_NOOP("ActText", "Went on by other means")},
    {"case.still_asked", QT_TRANSLATE_NOOP("ActText", "Asked for a still")},
    {"case.picture_marked", QT_TRANSLATE_NOOP("ActText", "Picture marked")},
    {"case.patient_asked", QT_TRANSLATE_NOOP("ActText", "The patient asked")},
    {"case.room_roll", QT_TRANSLATE_NOOP("ActText", "People in the room stated")},
    {"case.patient_display", QT_TRANSLATE_NOOP("ActText", "The patient's screen switched")},
    {"case.forwarding_agreed", QT_TRANSLATE_NOOP("ActText", "The patient agreed to a forwarding server")},
    {"case.recording_agreed", QT_TRANSLATE_NOOP("ActText", "Recording agreed to")},
    {"case.recording_started", QT_TRANSLATE_NOOP("ActText", "Recording begun")},
    {"case.recording_stopped", QT_TRANSLATE_NOOP("ActText", "Recording ended")},
    {"case.resume", QT_TRANSLATE_NOOP("ActText", "Session resumed")},
    {"case.abort", QT_TRANSLATE_NOOP("ActText", "Session broken off")},
    {"case.end", QT_TRANSLATE_NOOP("ActText", "Session ended")},
    {"case.confirm_session", QT_TRANSLATE_NOOP("ActText", "Session record confirmed")},
    {"case.cancel", QT_TRANSLATE_NOOP("ActText", "Case cancelled")},
    {"case.missing_document", QT_TRANSLATE_NOOP("ActText", "Document found missing")},
    {"case.request_more_data", QT_TRANSLATE_NOOP("ActText", "More data asked for")},
    {"case.data_sufficient", QT_TRANSLATE_NOOP("ActText", "Data judged sufficient without the session")},
    {"case.note", QT_TRANSLATE_NOOP("ActText", "Note added")},
    {"case.translation", QT_TRANSLATE_NOOP("ActText", "Translation kept")},
    {"case.fee_note", QT_TRANSLATE_NOOP("ActText", "Fee note added")},
    {"report.release_opinion", QT_TRANSLATE_NOOP("ActText", "Opinion released")},
    {"report.submit", QT_TRANSLATE_NOOP("ActText", "Report frozen for signing")},
    {"report.sign", QT_TRANSLATE_NOOP("ActText", "Report signed")},
    {"report.release", QT_TRANSLATE_NOOP("ActText", "Report released")},
    {"report.acknowledge", QT_TRANSLATE_NOOP("ActText", "Report received and verified")},
    {"report.back_to_draft", QT_TRANSLATE_NOOP("ActText", "Report taken back to draft")},
    {"case.decision_draft", QT_TRANSLATE_NOOP("ActText", "Decision drafted")},
    {"case.decide", QT_TRANSLATE_NOOP("ActText", "Final decision signed")},
    {"case.begin_archiving", QT_TRANSLATE_NOOP("ActText", "Archiving begun")},
    {"case.archive_confirm", QT_TRANSLATE_NOOP("ActText", "Archive confirmed")},
    {"case.close", QT_TRANSLATE_NOOP("ActText", "Case closed")},
    {"case.archive_cancelled", QT_TRANSLATE_NOOP("ActText", "Cancelled case archived")},
    {"case.released", QT_TRANSLATE_NOOP("ActText", "Data released")},
    {"case.withdrawal_answered", QT_TRANSLATE_NOOP("ActText", "Answered what is done with data received")},
    {"case.hold", QT_TRANSLATE_NOOP("ActText", "Legal hold placed")},
    {"case.hold_lifted", QT_TRANSLATE_NOOP("ActText", "Legal hold lifted")},
    {"case.record_class", QT_TRANSLATE_NOOP("ActText", "Class of record stated")},
    {"case.supplement", QT_TRANSLATE_NOOP("ActText", "Supplement added")},
    {"case.seal", QT_TRANSLATE_NOOP("ActText", "Record sealed")},
    {"case.unseal", QT_TRANSLATE_NOOP("ActText", "Agreed to unseal")},
    {"case.paper_placed", QT_TRANSLATE_NOOP("ActText", "Place of a paper original registered")},
    {"case.paper_out", QT_TRANSLATE_NOOP("ActText", "Paper original lent")},
    {"case.paper_back", QT_TRANSLATE_NOOP("ActText", "Paper original returned")},
    {"case.destruction_approved", QT_TRANSLATE_NOOP("ActText", "Destruction approved")},
    {"invitation.consent_withdrawn", QT_TRANSLATE_NOOP("ActText", "Told that consent was withdrawn")},
    {"institution.case_destroyed", QT_TRANSLATE_NOOP("ActText", "Record destroyed")},
    {"partnership.case_destroyed", QT_TRANSLATE_NOOP("ActText", "Copy of a record destroyed")},
};

QString text(const QCborValue &value, const QString &language)
{
    return value.isMap() ? Label::fromCbor(value.toMap()).in(language) : value.toString();
}

} // namespace

QString ActText::of(const Event &event, const QString &language)
{
    const auto *source = sourceOf(kinds, event.kind);
    if (!source)
        return tr("An act of a newer version (%1)").arg(event.kind);
    const auto what = tr(source);
    if (event.kind == u"case.form_saved"_s) {
        if (const auto notDone = event.args[u"notDone"_s].toMap(); !notDone.isEmpty())
            return tr("Not done: %1").arg(CodeText::of(notDone[u"method"_s].toString()));
        return tr("%1: %2", "act and what it is about").arg(what, CodeText::of(event.args[u"form"_s].toString()));
    }
    if (event.kind == u"case.presence"_s)
        return event.args[u"present"_s].toBool() ? tr("Back with the patient") : tr("Left the patient");
    if (event.kind == u"case.recording_agreed"_s)
        return RecordingText::word(event);
    if (event.kind == u"case.forwarding_agreed"_s && !event.args[u"agreed"_s].toBool())
        return tr("The patient does not agree to a forwarding server");
    if (event.kind == u"case.recording_stopped"_s)
        return tr("%1: %2", "act and what it is about").arg(what, RecordingText::why(event.args[u"why"_s].toString()));
    if (event.kind == u"case.note"_s && event.args[u"kind"_s].toString() == u"said"_s)
        return tr("Said in writing");
    if (event.kind == u"case.fallback"_s)
        return tr("%1: %2", "act and what it is about")
            .arg(what, choiceName(sessionRules().ladder, event.args[u"step"_s].toString()).in(language));
    if (event.kind == u"case.still_asked"_s)
        return tr("%1: %2", "act and what it is about").arg(what, CodeText::of(event.args[u"role"_s].toString()));
    if (event.kind == u"case.pulse_asked"_s)
        return tr("%1: %2", "act and what it is about").arg(what, askWords(event.args).in(language));
    if (event.kind == u"case.pulse_answered"_s)
        return tr("%1: %2", "act and what it is about").arg(what, CodeText::of(event.args[u"answer"_s].toString()));
    if (event.kind == u"case.device_prepared"_s)
        return tr("%1: %2", "act and what it is about").arg(what, event.args[u"instrument"_s].toString());
    if (event.kind == u"case.pulse_recorded"_s && event.args[u"imported"_s].toBool())
        return tr("Pulse recording taken in from a file: %1").arg(CodeText::of(event.args[u"site"_s].toString()));
    if (event.kind == u"case.pulse_recorded"_s || event.kind == u"case.pulse_marked"_s)
        return tr("%1: %2", "act and what it is about").arg(what, CodeText::of(event.args[u"site"_s].toString()));
    if (event.kind == u"case.attachment_added"_s)
        return tr("%1: %2", "act and what it is about").arg(what, CodeText::of(event.args[u"role"_s].toString()));
    if (event.kind == u"case.assign_physician"_s)
        if (const auto physician = openPersonCertificate(event.args[u"physician"_s].toByteArray()))
            return tr("%1: %2", "act and what it is about").arg(what, physician->name.in(language));
    return what;
}

QString ActText::detail(const Event &event, const QString &language)
{
    if (event.kind == u"invitation.decline"_s)
        return tr("%1: %2", "code and words")
            .arg(CodeText::of(event.args[u"code"_s].toString()), text(event.args[u"reason"_s], language));
    if (event.kind == u"case.media_minute"_s)
        if (const auto minute = MediaMinute::fromCbor(event.args))
            return CallText::minute(*minute);
    if (const auto notDone = event.args[u"notDone"_s].toMap(); !notDone.isEmpty())
        return text(notDone[u"reason"_s], language);
    if (event.kind == u"case.confirm_schedule"_s)
        if (const auto start = QDateTime::fromString(event.args[u"start"_s].toString(), Qt::ISODate); start.isValid())
            return tr("%1, %n minutes", nullptr, int(event.args[u"minutes"_s].toInteger()))
                .arg(TimeText::moment(start));
    if (event.kind == u"case.in_person"_s)
        return tr("%1: %2", "code and words")
            .arg(choiceName(sessionRules().inPerson, event.args[u"reason"_s].toString()).in(language),
                 text(event.args[u"advice"_s], language));
    for (const auto &key :
         {u"reason"_s, u"complaint"_s, u"text"_s, u"note"_s, u"title"_s, u"outcome"_s, u"question"_s, u"how"_s})
        if (const auto found = text(event.args[key], language); !found.isEmpty() && !event.args[key].isByteArray())
            return found;
    return {};
}

QString ActText::by(const Event &event, const QString &language)
{
    const auto name = event.by.name.in(language);
    return name.isEmpty() ? event.by.id : name;
}

bool ActText::knows(const QString &kind)
{
    return sourceOf(kinds, kind) != nullptr;
}

} // namespace sizhen
