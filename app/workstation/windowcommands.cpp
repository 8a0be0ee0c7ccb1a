// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/windowcommands.h"

#include "app/command/resolve.h"
#include "app/workstation/workstation.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

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

// One picture of the whole window in every look; the look before comes back.
Result<QJsonValue> shots(Workstation &workstation, const CommandCall &call)
{
    const auto stem = call.words.first();
    QDir().mkpath(QFileInfo(stem).absolutePath());
    auto &frame = workstation.window();
    const auto before = Look{{}, frame.size(), workstation.language(), workstation.isDark()};
    QJsonArray files;
    for (const auto &look : looks()) {
        workstation.useLanguage(look.language);
        workstation.useDark(look.dark);
        frame.resize(look.size);
        const auto file = stem + u'-' + look.name + u".png"_s;
        if (!frame.grab().save(file))
            return tl::unexpected(Error{Fault::Io, file, {}, u"file.unwritable"_s, {{u"file"_s, file}}});
        files.append(file);
    }
    workstation.useLanguage(before.language);
    workstation.useDark(before.dark);
    frame.resize(before.size);
    return QJsonValue(QJsonObject{{u"files"_s, files}});
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
         .run = atOnce([&workstation](const CommandCall &call) { return shots(workstation, call); })},
    };
}

} // namespace sizhen
