// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/sealedspool.h"
#include "devices/pulse/pulserun.h"

#include <QCryptographicHash>

namespace sizhen {

// What stands at the head of a run's raw bytes: all that it takes to read them again.
struct PulseSpoolHead {
    QString protocol;
    PulseSetup setup; // PulseProtocol::known()
    QByteArray halfRead;
    PulseScale scale;
    QString site;
    quint32 run = 0;
    qint64 nowNs = 0; // the station's monotonic clock
    QDateTime started; // UTC

    [[nodiscard]] QCborMap toCbor() const;
    [[nodiscard]] static Result<PulseSpoolHead> fromCbor(const QCborMap &map);
};

// The raw bytes of one run on their way to disk, sealed, before anybody reads them. Lives on the device's thread.
// Records: 'H' head (CBOR) | 'B' i64 ns, bytes that came | 'C' u8 kind, i64 ns, what was said that changes the reading
// | 'S' what was taken at which depth so far (CBOR) | 'E' the end.
class PulseSpool
{
public:
    explicit PulseSpool(std::unique_ptr<SealedSpool> file);

    // Each once fails (disk full) and then stays silent: the samples go on, the raw bytes end there.
    [[nodiscard]] Result<> begin(const PulseSpoolHead &head);
    [[nodiscard]] Result<> heard(const QByteArray &bytes, qint64 nowNs);
    [[nodiscard]] Result<> connected(qint64 nowNs); // a new connection: the half read is gone
    [[nodiscard]] Result<> judged(const QVector<PulseSegment> &segments); // all of them, each time
    [[nodiscard]] Result<> end();

    [[nodiscard]] QByteArray sha256() const { return m_failed ? QByteArray() : m_hash.result(); }

    [[nodiscard]] qint64 bytes() const { return m_failed ? 0 : m_bytes; }

private:
    [[nodiscard]] Result<> write(const QByteArray &record, qint64 nowNs);

    std::unique_ptr<SealedSpool> m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_bytes = 0;
    qint64 m_syncedNs = 0;
    bool m_failed = false;
};

// What was read again from a spool, whole or cut.
struct PulseReread {
    PulseRecording recording; // without samples when none came
    QByteArray raw; // the instrument's bytes, in order
    bool ended = false; // by us, not by a crash
};

// Through the same protocol as when they came. Fault::Corrupt for records that are none of ours.
[[nodiscard]] Result<PulseReread> rereadPulse(const QList<QByteArray> &records);

} // namespace sizhen
