// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// A desktop's session bus with a real gnome-keyring on it, in a home of its own. Whoever wants the Secret Service from
// now on, this process too, finds this one.
class DesktopKeyring
{
public:
    // What is missing on this machine; empty: nothing.
    [[nodiscard]] static QString missing()
    {
        for (const auto &name : {u"dbus-daemon"_s, u"dbus-send"_s, u"gnome-keyring-daemon"_s})
            if (QStandardPaths::findExecutable(name).isEmpty())
                return name;
        return {};
    }

    ~DesktopKeyring()
    {
        for (auto *process : {&m_daemon, &m_bus}) {
            process->kill();
            process->waitForFinished();
        }
    }

    [[nodiscard]] bool start()
    {
        for (const auto *name : {"HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME"}) {
            const auto folder = m_home.filePath(QString::fromLatin1(name).toLower());
            if (!QDir().mkpath(folder) || !QFile::setPermissions(folder, ownerOnly))
                return false;
            m_environment.insert(QString::fromLatin1(name), folder);
        }
        for (const auto *name : {"DISPLAY", "WAYLAND_DISPLAY"}) // nobody answers its prompt
            m_environment.remove(QString::fromLatin1(name));
        m_bus.setProcessEnvironment(m_environment);
        m_bus.start(u"dbus-daemon"_s, {u"--session"_s, u"--nofork"_s, u"--print-address=1"_s});
        if (!m_bus.waitForStarted() || !m_bus.waitForReadyRead(patienceMs))
            return false;
        const auto address = m_bus.readLine().trimmed();
        m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, QString::fromUtf8(address));
        qputenv("DBUS_SESSION_BUS_ADDRESS", address);
        m_daemon.setProcessEnvironment(m_environment);
        m_daemon.start(u"gnome-keyring-daemon"_s, {u"--unlock"_s, u"--foreground"_s, u"--components=secrets"_s});
        m_daemon.write("the desktop's own password");
        m_daemon.closeWriteChannel();
        // Asked of the bus: a call to the service itself would have the bus start another one, which is locked.
        return QTest::qWaitFor(
            [this] {
                return send({u"--dest=org.freedesktop.DBus"_s, u"/org/freedesktop/DBus"_s,
                             u"org.freedesktop.DBus.GetNameOwner"_s, u"string:"_s + service});
            },
            patienceMs);
    }

    // As when somebody locks it by hand, or a log-in without password left it locked.
    [[nodiscard]] bool lock()
    {
        return send({u"--dest="_s + service, u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service.Lock"_s,
                     u"array:objpath:/org/freedesktop/secrets/collection/login"_s});
    }

private:
    static constexpr int patienceMs = 20'000;
    static constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;

    [[nodiscard]] bool send(const QStringList &call) const
    {
        QProcess send;
        send.setProcessEnvironment(m_environment);
        send.start(u"dbus-send"_s, QStringList{u"--session"_s, u"--print-reply"_s} + call);
        return send.waitForFinished(patienceMs) && send.exitCode() == 0;
    }

    inline static const QString service = u"org.freedesktop.secrets"_s;

    QTemporaryDir m_home;
    QProcessEnvironment m_environment = QProcessEnvironment::systemEnvironment();
    QProcess m_bus;
    QProcess m_daemon;
};

} // namespace sizhen::test
