// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/accesstext.h"
#include "ui/texts/sentences.h"

namespace sizhen {
namespace {

constexpr Sentence acts[]{
    {"login", QT_TRANSLATE_NOOP("AccessText", "Log-in")},
    {"logout", QT_TRANSLATE_NOOP("AccessText", "Log-out")},
    {"lock", QT_TRANSLATE_NOOP("AccessText", "Screen locked")},
    {"unlock", QT_TRANSLATE_NOOP("AccessText", "Screen unlocked, or password given again")},
    {"case.open", QT_TRANSLATE_NOOP("AccessText", "Case opened")},
    {"case.print", QT_TRANSLATE_NOOP("AccessText", "Paper printed or shown")},
    {"case.break_glass", QT_TRANSLATE_NOOP("AccessText", "Case opened by exception")},
    {"archive.export", QT_TRANSLATE_NOOP("AccessText", "Archive exported")},
    {"access.read", QT_TRANSLATE_NOOP("AccessText", "Access log read")},
    {"access.export", QT_TRANSLATE_NOOP("AccessText", "Access log exported")},
    {"access.review", QT_TRANSLATE_NOOP("AccessText", "Access log reviewed")},
    {"person.enrolled", QT_TRANSLATE_NOOP("AccessText", "Person enrolled")},
    {"person.roles", QT_TRANSLATE_NOOP("AccessText", "Roles certified")},
    {"person.password", QT_TRANSLATE_NOOP("AccessText", "Password changed")},
    {"person.password_due", QT_TRANSLATE_NOOP("AccessText", "New password demanded")},
    {"person.factor", QT_TRANSLATE_NOOP("AccessText", "Authenticator enrolled")},
    {"person.factor_reset", QT_TRANSLATE_NOOP("AccessText", "Authenticator taken away")},
    {"person.lock_lifted", QT_TRANSLATE_NOOP("AccessText", "Lock-out lifted")},
    {"person.disabled", QT_TRANSLATE_NOOP("AccessText", "Account deactivated")},
    {"person.keys_renewed", QT_TRANSLATE_NOOP("AccessText", "Keys renewed after a forgotten password")},
    {"settings.sign_in", QT_TRANSLATE_NOOP("AccessText", "Rules of log-in changed")},
    {"vault.backup", QT_TRANSLATE_NOOP("AccessText", "Backup made")},
    {"vault.drill", QT_TRANSLATE_NOOP("AccessText", "Restore drill")},
    {"vault.older", QT_TRANSLATE_NOOP("AccessText", "Old copy of the vault noticed")},
    {"vault.passphrase", QT_TRANSLATE_NOOP("AccessText", "Passphrase of the station changed")},
    {"vault.recovered", QT_TRANSLATE_NOOP("AccessText", "Vault opened with the recovery code; new passphrase set")},
    {"vault.restored", QT_TRANSLATE_NOOP("AccessText", "Vault restored from a backup")},
    {"vault.slot_added", QT_TRANSLATE_NOOP("AccessText", "Way into the vault added")},
    {"vault.slot_removed", QT_TRANSLATE_NOOP("AccessText", "Way into the vault closed")},
};

} // namespace

QString AccessText::act(const QString &id)
{
    const auto *source = sourceOf(acts, id);
    return source ? tr(source) : id;
}

} // namespace sizhen
