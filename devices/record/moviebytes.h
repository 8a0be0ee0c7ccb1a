// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/spoolreader.h"
#include "devices/record/moviemark.h"

namespace sizhen {

// The Matroska file inside a sealed one, byte by byte at any place: opens the record that holds it and no other.
class MovieBytes
{
public:
    // Fault::Corrupt: no movie, or not this key.
    [[nodiscard]] static Result<std::unique_ptr<MovieBytes>> open(const QString &path, SecretBytes key);

    [[nodiscard]] quint64 headSize() const { return quint64(payload(0)); }

    [[nodiscard]] quint64 size() const { return m_begins.last(); }

    [[nodiscard]] qint64 lastMs() const { return m_lastMs; } // how far it goes

    [[nodiscard]] const SpoolReader &spool() const { return *m_spool; }

    // Up to so many bytes from `at` on; empty at the end. Fault::Corrupt when they were changed.
    [[nodiscard]] Result<QByteArray> read(quint64 at, qsizetype most);
    // Where to begin to decode what is seen at that time.
    [[nodiscard]] Result<quint64> keyFrom(qint64 ms);
    // Opens every record and hashes the file: the hash of what is whole. Fault::Corrupt names the place.
    [[nodiscard]] Result<QByteArray> verify();

    [[nodiscard]] qsizetype opened() const { return m_opened; } // records, so far

private:
    explicit MovieBytes(std::unique_ptr<SpoolReader> spool);
    [[nodiscard]] qsizetype payload(qsizetype record) const;
    [[nodiscard]] Result<> load(qsizetype record);
    [[nodiscard]] Result<MovieMark> markOf(qsizetype record);
    [[nodiscard]] Result<> findEnd();

    std::unique_ptr<SpoolReader> m_spool;
    QList<quint64> m_begins; // of each record's bytes in the file, and one more: the end
    qsizetype m_loaded = -1;
    QByteArray m_bytes; // of the loaded record, with its mark
    qint64 m_lastMs = 0;
    qsizetype m_opened = 0;
};

} // namespace sizhen
