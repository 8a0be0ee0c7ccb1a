// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/stationprocess.h"

#include <QDir>
#include <QJsonDocument>
#include <QTest>

namespace sizhen::test {

inline QString program(const QString &name)
{
    return QDir(QStringLiteral(SIZHEN_BIN_DIR)).filePath(name);
}

// The answer of one command, waited for. For tests only: programs never wait.
inline Result<QJsonValue> ask(StationProcess &station, const QStringList &words, int timeoutMs = 60'000)
{
    std::optional<Result<QJsonValue>> answer;
    station.send(words, [&answer](const Result<QJsonValue> &result) { answer = result; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, timeoutMs))
        return fail(Fault::Timeout, words.join(u' '));
    return *answer;
}

inline QString compact(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

// A program run to its end.
struct Finished {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

inline Finished runProgram(const QString &path, const QStringList &arguments, int timeoutMs = 60'000,
                           const QByteArray &input = {})
{
    QProcess process;
    process.start(path, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(timeoutMs))
        return {-1, process.readAllStandardOutput(), "timed out: " + process.readAllStandardError()};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

} // namespace sizhen::test
