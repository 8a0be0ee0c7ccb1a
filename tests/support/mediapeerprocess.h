// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/badinput.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <functional>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// One of our peers as a process, its lines one by one.
class MediaPeerProcess : public QObject
{
public:
    std::function<void(const QByteArray &)> said; // descriptions and candidates
    QStringList states;
    QJsonObject result;
    bool done = false;
    QList<QJsonObject> errors;

    void start(const QStringList &options)
    {
        connect(&m_process, &QProcess::readyReadStandardOutput, this, [this] { read(); });
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program(u"sizhenctl"_s),
                        QStringList{u"media"_s, u"peer"_s, u"--signal"_s, u"stdio"_s} + options);
    }

    void hear(const QByteArray &line) { m_process.write(line + '\n'); }

    [[nodiscard]] qint64 processId() const { return m_process.processId(); }

    void closeInput() { m_process.closeWriteChannel(); }

    [[nodiscard]] bool isOver() const { return m_process.state() == QProcess::NotRunning; }

    [[nodiscard]] int exitCode() const { return m_process.exitCode(); }

    ~MediaPeerProcess() override
    {
        m_process.disconnect(this);
        m_process.kill();
        m_process.waitForFinished(10'000);
    }

private:
    void read()
    {
        while (m_process.canReadLine()) {
            const auto line = m_process.readLine().trimmed();
            const auto object = QJsonDocument::fromJson(line).object();
            if (object.contains(u"sdp"_s) || object.contains(u"ice"_s)) {
                if (said)
                    said(line);
            } else if (object.contains(u"result"_s)) {
                result = object.value(u"result"_s).toObject();
            } else if (object.value(u"ev"_s).toString() == u"conn") {
                states.append(object.value(u"state"_s).toString());
            } else if (object.value(u"ev"_s).toString() == u"error") {
                errors.append(object.value(u"error"_s).toObject());
            } else if (object.value(u"ev"_s).toString() == u"done") {
                done = true;
            }
        }
    }

    QProcess m_process;
};

} // namespace sizhen::test
