// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/healthtext.h"
#include "devices/health/healthboard.h"
#include "ui/texts/errortext.h"
#include "ui/texts/placetext.h"
#include "ui/texts/sentences.h"
#include "ui/texts/timetext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr Sentence names[] = {
    {"instrument", QT_TRANSLATE_NOOP("HealthText", "Pulse instrument")},
    {"link", QT_TRANSLATE_NOOP("HealthText", "Link to the partner")},
    {"house", QT_TRANSLATE_NOOP("HealthText", "Our other stations")},
    {"vault", QT_TRANSLATE_NOOP("HealthText", "Vault")},
    {"clock", QT_TRANSLATE_NOOP("HealthText", "Clock")},
    {"disk", QT_TRANSLATE_NOOP("HealthText", "Disk")},
    {"camera", QT_TRANSLATE_NOOP("HealthText", "Camera")},
    {"microphone", QT_TRANSLATE_NOOP("HealthText", "Microphone")},
    {"ups", QT_TRANSLATE_NOOP("HealthText", "Uninterruptible supply")},
    {"network", QT_TRANSLATE_NOOP("HealthText", "Network")},
    {"uplinks", QT_TRANSLATE_NOOP("HealthText", "Network providers")},
    {"salvage", QT_TRANSLATE_NOOP("HealthText", "Saved vault")},
    {"backup", QT_TRANSLATE_NOOP("HealthText", "Backup")},
    {"drill", QT_TRANSLATE_NOOP("HealthText", "Restore drill")},
    {"age", QT_TRANSLATE_NOOP("HealthText", "Age of the vault")},
    {"certificate", QT_TRANSLATE_NOOP("HealthText", "Certificates")},
    {"root", QT_TRANSLATE_NOOP("HealthText", "Root key")},
};

