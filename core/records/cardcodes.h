// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QStringList>

#include <optional>

namespace sizhen {

// A card is longer than one QR code that a camera reads well, so it is shown as several: each
// "SIZHEN:CARD:<k>/<n>:<first 8 hex digits of BLAKE2b("sizhen.card.codes", card)>:<base64 of its part>".
[[nodiscard]] QStringList cardCodes(const QByteArray &card);

// Puts a card together from its codes, in whatever order and however often they are seen.
class CardCodeReader
{
public:
    // The whole card when this was the last code missing; nothing when others are still missing. Fault::Invalid
    // "agr.code_none" for what is no code of a card, "agr.code_other" for one of another card (clear() begins anew),
    // Corrupt when the parts contradict their hash.
    [[nodiscard]] Result<std::optional<QByteArray>> take(const QString &code);
    void clear();

    [[nodiscard]] int count() const { return m_count; } // 0: none seen yet

    [[nodiscard]] QStringList missing() const; // numbers, "2" "4"

private:
    int m_count = 0;
    QByteArray m_mark;
    QMap<int, QByteArray> m_parts;
};

} // namespace sizhen
