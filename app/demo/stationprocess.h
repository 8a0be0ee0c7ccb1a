// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QProcess>
#include <QQueue>
#include <functional>

namespace sizhen {

// One station of the demo as a real process that reads commands on its standard input (app/command/shell.h).
class StationProcess final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(Result<QJsonValue>)>;

    StationProcess(const QString &program, const QStringList &arguments, QObject *parent);
    ~StationProcess() override;

    // As if the machine stood there (IANA zone): two places on one machine would else share a clock's face.
    void setTimeZone(const QString &zone);
    void start();
    void stop(); // ends its input; it closes by itself
    void kill(); // as a power cut would

    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }

    // Answers come in the order of the calls. When the process dies, every open call fails.
    void send(const QStringList &words, const Done &done);

Q_SIGNALS:
    void happened(const QJsonObject &event);
    void ended(int exitCode);

private:
    void readLines();
    void onFinished(int exitCode);

    QProcess m_process;
    QString m_program;
    QStringList m_arguments;
    QByteArray m_rest;
    QQueue<Done> m_open;
};

} // namespace sizhen
