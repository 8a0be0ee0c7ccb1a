// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sizhen::wire {

// Key 0 of every message. Numbers are for ever.
enum class Type {
    Hello = 1,
    Ready = 2,
    Have = 3,
    Want = 4,
    Entries = 5,
    Grant = 6,
    Granted = 7,
    Receipt = 8,
    ChunkWant = 9,
    Chunk = 10,
    Live = 11,
    Ping = 12,
    Pong = 13,
    Error = 14,
    Bye = 15,
    Since = 16,
    Even = 17
};

} // namespace sizhen::wire
