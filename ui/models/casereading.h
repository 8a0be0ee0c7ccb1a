// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"
#include "core/forms/formlibrary.h"

// Readings of a case's acts that several panels need. Free functions; nothing is stored and nothing is decided here.
namespace sizhen::caseread {

// A Label at `key`; a plain text counts for both languages.
[[nodiscard]] Label label(const QCborMap &args, const QString &key);
[[nodiscard]] QString text(const QCborMap &args, const QString &key);
[[nodiscard]] QDateTime instant(const QCborValue &value);
[[nodiscard]] QString instantText(const QDateTime &at); // ISO 8601 with the offset of its zone, as events write it

// A person who was assigned to the case, newest word about each.
struct Assigned {
    PersonCertificate person;
    bool lead = false;
    QDateTime at;
};

[[nodiscard]] QList<Assigned> physicians(const CaseState &state);

// The time one side named last, and the one both named. Invalid: none.
struct Appointment {
    QDateTime start;
    int minutes = 0;
};

[[nodiscard]] Appointment named(const CaseState &state, Side side);
[[nodiscard]] Appointment agreed(const CaseState &state);

// Windows the invitation proposes.
[[nodiscard]] QList<QPair<QDateTime, QDateTime>> windows(const CaseState &state);

// The patient as this side knows them: from the record once held, else sex and age of the invitation.
struct Patient {
    QString name;
    QString sex;
    QString birth; // ISO date
    QString country;
    QString language;
    int age = -1;
};

[[nodiscard]] Patient patient(const CaseState &state, const QDate &today);
[[nodiscard]] FormContext formContext(const CaseState &state, const QDate &today);

// Has the side accounted for this method (LOOK LISTEN ASK PALPATE): findings, or the reason why not.
[[nodiscard]] bool hasFindings(const CaseState &state, const QStringList &forms, Side side);
[[nodiscard]] QString notDone(const CaseState &state, const QString &method, Side side);

// Who acts is of which house: root of the institution on `side`.
[[nodiscard]] QByteArray rootOf(const CaseState &state, Side side);

// The same value, whatever order its maps were written in.
[[nodiscard]] bool same(const QCborValue &one, const QCborValue &other);

// SHA-256 of the canonical CBOR of a Label, as invitation.approve_abstract names it.
[[nodiscard]] QByteArray labelHash(const Label &label);

} // namespace sizhen::caseread
