// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "app/command/secrets.h"

namespace sizhen {

// Runs commands one after the other on one vault: opens it when the first needs it, logs a person in when one is named.
class CommandRunner final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        QString vaultFolder; // empty: only commands that need none
        QString person; // empty: nobody
        QString secretsFile;
        bool present = false; // two officers present their shares before each command (asked for)
        std::function<void(const QJsonObject &)> progress;
    };

    explicit CommandRunner(Setup setup, QObject *parent = nullptr);
    // Uses a station that somebody else opened (the window's).
    CommandRunner(Setup setup, Station &station, QObject *parent = nullptr);

    // Commands only this program has (the window's). Asked first.
    void addCommand(const Command &command) { m_more.append(command); }

    void run(const QStringList &words, const CommandDone &done);

    [[nodiscard]] Station *station() const { return m_station; }

private:
    [[nodiscard]] const Command *find(QStringList &words) const;
    [[nodiscard]] Result<> prepare(const Command &command);
    [[nodiscard]] Result<> openStation();
    void tellCalls(); // as they happen
    [[nodiscard]] Result<> logIn(const Command &command);

    const Setup m_setup;
    const Secrets m_secrets;
    std::unique_ptr<Station> m_owned;
    Station *m_station = nullptr;
    QList<Command> m_more;
};

// What the program exits with; documented in docs/user/sizhenctl.md.
[[nodiscard]] int exitCodeOf(Fault fault);

} // namespace sizhen
