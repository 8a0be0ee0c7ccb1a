// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMetaType>

namespace sizhen {

// What becomes of one of the streams that an end sends.
enum class StreamState {
    None, // there is no device, or it gives nothing
    On,
    Off // a person has switched it off
};

// What an end of a call says of itself, once a second and when it changes.
struct CallSending {
    StreamState sound = StreamState::On;
    StreamState picture = StreamState::On;
    qint64 heard = 0; // packets of the other end's sound that came, in this dialling
    StreamState detail = StreamState::None; // of the second camera; Off: there is one, and nobody has switched it on
    bool byServer = false; // what the other end sends comes by the forwarding server

    friend bool operator==(const CallSending &, const CallSending &) = default;
};

} // namespace sizhen

Q_DECLARE_METATYPE(sizhen::CallSending)
