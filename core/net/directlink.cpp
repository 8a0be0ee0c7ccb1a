// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/directlink.h"

#include <QElapsedTimer>
#include <QHostAddress>
#include <QSet>
#include <QSslError>

#ifdef Q_OS_UNIX
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#endif

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto lingerMs = 2'000;
constexpr auto sliceMs = 8; // of the event loop, then others have a turn
constexpr qint64 writeAhead = 128 * 1024; // in Qt's buffers
constexpr int unsentInKernel = 128 * 1024;
constexpr qint64 readAtOnce = 256 * 1024;
constexpr qint64 mostInATurn = 4 * readAtOnce; // then others have one; a session stores it together

// With no authority trusted, every honest certificate has one of these. Anything else (expired, bad signature…) is not
// ours.
bool isForgivable(QSslError::SslError error)
{
    static const QSet<int> forgivable{QSslError::SelfSignedCertificate,
                                      QSslError::SelfSignedCertificateInChain,
                                      QSslError::UnableToGetIssuerCertificate,
                                      QSslError::UnableToGetLocalIssuerCertificate,
                                      QSslError::UnableToVerifyFirstCertificate,
                                      QSslError::CertificateUntrusted,
                                      QSslError::HostNameMismatch};
    return forgivable.contains(error);
}

Fault faultOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::SocketTimeoutError:
        return Fault::Timeout;
    case QAbstractSocket::HostNotFoundError:
        return Fault::NotFound;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return Fault::Untrusted;
    default:
        return Fault::Io;
    }
}

} // namespace

DirectLink::DirectLink(const TlsMaterial &material, Judge judge, QObject *parent)
    : QObject(parent)
    , m_material(material)
    , m_judge(std::move(judge))
{
    for (auto *timer : {&m_handshake, &m_readAgain, &m_writeAgain})
        timer->setSingleShot(true);
    connect(&m_handshake, &QTimer::timeout, this, [this] {
        finish(m_closing ? std::nullopt
                         : std::optional(Error{Fault::Timeout, u"no TLS handshake in time"_s, {}, {}, {}}));
    });
    connect(&m_readAgain, &QTimer::timeout, this, &DirectLink::readSome);
    connect(&m_writeAgain, &QTimer::timeout, this, &DirectLink::writeSome);
    connectSocket();
}

DirectLink::~DirectLink()
{
    m_finished = true;
    m_socket.disconnect(this);
    m_socket.abort();
}

void DirectLink::connectSocket()
{
    m_socket.setSslConfiguration(tlsConfiguration(m_material));
    m_socket.setReadBufferSize(4 * readAtOnce);
    connect(&m_socket, &QSslSocket::sslErrors, this, &DirectLink::onSslErrors);
    connect(&m_socket, &QSslSocket::encrypted, this, &DirectLink::onEncrypted);
    connect(&m_socket, &QSslSocket::errorOccurred, this, &DirectLink::onSocketError);
    connect(&m_socket, &QSslSocket::disconnected, this, [this] {
        readSome(); // what came before the end
        finish(m_closing ? std::nullopt : std::optional(Error{Fault::Io, u"the connection was closed"_s, {}, {}, {}}));
    });
    connect(&m_socket, &QSslSocket::readyRead, this, &DirectLink::readSome);
    connect(&m_socket, &QSslSocket::encryptedBytesWritten, this, &DirectLink::wake);
    connect(&m_socket, &QSslSocket::connected, this, &DirectLink::tune);
}

void DirectLink::dial(const QString &host, quint16 port, const QHostAddress &from, int patienceMs)
{
    m_dialled = true;
    m_address = u"%1:%2"_s.arg(host).arg(port);
    m_handshake.start(patienceMs);
    if (!from.isNull())
        m_socket.bind(from);
    m_socket.connectToHostEncrypted(host, port);
}

void DirectLink::accept(qintptr descriptor)
{
    if (!m_socket.setSocketDescriptor(descriptor)) {
        finish(Error{Fault::Io, u"the connection was gone before it began"_s, {}, {}, {}});
        return;
    }
    m_address = u"%1:%2"_s.arg(m_socket.peerAddress().toString()).arg(m_socket.peerPort());
    tune();
    m_handshake.start(handshakeMs);
    m_socket.startServerEncryption();
}

// Small frames at once, and little unsent in the kernel: what lies there can no longer be overtaken by live pulse.
void DirectLink::tune()
{
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket.setSocketOption(QAbstractSocket::KeepAliveOption, 1);
#ifdef TCP_NOTSENT_LOWAT
    setsockopt(int(m_socket.socketDescriptor()), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsentInKernel,
               sizeof unsentInKernel);
#endif
}

DirectLink::Wear DirectLink::wear() const
{
#ifdef TCP_INFO
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(int(m_socket.socketDescriptor()), IPPROTO_TCP, TCP_INFO, &info, &size) == 0)
        return {info.tcpi_total_retrans, info.tcpi_snd_mss};
