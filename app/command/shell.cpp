// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/shell.h"

#include "app/command/offerjson.h"
#include "core/base/async.h"

#include <QJsonDocument>
#include <QTimer>

#include <cstdio>
#include <iostream>
#include <optional>
#include <string>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

CommandShell::CommandShell(CommandRunner &runner, QObject *parent)
    : QObject(parent)
    , m_runner(runner)
{
}

void CommandShell::start()
{
    readLine();
}

void CommandShell::print(const QJsonObject &line)
{
    const auto text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(text.constData(), 1, size_t(text.size()), stdout);
    std::fflush(stdout);
}

// A line is awaited on a pool thread: QSocketNotifier cannot watch a console everywhere.
void CommandShell::readLine()
{
    runThen(
        this,
        []() -> std::optional<QByteArray> {
            std::string line;
            if (!std::getline(std::cin, line))
                return std::nullopt;
            return QByteArray(line.data(), qsizetype(line.size()));
        },
        [this](const std::optional<QByteArray> &line) {
            m_inputEnded = !line;
            if (line) {
                QStringList words;
                for (const auto &word : QJsonDocument::fromJson(*line).array())
                    words.append(word.toString());
                m_waiting.enqueue(words);
                readLine();
            }
            next();
        });
}

void CommandShell::next()
{
    if (m_busy)
        return;
    if (m_waiting.isEmpty()) {
        if (m_inputEnded)
            Q_EMIT ended();
        return;
    }
    m_busy = true;
    m_runner.run(m_waiting.dequeue(), [this](const Result<QJsonValue> &result) {
        print(result ? QJsonObject{{u"ok"_s, true}, {u"result"_s, *result}}
                     : QJsonObject{{u"ok"_s, false}, {u"error"_s, errorJson(result.error())}});
        m_busy = false;
        QTimer::singleShot(0, this, &CommandShell::next);
    });
}

} // namespace sizhen
