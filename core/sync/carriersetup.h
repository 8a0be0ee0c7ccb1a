// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/sync/envelope.h"
#include "core/sync/syncstore.h"

#include <memory>

namespace sizhen {

// What every carrier of envelopes needs of its station. Functions, so that a carrier needs no vault to be tested.
struct CarrierSetup {
    struct Partner {
        QByteArray root;
        QByteArray boxKey;
        friend bool operator==(const Partner &, const Partner &) = default;
    };

    QByteArray root; // our institution
    QByteArray certificate; // our station's, certified
    StationSigner sign;
    std::function<Result<SecretBytes>(const QByteArray &boxHint, QByteArrayView sealed)> openKey;
    std::function<Result<>(const StationCertificate &sender)> judge; // a current station of a verified partner?
    std::function<std::unique_ptr<SyncStore>(const QByteArray &partnerRoot)> storeFor;
    std::function<Result<bool>(const QByteArray &id)> knows; // an envelope taken in before
    std::function<Result<>(const QByteArray &id, qint64 expiryMs)> remember;
    std::function<void(const QByteArray &partnerRoot, qint64 bytes)> count; // RES-03: an envelope left
    std::function<QByteArray(qsizetype)> random;
    Clock clock;

    [[nodiscard]] qint64 nowMs() const { return clock().toMSecsSinceEpoch(); }

    // A new envelope that expires after `lifeMs`.
    [[nodiscard]] Result<QByteArray> seal(const Partner &to, const QList<QByteArray> &messages, qint64 lifeMs) const;
    [[nodiscard]] Result<OpenedEnvelope> open(const QByteArray &envelope) const;
};

// `carrier`: "hub" or "file", for the yearly totals. The ledger outlives it.
[[nodiscard]] CarrierSetup carrierSetup(Ledger &ledger, const QString &carrier);

} // namespace sizhen
