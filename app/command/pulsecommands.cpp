// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/pulsetaking.h"
#include "app/command/resolve.h"

#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int readyWaitMs = 6000;

Error noInstrument()
{
    return Error{Fault::Timeout, u"instrument"_s, {}, u"pulse.no_instrument"_s, {}};
}

// Calls `then` once the instrument is ready, or with what is wrong.
void whenReady(const CommandCall &call, const std::function<void(Result<>)> &then)
{
    auto *device = call.station->instrument();
    if (!device)
        return then(tl::unexpected(noInstrument()));
    if (device->isReady())
        return then({});
    auto *patience = new QTimer(call.owner);
    patience->setSingleShot(true);
    QObject::connect(patience, &QTimer::timeout, call.owner, [patience, then] {
        patience->deleteLater();
        then(tl::unexpected(noInstrument()));
    });
    QObject::connect(device, &PulseSource::readyChanged, patience, [patience, then](bool ready) {
        if (!ready)
            return;
        patience->deleteLater();
        then({});
    });
    patience->start(readyWaitMs);
}

QUrl linkFrom(const QString &text)
{
    return text.startsWith(u'/') ? QUrl(u"serial://"_s + text) : QUrl(text);
}

void connectDevice(const CommandCall &call, const CommandDone &done)
{
    const auto &word = call.words.first();
    call.station->connectInstrument(linkFrom(word));
    if (call.flag(u"keep"_s))
        if (const auto kept = call.station->keepSetting(u"instrument"_s, linkFrom(word).toString()); !kept)
            return done(tl::unexpected(kept.error()));
    whenReady(call, [station = call.station, done](const Result<> &ready) {
        if (!ready)
            return done(tl::unexpected(ready.error()));
        done(QJsonValue(QJsonObject{{u"instrument"_s, station->instrument()->name()}}));
    });
}

void take(const CommandCall &call, const CommandDone &done)
{
    const auto seconds = numberOption(call, u"seconds"_s, 10, 1, 3600);
    if (!seconds)
        return done(tl::unexpected(seconds.error()));
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return done(tl::unexpected(id.error()));
    if (const auto link = call.option(u"device"_s); !link.isEmpty())
        call.station->connectInstrument(linkFrom(link));
    const PulseTaking::Order order{*id, call.words[1], *seconds, call.progress};
    whenReady(call, [station = call.station, owner = call.owner, order, done](const Result<> &ready) {
        if (!ready)
            return done(tl::unexpected(ready.error()));
        (new PulseTaking(*station, order, done, owner))->start(); // ends itself
    });
}

// Counts what of the partner's pulse arrives live; proves that it does.
void watch(const CommandCall &call, const CommandDone &done)
{
    const auto site = call.option(u"site"_s);
    const auto blocks = numberOption(call, u"blocks"_s, 1, 1, 1'000'000);
    const auto patience = numberOption(call, u"for"_s, 10, 1, 86'400);
    if (!blocks || !patience)
        return done(tl::unexpected(blocks ? patience.error() : blocks.error()));
    const auto wanted = *blocks;
    const auto seconds = *patience;

    struct Seen {
        int blocks = 0;
        qint64 samples = 0;
    };

    auto seen = std::make_shared<Seen>(); // the two slots below share it
    auto *end = new QTimer(call.owner);
    end->setSingleShot(true);
    const auto finish = [end, seen, site, done, wanted, seconds] {
        end->stop();
        end->deleteLater();
        if (seen->blocks < wanted)
            return done(tl::unexpected(
                Error{Fault::Timeout, u"live pulse"_s, {}, u"sync.timeout"_s, {{u"seconds"_s, seconds}}}));
        done(QJsonValue(QJsonObject{{u"site"_s, site}, {u"blocks"_s, seen->blocks}, {u"samples"_s, seen->samples}}));
    };
    QObject::connect(call.station, &Station::livePulse, end,
                     [seen, site, wanted, finish](const QByteArray &, const PulseBlock &block) {
                         if (!site.isEmpty() && block.site != site)
                             return;
                         ++seen->blocks;
                         seen->samples += block.pulse.size();
                         if (seen->blocks == wanted)
                             QTimer::singleShot(0, finish);
                     });
    QObject::connect(end, &QTimer::timeout, end, finish);
    end->start(seconds * 1000);
}

} // namespace

QList<Command> pulseCommands()
{
    using Needs = Command::Needs;
    return {
        {.name = u"pulse device"_s,
         .usage = u"URL|/dev/… [--keep]"_s,
         .help
         = u"Connect the pulse instrument, while this program runs (shell); --keep: at every start of the window too."_s,
         .minWords = 1,
         .maxWords = 1,
         .flags = {u"keep"_s},
         .run = connectDevice},
        {.name = u"pulse take"_s,
         .usage = u"CASE SITE [--device URL] [--seconds N]"_s,
         .help
         = u"Record one site (L.cun L.guan L.chi R.cun R.guan R.chi), show it live to the partner, keep it in the case."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .options = {u"device"_s, u"seconds"_s},
         .run = take},
        {.name = u"pulse watch"_s,
         .usage = u"[--site SITE] [--blocks N] [--for SECONDS]"_s,
         .help = u"Wait for the partner's live pulse; fails when less than N blocks come."_s,
         .options = {u"site"_s, u"blocks"_s, u"for"_s},
         .run = watch},
    };
}

} // namespace sizhen
