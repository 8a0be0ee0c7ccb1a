// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/record/moviereader.h"
#include "devices/record/sessionmovie.h"
#include "tests/support/encodedsession.h"

#include <QFile>
#include <QMap>

// A short session of both rooms and an interpreter, and what comes back of it.
namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

inline constexpr QSize small{320, 180};
inline constexpr int fewKbit = 300; // a minute of all tracks at once stays below what may wait
const inline auto inviting = u"inviting"_s;
const inline auto invited = u"invited"_s;
const inline MediaTrack interpreter{MediaTrack::Kind::Interpreter, u"zh"_s};

inline QList<MediaTrack> bothRooms()
{
    return {pictureOf(inviting), soundOf(inviting), pictureOf(invited), soundOf(invited), interpreter};
}

// Six seconds of both rooms and an interpreter, encoded once.
inline const QList<EncodedPacket> &session()
{
    static const auto all
        = together({encodePictures(pictureOf(inviting), small, 0, 180, 60, PacketCodec::H264, fewKbit),
                    encodeTone(soundOf(inviting), 300, 6),
                    encodePictures(pictureOf(invited), small, 0, 180, 90, PacketCodec::H264, fewKbit),
                    encodeTone(soundOf(invited), 500, 6), encodeTone(interpreter, 800, 6)});
    return all;
}

struct Seen {
    QMap<int, QList<double>> pictureTimes; // by track
    QMap<int, QList<int>> numbers;
    QMap<int, QList<QSize>> sizes;
    QMap<int, QByteArray> sound;
    std::optional<Error> error;
};

inline Seen playAll(MovieReader &reader)
{
    Seen seen;
    while (true) {
        auto part = reader.next();
        if (!part) {
            seen.error = part.error();
            return seen;
        }
        if (!*part)
            return seen;
        if (const auto *picture = std::get_if<MoviePicture>(&**part)) {
            seen.pictureTimes[picture->track].append(picture->seconds);
            seen.numbers[picture->track].append(numberIn(picture->picture));
            seen.sizes[picture->track].append(picture->picture.size());
        } else {
            const auto &sound = std::get<MovieSound>(**part);
            seen.sound[sound.track] += sound.samples;
        }
    }
}

inline void sendAll(SessionMovie &movie, const QList<EncodedPacket> &packets)
{
    for (const auto &packet : packets)
        movie.take(packet);
}

inline QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void putBytes(const QString &path, QByteArrayView bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes.data(), bytes.size()) != bytes.size())
        qFatal("put");
}

} // namespace sizhen::test
