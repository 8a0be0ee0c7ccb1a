// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/forwardedroom.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype certificateHash = 32;
constexpr qint64 leastKbit = 50;
constexpr qint64 mostKbit = 10'000;

bool isWord(const QString &text)
{
    return !text.isEmpty() && text.size() <= ForwardedRoom::longestWord;
}

} // namespace

QCborMap ForwardedRoom::toCbor() const
{
    return {{u"address"_s, address}, {u"fingerprint"_s, fingerprint}, {u"room"_s, room},
            {u"pin"_s, pin},         {u"token"_s, token},             {u"kbit"_s, videoKbit}};
}

Result<ForwardedRoom> ForwardedRoom::fromCbor(const QCborMap &map)
{
    ForwardedRoom read;
    read.address = map.value(u"address"_s).toString();
    read.fingerprint = map.value(u"fingerprint"_s).toByteArray();
    read.room = map.value(u"room"_s).toInteger();
    read.pin = map.value(u"pin"_s).toString();
    read.token = map.value(u"token"_s).toString();
    const auto kbit = map.value(u"kbit"_s).toInteger();
    if (!read.address.startsWith(u"wss://"_s) || read.address.size() > longestAddress || read.fingerprint.size() != certificateHash
        || read.room < 1 || read.room > highestRoom || !isWord(read.pin) || !isWord(read.token) || kbit < leastKbit
        || kbit > mostKbit)
        return fail(Fault::Corrupt, u"not a forwarded room"_s);
    read.videoKbit = int(kbit);
    return read;
}

} // namespace sizhen
