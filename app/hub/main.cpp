// SPDX-License-Identifier: GPL-3.0-or-later
// sizhen-hub: the mailbox of sealed envelopes, and its operator's commands (docs/user/hub.md).
#include "app/hub/hubcaller.h"
#include "app/hub/hubwords.h"

#include "core/crypto/secretbytes.h"
#include "ui/texts/errortext.h"
#include "ui/texts/translations.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>

#include <sys/signalfd.h>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

int exitCodeOf(Fault fault)
{
    static const QHash<Fault, int> codes{{Fault::Refused, 1},     {Fault::Denied, 1},  {Fault::Invalid, 2},
                                         {Fault::NotFound, 3},    {Fault::Corrupt, 4}, {Fault::Untrusted, 4},
                                         {Fault::WrongPassword, 5}, {Fault::Busy, 6},  {Fault::NoSpace, 7},
                                         {Fault::Io, 7},          {Fault::Unsupported, 8}, {Fault::Timeout, 9}};
    return codes.value(fault, 7);
}

void printLine(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout); // a reader at the other end of a pipe sees it now
}

void printPlain(const QJsonObject &object, const char *indent = "")
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (!it->isArray()) {
            std::printf("%s%s: %s\n", indent, qUtf8Printable(it.key()), qUtf8Printable(it->toVariant().toString()));
            continue;
        }
        std::printf("%s:\n", qUtf8Printable(it.key()));
        const auto items = it->toArray();
        for (const auto &item : items) {
            printPlain(item.toObject(), "  ");
            std::printf("\n");
        }
    }
    std::fflush(stdout);
}

int report(const Result<QJsonObject> &result, bool json)
{
    if (result) {
        json ? printLine({{u"ok"_s, true}, {u"result"_s, *result}}) : printPlain(*result);
        return 0;
    }
    const auto &error = result.error();
    if (json)
        printLine({{u"ok"_s, false},
                   {u"error"_s, QJsonObject{{u"message"_s, error.message}, {u"text"_s, ErrorText::of(error)}}}});
    std::fprintf(stderr, "%s\n%s\n", qUtf8Printable(ErrorText::of(error)), qUtf8Printable(error.detail));
    return exitCodeOf(error.fault);
}

QJsonObject whoWeAre(const Hub &hub, const QByteArray &key)
{
    QJsonObject object{{u"key"_s, QString::fromLatin1(key.toHex())}};
    if (!hub.pin().isEmpty()) {
        object.insert(u"pin"_s, QString::fromLatin1(hub.pin().toHex()));
        object.insert(u"fingerprint"_s, spokenPin(hub.pin()));
        object.insert(u"selfMade"_s, hub.isSelfMade());
    }
    return object;
}

Result<QJsonObject> showKey(const HubSettings &settings)
{
    const auto identity = loadHubIdentity(settings);
    if (!identity)
        return tl::unexpected(identity.error());
    return QJsonObject{{u"key"_s, QString::fromLatin1(identity->key.publicKey().toHex())},
                       {u"pin"_s, QString::fromLatin1(identity->pin.toHex())},
                       {u"fingerprint"_s, spokenPin(identity->pin)},
                       {u"selfMade"_s, identity->selfMade}};
}

int serve(QCoreApplication &app, const HubWords &words)
{
    auto hub = Hub::open(words.settings);
    if (!hub)
        return report(tl::unexpected(hub.error()), words.json);
    if (const auto listening = (*hub)->listen(); !listening)
        return report(tl::unexpected(listening.error()), words.json);
    QObject::connect(hub->get(), &Hub::stopped, &app, &QCoreApplication::quit);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    QSocketNotifier asked(signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK), QSocketNotifier::Read);
    QObject::connect(&asked, &QSocketNotifier::activated, hub->get(), [&] {
        asked.setEnabled(false);
        (*hub)->stop();
    });
    auto where = whoWeAre(**hub, (*hub)->room().key().publicKey());
    where.insert(u"port"_s, (*hub)->port());
    if ((*hub)->metricsPort() > 0)
        where.insert(u"metricsPort"_s, (*hub)->metricsPort());
    words.json ? printLine({{u"event"_s, u"listening"_s}, {u"hub"_s, where}}) : printPlain(where);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    // Blocked in every thread to come, so that only signalfd hears them.
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sizhen-hub"_s);
    qSetMessagePattern(u"%{if-debug}<7>%{endif}%{if-info}<6>%{endif}%{if-warning}<4>%{endif}%{if-critical}<3>%{endif}"
                       "%{category}: %{message}"_s); // journald reads the level from the front of the line
    if (!startCrypto())
        return exitCodeOf(Fault::Unsupported);
    Translations translations;
    const auto words = readWords(app.arguments().mid(1));
    translations.use(words ? words->language : u"en"_s);
    if (!words)
        return report(tl::unexpected(words.error()), false);
    if (words->help || words->command.isEmpty()) {
        std::printf("%s", hubHelp());
        return words->help ? 0 : exitCodeOf(Fault::Invalid);
    }
    if (words->command.first() == u"serve")
        return serve(app, *words);
    if (words->command.first() == u"key")
        return report(showKey(words->settings), words->json);
    const auto request = requestOf(words->command);
    if (!request)
        return report(tl::unexpected(request.error()), words->json);
    HubCaller caller(words->settings, *request);
    int code = exitCodeOf(Fault::Timeout);
    bool over = false;
    QObject::connect(&caller, &HubCaller::finished, &app, [&] {
        const auto &result = caller.result();
        code = report(result, words->json);
        over = true;
        QCoreApplication::quit();
    });
    caller.start();
    return over ? code : (QCoreApplication::exec(), code);
}
