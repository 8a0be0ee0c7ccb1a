// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/runner.h"

#include <QQueue>

namespace sizhen {

// Commands from standard input, one JSON array of words a line; one JSON object a line back, in the same order:
//   {"ok": true, "result": …} | {"ok": false, "error": {…}}; and {"event": …} in between, as things happen.
// Ends with the input.
class CommandShell final : public QObject
{
    Q_OBJECT
public:
    explicit CommandShell(CommandRunner &runner, QObject *parent = nullptr);
    void start();

    static void print(const QJsonObject &line); // one line on standard output, flushed

Q_SIGNALS:
    void ended();

private:
    void readLine();
    void next();

    CommandRunner &m_runner;
    QQueue<QStringList> m_waiting;
    bool m_busy = false;
    bool m_inputEnded = false;
};

} // namespace sizhen
