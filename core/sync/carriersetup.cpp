// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/carriersetup.h"

#include "core/base/log.h"
#include "core/sync/ledgersyncstore.h"

namespace sizhen {

Result<QByteArray> CarrierSetup::seal(const Partner &to, const QList<QByteArray> &messages, qint64 lifeMs) const
{
    const auto now = nowMs();
    return sealEnvelope({to.root, to.boxKey, random(envelopeIdSize), now + lifeMs},
                        {certificate, quint64(now) << 16, messages}, sign);
}

Result<OpenedEnvelope> CarrierSetup::open(const QByteArray &envelope) const
{
    return openEnvelope(envelope, {root, nowMs(), openKey, judge});
}

CarrierSetup carrierSetup(Ledger &ledger, const QString &carrier)
{
    CarrierSetup setup;
    setup.root = ledger.institution().root;
    setup.certificate = ledger.stationCertificate();
    setup.sign = [&ledger](QByteArrayView domain, QByteArrayView bytes) { return ledger.signAsStation(domain, bytes); };
    setup.openKey = [&ledger](const QByteArray &, QByteArrayView sealed) { return ledger.openBox(sealed); };
    setup.judge = [&ledger](const StationCertificate &sender) -> Result<> {
        return ledger.partnerByStation(sender.station).map([](const Ledger::Partner &) { });
    };
    setup.storeFor = [&ledger](const QByteArray &root) { return std::make_unique<LedgerSyncStore>(ledger, root); };
    setup.knows = [&ledger](const QByteArray &id) { return ledger.knowsEnvelope(id); };
    setup.remember = [&ledger](const QByteArray &id, qint64 expiry) { return ledger.rememberEnvelope(id, expiry); };
    setup.count = [&ledger, carrier](const QByteArray &root, qint64 bytes) {
        if (const auto counted = ledger.countCarried(root, carrier, bytes); !counted)
            qCWarning(lcSync) << "a transfer was not counted:" << counted.error().detail;
    };
    setup.random = [](qsizetype size) { return randomBytes(size); };
    setup.clock = [&ledger] { return ledger.now(); };
    return setup;
}

} // namespace sizhen
