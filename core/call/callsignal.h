// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMetaType>
#include <variant>

namespace sizhen {

// What one end proposes or accepts (RFC 8829), whole.
struct SessionDescription {
    enum class Kind { Offer, Answer };
    Kind kind = Kind::Offer;
    QString sdp;
    friend bool operator==(const SessionDescription &, const SessionDescription &) = default;
};

// An address at which one end may be reached (RFC 8839); an empty candidate: there are no more.
struct IceCandidate {
    static constexpr qsizetype longest = 1024; // characters
    QString candidate; // "candidate:1 1 UDP 2013266431 192.0.2.1 54321 typ host"
    int line = 0; // of the description's m-lines, the first is 0
    friend bool operator==(const IceCandidate &, const IceCandidate &) = default;
};

// "Stop": what a test or a person says to a peer on its standard input.
struct CallEnd {
    friend bool operator==(const CallEnd &, const CallEnd &) = default;
};

using CallSignal = std::variant<SessionDescription, IceCandidate, CallEnd>;

// One JSON object a line, as every WebRTC program can write it:
// {"sdp":{"type":"offer"|"answer","sdp":"…"}}  {"ice":{"candidate":"…","sdpMLineIndex":0}}  {"cmd":"quit"}
[[nodiscard]] QByteArray callSignalLine(const CallSignal &said); // without the end of the line
// Fault::Invalid, "media.signal", for what is none of them; longer than a description may be: "media.sdp_long".
[[nodiscard]] Result<CallSignal> parseCallSignal(const QByteArray &line);

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::SessionDescription)
Q_DECLARE_METATYPE(sizhen::IceCandidate)
