// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demodriver.h"

#include "app/command/files.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int hubTries = 60; // a second apart
const auto hubSeconds = u"60"_s; // a hub may lose or hold back an envelope; it is brought again within seconds

constexpr int instrumentWaitMs = 5000;
constexpr int closeMs = 5000;
constexpr int lookMs = 1800; // time to look at a step with a display

QString wordsAsText(const QStringList &words)
{
    return words.first(qMin<qsizetype>(2, words.size())).join(u' ');
}

} // namespace

DemoDriver::DemoDriver(Setup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
{
}

DemoDriver::~DemoDriver()
{
    if (m_instrument) {
        m_instrument->disconnect(this);
        m_instrument->kill();
    }
}

void DemoDriver::start()
{
    auto scenario = loadScenario();
    if (!scenario)
        return stop(scenario.error());
    m_scenario = std::move(*scenario);
    m_inviting.party = m_scenario.inviting;
    m_invited.party = m_scenario.invited;
    if (const auto ready = prepareFolders(); !ready)
        return stop(ready.error());
    startInstrument();
}

Result<> DemoDriver::prepareFolders()
{
    const QDir data(m_setup.data.isEmpty() ? m_temporary.path() : m_setup.data);
    m_variables.insert(u"data"_s, data.absolutePath());
    const auto session = QDateTime::currentDateTimeUtc().addSecs(300);
    m_variables.insert(u"sessionStart"_s, session.toString(Qt::ISODate));
    m_variables.insert(u"sessionEnd"_s, session.addSecs(2400).toString(Qt::ISODate));
    for (auto *side : {&m_inviting, &m_invited}) {
        side->folder = data.absoluteFilePath(side->name);
        side->secrets = data.absoluteFilePath(side->name + u".secrets.json"_s);
        if (QDir(side->folder).exists() && !QDir(side->folder).removeRecursively())
            return fail(Fault::Io, u"the demo folder is in use"_s);
        QJsonObject passwords;
        for (const auto &person : side->party.people)
            passwords.insert(person.value(u"id"_s).toString(), u"practice"_s);
        const QJsonObject secrets{{u"passphrase"_s, u"practice"_s}, {u"passwords"_s, passwords}};
        if (const auto written = writeFile(side->secrets, QJsonDocument(secrets).toJson()); !written)
            return written;
        QFile::setPermissions(side->secrets, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }
    return {};
}

void DemoDriver::startInstrument()
{
    m_instrument = std::make_unique<QProcess>();
    m_instrument->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    auto *patience = new QTimer(this);
    patience->setSingleShot(true);
    connect(patience, &QTimer::timeout, this, [this] {
        stop(Error{Fault::Timeout, u"instrument"_s, {}, u"pulse.no_instrument"_s, {}});
    });
    connect(m_instrument.get(), &QProcess::readyReadStandardOutput, this, [this, patience] {
        if (m_variables.contains(u"instrument"_s) || !m_instrument->canReadLine())
            return;
        patience->stop();
        m_variables.insert(u"instrument"_s, QString::fromUtf8(m_instrument->readLine()).trimmed());
        m_setup.tell(u"The simulated pulse instrument is at "_s + m_variables.value(u"instrument"_s));
        foundInstitutions();
    });
    patience->start(instrumentWaitMs);
    m_instrument->start(QDir(m_setup.programs).filePath(u"sizhen-pulse-sim"_s), {});
}

void DemoDriver::foundInstitutions()
{
    QList<std::pair<QString, QStringList>> jobs;
    for (auto *side : {&m_inviting, &m_invited})
        jobs.append({QDir(m_setup.programs).filePath(u"sizhenctl"_s),
                     QStringList{u"--vault"_s, side->folder, u"--secrets"_s, side->secrets, u"vault"_s, u"create"_s,
                                 u"--practice"_s}
                         + side->party.found});
    foundNext(jobs);
}

void DemoDriver::foundNext(QList<std::pair<QString, QStringList>> jobs)
{
    if (jobs.isEmpty())
        return openStations();
    const auto job = jobs.takeFirst();
    auto *process = new QProcess(this);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(process, &QProcess::finished, this, [this, process, jobs](int code) {
        process->deleteLater();
        if (code != 0)
            return stop(Error{Fault::Io, u"vault create"_s, {}, {}, {}});
        foundNext(jobs);
    });
    process->start(job.first, job.second);
}

void DemoDriver::openStations()
{
    for (auto *side : {&m_inviting, &m_invited}) {
        QStringList arguments{u"--vault"_s, side->folder, u"--secrets"_s, side->secrets};
        arguments += m_setup.windows ? QStringList{u"--practice"_s, u"--shell"_s, u"--place"_s, side->name}
                                     : QStringList{u"shell"_s};
        const auto program = m_setup.windows ? u"sizhen"_s : u"sizhenctl"_s;
        side->process = std::make_unique<StationProcess>(QDir(m_setup.programs).filePath(program), arguments, nullptr);
        connect(side->process.get(), &StationProcess::ended, this, [this](int) {
            if (!m_ended)
                end(fail(Fault::Io, u"a window was closed"_s));
        });
        const auto zone = side->party.found.indexOf(u"--time-zone"_s);
        if (zone >= 0 && zone + 1 < side->party.found.size())
            side->process->setTimeZone(side->party.found.at(zone + 1));
        side->process->start();
    }
    QList<DemoStep> first;
    for (auto *side : {&m_invited, &m_inviting})
        for (const auto &person : side->party.people) {
            DemoStep step;
            step.at = side->name;
            step.run = {u"person"_s, u"enrol"_s};
            step.args = person;
            step.settle = false;
            first.append(step);
        }
    m_scenario.steps = first + m_scenario.steps;
    nextStep();
}

void DemoDriver::nextStep()
{
    if (m_ended)
        return;
    if (m_setup.times && m_next > 0)
        m_setup.tell(u"    step %1, %2: %3 s"_s.arg(m_next)
                         .arg(wordsAsText(m_scenario.steps[m_next - 1].run))
                         .arg(double(m_step.elapsed()) / 1000, 0, 'f', 1));
    m_step.start();
    const auto reached = m_next > 0 && !m_setup.until.isEmpty()
        && m_scenario.steps[m_next - 1].run.contains(m_setup.until) && m_scenario.steps[m_next - 1].expect.isEmpty();
    if (reached)
        return end(QJsonValue(
            QJsonObject{{u"case"_s, m_variables.value(u"case"_s)}, {u"port"_s, m_variables.value(u"port"_s)}}));
    if (m_next == m_scenario.steps.size())
        return keepOutputs();
    const auto step = m_scenario.steps[m_next++];
    const auto pause = m_setup.visible && !step.say.isEmpty() ? lookMs : 0;
    QTimer::singleShot(pause, this, [this, step] { perform(step); });
}

void DemoDriver::perform(const DemoStep &step)
{
    if (!step.say.isEmpty())
        m_setup.tell(u"[%1] %2 · %3"_s.arg(step.at, step.say.en(), step.say.zh()));
    if (!m_setup.stick.isEmpty() && step.run.first() == u"sync"_s) {
        m_variables.insert(u"linked"_s, u"by stick"_s);
        return carryStick(step.at, [this] { nextStep(); });
    }
    auto words = step.run;
    if (!step.args.isEmpty()) {
        const auto now = QDateTime::currentDateTime().toOffsetFromUtc(QDateTime::currentDateTime().offsetFromUtc());
        const auto args = fillJson(step.args, m_variables, now);
        if (!args)
            return stop(args.error());
        words.append(QString::fromUtf8(QJsonDocument(args->toObject()).toJson(QJsonDocument::Compact)));
    }
    for (auto &word : words) {
        if (word.startsWith(u'{'))
            continue;
        const auto filled = fillText(word, m_variables, QDateTime::currentDateTimeUtc());
        if (!filled)
            return stop(filled.error());
        word = *filled;
    }
    words = byOtherCarrier(words);
    const auto go = [this, step, words] { showFor(step, [this, step, words] { runStep(step, words); }); };
    if (step.as.isEmpty())
        return go();
    place(step.at).process->send({u"login"_s, step.as}, [this, go](const Result<QJsonValue> &loggedIn) {
        loggedIn ? go() : stop(loggedIn.error());
    });
}

// Both windows come to the place where it happens; whoever just logged in comes back to the place before.
void DemoDriver::showFor(const DemoStep &step, const Next &next)
{
    const auto place = step.show.isEmpty() && !step.as.isEmpty() ? m_shown : step.show;
    if (place.isEmpty() || !m_setup.windows)
        return next();
    m_shown = place;
    QStringList words{u"window"_s, u"show"_s, place};
    if (m_variables.contains(u"case"_s))
        words.append(m_variables.value(u"case"_s));
    auto left = std::make_shared<int>(2); // both answers share the count
    for (auto *side : {&m_inviting, &m_invited})
        side->process->send(words,
                            [left, next](const Result<QJsonValue> &) { // a side that may not see it stays where it is
                                if (--*left == 0)
                                    next();
                            });
}

void DemoDriver::runStep(const DemoStep &step, const QStringList &words)
{
    if (step.alongside.isEmpty() || !m_setup.stick.isEmpty()) // nothing live goes by stick
        return place(step.at).process->send(words, [this, step, words](const Result<QJsonValue> &result) {
            // A hub brings the key of the case when it likes; a person would try again.
            const bool early = !m_setup.hub.isEmpty() && !result && result.error().message == u"inv.identity_held";
            if (early && step.expect.isEmpty() && m_earlyTries++ < hubTries)
                QTimer::singleShot(1000, this, [this, step, words] { runStep(step, words); });
            else
                afterStep(step, result);
        });

    struct Both {
        int left = 2;
        Result<QJsonValue> mine = QJsonValue();
        Result<QJsonValue> theirs = QJsonValue();
    };

    auto both = std::make_shared<Both>(); // two answers meet in it
    const auto meet = [this, step, both] {
        if (--both->left == 0)
            afterStep(step, both->theirs ? both->mine : both->theirs);
    };
    auto theirs = step.alongside;
    for (auto &word : theirs)
        if (const auto filled = fillText(word, m_variables, QDateTime::currentDateTimeUtc()))
            word = *filled;
    other(step.at).process->send(theirs, [this, step, both, meet](const Result<QJsonValue> &result) {
        both->theirs = result;
        if (step.shotMeanwhile.isEmpty())
            return meet();
        picture(step.shotMeanwhile, u"invited"_s, meet);
    });
    place(step.at).process->send(words, [both, meet](const Result<QJsonValue> &result) {
        both->mine = result;
        meet();
    });
}

void DemoDriver::afterStep(const DemoStep &step, const Result<QJsonValue> &result)
{
    if (!step.expect.isEmpty()) {
        if (result || result.error().message != step.expect)
            return stop(Error{
                Fault::Invalid, u"%1 was not refused with %2"_s.arg(wordsAsText(step.run), step.expect), {}, {}, {}});
        m_setup.tell(u"    refused as it must be: %1 (%2)"_s.arg(result.error().detail, result.error().rule));
    } else if (!result) {
        return stop(result.error());
    } else {
        for (auto it = step.keep.cbegin(); it != step.keep.cend(); ++it)
            m_variables.insert(it.key(), result->toObject().value(it.value()).toVariant().toString());
    }
    settle(step);
}

void DemoDriver::settle(const DemoStep &step)
{
    const auto look = [this, step] { picture(step.shot, step.at, [this] { nextStep(); }); };
    if (!step.settle || !m_variables.contains(u"linked"_s))
        return look();
    if (!m_setup.stick.isEmpty())
        return carryStick(step.at, look);
    place(step.at).process->send(
        {u"sync"_s, u"--for"_s, m_setup.hub.isEmpty() ? u"30"_s : hubSeconds},
        [this, look](const Result<QJsonValue> &settled) { settled ? look() : stop(settled.error()); });
}

QStringList DemoDriver::byOtherCarrier(const QStringList &words) const
{
    if (m_setup.hub.isEmpty() && m_setup.stick.isEmpty())
        return words;
    const auto verb = words.mid(0, 2);
    if (verb.first() == u"sync"_s && !m_setup.hub.isEmpty())
        return {u"sync"_s, u"--for"_s, hubSeconds};
    if (verb == QStringList{u"link"_s, u"listen"_s} || verb == QStringList{u"link"_s, u"start"_s})
        return m_setup.hub.isEmpty() ? QStringList{u"link"_s, u"list"_s}
                                     : QStringList{u"link"_s, u"hub"_s, m_setup.hub};
    const auto address = words.indexOf(u"--address"_s);
    return verb == QStringList{u"partner"_s, u"card"_s} && address > 0 ? words.first(address) : words;
}

// There, back with what was answered, and there again with the last receipts.
void DemoDriver::carryStick(const QString &from, const Next &next)
{
    const auto to = other(from).name;
    const QStringList read{u"link"_s, u"import"_s, m_setup.stick};
    carryOn({{from, {u"link"_s, u"export"_s, m_setup.stick}}, {to, read}, {from, read}, {to, read}}, next);
}

void DemoDriver::carryOn(QList<std::pair<QString, QStringList>> ways, const Next &next)
{
    if (ways.isEmpty())
        return next();
    const auto [at, words] = ways.takeFirst();
    place(at).process->send(words, [this, ways, next](const Result<QJsonValue> &result) {
        result ? carryOn(ways, next) : stop(result.error());
    });
}

void DemoDriver::picture(const QString &name, const QString &side, const Next &next)
{
    if (name.isEmpty() || m_setup.out.isEmpty() || !m_setup.windows)
        return next();
    const auto stem
        = u"%1/screens/%2-%3-%4"_s.arg(m_setup.out).arg(++m_pictures, 2, 10, QLatin1Char('0')).arg(name, side);
    place(side).process->send({u"window"_s, u"shots"_s, stem},
                              [this, next](const Result<QJsonValue> &taken) { taken ? next() : stop(taken.error()); });
}

void DemoDriver::keepOutputs()
{
    if (m_setup.out.isEmpty())
        return end(QJsonValue(QJsonObject{{u"closed"_s, true}}));
    QList<std::pair<QString, QStringList>> jobs;
    const auto code = m_variables.value(u"case"_s);
    for (const auto *side : {&m_inviting, &m_invited}) // the machine was looked after last; the case is a physician's
        jobs.append({side->name, {u"login"_s, side->party.people.first()[u"id"_s].toString()}});
    for (const auto &side : {u"inviting"_s, u"invited"_s})
        jobs.append({side, {u"case"_s, u"export"_s, code, u"--out"_s, m_setup.out + u"/archive-"_s + side}});
    jobs.append(
        {u"invited"_s, {u"paper"_s, u"render"_s, code, u"report"_s, u"--out"_s, m_setup.out + u"/report.pdf"_s}});
    jobs.append(
        {u"inviting"_s, {u"paper"_s, u"render"_s, code, u"decision"_s, u"--out"_s, m_setup.out + u"/decision.pdf"_s}});
    jobs.append({u"invited"_s, {u"document"_s, u"authority"_s, m_setup.out + u"/authority-invited.pem"_s}});
    jobs.append({u"inviting"_s, {u"document"_s, u"authority"_s, m_setup.out + u"/authority-inviting.pem"_s}});
    jobs.append({u"inviting"_s, {u"case"_s, u"manifest"_s, code}});
    jobs.append({u"invited"_s, {u"case"_s, u"manifest"_s, code}});
    if (m_setup.stick.isEmpty()) // the last receipts are on their way
        for (const auto &side : {u"inviting"_s, u"invited"_s})
            jobs.append({side, {u"sync"_s, u"--for"_s, u"60"_s}});
    collect(jobs);
}

void DemoDriver::collect(QList<std::pair<QString, QStringList>> jobs)
{
    if (jobs.isEmpty()) {
        const auto equal = m_variables.value(u"manifest.inviting"_s) == m_variables.value(u"manifest.invited"_s);
        if (!equal)
            return stop(Error{Fault::Corrupt, u"the two archives differ"_s, u"ARC-01"_s, u"arc.sync_fork"_s, {}});
        return end(QJsonValue(QJsonObject{{u"case"_s, m_variables.value(u"case"_s)},
                                          {u"manifest"_s, m_variables.value(u"manifest.inviting"_s)},
                                          {u"out"_s, m_setup.out}}));
    }
    const auto job = jobs.takeFirst();
    place(job.first).process->send(job.second, [this, job, jobs](const Result<QJsonValue> &result) {
        if (!result)
            return stop(result.error());
        if (job.second.contains(u"manifest"_s))
            m_variables.insert(u"manifest."_s + job.first, result->toObject().value(u"sha256"_s).toString());
        collect(jobs);
    });
}

void DemoDriver::stop(const Error &error)
{
    const auto number = m_next;
    auto told = error;
    told.detail = u"step %1: %2 %3"_s.arg(number).arg(error.detail, error.args.value(u"detail"_s).toString()).trimmed();
    end(tl::unexpected(told));
}

void DemoDriver::end(const Result<QJsonValue> &result)
{
    if (m_ended)
        return;
    m_result = result;
    if (result && m_setup.visible) {
        m_setup.tell(
            u"The case is closed and archived on both sides. The windows stay open; the password of everybody is “practice”."_s);
        for (auto *side : {&m_inviting, &m_invited})
            connect(side->process.get(), &StationProcess::ended, this, [this] {
                m_ended = true;
                Q_EMIT finished();
            });
        return;
    }
    m_ended = true;
    closeAll();
}

// Each process ends by itself once its input ends; then we do. A timer, should one hang.
void DemoDriver::closeAll()
{
    const auto look = [this] {
        const auto running = [](const Place &side) { return side.process && side.process->isRunning(); };
        if (running(m_inviting) || running(m_invited)
            || (m_instrument && m_instrument->state() != QProcess::NotRunning))
            return;
        if (!std::exchange(m_told, true))
            Q_EMIT finished();
    };
    for (auto *side : {&m_inviting, &m_invited}) {
        if (!side->process)
            continue;
        connect(side->process.get(), &StationProcess::ended, this, look);
        side->process->stop();
        QTimer::singleShot(closeMs, side->process.get(), &StationProcess::kill);
    }
    if (m_instrument) {
        connect(m_instrument.get(), &QProcess::finished, this, look);
        m_instrument->terminate();
    }
    QTimer::singleShot(0, this, look);
}

} // namespace sizhen
