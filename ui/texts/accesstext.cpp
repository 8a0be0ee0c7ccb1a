// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/accesstext.h"
#include "ui/texts/codetext.h"
#include "ui/texts/sentences.h"
#include "ui/texts/translations.h"

using namespace Qt::Literals::StringLiterals;

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
    {"case.break_glass_review", QT_TRANSLATE_NOOP("AccessText", "Exception reviewed")},
    {"call.joined", QT_TRANSLATE_NOOP("AccessText", "Joined a call")},
    {"call.left", QT_TRANSLATE_NOOP("AccessText", "Left a call")},
    {"archive.export", QT_TRANSLATE_NOOP("AccessText", "Archive exported")},
    {"pulse.export", QT_TRANSLATE_NOOP("AccessText", "Pulse recording exported")},
    {"recording.play", QT_TRANSLATE_NOOP("AccessText", "Session recording played")},
    {"recording.export", QT_TRANSLATE_NOOP("AccessText", "Session recording exported")},
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
    {"person.revoke", QT_TRANSLATE_NOOP("AccessText", "Person's keys revoked")},
    {"partner.confirm", QT_TRANSLATE_NOOP("AccessText", "Partner's fingerprint confirmed")},
    {"station.admit", QT_TRANSLATE_NOOP("AccessText", "Station admitted")},
    {"station.lost", QT_TRANSLATE_NOOP("AccessText", "Station reported lost")},
    {"root.shares", QT_TRANSLATE_NOOP("AccessText", "Shares of the root key made")},
    {"root.offline", QT_TRANSLATE_NOOP("AccessText", "Root key taken off this machine")},
    {"root.present", QT_TRANSLATE_NOOP("AccessText", "Root key presented by two officers")},
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

// What the program itself writes down as the reason; people's words stay as they are.
constexpr Sentence reasons[]{
    {"whole", QT_TRANSLATE_NOOP("AccessText", "the whole record")},
    {"office", QT_TRANSLATE_NOOP("AccessText", "the administrative part")},
    {"no part of it", QT_TRANSLATE_NOOP("AccessText", "not assigned to the case")},
    {"by exception", QT_TRANSLATE_NOOP("AccessText", "by exception")},
    {"password", QT_TRANSLATE_NOOP("AccessText", "wrong password")},
    {"no code", QT_TRANSLATE_NOOP("AccessText", "code missing")},
    {"code", QT_TRANSLATE_NOOP("AccessText", "wrong code")},
    {"disabled", QT_TRANSLATE_NOOP("AccessText", "account deactivated")},
    {"certificate", QT_TRANSLATE_NOOP("AccessText", "certificate not valid")},
    {"locked out", QT_TRANSLATE_NOOP("AccessText", "locked out")},
    {"too soon", QT_TRANSLATE_NOOP("AccessText", "too soon after a wrong try")},
    {"report", QT_TRANSLATE_NOOP("AccessText", "consultation report")},
    {"decision", QT_TRANSLATE_NOOP("AccessText", "final plan")},
};

QString rolesInWords(const QString &codes)
{
    auto words = codes.split(u' ', Qt::SkipEmptyParts);
    for (auto &word : words)
        word = CodeText::of(word);
    return words.join(Translations::isChinese() ? u"、"_s : u", "_s);
}

} // namespace

QString AccessText::act(const QString &id)
{
    const auto *source = sourceOf(acts, id);
    return source ? tr(source) : id;
}

QString AccessText::reason(const QString &act, const QString &written)
{
    if (act == u"person.enrolled"_s)
        return rolesInWords(written);
    if (act == u"person.roles"_s) { // "before → after; reason"
        const auto codes = written.section(u"; "_s, 0, 0);
        return u"%1 → %2; %3"_s.arg(rolesInWords(codes.section(u" → "_s, 0, 0)), rolesInWords(codes.section(u" → "_s, 1)),
                                    written.section(u"; "_s, 1));
    }
    const auto isOurs = act == u"login"_s || act.startsWith(u"login."_s) || act == u"unlock"_s || act == u"case.open"_s
        || act == u"case.print"_s;
    if (!isOurs)
        return written;
    auto parts = written.split(u", "_s);
    for (auto &part : parts)
        if (const auto *source = sourceOf(reasons, part))
            part = tr(source);
    return parts.join(u", "_s);
}

QString AccessText::person(const QString &id, const QHash<QString, QString> &names)
{
    if (id.startsWith(u"system-"_s))
        return tr("the program");
    return names.value(id, id);
}

} // namespace sizhen
