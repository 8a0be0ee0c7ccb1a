// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: one number for all projections, so that two makings of them can be compared.
#include "core/base/cbor.h"
#include "core/consult/deskprivate.h"
#include "core/crypto/primitives.h"

#include <QCborArray>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<QByteArray> Desk::projectionDigest() const
{
    QByteArray digest;
    for (const auto &kind : {rowkind::cases, rowkind::invitations, rowkind::caseOf, rowkind::patients, rowkind::heads,
                             rowkind::mark, rowkind::release}) {
        auto list = d->table().list(kind);
        if (!list)
            return tl::unexpected(list.error());
        std::ranges::sort(*list, {}, &Row::key);
        for (const auto &row : std::as_const(*list))
            digest = hash("sizhen.projections", digest + cbor::encode(QCborArray{kind, row.key, row.sort, row.body}));
    }
    return digest;
}

} // namespace sizhen
