// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/consult/sessionrules.h"

#include <optional>

// What the acts of a session say about how it went: who was with the patient, interruptions, emergencies, how picture
// and sound were, and the summary that both physicians confirm (SES-04, SES-06, SES-07, SES-09, SES-13).
namespace sizhen {

struct TimeSpan {
    QDateTime from;
    QDateTime to; // invalid: it still lasts

    [[nodiscard]] bool holds(const QDateTime &at) const { return from <= at && (!to.isValid() || at < to); }
};

// --- with the patient (SES-04)
// Times of the session in which no physician of the inviting side was with the patient.
[[nodiscard]] QList<TimeSpan> unaccompanied(const CaseState &state);
[[nodiscard]] bool isAccompanied(const CaseState &state);
// By the last word of, or about, this person.
[[nodiscard]] bool isBeside(const CaseState &state, const QByteArray &person);
// The grace time is over and the session still runs.
[[nodiscard]] bool mustPause(const CaseState &state, const QDateTime &now);
[[nodiscard]] QCborMap presenceArgs(bool present, const QByteArray &personKey = {});

// The number under which the room of that side is reached when nothing else works (SES-14); empty: none was named.
[[nodiscard]] QString agreedPhone(const CaseState &state, Side side);

// --- emergencies (SES-09)
// The newest that nobody has written the outcome of; nullptr: none.
[[nodiscard]] const Act *openEmergency(const CaseState &state);

// --- picture and sound (SES-06, SES-07)
// One minute as one side received it: case.media_minute.
struct MediaMinute {
    QDateTime from;
    double seconds = 0;
    int width = 0;
    int height = 0;
    double pictures = 0; // a second
    double kbps = 0; // received
    double roundTripMs = 0; // 0: not measured
    double jitterMs = 0;
    double lossPct = 0;
    int frozenMs = 0;
    double soundS = 0;

    [[nodiscard]] QCborMap toCbor() const;
    // Invalid for figures that cannot be: a minute longer than two, a negative share.
    [[nodiscard]] static Result<MediaMinute> fromCbor(const QCborMap &args);
    [[nodiscard]] bool isWithin(const QualityLimits &limits) const;
};

[[nodiscard]] QList<MediaMinute> mediaMinutes(const CaseState &state, Side side); // in the order they were
// Of all of them, each by its length; `frozenMs` in all. Nothing of none.
[[nodiscard]] MediaMinute meanOf(const QList<MediaMinute> &minutes);
[[nodiscard]] QList<TimeSpan> poorPicture(const CaseState &state, Side side);

// What an observation must be read with.
struct EntryMarks {
    bool poorPicture = false; // "made under degraded image": by the side that saw it
    bool unaccompanied = false;
};

// Of findings, images and recordings; nothing for other acts.
[[nodiscard]] EntryMarks marksOf(const CaseState &state, const Act &act);

// --- the closing summary (SES-13)
struct SessionSummary {
    struct Person {
        Label name;
        QString as; // PHYSICIAN INTERPRETER
        Side side = Side::Inviting;
        QDateTime at;
    };

    struct Interruption {
        TimeSpan span;
        QString kind; // of the act: "case.pause" "case.emergency"
        QString reason;
    };

    QDateTime begun; // invalid: no session yet
    QDateTime ended; // invalid: it runs
    QList<Person> people;
    QList<Interruption> interruptions;
    QList<TimeSpan> unaccompanied;
    QList<const Act *> ladder; // steps taken, as case.fallback
    QList<QPair<QString, int>> data; // kind of data → how much: findings, images, pulse, notes, questions
    int minutes[2] = {0, 0}; // of picture and sound that were measured, by side
    int poorMinutes[2] = {0, 0};
    MediaMinute mean[2]; // of them, by their length; frozenMs in all

    [[nodiscard]] qint64 seconds() const; // without interruptions
    // The same bytes on both sides once both hold the same acts.
    [[nodiscard]] QByteArray hash() const;
};

// Up to the end of the newest session.
[[nodiscard]] SessionSummary sessionSummary(const CaseState &state);
[[nodiscard]] QCborMap confirmArgs(const CaseState &state, const Label &note);
// Confirmations by physicians, of each side the newest; both there and of one summary: nothing is missing.
[[nodiscard]] bool bothConfirmed(const CaseState &state);
[[nodiscard]] bool confirmedTheSame(const CaseState &state);

} // namespace sizhen
