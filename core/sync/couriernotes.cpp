// SPDX-License-Identifier: GPL-3.0-or-later
// Courier, part five: what lies with the carrier, also after a restart.
#include "core/base/cbor.h"
#include "core/sync/courier.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void Courier::carried(const Parcel &parcel, qint64 nowMs)
{
    m_now = nowMs;
    QSet<QByteArray> touched;
    for (const auto &entries : parcel.entries)
        touched.insert(entries.stream);
    for (const auto &[stream, address] : parcel.chunks)
        touched.insert(stream);
    for (const auto &id : std::as_const(touched)) {
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end())
            continue;
        if (m_open.contains(id))
            stream->askAt = m_now + patience(stream->tries);
        note(id, *stream);
        setTimer(id, *stream);
    }
    for (const auto &id : parcel.receipts) {
        const auto stream = m_streams.find(id);
        if (stream == m_streams.end() || stream->owedAt > 0 || m_receiptsDue.contains(id))
            continue;
        stream->owed = false;
        note(id, *stream);
    }
}

void Courier::returned(const Parcel &parcel)
{
    for (const auto &entries : parcel.entries) {
        const auto stream = m_streams.find(entries.stream);
        if (stream == m_streams.end())
            continue;
        auto &sent = stream->sent[entries.feed];
        sent = std::min(sent, entries.from - 1);
        lookAgain(entries.stream);
    }
    for (const auto &[id, address] : parcel.chunks) {
        if (const auto stream = m_streams.find(id); stream != m_streams.end())
            stream->sentChunks.remove(address);
        lookAgain(id);
    }
    for (const auto &[id, epoch] : parcel.grants) {
        m_grantsOut.remove({id, epoch});
        m_grantScan.insert(id);
    }
    for (const auto &id : parcel.receipts)
        if (m_streams.contains(id) && !m_receiptsDue.contains(id))
            m_receiptsDue.append(id);
    m_words.insert(m_words.begin(), parcel.words.cbegin(), parcel.words.cend());
}

void Courier::assume(const Parcel &parcel)
{
    for (const auto &entries : parcel.entries) {
        const auto stream = m_streams.find(entries.stream);
        const auto items = m_store.unconfirmedItems(entries.stream);
        if (stream == m_streams.end() || !items)
            continue;
        auto reached = stream->sent.value(entries.feed) + 1;
        for (const auto &range : items->entries)
            if (range.feed == entries.feed)
                reached = std::max(reached, range.from);
        if (entries.from <= reached && entries.to >= reached)
            stream->sent[entries.feed] = entries.to;
    }
    for (const auto &[id, address] : parcel.chunks)
        if (const auto stream = m_streams.find(id); stream != m_streams.end())
            stream->sentChunks.insert(address);
    for (const auto &[id, epoch] : parcel.grants)
        m_grantsOut.insert({id, epoch}, m_now + m_timing.retryMostMs);
}

void Courier::note(const QByteArray &id, Stream &stream)
{
    QByteArray bytes;
    if (m_memory == Memory::Debts) {
        if (stream.owed)
            bytes = cbor::encode(QCborMap{{u"owed"_s, true}});
    } else if (stream.owed || stream.since > 0) {
        QCborMap sent;
        for (auto it = stream.sent.cbegin(); it != stream.sent.cend(); ++it)
            sent.insert(QCborValue(it.key()), qint64(*it));
        QCborArray chunks;
        for (const auto &address : std::as_const(stream.sentChunks))
            chunks.append(address);
        bytes = cbor::encode(QCborMap{{u"ask"_s, stream.askAt}, {u"chunks"_s, chunks}, {u"owed"_s, stream.owed},
                                      {u"sent"_s, sent}, {u"since"_s, stream.since}, {u"tries"_s, stream.tries}});
    }
    if (bytes == stream.note)
        return;
    if (const auto kept = m_store.keepNote(m_name, id, bytes); !kept)
        trouble(kept.error());
    stream.note = bytes;
}

void Courier::readNote(const QByteArray &id, const QByteArray &bytes)
{
    const auto stream = m_streams.find(id);
    const auto map = cbor::decodeMap(bytes);
    if (stream == m_streams.end() || !map) {
        if (const auto gone = m_store.keepNote(m_name, id, {}); !gone)
            trouble(gone.error());
        return;
    }
    stream->note = bytes;
    stream->askAt = std::min(map->value(u"ask"_s).toInteger(), m_now + m_timing.retryMostMs);
    stream->tries = int(map->value(u"tries"_s).toInteger());
    stream->since = map->value(u"since"_s).toInteger();
    const auto sent = map->value(u"sent"_s).toMap();
    for (const auto &[feed, sequence] : sent)
        stream->sent.insert(feed.toByteArray(), quint64(sequence.toInteger()));
    const auto chunks = map->value(u"chunks"_s).toArray();
    for (const auto &address : chunks)
        stream->sentChunks.insert(address.toByteArray());
    if (map->value(u"owed"_s).toBool())
        owe(id, *stream);
    setTimer(id, *stream);
}

} // namespace sizhen
