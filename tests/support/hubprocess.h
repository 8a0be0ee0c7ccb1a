// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/children.h"
#include "tests/support/hubclient.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

namespace sizhen::fixture {

// The real program sizhen-hub on a folder of its own. It keeps its port over restarts, as a real one would.
class HubProcess
{
public:
    explicit HubProcess(const QStringList &settings = {})
        : m_settings(settings)
    {
    }

    ~HubProcess() { stop(); }
    Q_DISABLE_COPY_MOVE(HubProcess)

    // Waits until it listens.
    [[nodiscard]] bool start()
    {
        m_out.clear();
        test::dieWithUs(m_process);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program(), QStringList{u"--data"_s, data(), u"--json"_s, u"--plain"_s, u"--listen"_s,
                                               u"127.0.0.1:%1"_s.arg(m_port)}
                                       + m_settings + QStringList{u"serve"_s});
        const auto listens = QTest::qWaitFor(
            [this] {
                m_out += m_process.readAllStandardOutput();
                return m_out.contains('\n') || m_process.state() == QProcess::NotRunning;
            },
            30'000);
        const auto hub = QJsonDocument::fromJson(m_out).object().value(u"hub"_s).toObject();
        m_port = hub.value(u"port"_s).toInt();
        m_key = hub.value(u"key"_s).toString();
        return listens && m_port > 0;
    }

    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(10'000);
    }

    // SIGTERM; its exit code, -1 when it had to be killed.
    int stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return -1;
        m_process.terminate();
        if (!m_process.waitForFinished(10'000)) {
            kill();
            return -1;
        }
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }

    // A command of the operator: {exit code, answer}.
    std::pair<int, QJsonObject> command(const QStringList &words) const
    {
        QProcess process;
        process.start(program(), QStringList{u"--data"_s, data(), u"--json"_s, u"--lang"_s, u"en"_s, u"--plain"_s,
                                             u"--listen"_s, u"127.0.0.1:0"_s}
                                     + m_settings + words);
        // The hub may be asked by a test that carries it in its own event loop: wait with the loop running.
        const auto ended = QTest::qWaitFor([&] { return process.state() == QProcess::NotRunning; }, 30'000);
        return {ended ? process.exitCode() : -1, QJsonDocument::fromJson(process.readAllStandardOutput()).object()};
    }

    [[nodiscard]] bool admit(const HubHouse &house) const { return admitCard(house.card()); }

    [[nodiscard]] bool admitCard(const QByteArray &card) const
    {
        const auto path = m_folder.filePath(u"card"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(card) != card.size())
            return false;
        file.close();
        return command({u"admit"_s, path}).first == 0;
    }

    [[nodiscard]] QUrl url() const { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(m_port)); }
    [[nodiscard]] QString key() const { return m_key; }
    [[nodiscard]] QString data() const { return m_folder.filePath(u"hub"_s); }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    void wipeDisk() const { QDir(data()).removeRecursively(); }

private:
    static QString program() { return QDir(QStringLiteral(SIZHEN_BIN_DIR)).filePath(u"sizhen-hub"_s); }

    QTemporaryDir m_folder;
    QStringList m_settings;
    QProcess m_process;
    QByteArray m_out;
    int m_port = 0;
    QString m_key;
};

} // namespace sizhen::fixture
