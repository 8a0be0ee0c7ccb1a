// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/democommand.h"

#include "app/demo/demodriver.h"

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

void tell(const QString &line)
{
    std::fprintf(stderr, "%s\n", qUtf8Printable(line)); // standard output carries the result alone
}

void demo(const CommandCall &call, const CommandDone &done)
{
    const auto out = call.option(u"out"_s);
    const auto data = call.option(u"data"_s);
    const auto stick = call.option(u"stick"_s);
    DemoDriver::Setup setup{.programs = QCoreApplication::applicationDirPath(),
                            .out = out.isEmpty() ? QString() : QDir(out).absolutePath(),
                            .data = data.isEmpty() ? QString() : QDir(data).absolutePath(),
                            .visible = !call.flag(u"headless"_s) && !call.flag(u"no-windows"_s),
                            .windows = !call.flag(u"no-windows"_s),
                            .hub = call.option(u"hub"_s),
                            .stick = stick.isEmpty() ? QString() : QDir(stick).absolutePath(),
                            .until = call.option(u"until"_s),
                            .times = call.flag(u"times"_s),
                            .tell = tell};
    qputenv("QT_QPA_PLATFORM", setup.visible ? QByteArray() : QByteArray("offscreen")); // for the two windows
    auto *driver = new DemoDriver(setup, call.owner);
    QObject::connect(driver, &DemoDriver::finished, call.owner, [driver, done] {
        driver->deleteLater();
        done(driver->result());
    });
    driver->start();
}

} // namespace

Command demoCommand()
{
    return {.name = u"demo"_s,
            .usage = u"[--headless | --no-windows] [--out DIR] [--data DIR] [--until KIND] [--times] "
                     "[--hub URL | --stick FOLDER]"_s,
            .help = u"One whole consultation between two institutions on this machine."_s,
            .needs = Command::Needs::Nothing,
            .flags = {u"headless"_s, u"no-windows"_s, u"times"_s},
            .options = {u"out"_s, u"data"_s, u"until"_s, u"hub"_s, u"stick"_s},
            .run = demo};
}

} // namespace sizhen
