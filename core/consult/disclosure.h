// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

namespace sizhen {

class Desk;

// One release of something of a case, as `case.released` says it (RES-03): a key given to a partner, an export, a print, a transfer.
struct Release {
    QString way;       // "share" "epoch" "export" "print" "transfer"
    QByteArray to;     // root of an institution; empty: a person or place outside, see `whom`
    QString whom;      // words: "the patient", "court of …"; may be empty with `to`
    QByteArray stream; // of a key that was released; else empty
    quint32 epoch = 0;
    QStringList kinds; // "abstract" "case" "report" "decision" "consent" "findings" "originals" "archive" …
    QCborMap ground;   // {"item": "DATA" …, "entry": hash of the consent} or {"item": "OWN_RECORD" | "LAW", "note": text}
    qint64 bytes = -1; // -1: not known

    [[nodiscard]] QCborMap toArgs() const;
    [[nodiscard]] static Result<Release> fromArgs(const QCborMap &args); // Invalid
};

// A release as it stands in the case.
struct Disclosure {
    Release release;
    Side side = Side::Inviting; // who gave it
    PersonCertificate by;
    QDateTime at;
    QByteArray entry;
};

[[nodiscard]] QList<Disclosure> disclosuresOf(const CaseState &state);
// The consent in force as a ground; empty when there is none.
[[nodiscard]] QCborMap consentGround(const CaseState &state);

// A key in a partner's hands that no event accounts for, or an event that names a key nobody released. For the auditor.
struct DisclosureFault {
    QByteArray caseId;
    QByteArray stream;
    QByteArray partner;
    quint32 epoch = 0;
    QString reason; // "grant-without-release" "release-without-grant" "release-without-ground"
};

[[nodiscard]] Result<QList<DisclosureFault>> disclosureFaults(const Desk &desk);

// What one year's releases come to, per recipient (RES-03: "yearly total of persons").
struct DisclosureTotal {
    QByteArray to; // root; empty: outside, not an institution we know
    QString country; // ISO code of the recipient; empty when not known
    int persons = 0; // distinct patients
    int cases = 0;
    int releases = 0;
    qint64 bytes = 0; // of those releases that say it
};

// Releases by our side in that year (our time zone).
[[nodiscard]] Result<QList<DisclosureTotal>> yearlyDisclosures(const Desk &desk, int year);

} // namespace sizhen
