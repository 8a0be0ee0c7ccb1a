// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QElapsedTimer>

#include <csignal>
#include <unistd.h>

namespace sizhen::fixture {

using namespace Qt::Literals::StringLiterals;

// A real PostgreSQL cluster of its own, durable as in production, on a Unix socket in a temporary folder. It refuses to
// run as root, so root hands it to the user postgres.
class Postgres
{
public:
    Postgres()
    {
        const auto versions = QDir(u"/usr/lib/postgresql"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
        if (versions.isEmpty())
            return;
        m_bin = u"/usr/lib/postgresql/"_s + versions.last() + u"/bin/"_s;
        if (::geteuid() == 0)
            m_as = {u"setpriv"_s, u"--reuid=postgres"_s, u"--regid=postgres"_s, u"--clear-groups"_s};
        if (::geteuid() == 0)
            QProcess::execute(u"chown"_s, {u"postgres:postgres"_s, m_folder.path()});
        QProcess initdb;
        run(initdb, {m_bin + u"initdb"_s, u"-D"_s, data(), u"-U"_s, u"hub"_s, u"-A"_s, u"trust"_s, u"-N"_s, u"-E"_s,
                     u"UTF8"_s});
        if (!initdb.waitForFinished(60'000) || initdb.exitCode() != 0)
            qFatal("initdb: %s", initdb.readAll().constData());
        start();
    }

    ~Postgres() { stop(); }
    Q_DISABLE_COPY_MOVE(Postgres)

    [[nodiscard]] bool isThere() const { return m_server.state() == QProcess::Running; }

    // postgres://… of a fresh, empty database.
    [[nodiscard]] QString freshDatabase()
    {
        const auto name = u"hub%1"_s.arg(++m_count);
        sql(u"CREATE DATABASE "_s + name);
        return url(name);
    }

    [[nodiscard]] QString url(const QString &name) const
    {
        return u"postgres://hub@/%1?host=%2"_s.arg(name, m_folder.path());
    }

    void start()
    {
        run(m_server, {m_bin + u"postgres"_s, u"-D"_s, data(), u"-k"_s, m_folder.path(), u"-c"_s,
                       u"listen_addresses="_s, u"-c"_s, u"max_connections=40"_s});
        // Without an event loop nobody else notices that it runs.
        if (!m_server.waitForStarted(30'000))
            qFatal("postgres: %s", qPrintable(m_server.errorString()));
        QElapsedTimer watch;
        watch.start();
        while (watch.elapsed() < 30'000) {
            QProcess ready;
            ready.start(m_bin + u"pg_isready"_s, {u"-q"_s, u"-h"_s, m_folder.path()});
            if (ready.waitForFinished() && ready.exitCode() == 0)
                return;
        }
        qFatal("postgres: %s", m_server.readAll().constData());
    }

    void stop()
    {
        if (m_server.state() != QProcess::Running)
            return;
        ::kill(pid_t(m_server.processId()), SIGINT); // fast: clients are hung up on
        m_server.waitForFinished(30'000);
    }

    void sql(const QString &statement) const
    {
        QProcess psql;
        psql.setProcessChannelMode(QProcess::MergedChannels);
        psql.start(m_bin + u"psql"_s, {u"-q"_s, u"-h"_s, m_folder.path(), u"-U"_s, u"hub"_s, u"-d"_s, u"postgres"_s,
                                       u"-c"_s, statement});
        if (!psql.waitForFinished() || psql.exitCode() != 0)
            qFatal("psql: %s", psql.readAll().constData());
    }

    [[nodiscard]] QString bin() const { return m_bin; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

private:
    [[nodiscard]] QString data() const { return m_folder.filePath(u"data"_s); }

    void run(QProcess &process, const QStringList &command) const
    {
        auto words = m_as + command;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.setWorkingDirectory(u"/"_s);
        const auto program = words.takeFirst();
        process.start(program, words);
    }

    QTemporaryDir m_folder;
    QString m_bin;
    QStringList m_as;
    QProcess m_server;
    int m_count = 0;
};

// One for the whole test program: making it takes a second or two.
inline Postgres &postgres()
{
    static Postgres cluster;
    return cluster;
}

} // namespace sizhen::fixture
