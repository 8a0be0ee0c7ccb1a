// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMutex>
#include <QString>

#include <optional>

namespace sizhen {

enum class PacketCodec { H264, Vp8, Opus };

// One picture or one voice of a session: what each side shows, what each room says, what each interpreter says.
struct MediaTrack {
    enum class Kind { Picture, Sound, Interpreter, Detail }; // Detail: of the second camera
    Kind kind = Kind::Picture;
    // "inviting" "invited", the next room of that side "inviting-2" and so on; of an interpreter the language that is
    // spoken to (BCP 47), or the side when that is not known
    QString of;

    // "picture.inviting" "detail.inviting" "sound.invited" "interpreter.zh": for files and events
    [[nodiscard]] QString name() const;
    [[nodiscard]] static std::optional<MediaTrack> fromName(const QString &name);

    [[nodiscard]] bool isPicture() const { return kind == Kind::Picture || kind == Kind::Detail; }

    friend bool operator==(const MediaTrack &, const MediaTrack &) = default;
};

// A picture or 2.5 to 60 ms of sound as the encoder gave it, or as it came off the line.
struct EncodedPacket {
    MediaTrack track;
    PacketCodec codec = PacketCodec::Opus;
    QByteArray bytes; // H.264: an access unit with start codes (Annex B); VP8: a frame; Opus: a packet
    qint64 ns = 0; // when it is to be seen or heard; one clock for all tracks of a call
    bool key = false; // a picture that needs none before it; H.264 with its parameter sets
};

// Who hears what a media engine has encoded or received, before it is decoded.
class EncodedTap
{
public:
    EncodedTap() = default;
    virtual ~EncodedTap() = default;
    Q_DISABLE_COPY_MOVE(EncodedTap)

    // On whatever thread the engine calls; returns at once and blocks nobody.
    virtual void take(const EncodedPacket &packet) = 0;
};

// A tap for engines that may live longer than who listens.
class SharedTap final : public EncodedTap
{
public:
    void listen(EncodedTap *to); // nullptr: nobody from now on, and nobody is being called any more

    void take(const EncodedPacket &packet) override;

private:
    QMutex m_lock;
    EncodedTap *m_to = nullptr;
};

} // namespace sizhen
