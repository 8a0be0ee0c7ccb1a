// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace sizhen {

// How much of the cases a person with these roles may see without being part of them.
enum class CaseSight {
    None,     // not even that they exist
    Assigned, // the ones he or she is part of, whole
    Office    // the administrative part of every case
};

// What each role may do and see: resources/roles.json, read once. An id that nobody knows grants nothing.
[[nodiscard]] CaseSight caseSightOf(const QStringList &roles); // the widest
[[nodiscard]] bool isClinicalRole(const QStringList &roles); // one of them treats patients: "cases": "assigned"
[[nodiscard]] bool mayDo(const QStringList &roles, const QString &act);
[[nodiscard]] bool maySeeNames(const QStringList &roles);
[[nodiscard]] QStringList rolesForScreen(const QString &screen);
[[nodiscard]] QStringList knownRoles(); // without SYSTEM, in the order of the file's needs: sorted

// SEC-06: nobody holds two of system (IT), security (SEC-ADMIN) and audit (AUDITOR). Refused "sec.separation"; unknown role: Invalid.
[[nodiscard]] Result<> checkSeparation(const QStringList &roles);

} // namespace sizhen
