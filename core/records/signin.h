// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace sizhen {

// What this house asks of everybody who logs in. Kept in its settings ("second_factor", "strict_passwords"), so that nothing is silent:
// a real institution is founded with both on, practice and tests with both off.
struct SignInRules {
    bool secondFactor = false;    // SEC-03: a code of the authenticator besides the password
    bool strictPasswords = false; // L3-IA-1: length, not the name, not one of the last five
    friend bool operator==(const SignInRules &, const SignInRules &) = default;
};

// What this station knows about a person's log-in.
struct Account {
    bool hasFactor = false;   // an authenticator is enrolled
    QDateTime passwordSince;  // invalid: since enrolment, before this was kept
    bool mustChangePassword = false;
    int failures = 0;         // since the last good log-in
    QDateTime notBefore;      // the next try; invalid: now
    bool lockedOut = false;   // notBefore is a lock-out that the security administrator may lift
    QDateTime lastLogin;      // at this station; invalid: never
    bool disabled = false;    // SEC-15
    QDateTime disabledAt;
    QString disabledReason;
};

inline constexpr int triesBeforeLockOut = 5; // L3-IA-2

enum class SignInKind {
    LogIn, // password, and a code where the house asks for one
    Unlock // the same person at a locked screen: the password
};

// What to tell the person who has just come in.
struct SignedIn {
    bool needsFactor = false;       // the house asks for a code and none is enrolled: enrol before anything else
    bool mustChangePassword = false;
    bool passwordIsOld = false;     // 90 days
    int failuresBefore = 0;         // somebody tried
    QDateTime lastLogin;
};

} // namespace sizhen
