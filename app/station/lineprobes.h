// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/lineprobe.h"
#include "core/net/peerlinks.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>

namespace sizhen {

// Measures the direct link to a partner's station (NET-05), and answers theirs who measure. One of ours at a time.
class LineProbes final : public QObject
{
    Q_OBJECT
public:
    struct Setup {
        std::function<QList<PeerLink *>(const QByteArray &root)> links;
        std::function<QByteArray(const QByteArray &root)> stream; // that is shared with them and carries it
        std::function<bool()> busy; // picture and sound go before
        std::function<qint64()> clockMs; // the station's, since 1970
        std::function<QByteArray(qsizetype size)> random;
    };

    using Done = std::function<void(const Result<LineFigures> &figures)>;

    explicit LineProbes(Setup setup, QObject *parent = nullptr);

    // Within five seconds; dropped when `owner` is gone or it was cancelled. Busy: one runs; NotFound: no direct link.
    void run(const QByteArray &root, QObject *owner, Done done);
    void cancel();
    void hear(PeerLink *link, const QByteArray &stream, const QByteArray &payload);

private:
    // The other end of a link, and what TCP had repeated on it when sending began.
    struct Line {
        QPointer<PeerLink> link;
        QByteArray stream;
        DirectLink::Wear before;

        void send(const std::vector<ProbeMessage> &messages) const;
        [[nodiscard]] double repeatedPct(qint64 sentBytes) const;
    };

    struct Answering {
        Line line;
        ProbeAnswerer machine;
    };

    void tick();
    void tell();

    const Setup m_setup;
    Line m_line;
    std::unique_ptr<LineProbe> m_probe; // ours that runs
    QByteArray m_id;
    QPointer<QObject> m_owner;
    Done m_done;
    std::map<QByteArray, Answering> m_answering; // by partner
    QElapsedTimer m_clock;
    QTimer m_tick{this};
};

} // namespace sizhen
