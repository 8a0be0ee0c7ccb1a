// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

const QList<Command> &commands()
{
    static const QList<Command> all = vaultCommands() + safekeepingCommands() + salvageCommands() + peopleCommands()
        + accessCommands() + partnerCommands() + patientCommands() + caseCommands() + recordCommands() + paperCommands() + pulseCommands()
        + pulseFileCommands() + mediaCommands() + callCommands() + recordingCommands() + linkCommands() + carrierCommands() + stationCommands() + rootCommands() + fileCommands() + findCommands();
    return all;
}

const Command *findCommand(QStringList &words)
{
    for (qsizetype length = qMin<qsizetype>(words.size(), 2); length > 0; --length) {
        const auto name = words.first(length).join(u' ');
        for (const auto &command : commands()) {
            if (command.name == name) {
                words.remove(0, length);
                return &command;
            }
        }
    }
    return nullptr;
}

Result<> readOptions(const Command &command, const QStringList &rest, CommandCall &call)
{
    const auto usage = [&command] {
        return tl::unexpected(Error{Fault::Invalid,
                                    u"usage: "_s + command.name,
                                    {},
                                    u"ctl.usage"_s,
                                    {{u"usage"_s, u"sizhenctl "_s + command.name + u' ' + command.usage}}});
    };
    for (qsizetype i = 0; i < rest.size(); ++i) {
        if (!rest[i].startsWith(u"--"_s)) {
            call.words.append(rest[i]);
            continue;
        }
        const auto name = rest[i].sliced(2);
        if (command.flags.contains(name))
            call.options.insert(name, u"yes"_s);
        else if (command.options.contains(name) && i + 1 < rest.size())
            call.options.insert(name, rest[++i]);
        else
            return usage();
    }
    if (call.words.size() < command.minWords || call.words.size() > command.maxWords)
        return usage();
    return {};
}

Result<> asSigner(const CommandCall &call, const std::function<Result<>()> &act)
{
    const auto done = act();
    if (done || done.error().message != u"sec.reauthenticate"_s)
        return done;
    const auto password = call.secret(u"password:"_s + call.station->actor().person.id);
    return password ? call.station->reauthenticateNow(*password).and_then(act) : tl::unexpected(password.error());
}

Result<int> numberOption(const CommandCall &call, const QString &name, int otherwise, int from, int to)
{
    if (!call.options.contains(name))
        return otherwise;
    bool number = false;
    const auto value = call.option(name).toInt(&number);
    if (number && value >= from && value <= to)
        return value;
    return tl::unexpected(
        Error{Fault::Invalid,
              u"not a number"_s,
              {},
              u"ctl.not_a_number"_s,
              {{u"option"_s, name}, {u"from"_s, from}, {u"to"_s, to}, {u"text"_s, call.option(name)}}});
}

} // namespace sizhen
