// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/station.h"

#include <QJsonObject>
#include <QJsonValue>

namespace sizhen {

// One call of a command: its words, its options, and the station it acts on.
struct CommandCall {
    QStringList words; // after the command's own name
    QHash<QString, QString> options; // "out" → "/tmp/x"; a flag has the value "yes"
    Station *station = nullptr; // null for commands that need none
    QString vaultFolder;
    QObject *owner = nullptr; // lives as long as the call may take
    std::function<Result<SecretBytes>(const QString &what)>
        secret; // "passphrase", "new-passphrase", "recovery-code", "password:<person>", "share-one", "share-two"
    std::function<void(const QJsonObject &)> progress; // one event of a long command, at once

    [[nodiscard]] QString option(const QString &name, const QString &otherwise = {}) const
    {
        return options.value(name, otherwise);
    }

    [[nodiscard]] bool flag(const QString &name) const { return options.contains(name); }
};

using CommandDone = std::function<void(Result<QJsonValue>)>;

// A verb of sizhenctl. The window's demo mode understands the same ones.
struct Command {
    enum class Needs {
        Nothing,
        Folder, // a vault folder, not opened by the caller
        Station, // the vault opened and founded
        Person // and somebody logged in
    };
    QString name; // "case act"
    QString usage = {}; // "CASE KIND [ARGS.json]"
    QString help = {}; // one English sentence, for --help; a manual page for IT staff, not a screen
    Needs needs = Needs::Station;
    int minWords = 0;
    int maxWords = 0;
    QStringList flags = {}; // options without a value
    QStringList options = {}; // options with one
    bool isDocument = false; // its result is a document that others read: --json prints its fields beside "ok", not under "result"
    std::function<void(const CommandCall &, const CommandDone &)> run = {};
};

// Every command, by group. One list, read by sizhenctl, its help and the shell.
[[nodiscard]] const QList<Command> &commands();

// The groups that commands() joins.
[[nodiscard]] QList<Command> vaultCommands();
[[nodiscard]] QList<Command> safekeepingCommands(); // vault slot, rekey, backup, restore, drill
[[nodiscard]] QList<Command> peopleCommands();
[[nodiscard]] QList<Command> accessCommands(); // access log, its export and review, exceptions
[[nodiscard]] QList<Command> partnerCommands();
[[nodiscard]] QList<Command> patientCommands();
[[nodiscard]] QList<Command> caseCommands();
[[nodiscard]] QList<Command> recordCommands(); // releases, two values, retention, destruction
[[nodiscard]] QList<Command> paperCommands();
[[nodiscard]] QList<Command> pulseCommands();
[[nodiscard]] QList<Command> pulseFileCommands(); // pulse export, pulse convert
[[nodiscard]] QList<Command> mediaCommands(); // media peer
[[nodiscard]] QList<Command> callCommands(); // call start, accept, end, status
[[nodiscard]] QList<Command> recordingCommands(); // recording list, verify, export
[[nodiscard]] QList<Command> linkCommands();
[[nodiscard]] QList<Command> stationCommands();
[[nodiscard]] QList<Command> carrierCommands(); // hub and stick
[[nodiscard]] QList<Command> rootCommands();
// Asks for two shares ("share-one", "share-two": words or code) and presents them to the station.
[[nodiscard]] Result<QDateTime> presentRoot(const CommandCall &call);
[[nodiscard]] QList<Command> fileCommands(); // form check, document verify: no vault
[[nodiscard]] QList<Command> findCommands();
[[nodiscard]] QList<Command> salvageCommands();

// The command whose name `words` begin with (its name is taken off), or null.
[[nodiscard]] const Command *findCommand(QStringList &words);

// Splits the rest of the words into words and options. Fault::Invalid with message "ctl.usage" when it does not fit.
[[nodiscard]] Result<> readOptions(const Command &command, const QStringList &rest, CommandCall &call);

// A whole number option within its bounds. Fault::Invalid with message "ctl.not_a_number" for anything else.
// Does it; when signing asks for the password again (SEC-11), asks for it and does it once more.
[[nodiscard]] Result<> asSigner(const CommandCall &call, const std::function<Result<>()> &act);

[[nodiscard]] Result<int> numberOption(const CommandCall &call, const QString &name, int otherwise, int from, int to);

// Wraps a command that answers at once.
template <typename Run>
std::function<void(const CommandCall &, const CommandDone &)> atOnce(Run run)
{
    return [run](const CommandCall &call, const CommandDone &done) { done(run(call)); };
}

} // namespace sizhen
