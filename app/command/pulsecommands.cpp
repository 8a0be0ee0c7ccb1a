// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"
#include "app/command/pulseguide.h"
#include "app/command/pulsetaking.h"
#include "app/command/resolve.h"
#include "core/consult/devicecare.h"
#include "core/consult/pulseguidance.h"

#include <QElapsedTimer>
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

void guide(const CommandCall &call, const CommandDone &done)
{
    const auto sites = numberOption(call, u"takings"_s, 0, 0, 100);
    const auto seconds = numberOption(call, u"for"_s, 900, 1, 7200);
    if (!sites || !seconds)
        return done(tl::unexpected(sites ? seconds.error() : sites.error()));
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return done(tl::unexpected(id.error()));
    const auto plan = call.option(u"plan"_s, u"quick"_s);
    if (!takingPlan(plan))
        return done(
            tl::unexpected(Error{Fault::NotFound, u"plan"_s, {}, u"ctl.not_one_of_ours"_s, {{u"text"_s, plan}}}));
    const PulseGuide::Order order{*id, plan, *seconds, *sites, call.progress};
    whenReady(call, [station = call.station, owner = call.owner, order, done](const Result<> &ready) {
        if (!ready)
            return done(tl::unexpected(ready.error()));
        (new PulseGuide(*station, order, done, owner))->start(); // ends itself
    });
}

// Counts what of the partner's pulse arrives live; proves that it does.
class PulseWatching final : public QObject
{
public:
    PulseWatching(const CommandCall &call, int blocks, int seconds, CommandDone done)
        : QObject(call.owner)
        , m_station(*call.station)
        , m_site(call.option(u"site"_s))
        , m_wanted(blocks)
        , m_toEnd(call.flag(u"to-end"_s))
        , m_seconds(seconds)
        , m_done(std::move(done))
    {
        connect(&m_station, &Station::livePulse, this, &PulseWatching::take);
        connect(&m_look, &QTimer::timeout, this, &PulseWatching::look);
        m_clock.start();
        m_look.start(lookEveryMs);
    }

private:
    static constexpr int lookEveryMs = 50;

    void take(const QByteArray &caseId, const PulseBlock &block)
    {
        if (!m_site.isEmpty() && block.site != m_site)
            return;
        m_case = caseId;
        ++m_blocks;
        m_samples += block.pulse.size();
        m_missing += qint64(block.first - m_next);
        m_next = block.first + quint64(block.pulse.size());
        addToDigest(m_digest, block);
    }

    void look()
    {
        const auto *receiver = m_station.livePulseOf(m_case);
        if (m_toEnd ? receiver && receiver->isComplete() : m_blocks >= m_wanted)
            finish(QJsonValue(QJsonObject{{u"site"_s, m_site},
                                          {u"blocks"_s, m_blocks},
                                          {u"samples"_s, m_samples},
                                          {u"missing"_s, m_missing},
                                          {u"asked_again"_s, receiver ? receiver->askedAgain() : 0},
                                          {u"digest"_s, QString::fromLatin1(m_digest.result().toHex())}}));
        else if (m_clock.elapsed() > 1000LL * m_seconds)
            finish(tl::unexpected(
                Error{Fault::Timeout, u"live pulse"_s, {}, u"sync.timeout"_s, {{u"seconds"_s, m_seconds}}}));
    }

    void finish(const Result<QJsonValue> &answer)
    {
        m_look.stop();
        deleteLater();
        m_done(answer);
    }

    Station &m_station;
    QString m_site;
    int m_wanted;
    bool m_toEnd;
    int m_seconds;
    CommandDone m_done;
    QByteArray m_case;
    int m_blocks = 0;
    qint64 m_samples = 0;
    qint64 m_missing = 0;
    quint64 m_next = 0;
    QCryptographicHash m_digest{QCryptographicHash::Sha256};
    QElapsedTimer m_clock;
    QTimer m_look{this};
};

