// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/hub/hubwords.h"

#include "core/store/durablefile.h"

#include <QFileInfo>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 maxCardBytes = 64 * 1024;
const auto usualFile = u"/etc/sizhen/hub.ini"_s;

Result<QJsonObject> wrongUse()
{
    return tl::unexpected(Error{Fault::Invalid, u"hub: wrong use"_s, {}, u"hub.wrong_use"_s, {}});
}

Result<QString> cardOrKey(const QString &path)
{
    const auto bytes = readWhole(path, maxCardBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return QString::fromLatin1(bytes->toBase64());
}

} // namespace

Result<HubWords> readWords(QStringList arguments)
{
    HubWords words;
    words.language = QLocale::system().name().startsWith(u"zh"_s) ? u"zh"_s : u"en"_s;
    QHash<QString, QString> options;
    QString file = QFileInfo::exists(usualFile) ? usualFile : QString();
    while (!arguments.isEmpty()) {
        const auto word = arguments.takeFirst();
        if (word == u"--json")
            words.json = true;
        else if (word == u"--help" || word == u"-h")
            words.help = true;
        else if (word == u"--plain")
            options.insert(u"plain"_s, u"true"_s);
        else if (word == u"--yes")
            words.command.append(word);
        else if (word == u"--config" && !arguments.isEmpty())
            file = arguments.takeFirst();
        else if (word == u"--lang" && !arguments.isEmpty())
            words.language = arguments.takeFirst();
        else if (word.startsWith(u"--") && !arguments.isEmpty())
            options.insert(word.mid(2), arguments.takeFirst());
        else
            words.command.append(word);
    }
    // systemd tells where the state belongs (StateDirectory=).
    words.settings.dataFolder = qEnvironmentVariable("STATE_DIRECTORY", u"/var/lib/sizhen-hub"_s);
    if (!file.isEmpty()) {
        const auto values = readSettingsFile(file);
        if (!values)
            return tl::unexpected(values.error());
        if (const auto applied = applySettings(words.settings, *values); !applied)
            return tl::unexpected(applied.error());
    }
    if (const auto applied = applySettings(words.settings, options); !applied)
        return tl::unexpected(applied.error());
    words.settings.dataFolder = QFileInfo(words.settings.dataFolder).absoluteFilePath();
    return words;
}

Result<QJsonObject> requestOf(const QStringList &command)
{
    auto words = command;
    const auto yes = words.removeAll(u"--yes"_s) > 0;
    const auto verb = words.value(0);
    const auto count = words.size();
    if (verb == u"admit" && count == 2) {
        const auto card = cardOrKey(words.at(1));
        if (!card)
            return tl::unexpected(card.error());
        return QJsonObject{{u"do"_s, verb}, {u"card"_s, *card}};
    }
    if ((verb == u"list" || verb == u"status") && count == 1)
        return QJsonObject{{u"do"_s, verb}};
    if (verb == u"remove" && count == 2)
        return QJsonObject{{u"do"_s, verb}, {u"institution"_s, words.at(1)}, {u"yes"_s, yes}};
    if (verb == u"revoke" && count == 2) {
        const auto station = QFileInfo::exists(words.at(1)) ? cardOrKey(words.at(1)) : Result<QString>(words.at(1));
        if (!station)
            return tl::unexpected(station.error());
        return QJsonObject{{u"do"_s, verb}, {u"station"_s, *station}};
    }
    if (verb != u"peer")
        return wrongUse();
    if (words.value(1) == u"list" && count == 2)
        return QJsonObject{{u"do"_s, u"peer-list"_s}};
    if (words.value(1) == u"remove" && count == 3)
        return QJsonObject{{u"do"_s, u"peer-remove"_s}, {u"url"_s, words.at(2)}};
    if (words.value(1) == u"add" && (count == 4 || count == 5))
        return QJsonObject{{u"do"_s, u"peer-add"_s},
                           {u"url"_s, words.at(2)},
                           {u"key"_s, words.at(3)},
                           {u"pin"_s, words.value(4)}};
    return wrongUse();
}

const char *hubHelp()
{
    return "sizhen-hub [--config FILE] [--data DIR] [--SETTING VALUE] [--lang zh|en] [--json] COMMAND\n\n"
           "  serve                      Run until SIGTERM.\n"
           "  admit CARD                 Let the institution of this card use the hub.\n"
           "  list                       Institutions, what waits for them, who is connected.\n"
           "  remove INSTITUTION [--yes] Admit it no longer; --yes deletes what waits for it.\n"
           "  revoke STATION             A station's key (64 hex digits) or certificate file: never again.\n"
           "  peer add URL KEY [PIN]     Know another hub: its key and, if self-made, its certificate's pin.\n"
           "  peer list | peer remove URL\n"
           "  key                        Key and certificate pin of this hub, for partners and other hubs.\n"
           "  status                     Counters since the start.\n\n"
           "Settings, as options or lines of the file: listen, plain, certificate, key, database, node, country, days,\n"
           "quota-mb, quota-envelopes, sender-mb, sender-envelopes, envelope-kb, database-mb, window, metrics-port.\n\n"
           "Exit codes: 0 done, 1 refused, 2 wrong use, 3 not found, 4 damaged or untrusted, 6 in use, 7 disk,\n"
           "8 unsupported, 9 no answer in time.\n";
}

} // namespace sizhen
