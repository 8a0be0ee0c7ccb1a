// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/program.h"

#include <QFileInfo>

#include <cstdio>
#include <map>

namespace sizhen::test {
namespace {

std::map<QString, Run> &tests()
{
    static std::map<QString, Run> all;
    return all;
}

} // namespace

Registered::Registered(const char *file, Run run)
{
    tests().emplace(QFileInfo(QString::fromUtf8(file)).completeBaseName(), run);
}

} // namespace sizhen::test

int main(int argc, char **argv)
{
    using namespace sizhen::test;
    const auto found = argc > 1 ? tests().find(QString::fromLocal8Bit(argv[1])) : tests().end();
    if (found == tests().end()) {
        std::fputs("Say which test is to run:\n", stderr);
        for (const auto &[name, run] : tests())
            std::fprintf(stderr, "  %s\n", qPrintable(name));
        return 2;
    }
    argv[1] = argv[0]; // the test sees its own arguments only
    return found->second(argc - 1, argv + 1);
}
