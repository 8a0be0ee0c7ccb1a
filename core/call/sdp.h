// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QVector>
#include <optional>

namespace sizhen {

enum class VideoCodec { H264, Vp8 };

[[nodiscard]] QString codecName(VideoCodec codec); // "H264" "VP8", as in an SDP
[[nodiscard]] std::optional<VideoCodec> videoCodecOf(const QString &name); // "h264" "vp8", any case

// a=rtpmap with its a=fmtp (RFC 8866 6.6, 6.15).
struct SdpCodec {
    int payload = 0; // 0..127
    QString name; // upper case
    int clockHz = 0;
    QString parameters; // "packetization-mode=1;profile-level-id=42e01f"

    [[nodiscard]] QString parameter(const QString &key) const;
};

// One m-line: sound, picture or data.
struct SdpMedia {
    QString kind; // "audio" "video" "application"
    bool refused = false; // port 0, and not because it shares another line's
    bool sends = true; // as its writer sees it
    bool receives = true;
    QVector<SdpCodec> codecs; // in the order of preference
    QString content; // a=content (RFC 4796): "alt" is the picture of our second camera
    QMap<QString, int> extensions; // a=extmap (RFC 8285): URI → id 1..14
    QByteArray fingerprint; // SHA-256 of the DTLS certificate, 32 bytes (RFC 8122)

    [[nodiscard]] const SdpCodec *codec(const QString &name) const; // the first of that name
    // H.264: packetization mode 1 and constrained baseline (RFC 6184 8.1), what every browser has.
    [[nodiscard]] const SdpCodec *video(VideoCodec codec) const;
};

// What must be known of a description before it is handed on. Bytes from outside: everything is limited.
struct Sdp {
    static constexpr qsizetype longest = 64 * 1024; // characters
    static constexpr int mostMedia = 32;

    QVector<SdpMedia> media;

    [[nodiscard]] const SdpMedia *first(const QString &kind) const; // not refused
    // The line of a second camera's picture, counted from 0; none: its writer has, or knows, no such thing.
    [[nodiscard]] std::optional<int> detailLine() const;
    // The fingerprint that all lines share; empty when they differ.
    [[nodiscard]] QByteArray fingerprint() const;

    // Fault::Invalid: "media.sdp_long", or "media.sdp" for what is no description of a call. Fault::Untrusted,
    // "media.sdp_keys", when a line has no SHA-256 fingerprint or no ICE credentials: such a call could be overheard.
    [[nodiscard]] static Result<Sdp> parse(const QString &text);
};

// The description with its second picture named as that of a second camera; whoever does not know it leaves it alone.
[[nodiscard]] QString withDetail(const QString &sdp);

// The description without the SSRC that repairs sound (a=ssrc-group:FID in an audio line): browsers know one source of
// sound a line and refuse the whole description (libwebrtc: "Failed to add remote stream").
[[nodiscard]] QString withoutSoundRepair(const QString &sdp);

} // namespace sizhen
