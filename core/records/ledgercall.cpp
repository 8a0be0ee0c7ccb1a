// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: what stations say about calls. Nothing of it is kept.
#include "core/records/ledger_p.h"
#include "core/records/signedform.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QByteArray Ledger::signCall(const QCborMap &body) const
{
    return signedForm(body, "sizhen.call", d->stationKey);
}

Result<StationCertificate> Ledger::stationOf(const QByteArray &root, const QByteArray &key) const
{
    if (root == d->self.root)
        return d->checkSister(key).map([&] { return d->stations.value(key).certificate; });
    if (const auto partner = d->verifiedPartner(root); !partner)
        return tl::unexpected(partner.error());
    if (const auto good = d->checkPartnerStation(root, key, d->clock()); !good)
        return tl::unexpected(good.error());
    return d->stations.value(key).certificate;
}

bool Ledger::isSister(const QByteArray &key) const
{
    return d->checkSister(key).has_value();
}

} // namespace sizhen
