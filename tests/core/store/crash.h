// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "powercut.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSignalSpy>

#include <cstdio>

namespace storetest {

// The child: writes until it is killed and names each acknowledged end of the feed on its standard output.
inline int writeUntilKilled(const QString &folder, quint32 seed)
{
    auto key = SecretBytes::copyOf(bytesOf(folder + u"/../key"_s));
    auto vault = VaultFiles::openWithKey(folder, key, {{}, 40});
    if (!vault)
        return 1;
    const auto heads = (*vault)->entries().heads(stream);
    if (!heads)
        return 1;
    quint64 last = heads->isEmpty() ? 0 : heads->constFirst().sequence;
    QRandomGenerator random(seed);
    for (;;) {
        if (!writeSome(**vault, last, random.generate()))
            return 1;
        std::printf("%llu\n", static_cast<unsigned long long>(last));
        std::fflush(stdout);
    }
}

struct KillResult {
    int kills = 0;
    quint64 entries = 0;
    QStringList wrong;
};

// Starts this program again as a writer, kills it (SIGKILL) at a random moment, opens what it left; again and again.
inline KillResult killWriters(int kills, quint32 seed)
{
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    auto made = Vault::create(folder, secret("pass"), KdfCost::lightest());
    if (!made)
        return {0, 0, {made.error().detail}};
    made->reset();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    overwrite(place.filePath(u"key"_s), key.view().toByteArray());
    QRandomGenerator random(seed);
    KillResult result;
    for (; result.kills < kills; ++result.kills) {
        QProcess writer;
        writer.start(QCoreApplication::applicationFilePath(),
                     {u"--write"_s, folder, QString::number(random.generate())});
        QSignalSpy wrote(&writer, &QProcess::readyReadStandardOutput);
        if (!wrote.wait(10'000)) {
            result.wrong.append(u"the writer did not start"_s);
            break;
        }
        QTest::qWait(int(random.bounded(30)));
        writer.kill();
        writer.waitForFinished();
        const auto lines = writer.readAllStandardOutput().split('\n');
        const auto acknowledged = lines.size() < 2 ? result.entries : lines[lines.size() - 2].toULongLong();
        const auto vault = Vault::openWithKey(folder, key);
        auto wrong = vault ? whatIsWrong(**vault, acknowledged, acknowledged + 40) : vault.error().detail;
        if (wrong.isEmpty()) {
            const auto report = (*vault)->check();
            wrong = report ? report->damaged.join(u", "_s) : report.error().detail;
            result.entries = quint64((*vault)->entries().count().value());
        }
        if (!wrong.isEmpty())
            result.wrong.append(u"kill %1: %2"_s.arg(result.kills).arg(wrong));
    }
    return result;
}

} // namespace storetest

using namespace storetest;

#define CRASH_MAIN(Test)                                                                                               \
    int main(int argc, char *argv[])                                                                                   \
    {                                                                                                                  \
        QCoreApplication app(argc, argv);                                                                              \
        const auto arguments = app.arguments();                                                                        \
        if (arguments.value(1) == u"--write"_s)                                                                        \
            return writeUntilKilled(arguments.value(2), arguments.value(3).toUInt());                                  \
        Test test;                                                                                                     \
        QTEST_SET_MAIN_SOURCE_PATH                                                                                     \
        return QTest::qExec(&test, argc, argv);                                                                        \
    }
