// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/frame.h"
#include "core/net/tlsidentity.h"

#include <QHostAddress>
#include <QObject>
#include <QSslSocket>
#include <QTimer>

namespace sizhen {

// One TLS 1.3 connection to a pinned station, whoever dialled: frames in, messages out. It tells nothing as fact before
// pinned(); and even then the partner may still refuse us (in TLS 1.3 the client is done before the server has judged
// its certificate), so only the session's READY makes a link green.
class DirectLink final : public QObject
{
    Q_OBJECT
public:
    // The root of the partner whose verified station certificate names this key. Fault::Untrusted for a stranger.
    using Judge = std::function<Result<QByteArray>(const QByteArray &spkiHash)>;

    static constexpr int handshakeMs = 10'000;

    DirectLink(const TlsMaterial &material, Judge judge, QObject *parent);
    ~DirectLink() override;

    // `from`: our address to dial from; null: the system decides. `patienceMs`: until who answers is known.
    void dial(const QString &host, quint16 port, const QHostAddress &from = {}, int patienceMs = handshakeMs);
    void accept(qintptr descriptor);

    // Where messages come from once pinned. wake() when there may be something new.
    void setSource(FrameWriter::Source source);
    void wake();
    // Sends what the source still has, then closes.
    void close();

    [[nodiscard]] bool isDialled() const { return m_dialled; }

    [[nodiscard]] bool isPinned() const { return m_pinned; }

    [[nodiscard]] bool isFinished() const { return m_finished; }

    [[nodiscard]] QByteArray partner() const { return m_partner; } // root

    [[nodiscard]] QByteArray pin() const { return m_pin; }

    [[nodiscard]] QHostAddress localAddress() const { return m_socket.localAddress(); }

    // Of the connection: segments that TCP had to send again, and how long one is. Nothing where the system does not tell.
    struct Wear {
        qint64 repeated = 0;
        qint64 segmentBytes = 0;
    };
    [[nodiscard]] Wear wear() const;

    [[nodiscard]] QString address() const { return m_address; } // "host:port"

Q_SIGNALS:
    void pinned();
    void messagesArrived(const QList<QByteArray> &messages); // as far as they were here to be read
    void drained(); // the source had nothing more for now
    void heard(); // part of a message arrived
    // Once, whatever happened first. Not after close() by us.
    void failed(const sizhen::Error &error);
    void closed(); // once, last

private:
    void connectSocket();
    void tune();
    void onSslErrors(const QList<QSslError> &errors);
    void onEncrypted();
    void onSocketError(QAbstractSocket::SocketError error);
    [[nodiscard]] Result<> judgePeer();
    void finish(const std::optional<Error> &error);
    void readSome();
    void hand(QList<QByteArray> &messages);
    void writeSome();

    const TlsMaterial m_material;
    const Judge m_judge;
    QSslSocket m_socket;
    QTimer m_handshake;
    QTimer m_readAgain;
    QTimer m_writeAgain;
    FrameReader m_reader;
    FrameWriter m_writer;
    FrameWriter::Source m_source;
    QString m_address;
    QByteArray m_partner;
    QByteArray m_pin;
    std::optional<Error> m_refusal;
    bool m_dialled = false;
    bool m_pinned = false;
    bool m_closing = false;
    bool m_finished = false;
};

} // namespace sizhen
