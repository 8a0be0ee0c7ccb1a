// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTest>
#include <QUrl>

#include <csignal>

// The real sizhen-pulse-sim in its own process, as a test needs it.
class SimProcess
{
public:
    ~SimProcess() { end(); }

    // The address it printed; empty when it did not come up.
    QUrl begin(const QStringList &arguments = {})
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(QStringLiteral(SIZHEN_BIN_DIR "/sizhen-pulse-sim"), arguments);
        if (!QTest::qWaitFor([this] { return m_process.canReadLine(); }, 10'000))
            return {};
        return QUrl(QString::fromUtf8(m_process.readLine()).trimmed());
    }

    void unplug() { ::kill(pid_t(m_process.processId()), SIGUSR1); }

    void kill() { ::kill(pid_t(m_process.processId()), SIGKILL); }

    // Ends it in peace; what it said last: "passed 1 dropped 2 …".
    QString end()
    {
        if (m_process.state() == QProcess::NotRunning)
            return {};
        ::kill(pid_t(m_process.processId()), SIGTERM);
        if (!QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, 10'000))
            m_process.kill();
        const auto lines = QString::fromUtf8(m_process.readAll()).trimmed().split(u'\n');
        return lines.last();
    }

    // A number out of end()'s line.
    static int count(const QString &report, const QString &name)
    {
        const auto words = report.split(u' ');
        const auto at = words.indexOf(name);
        return at < 0 ? -1 : words.value(at + 1).toInt();
    }

private:
    QProcess m_process;
};
