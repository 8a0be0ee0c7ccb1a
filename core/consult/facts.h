// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/answerbook.h"
#include "core/consult/desk.h"
#include "core/forms/formlibrary.h"

#include <QTimeZone>

namespace sizhen {

// Opened person certificates, so that a case with many acts checks each root signature once.
class Certificates
{
public:
    // Null when the bytes are no certificate, or not signed by the institution they name.
    [[nodiscard]] const PersonCertificate *open(const QByteArray &bytes) const;

private:
    mutable QHash<QByteArray, std::optional<PersonCertificate>> m_opened;
};

// What both sides of a partnership know of each other.
struct Partnership {
    QList<QByteArray> parties; // two roots, sorted
    QList<QTimeZone> zones; // in which a day of the agreement begins and ends
    bool verified = false; // AGR-16

    [[nodiscard]] QDateTime beginOf(const QDate &day) const; // begun at one of the two places
    [[nodiscard]] QDateTime endOf(const QDate &day) const; // over at both
};

// What a guard may look at. Everything but `patient` is the same on both sides once both hold the same events.
struct Facts {
    const CaseState &state; // reached before `act`
    const Act &act; // the act that is judged
    const AgreementState &agreement;
    const Partnership &partnership;
    const AnswerBook &answers;
    const FormLibrary &forms;
    const Certificates &certificates;
    QDateTime now; // when the act happened
    bool offering = false; // only asked what may be done: the args are not written yet
    const PatientCard *patient = nullptr; // at home, while our own act is judged before it is written
};

using Guard = Engine<Facts>::Guard;

// A guard that reads the act's args; it has nothing to say while a reader only asks what may be done.
[[nodiscard]] inline Guard onArgs(Guard guard)
{
    return [guard = std::move(guard)](const Facts &facts) -> Result<> {
        if (facts.offering)
            return {};
        return guard(facts);
    };
}

// The moment of an event that both sides agree on: its logical clock, which never runs behind what its author had seen.
[[nodiscard]] QDateTime momentOf(const Event &event);

} // namespace sizhen
