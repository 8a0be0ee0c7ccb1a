// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/encodedpacket.h"
#include "core/store/sealedspool.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace sizhen {

// What lies on the disk of a movie.
struct MovieSummary {
    QByteArray sha256; // of the first `bytes` bytes of the sealed file
    qint64 bytes = 0;
    double seconds = 0;
    QStringList tracks; // that brought something, by name
    qint64 dropped = 0; // packets that were not written
};

// Writes what was encoded into a sealed Matroska file, on a thread of its own. A program that is killed loses less than
// two seconds of it. A disk that is full or gone ends it: told once, and what was written stays.
class SessionMovie final : public QObject, public EncodedTap
{
    Q_OBJECT
public:
    static constexpr int mostTracks = 16;
    static constexpr qint64 mostQueuedBytes
        = 8 * 1024 * 1024; // some seconds of all tracks; a disk that stalls longer costs packets

    // Fault::Invalid: no tracks, too many, one twice, or the file is there already; NoSpace; Io.
    [[nodiscard]] static Result<std::unique_ptr<SessionMovie>> begin(const QString &path, const SecretBytes &key,
                                                                     const QList<MediaTrack> &tracks);
    ~SessionMovie() override; // ends it; waits for the disk

    void take(const EncodedPacket &packet) override;
    // Nothing is taken any more from this moment; → `ended`.
    void end();
    // The same, and waits until all of it is with the disk.
    [[nodiscard]] MovieSummary endNow();

Q_SIGNALS:
    // NoSpace "recording.disk_full" or Io "recording.disk". `ended` follows.
    void failed(const sizhen::Error &why);
    void ended(const sizhen::MovieSummary &summary);

private:
    class Writer;

    SessionMovie();

    std::unique_ptr<Writer> m_writer;
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::MovieSummary)
