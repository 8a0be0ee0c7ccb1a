// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"

#include <optional>

namespace sizhen {

// A case that somebody who is no part of it opened with a reason, and what became of it (SEC-05).
struct CaseException {
    struct Review {
        PersonCertificate by;
        QDateTime at;
        bool justified = false;
        QString note;
    };

    QByteArray entry; // hash of the event that opened it
    QByteArray caseId;
    PersonCertificate by;
    QDateTime at;
    QString reason;
    std::optional<Review> review; // the first one; none: it waits for somebody
};

} // namespace sizhen
