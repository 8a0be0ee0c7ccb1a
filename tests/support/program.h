// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QTest>

// The tests of a folder share one program, which runs the one it is given by its file's name: "core_store vault_test".
namespace sizhen::test {

using Run = int (*)(int argc, char **argv);

struct Registered {
    Registered(const char *file, Run run);
};

} // namespace sizhen::test

#define SIZHEN_TEST_WITH(Class, Application)                                                                           \
    static const sizhen::test::Registered registered##Class(__FILE__, [](int argc, char **argv) {                     \
        Application app(argc, argv);                                                                                   \
        QTEST_SET_MAIN_SOURCE_PATH                                                                                     \
        Class test;                                                                                                    \
        return QTest::qExec(&test, argc, argv);                                                                        \
    });

#define SIZHEN_TEST(Class) SIZHEN_TEST_WITH(Class, QCoreApplication)
#define SIZHEN_GUI_TEST(Class) SIZHEN_TEST_WITH(Class, QGuiApplication)
#define SIZHEN_WINDOW_TEST(Class) SIZHEN_TEST_WITH(Class, QApplication)
