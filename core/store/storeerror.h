// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

namespace sizhen {

// Gives an error of the store the sentence that tells the reader what to do; `detail` of a damage is its place.
inline Error storeError(Error error)
{
    if (!error.message.isEmpty())
        return error;
    switch (error.fault) {
    case Fault::Corrupt:
        error.message = QStringLiteral("vault.damaged_at");
        error.rule = QStringLiteral("ARC-07");
        error.args.insert(QStringLiteral("place"), error.detail);
        break;
    case Fault::NoSpace:
        error.message = QStringLiteral("vault.no_space");
        error.rule = QStringLiteral("EMG-05");
        break;
    case Fault::WrongPassword:
        error.message = QStringLiteral("vault.wrong_passphrase");
        error.rule = QStringLiteral("SEC-08");
        break;
    case Fault::Busy:
        error.message = QStringLiteral("vault.busy");
        break;
    case Fault::Unsupported:
        error.message = QStringLiteral("vault.newer");
        break;
    case Fault::NotFound:
        error.message = QStringLiteral("vault.none");
        break;
    case Fault::Io:
        error.message = QStringLiteral("vault.drive");
        error.rule = QStringLiteral("EMG-05");
        break;
    default:
        break;
    }
    return error;
}

} // namespace sizhen