void watch(const CommandCall &call, const CommandDone &done)
{
    const auto blocks = numberOption(call, u"blocks"_s, 1, 1, 1'000'000);
    const auto patience = numberOption(call, u"for"_s, 10, 1, 86'400);
    if (!blocks || !patience)
        return done(tl::unexpected(blocks ? patience.error() : blocks.error()));
    new PulseWatching(call, *blocks, *patience, done); // ends itself
}

// ORG-10: a sentence for the hand that takes the pulse, never a command for an instrument.
Result<QJsonValue> ask(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto seconds = numberOption(call, u"seconds"_s, 0, 0, 600);
    if (!seconds)
        return tl::unexpected(seconds.error());
    const auto args = askArgs(call.words[1].toUpper(), call.option(u"site"_s), *seconds);
    if (const auto asked = call.station->desk().act(*id, u"case.pulse_asked"_s, args, call.station->actor()); !asked)
        return tl::unexpected(asked.error());
    return QJsonValue(QJsonObject{{u"words"_s, askWords(args).en()}});
}

Result<QJsonValue> answer(const CommandCall &call)
{
    auto &desk = call.station->desk();
    const auto id = resolveCase(desk, call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    const auto state = desk.caseState(*id);
    if (!state)
        return tl::unexpected(state.error());
    const auto request = openRequest(*state, desk.ledger().now());
    if (!request)
        return tl::unexpected(Error{Fault::NotFound, u"request"_s, u"FOU-04"_s, u"fou.pulse_answer"_s, {}});
    const auto word = call.words[1] == u"accept" ? u"ACCEPTED"_s : u"DECLINED"_s;
    if (const auto done
        = desk.act(*id, u"case.pulse_answered"_s, answerArgs(request->entry, word), call.station->actor());
        !done)
        return tl::unexpected(done.error());
    return QJsonValue(QJsonObject{{u"ask"_s, request->ask}, {u"answer"_s, word}});
}

Result<QJsonValue> disinfected(const CommandCall &call)
{
    const auto id = resolveCase(call.station->desk(), call.words[0]);
    if (!id)
        return tl::unexpected(id.error());
    if (const auto noted = noteDisinfected(call.station->desk(), *id, call.words[1], call.station->actor()); !noted)
        return tl::unexpected(noted.error());
    return QJsonValue(QJsonObject{{u"instrument"_s, call.words[1]}});
}

Result<QJsonValue> inspected(const CommandCall &call)
{
    const auto until = QDate::fromString(call.option(u"until"_s), Qt::ISODate);
    if (const auto noted = noteInspected(call.station->desk(), call.words[0], until, call.station->actor()); !noted)
        return tl::unexpected(noted.error());
    return QJsonValue(QJsonObject{{u"instrument"_s, call.words[0]}, {u"until"_s, until.toString(Qt::ISODate)}});
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
        {.name = u"pulse guide"_s,
         .usage = u"CASE [--plan quick|full] [--takings N] [--for SECONDS]"_s,
         .help = u"Take the sites that a plan still asks for, depth by depth; what does not count is taken again."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"plan"_s, u"takings"_s, u"for"_s},
         .run = guide},
        {.name = u"pulse watch"_s,
         .usage = u"[--site SITE] [--blocks N | --to-end] [--for SECONDS]"_s,
         .help = u"Wait for the partner's live pulse; fails when less than N blocks, or not all of it, come."_s,
         .flags = {u"to-end"_s},
         .options = {u"site"_s, u"blocks"_s, u"for"_s},
         .run = watch},
        {.name = u"device disinfected"_s,
         .usage = u"CASE INSTRUMENT"_s,
         .help = u"Say that what touches the patient was disinfected for this case (DEV-08)."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .run = atOnce(disinfected)},
        {.name = u"device inspected"_s,
         .usage = u"INSTRUMENT --until DATE"_s,
         .help = u"Say that an instrument was inspected, and until when it may be used (FOU-06)."_s,
         .needs = Needs::Person,
         .minWords = 1,
         .maxWords = 1,
         .options = {u"until"_s},
         .run = atOnce(inspected)},
        {.name = u"pulse ask"_s,
         .usage = u"CASE SITE|SUPERFICIAL|MIDDLE|DEEP|DEEPER|LIGHTER|HOLD|AGAIN|THANKS [--site SITE] [--seconds N]"_s,
         .help = u"Ask the hand that takes the pulse abroad; a person there accepts or declines (ORG-10)."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .options = {u"site"_s, u"seconds"_s},
         .run = atOnce(ask)},
        {.name = u"pulse answer"_s,
         .usage = u"CASE accept|decline"_s,
         .help = u"Answer the request for the pulse that is open."_s,
         .needs = Needs::Person,
         .minWords = 2,
         .maxWords = 2,
         .run = atOnce(answer)},
    };
}

} // namespace sizhen
