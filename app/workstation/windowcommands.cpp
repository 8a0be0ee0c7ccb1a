// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/windowcommands.h"

#include "app/command/resolve.h"
#include "app/workstation/workstation.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Look {
    QString name;
    QSize size;
    QString language;
    bool dark;
};

const QList<Look> &looks()
{
    static const QList<Look> all{
        {u"en-light-1280"_s, {1280, 800}, u"en"_s, false},  {u"zh-light-1280"_s, {1280, 800}, u"zh"_s, false},
        {u"en-dark-1280"_s, {1280, 800}, u"en"_s, true},    {u"zh-dark-1280"_s, {1280, 800}, u"zh"_s, true},
        {u"zh-light-1920"_s, {1920, 1080}, u"zh"_s, false}, {u"en-dark-1920"_s, {1920, 1080}, u"en"_s, true}};
    return all;
}

// One picture of the whole window in every look; the look before comes back. Words, palette and layout settle in the
// event loop, so each look gets a moment.
class Shots final : public QObject
{
public:
    Shots(Workstation &workstation, const QString &stem, CommandDone done)
        : QObject(&workstation.window())
        , m_workstation(workstation)
        , m_before{{}, workstation.window().size(), workstation.language(), workstation.isDark()}
        , m_stem(stem)
        , m_done(std::move(done))
    {
    }

    void next()
    {
        if (m_next == looks().size())
            return finish(QJsonValue(QJsonObject{{u"files"_s, m_files}}));
        wear(looks().at(m_next));
        QTimer::singleShot(settleMs, this, [this] { take(looks().at(m_next++)); });
    }

private:
    static constexpr int settleMs = 200;

    void wear(const Look &look)
    {
        m_workstation.useLanguage(look.language);
        m_workstation.useDark(look.dark);
        m_workstation.window().resize(look.size);
    }

    void take(const Look &look)
    {
        const auto file = m_stem + u'-' + look.name + u".png"_s;
        if (!m_workstation.window().grab().save(file))
            return finish(tl::unexpected(Error{Fault::Io, file, {}, u"file.unwritable"_s, {{u"file"_s, file}}}));
        m_files.append(file);
        next();
    }

    void finish(const Result<QJsonValue> &result)
    {
        wear(m_before);
        deleteLater();
        m_done(result);
    }

    Workstation &m_workstation;
    const Look m_before;
    const QString m_stem;
    CommandDone m_done;
    QJsonArray m_files;
    qsizetype m_next = 0;
};

void shots(Workstation &workstation, const CommandCall &call, const CommandDone &done)
{
    QDir().mkpath(QFileInfo(call.words.first()).absolutePath());
    (new Shots(workstation, call.words.first(), done))->next(); // ends itself
}

// "today", "pulse" …: a screen; "case:consent": a step of the case page. The second word is the case.
Result<QJsonValue> show(Workstation &workstation, const CommandCall &call)
{
    auto &window = workstation.window();
    if (!window.isWorking())
        return fail(Fault::Denied, u"nobody is logged in"_s);
    const auto screen = call.words.first().section(u':', 0, 0);
    const auto step = call.words.first().section(u':', 1);
    if (call.words.size() > 1) {
        const auto id = resolveCase(workstation.station()->desk(), call.words[1]);
        if (!id)
            return tl::unexpected(id.error());
        window.openCase(*id, screen);
    } else {
        window.openScreen(screen);
    }
    if (window.currentId() != screen)
        return fail(Fault::NotFound, u"no such screen for this person: "_s + screen);
    if (!step.isEmpty())
        window.currentScreen()->showStep(step);
    return QJsonValue(QJsonObject{{u"shown"_s, call.words.first()}});
}

} // namespace

QList<Command> windowCommands(Workstation &workstation)
{
    using Needs = Command::Needs;
    return {
        {.name = u"window show"_s,
         .usage = u"SCREEN[:STEP] [CASE]"_s,
         .help = u"Bring a screen to the front."_s,
         .needs = Needs::Station,
         .minWords = 1,
         .maxWords = 2,
         .run = atOnce([&workstation](const CommandCall &call) { return show(workstation, call); })},
        {.name = u"window shots"_s,
         .usage = u"STEM"_s,
         .help = u"Pictures of the window in both languages and themes."_s,
         .needs = Needs::Station,
         .minWords = 1,
         .maxWords = 1,
         .run = [&workstation](const CommandCall &call, const CommandDone &done) { shots(workstation, call, done); }},
    };
}

} // namespace sizhen
