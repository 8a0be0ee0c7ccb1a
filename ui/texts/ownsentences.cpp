// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/sentences.h"

#include <QtGlobal>

namespace sizhen {
namespace {

constexpr Sentence rows[] = {
    {"agr.fingerprint_differs",
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "The fingerprint typed is not the one of these two institutions. Do not pair; call the partner.")},
    {"audit.damaged",
     QT_TRANSLATE_NOOP("ErrorText", "The record chain is damaged in {n} places; restore from a backup and tell IT.")},
    {"ctl.ambiguous", QT_TRANSLATE_NOOP("ErrorText", "{text} fits more than one; write more of it.")},
    {"ctl.json", QT_TRANSLATE_NOOP("ErrorText", "This is not valid JSON (at byte {place}): {file}")},
    {"ctl.no_person", QT_TRANSLATE_NOOP("ErrorText", "Say who acts with --as.")},
    {"ctl.no_secret",
     QT_TRANSLATE_NOOP("ErrorText", "No {what} was given. Use the --{what}-file option or a terminal.")},
    {"ctl.no_vault", QT_TRANSLATE_NOOP("ErrorText", "Name the vault folder with --vault.")},
    {"ctl.not_one_of_ours", QT_TRANSLATE_NOOP("ErrorText", "{text} is not known here.")},
    {"ctl.secrets_open",
     QT_TRANSLATE_NOOP("ErrorText", "Others may read the file {file}. Take their right away first (chmod 600).")},
    {"ctl.unknown_command", QT_TRANSLATE_NOOP("ErrorText", "There is no such command: {name}. Run sizhenctl --help.")},
    {"ctl.usage", QT_TRANSLATE_NOOP("ErrorText", "The command needs: {usage}")},
    {"document.bad",
     QT_TRANSLATE_NOOP("ErrorText",
                       "The document is not sound: it was changed after signing or its signer is not known here.")},
    {"file.not_found", QT_TRANSLATE_NOOP("ErrorText", "The file {file} is not there.")},
    {"file.unreadable", QT_TRANSLATE_NOOP("ErrorText", "The file {file} cannot be read.")},
    {"file.unwritable",
     QT_TRANSLATE_NOOP("ErrorText", "The file {file} could not be written; check the folder and the free space.")},
    {"form.contradiction", QT_TRANSLATE_NOOP("ErrorText", "{en}")},
    {"link.none", QT_TRANSLATE_NOOP("ErrorText", "No partner is connected.")},
    {"pulse.no_instrument",
     QT_TRANSLATE_NOOP("ErrorText", "No pulse instrument is connected. Check the cable or the --device option.")},
    {"pulse.unplugged",
     QT_TRANSLATE_NOOP("ErrorText", "The instrument was unplugged. The recording is kept up to the last sample.")},
    {"role.not_allowed", QT_TRANSLATE_NOOP("ErrorText", "Your role does not allow this. It is for: {who}.")},
    {"sync.timeout",
     QT_TRANSLATE_NOOP("ErrorText",
                       "The partner was not reached or did not finish in {seconds} s. Everything stays queued.")},
    {"vault.found_damage",
     QT_TRANSLATE_NOOP("ErrorText", "Damage was found in {n} places. Restore from a backup; nothing was changed.")},
    {"vault.wrong_passphrase",
     QT_TRANSLATE_NOOP(
         "ErrorText",
         "This passphrase does not open the vault. Check Caps Lock and the keyboard language, then try again.")},
};

} // namespace

std::span<const Sentence> ownSentences()
{
    return rows;
}

} // namespace sizhen
