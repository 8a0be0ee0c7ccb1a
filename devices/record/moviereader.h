// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/call/encodedpacket.h"
#include "core/crypto/secretbytes.h"

#include <QSet>
#include <QVideoFrame>

#include <memory>
#include <variant>

class QIODevice;

namespace sizhen {

struct MoviePicture {
    int track = 0;
    double seconds = 0; // since the beginning of the recording
    QVideoFrame picture; // BGRx
};

struct MovieSound {
    int track = 0;
    double seconds = 0;
    QByteArray samples; // 16 bits, native, two channels, 48 kHz
};

using MoviePart = std::variant<MoviePicture, MovieSound>;

// Reads what SessionMovie wrote: opens no more of it than is asked for. One that a crash cut plays up to the cut; a
// changed bit is told (Fault::Corrupt "recording.damaged"), never played.
class MovieReader
{
public:
    static constexpr int soundHz = 48'000;
    static constexpr int soundChannels = 2;

    [[nodiscard]] static Result<std::unique_ptr<MovieReader>> open(const QString &path, SecretBytes key);
    ~MovieReader();
    Q_DISABLE_COPY_MOVE(MovieReader)

    [[nodiscard]] const QList<MediaTrack> &tracks() const { return m_tracks; }

    [[nodiscard]] double seconds() const; // its length
    [[nodiscard]] bool isCut() const; // it ends in the middle of something

    void choose(const QSet<int> &tracks); // only these are decoded; at first all
    [[nodiscard]] Result<> seek(double seconds); // next() goes on from there
    // In the order of the file; nothing: the end, or the cut.
    [[nodiscard]] Result<std::optional<MoviePart>> next();

    // Every record is opened: SHA-256 of the sealed file as far as it is whole.
    [[nodiscard]] Result<QByteArray> verify();
    [[nodiscard]] qint64 wholeBytes() const; // of the sealed file
    // A plain Matroska file that any player opens. Fault::Corrupt at the first damaged record.
    [[nodiscard]] Result<> exportTo(QIODevice &file);

    [[nodiscard]] qsizetype recordsOpened() const; // how much of it was decrypted so far

private:
    struct Ffmpeg;

    MovieReader();
    [[nodiscard]] Result<> begin(quint64 from);
    [[nodiscard]] Result<> readTracks();
    [[nodiscard]] Result<bool> feed(); // a packet to its decoder; false: there is none any more
    [[nodiscard]] std::optional<MoviePart> decoded(int track);

    std::unique_ptr<Ffmpeg> m_ffmpeg;
    QList<MediaTrack> m_tracks;
    QSet<int> m_chosen;
    double m_from = 0; // nothing earlier is given
    bool m_drained = false;
};

} // namespace sizhen
