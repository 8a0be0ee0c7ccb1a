// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace sizhen {

// Stands at the head of each sealed record of a movie, so that a moment is found by opening a few of them.
// i64 fromMs, i64 toMs, u64 keyFrom, little endian. Record 0 holds the head of the Matroska file and nothing else.
struct MovieMark {
    static constexpr qsizetype size = 24;

    qint64 fromMs = 0; // when what begins in it begins
    qint64 toMs = 0; // how far the movie goes up to its end
    quint64 keyFrom = 0; // byte of the Matroska file from which on every picture can be decoded until here

    [[nodiscard]] QByteArray encode() const;
    [[nodiscard]] static std::optional<MovieMark> decode(QByteArrayView record); // none: too short, or no times
};

} // namespace sizhen
