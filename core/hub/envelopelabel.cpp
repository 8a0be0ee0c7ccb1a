// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/envelopelabel.h"

#include <QtEndian>

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// u8 version | u8 suite | id 16 | mailbox 16 | box hint 8 | u64 expiry | u8 bucket | u32 length | sealed
constexpr qsizetype idAt = 2;
constexpr qsizetype mailboxAt = 18;
constexpr qsizetype expiryAt = 42;
constexpr qsizetype lengthAt = 51;
constexpr qsizetype sealedAt = 55;
constexpr qsizetype idSize = 16;
constexpr char version = 1;

} // namespace

Result<EnvelopeLabel> readLabel(const QByteArray &envelope)
{
    if (envelope.size() <= sealedAt || envelope.at(0) != version)
        return fail(Fault::Corrupt, u"envelope: no label"_s);
    const auto expiry = qFromBigEndian<quint64>(envelope.constData() + expiryAt);
    const auto length = qFromBigEndian<quint32>(envelope.constData() + lengthAt);
    if (length != quint64(envelope.size() - sealedAt) || expiry > quint64(std::numeric_limits<qint64>::max()))
        return fail(Fault::Corrupt, u"envelope: the label does not fit"_s);
    return EnvelopeLabel{envelope.mid(idAt, idSize), envelope.mid(mailboxAt, idSize), qint64(expiry)};
}

} // namespace sizhen
