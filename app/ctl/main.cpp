// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/offerjson.h"
#include "app/command/runner.h"
#include "app/command/shell.h"
#include "app/demo/democommand.h"
#include "app/station/language.h"

#include "core/base/heap.h"
#include "core/crypto/secretbytes.h"
#include "ui/texts/errortext.h"

#include <QGuiApplication>
#include <QJsonDocument>
#include <QLocale>

#include <algorithm>
#include <cstdio>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

struct Globals {
    CommandRunner::Setup setup;
    QString language = QLocale::system().name().startsWith(u"zh"_s) ? u"zh"_s : u"en"_s;
    bool json = false;
    bool help = false;
    QStringList words;
};

// --vault, --as, --secrets, --lang, --json, --present may stand anywhere; everything else belongs to the command.
Globals readGlobals(QStringList arguments)
{
    Globals globals;
    const QHash<QString, QString *> values{{u"--vault"_s, &globals.setup.vaultFolder},
                                           {u"--as"_s, &globals.setup.person},
                                           {u"--secrets"_s, &globals.setup.secretsFile},
                                           {u"--lang"_s, &globals.language}};
    while (!arguments.isEmpty()) {
        const auto word = arguments.takeFirst();
        if (auto *value = values.value(word); value && !arguments.isEmpty())
            *value = arguments.takeFirst();
        else if (word == u"--json"_s)
            globals.json = true;
        else if (word == u"--present"_s)
            globals.setup.present = true;
        else if (word == u"--help"_s || word == u"-h"_s)
            globals.help = true;
        else
            globals.words.append(word);
    }
    return globals;
}

void printHelp()
{
    std::printf("sizhenctl [--vault DIR] [--as PERSON] [--secrets FILE] [--lang zh|en] [--json] [--present] COMMAND\n\n");
    for (const auto &command : commands())
        std::printf("  %s %s\n      %s\n", qUtf8Printable(command.name), qUtf8Printable(command.usage),
                    qUtf8Printable(command.help));
    std::printf(
        "  demo --headless --out DIR\n      One whole consultation between two institutions on this machine.\n");
    std::printf("  shell\n      Commands from standard input, one JSON array of words a line.\n");
    std::printf(
        "\nExit codes: 0 done, 1 refused by a rule or a right, 2 wrong use, 3 not found, 4 damaged or untrusted,\n"
        "5 wrong password, 6 in use, 7 disk, 8 unsupported, 9 no answer in time.\n");
}

// For people: keys and values, one a line, indented by depth.
void printPlain(const QJsonValue &value, int depth)
{
    const QByteArray indent(depth * 2, ' ');
    const auto text = [](const QJsonValue &plain) { return plain.toVariant().toString(); };
    if (value.isArray()) {
        for (const auto &item : value.toArray()) {
            printPlain(item, depth);
            if (item.isObject())
                std::printf("\n");
        }
    } else if (value.isObject()) {
        const auto object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const auto nested = it.value().isObject() || it.value().isArray();
            std::printf("%s%s:%s%s\n", indent.constData(), qUtf8Printable(it.key()), nested ? "" : " ",
                        nested ? "" : qUtf8Printable(text(it.value())));
            if (nested)
                printPlain(it.value(), depth + 1);
        }
    } else {
        std::printf("%s%s\n", indent.constData(), qUtf8Printable(text(value)));
    }
}

bool isDocument(const QStringList &words)
{
    const auto line = words.join(u' ') + u' ';
    return std::ranges::any_of(
        commands(), [&line](const Command &one) { return one.isDocument && line.startsWith(one.name + u' '); });
}

QJsonObject answerTo(const QStringList &words, const Result<QJsonValue> &result)
{
    if (!result)
        return {{u"ok"_s, false}, {u"error"_s, errorJson(result.error())}};
    if (!isDocument(words))
        return {{u"ok"_s, true}, {u"result"_s, *result}};
    auto document = result->toObject();
    document.insert(u"ok"_s, true);
    return document;
}

int report(const QStringList &words, const Result<QJsonValue> &result, bool json)
{
    if (json)
        CommandShell::print(answerTo(words, result));
    else if (result)
        printPlain(*result, 0);
    if (result)
        return 0;
    const auto rule = ErrorText::rule(result.error());
    std::fprintf(stderr, "%s%s\n", qUtf8Printable(ErrorText::of(result.error())),
                 rule.isEmpty() ? "" : qUtf8Printable(u" ("_s + rule + u')'));
    return exitCodeOf(result.error().fault);
}

} // namespace

int main(int argc, char **argv)
{
    keepFreedMemory();
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen"); // fonts for papers need QGuiApplication; no display does
    QGuiApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sizhenctl"_s);
    if (!startCrypto())
        return exitCodeOf(Fault::Unsupported);
    auto globals = readGlobals(app.arguments().mid(1));
    installLanguage(app, globals.language);
    if (globals.help || globals.words.isEmpty()) {
        printHelp();
        return globals.help ? 0 : exitCodeOf(Fault::Invalid);
    }
    globals.setup.progress = [json = globals.json](const QJsonObject &event) {
        if (json)
            CommandShell::print({{u"event"_s, event}});
        else if (const auto trouble = event.value(u"trouble"_s).toObject(); !trouble.isEmpty())
            std::fprintf(stderr, "%s\n", qUtf8Printable(trouble.value(u"text"_s).toString()));
        else
            printPlain(event, 0);
        std::fflush(stdout); // a reader at the other end of a pipe sees it now
    };
    const auto shell = globals.words.first() == u"shell"_s;
    if (shell)
        globals.setup.progress = [](const QJsonObject &event) { CommandShell::print({{u"event"_s, event}}); };
    CommandRunner runner(globals.setup);
    runner.addCommand(demoCommand());
    if (shell) {
        CommandShell lines(runner);
        QObject::connect(&lines, &CommandShell::ended, &app, &QCoreApplication::quit);
        lines.start();
        return app.exec();
    }
    std::optional<int> code; // a command may end before the loop begins
    runner.run(globals.words, [&](const Result<QJsonValue> &result) {
        code = report(globals.words, result, globals.json);
        app.exit(*code);
    });
    return code ? *code : app.exec();
}
