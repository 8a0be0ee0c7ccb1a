// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pulsesim/simport.h"

#include <QFile>
#include <QFileInfo>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 fullCable = 64 * 1024;

} // namespace

PtyPort::PtyPort(QString linkFile)
    : m_linkFile(std::move(linkFile))
{
}

PtyPort::~PtyPort()
{
    unplug();
}

Result<> PtyPort::plugIn()
{
    auto terminal = PseudoTerminal::open();
    if (!terminal)
        return tl::unexpected(terminal.error());
    if (!m_linkFile.isEmpty()) {
        const auto fresh = m_linkFile + u".new"_s;
        QFile::remove(fresh);
        // Renamed into place: a station that looks at this moment finds the old cable or the new one.
        if (!QFile::link((*terminal)->path(), fresh)
            || std::rename(QFile::encodeName(fresh).constData(), QFile::encodeName(m_linkFile).constData()) != 0)
            return fail(Fault::Io, u"cannot make the link "_s + m_linkFile);
    }
    m_terminal = std::move(*terminal);
    return {};
}

void PtyPort::unplug()
{
    if (!m_terminal)
        return;
    if (!m_linkFile.isEmpty() && QFileInfo(m_linkFile).isSymLink())
        QFile::remove(m_linkFile);
    m_terminal.reset();
}

QString PtyPort::address() const
{
    const auto path
        = m_linkFile.isEmpty() && m_terminal ? m_terminal->path() : QFileInfo(m_linkFile).absoluteFilePath();
    return u"serial://"_s + path + u"?baud=115200"_s;
}

QByteArray PtyPort::read()
{
    return m_terminal ? m_terminal->read() : QByteArray();
}

bool PtyPort::write(const QByteArray &bytes)
{
    return m_terminal && m_terminal->write(bytes);
}

TcpPort::TcpPort(quint16 port)
    : m_port(port)
{
    QObject::connect(&m_server, &QTcpServer::newConnection, &m_server, [this] {
        delete m_client; // one cable, one station
        m_client = m_server.nextPendingConnection();
    });
}

Result<> TcpPort::plugIn()
{
    if (!m_server.listen(QHostAddress::LocalHost, m_port))
        return fail(Fault::Io, m_server.errorString());
    m_port = m_server.serverPort(); // the same again after the next unplug
    return {};
}

void TcpPort::unplug()
{
    m_server.close();
    if (m_client)
        m_client->abort();
    delete m_client;
    m_client = nullptr;
}

QString TcpPort::address() const
{
    return u"tcp://127.0.0.1:%1"_s.arg(m_port);
}

QByteArray TcpPort::read()
{
    return m_client ? m_client->readAll() : QByteArray();
}

bool TcpPort::write(const QByteArray &bytes)
{
    if (!m_client || m_client->state() != QAbstractSocket::ConnectedState || m_client->bytesToWrite() > fullCable)
        return false;
    return m_client->write(bytes) == bytes.size();
}

} // namespace sizhen