#endif
    return {};
}

Result<> DirectLink::judgePeer()
{
    const auto certificate = m_socket.peerCertificate();
    m_pin = pinOf(certificate);
    if (m_pin.isEmpty())
        return fail(Fault::Untrusted, u"the peer showed no certificate"_s);
    const auto partner = m_judge(m_pin);
    if (!partner)
        return tl::unexpected(partner.error());
    m_partner = *partner;
    return {};
}

void DirectLink::onSslErrors(const QList<QSslError> &errors)
{
    for (const auto &error : errors) {
        if (!isForgivable(error.error()))
            m_refusal = Error{Fault::Untrusted, error.errorString(), {}, {}, {}};
    }
    if (!m_refusal) {
        if (const auto known = judgePeer(); !known)
            m_refusal = known.error();
    }
    if (!m_refusal)
        m_socket.ignoreSslErrors(errors); // these, not all: nothing that comes later is forgiven
}

void DirectLink::onEncrypted()
{
    // Judged again: without errors to forgive (a certificate some library trusts) nobody has looked at the pin yet.
    auto known = judgePeer();
    if (known && m_socket.sessionProtocol() < QSsl::TlsV1_3)
        known = fail(Fault::Untrusted, u"older than TLS 1.3"_s);
    if (!known) {
        finish(known.error());
        return;
    }
    m_handshake.stop();
    m_pinned = true;
    Q_EMIT pinned();
    m_readAgain.start(0);
    wake();
}

void DirectLink::onSocketError(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError && m_pinned)
        return; // disconnected() follows, after the last bytes
    finish(m_refusal ? *m_refusal : Error{faultOf(error), m_socket.errorString(), {}, {}, {}});
}

void DirectLink::finish(const std::optional<Error> &error)
{
    if (std::exchange(m_finished, true))
        return;
    m_handshake.stop();
    m_readAgain.stop();
    m_writeAgain.stop();
    m_socket.disconnect(this);
    m_socket.abort();
    if (error) {
        auto said = *error;
        said.detail += u" (%1)"_s.arg(m_address);
        said.args.insert(u"address"_s, m_address);
        Q_EMIT failed(said);
    }
    Q_EMIT closed();
}

void DirectLink::setSource(FrameWriter::Source source)
{
    m_source = std::move(source);
}

void DirectLink::wake()
{
    if (!m_writeAgain.isActive() && !m_finished && m_pinned)
        m_writeAgain.start(0);
}

void DirectLink::close()
{
    if (m_finished || m_closing)
        return;
    constexpr int farewell = 4; // frames: the reason goes out even when the line is full
    for (int i = 0; i < farewell && m_pinned && m_source; ++i) {
        if (const auto frame = m_writer.next(m_source); !frame.isEmpty())
            m_socket.write(frame);
    }
    m_closing = true;
    m_source = {};
    m_handshake.start(lingerMs);
    m_socket.disconnectFromHost();
}

void DirectLink::writeSome()
{
    if (!m_pinned || m_finished || m_closing || !m_source)
        return;
    QElapsedTimer slice;
    slice.start();
    while (m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() < writeAhead) {
        const auto next = m_writer.next(m_source);
        if (next.isEmpty()) {
            Q_EMIT drained();
            return;
        }
        m_socket.write(next);
        if (slice.elapsed() >= sliceMs) {
            m_writeAgain.start(0);
            return;
        }
    }
}

void DirectLink::readSome()
{
    if (!m_pinned || m_finished)
        return;
    if (m_closing) {
        m_socket.readAll(); // unread bytes would turn our farewell into a reset
        return;
    }
    QList<QByteArray> messages;
    qint64 bytesRead = 0;
    for (bool fed = false;;) {
        const auto message = m_reader.next();
        if (!message) {
            hand(messages);
            finish(message.error());
            return;
        }
        if (!message->isEmpty()) {
            messages.append(*message);
            continue;
        }
        const auto mayRead = bytesRead < mostInATurn || m_socket.state() != QAbstractSocket::ConnectedState;
        const auto bytes = mayRead ? m_socket.read(readAtOnce) : QByteArray();
        if (bytes.isEmpty()) {
            // The session may wait longer only for a message that is really coming in.
            if (fed && m_reader.isInside())
                Q_EMIT heard();
            hand(messages);
            if (m_socket.bytesAvailable() > 0 && !m_finished && m_socket.state() == QAbstractSocket::ConnectedState)
                m_readAgain.start(0);
            return;
        }
        bytesRead += bytes.size();
        m_reader.feed(bytes);
        fed = true;
    }
}

void DirectLink::hand(QList<QByteArray> &messages)
{
    if (!messages.isEmpty() && !m_finished && !m_closing)
        Q_EMIT messagesArrived(std::exchange(messages, {}));
}

} // namespace sizhen
