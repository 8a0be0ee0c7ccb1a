// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/casestate.h"

namespace sizhen {

// How long one class of record is kept, and what the figure rests on.
struct RetentionRule {
    QString recordClass; // "OUTPATIENT" "INPATIENT" "VIDEO_CHAT"
    int years = 0;
    Label label;
    QString source;
};

// Record-keeping law of one country as data (resources/retention/<country>.json, ARC-04).
struct RetentionProfile {
    QString country; // ISO; "default" for a country without a file of its own
    QString status;  // "checked": read in its source; "unchecked": to be confirmed by the records office before anything is destroyed
    QString source;
    QList<RetentionRule> rules;

    [[nodiscard]] const RetentionRule *rule(const QString &recordClass) const;
    [[nodiscard]] const RetentionRule &longest() const;
};

[[nodiscard]] Result<RetentionProfile> parseRetention(const QByteArray &json); // Corrupt names the place
[[nodiscard]] Result<RetentionProfile> retentionFor(const QString &country);

// Until when this side must keep the case.
struct Retention {
    QString recordClass;  // as stated by `case.record_class`; empty: not stated, the longest period counts
    QDate from;           // day of the last visit: the last act of care, in UTC
    QDate until;          // the last day of keeping
    int years = 0;
    QString source;
    bool checked = false; // the country's figures were read in their source

    [[nodiscard]] bool isOverAt(const QDateTime &when) const { return until.isValid() && when.date() > until; }
};

[[nodiscard]] Retention retentionOf(const CaseState &state, const RetentionProfile &profile);

} // namespace sizhen
