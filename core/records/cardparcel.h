// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/certificate.h"

#include <optional>

namespace sizhen {

// Where a station can be dialled, said by the station itself: addresses change more often than the root is at hand.
// Signed by the station's key (domain "sizhen.addresses").
struct AddressNotice {
    QByteArray institution; // root
    QByteArray station;
    QStringList addresses; // "host:port"
    QDateTime issued;
};

[[nodiscard]] QByteArray signNotice(const AddressNotice &notice, const SigningKey &station);
[[nodiscard]] Result<AddressNotice> openNotice(const QByteArray &bytes);

// What is handed to a partner as a file or as codes: the root's card as it was issued, today's addresses, and (for a
// partner who lost everything) the cards of theirs that we hold, so that they know their own former stations again.
// CBOR map {"card", "notices", "yours"}; a bare card is read too.
struct CardParcel {
    QByteArray card;
    QList<QByteArray> notices;
    QList<QByteArray> yours;

    [[nodiscard]] QByteArray toBytes() const;
};

// Fault::Corrupt for another shape. Signatures are judged by who takes it in: openCard, openNotice.
[[nodiscard]] Result<CardParcel> openParcel(const QByteArray &bytes);

} // namespace sizhen