constexpr Sentence messages[] = {
    {"instrument.ready", QT_TRANSLATE_NOOP("HealthText", "The instrument is connected and ready.")},
    {"instrument.none", QT_TRANSLATE_NOOP("HealthText", "No instrument is set up at this station.")},
    {"instrument.connecting", QT_TRANSLATE_NOOP("HealthText", "The instrument is being looked for.")},
    {"instrument.recording", QT_TRANSLATE_NOOP("HealthText", "A pulse is being recorded.")},
    {"instrument.lost",
     QT_TRANSLATE_NOOP("HealthText", "The instrument does not answer. Check its cable; it reconnects by itself.")},
    {"instrument.rate_wrong",
     QT_TRANSLATE_NOOP("HealthText",
                       "The instrument says it sends {declared} samples a second, but sends {measured}. Times measured "
                       "with it are wrong: have it checked.")},
    {"instrument.overflow",
     QT_TRANSLATE_NOOP("HealthText", "The instrument's buffer ran over: samples are missing. Close other programs that load this computer.")},
    {"instrument.emergency",
     QT_TRANSLATE_NOOP("HealthText", "The instrument's emergency stop was pressed. Look after the patient first.")},
    {"instrument.overdue",
     QT_TRANSLATE_NOOP("HealthText",
                       "{name} was due for inspection on {due}. What it measures may be off: have it inspected.")},
    {"instrument.raw_not_kept",
     QT_TRANSLATE_NOOP("HealthText",
                       "What the instrument sends cannot be written to the disk. The recording goes on; make room on the "
                       "disk before the next one.")},
    {"link.up", QT_TRANSLATE_NOOP("HealthText", "{partner} is connected and verified.")},
    {"link.connecting", QT_TRANSLATE_NOOP("HealthText", "Connecting to {partner}.")},
    {"link.offline_since",
     QT_TRANSLATE_NOOP("HealthText",
                       "{partner} cannot be reached. Everything is kept and sent when the line is back.")},
    {"link.offline_waiting",
     QT_TRANSLATE_NOOP("HealthText",
                       "{partner} cannot be reached. What waits here ({n}) is sent when a line is back.")},
    {"link.through_hub",
     QT_TRANSLATE_NOOP("HealthText", "{partner} is reached through the hub; everything is confirmed.")},
    {"link.hub_waiting",
     QT_TRANSLATE_NOOP("HealthText", "{partner} is reached through the hub; not confirmed yet: {n}.")},
    {"link.no_partner", QT_TRANSLATE_NOOP("HealthText", "No partner is paired yet.")},
    {"house.all", QT_TRANSLATE_NOOP("HealthText", "All other stations of this institution are connected ({n} of {all}).")},
    {"house.some", QT_TRANSLATE_NOOP("HealthText", "Connected: {n} of {all} other stations of this institution.")},
    {"house.none",
     QT_TRANSLATE_NOOP("HealthText",
                       "No other station of this institution can be reached. Work goes on; everything is exchanged when "
                       "one is back.")},
    {"vault.open", QT_TRANSLATE_NOOP("HealthText", "Open; everything is saved encrypted.")},
    {"vault.checking", QT_TRANSLATE_NOOP("HealthText", "Every page and record is being checked: {percent} %.")},
    {"vault.sound", QT_TRANSLATE_NOOP("HealthText", "Checked: nothing is damaged.")},
    {"vault.damaged",
     QT_TRANSLATE_NOOP("HealthText", "Damage was found (places: {n}). Restore from a backup; nothing was changed.")},
    {"age.fits", QT_TRANSLATE_NOOP("HealthText", "As new as this machine last saw it.")},
    {"age.unknown",
     QT_TRANSLATE_NOOP("HealthText", "This machine has not seen this vault before, so it cannot compare its age.")},
    {"age.older",
     QT_TRANSLATE_NOOP("HealthText",
                       "This vault is older than what this machine last saw: an old copy was put back. The partners are "
                       "asked for what is missing. Find out who did it.")},
    {"age.older_partner",
     QT_TRANSLATE_NOOP("HealthText",
                       "This vault is older than what {partner} has seen of it: an old copy was put back. What is "
                       "missing is being fetched. Find out who did it.")},
    {"age.came_back", QT_TRANSLATE_NOOP("HealthText", "{n} of our own records came back from {partner}.")},
    {"age.was_older", QT_TRANSLATE_NOOP("HealthText", "An old copy was put back on {when}.")},
    {"age.was_restored", QT_TRANSLATE_NOOP("HealthText", "Restored from a backup on {when}.")},
    {"backup.never", QT_TRANSLATE_NOOP("HealthText", "There is no backup of this vault yet.")},
    {"backup.good", QT_TRANSLATE_NOOP("HealthText", "The last good backup is in {place}.")},
    {"drill.never", QT_TRANSLATE_NOOP("HealthText", "No backup was ever restored for a trial.")},
    {"drill.passed", QT_TRANSLATE_NOOP("HealthText", "The last backup that was tried could be restored whole.")},
    {"drill.old", QT_TRANSLATE_NOOP("HealthText", "No restore was tried for {n} days.")},
    {"drill.failed",
     QT_TRANSLATE_NOOP("HealthText", "The last restore drill failed (places: {n}). Make a new backup now.")},
    {"vault.salvaged",
     QT_TRANSLATE_NOOP("HealthText",
                       "{entries} records were saved from the damaged vault; {n} places are missing and are asked from "
                       "the partners. The damaged one is kept: {folder}")},
    {"vault.salvaged_whole",
     QT_TRANSLATE_NOOP("HealthText", "All {entries} records were saved from the damaged vault. It is kept: {folder}")},
    {"vault.check_failed",
     QT_TRANSLATE_NOOP("HealthText", "The vault could not be checked to the end. Look into the log below.")},
    {"clock.ok", QT_TRANSLATE_NOOP("HealthText", "The clock agrees with the partner's.")},
    {"clock.was_ahead",
     QT_TRANSLATE_NOOP("HealthText", "This station's clock was ahead. Partners keep what it writes and count it from {until}.")},
    {"clock.skew", QT_TRANSLATE_NOOP("HealthText", "The clock differs from the partner's by {seconds} s.")},
    {"disk.ok", QT_TRANSLATE_NOOP("HealthText", "{free} free.")},
    {"disk.low", QT_TRANSLATE_NOOP("HealthText", "Only {free} free. Make room before the next session.")},
    {"disk.full", QT_TRANSLATE_NOOP("HealthText", "The disk is full. Saving is refused until there is room.")},
    {"root.in_vault",
     QT_TRANSLATE_NOOP("HealthText", "The root key still lies in this vault. Make the three shares and take it off this machine.")},
    {"root.offline",
     QT_TRANSLATE_NOOP("HealthText", "Off this machine, with the officers.")},
    {"root.present",
     QT_TRANSLATE_NOOP("HealthText", "Presented by two officers; wiped at {until}.")},
    {"certificates.good",
     QT_TRANSLATE_NOOP("HealthText", "Valid until {day}.")},
    {"certificates.ending",
     QT_TRANSLATE_NOOP("HealthText", "They end on {day}. Two officers renew them on the page \"Root key\".")},
    {"certificates.ended",
     QT_TRANSLATE_NOOP("HealthText", "They ended on {day}: partners refuse this station. Two officers renew them on the page \"Root key\".")},
    {"uplinks.warm", QT_TRANSLATE_NOOP("HealthText", "{active} is used; every other line answers, too.")},
    {"uplinks.dead",
     QT_TRANSLATE_NOOP("HealthText", "Nothing comes through the line of: {dead}. In a call there would be no second way.")},
    {"practice.not_present", QT_TRANSLATE_NOOP("HealthText", "Not present (practice).")},
};

} // namespace

QString HealthText::name(const QString &id)
{
    const auto *source = sourceOf(names, id);
    return source ? tr(source) : id;
}

QString HealthText::state(int state)
{
    switch (HealthItem::State(state)) {
    case HealthItem::State::Unknown:
        return tr("unknown");
    case HealthItem::State::Ready:
        return tr("ready");
    case HealthItem::State::Working:
        return tr("working");
    case HealthItem::State::Warning:
        return tr("attention");
    case HealthItem::State::Fault:
        return tr("not working");
    case HealthItem::State::NotPresent:
        return tr("not present");
    }
    return tr("unknown");
}

QString HealthText::sentence(const HealthItem &item)
{
    if (const auto *source = sourceOf(messages, item.message))
        return fillGaps(tr(source), PlaceText::in(item.args));
    if (sourceOf(ruleSentences(), item.message) || sourceOf(ownSentences(), item.message))
        return ErrorText::of(Error{Fault::Io, {}, {}, item.message, item.args});
    return item.state == HealthItem::State::Unknown ? tr("Nothing has been heard of it yet.")
                                                    : tr("State: %1").arg(state(int(item.state)));
}

} // namespace sizhen
