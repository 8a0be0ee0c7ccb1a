// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

#include <optional>

// What the patient sees on a screen of their own (PAT-04, SES-15): who these people are and where, what happens now,
// whether a recording runs; never a finding, a report or a plan. Words from resources/patientscreen.json, in the
// patient's language.
namespace sizhen {

// How much of the far side the patient sees and hears (SES-15).
enum class PatientDisplay {
    Full, // face and voice
    FaceOnly, // "physician only": the face, without the voice
    Off // nothing but words
};

[[nodiscard]] QString patientDisplayName(PatientDisplay display); // "FULL" "FACE_ONLY" "OFF": in case.patient_display
[[nodiscard]] std::optional<PatientDisplay> patientDisplayNamed(const QString &name);
[[nodiscard]] QCborMap patientDisplayArgs(PatientDisplay display);

struct PatientWords {
    QHash<QString, Label> words;

    [[nodiscard]] QString in(const QString &id, const QString &language) const { return words.value(id).in(language); }
};

// Invalid: a line that is needed is not there, or lacks zh or en.
[[nodiscard]] Result<PatientWords> parsePatientWords(const QByteArray &json);
[[nodiscard]] const PatientWords &patientWords(); // the ones we ship

struct PatientView {
    struct Person {
        Label name;
        QString as; // "physician" "interpreter": of the words
        Side side = Side::Inviting;
    };

    QString language; // BCP 47, of the patient
    QList<Person> people; // who checked in, in that order, each once
    QString now; // "waiting" "running" "paused" "over": of the words
    bool recorded = false;
};

[[nodiscard]] PatientView patientView(const CaseState &state);

} // namespace sizhen
