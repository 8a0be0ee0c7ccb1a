// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariantMap>
#include <tl/expected.hpp>

namespace sizhen {

// What went wrong, as far as a caller can act on it.
enum class Fault {
    NotFound,      // the thing asked for is not there
    Denied,        // this person may not do this
    Refused,       // a rule of the service (a guard) says no; Error::rule names it
    Invalid,       // the input contradicts itself or cannot be understood
    Corrupt,       // stored or received data is damaged or was changed
    Untrusted,     // a signature, key or certificate is not one we know
    WrongPassword, // password or passphrase does not open it
    Busy,          // in use elsewhere; a second start
    Timeout,       // no answer came in time
    Unsupported,   // written by a newer version, or a kind we do not know
    NoSpace,       // the disk is full
    Io             // reading or writing failed
};

// A refusal or failure as a value. ui/texts turns it into a sentence in the reader's language.
// `message` picks the sentence ("inv.field_missing"; empty = the sentence of the fault), `args` fill its gaps
// (they may hold names for the reader, never for the log), `rule` is the requirement's ID ("INV-01") shown in small,
// `detail` is for the log and never holds patient data.
struct Error {
    Fault fault = Fault::Io;
    QString detail;
    QString rule;
    QString message;
    QVariantMap args;
};

template <typename T = void>
using Result = tl::expected<T, Error>;

inline auto fail(Fault fault, QString detail)
{
    return tl::unexpected(Error{fault, std::move(detail), {}, {}, {}});
}

// A guard says no: refuse(u"INV-01"_s, u"inv.field_missing"_s, {{u"fields"_s, names}})
inline auto refuse(QString rule, QString message, QVariantMap args = {})
{
    return tl::unexpected(Error{Fault::Refused, {}, std::move(rule), std::move(message), std::move(args)});
}

} // namespace sizhen
