// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/forwarderaddress.h"

#include "core/crypto/primitives.h"

#include <QHostAddress>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

tl::unexpected<Error> badForwarder(const QString &text)
{
    // What was typed may hold the secret: only the beginning is repeated.
    return tl::unexpected(Error{Fault::Invalid,
                                u"not a forwarder's address"_s,
                                u"SES-08"_s,
                                u"link.forwarder_address"_s,
                                {{u"text"_s, text.section(u':', 0, 0).left(16)}}});
}

// Empty unless it is a hash in hex.
QByteArray hashIn(const QString &text)
{
    const auto digits = QString(text).remove(u':').toLatin1().toLower();
    const auto hash = QByteArray::fromHex(digits);
    return hash.size() == hashSize && hash.toHex() == digits ? hash : QByteArray();
}

bool isOnThisMachine(const QString &host)
{
    return host == u"localhost"_s || QHostAddress(host).isLoopback();
}

} // namespace

Result<ForwarderPlace> ForwarderPlace::parse(const QString &text)
{
    ForwarderPlace place{QUrl(text.section(u'#', 0, 0), QUrl::StrictMode), {}};
    const auto &url = place.url;
    const bool secure = url.scheme() == u"wss"_s;
    const bool here = url.scheme() == u"ws"_s && isOnThisMachine(url.host());
    if (!url.isValid() || url.host().isEmpty() || (!secure && !here) || !url.userInfo().isEmpty())
        return badForwarder(text);
    if (text.contains(u'#'))
        if (place.pin = hashIn(text.section(u'#', 1)); place.pin.isEmpty())
            return badForwarder(text);
    return place;
}

QString ForwarderPlace::text() const
{
    const auto address = url.toString();
    return pin.isEmpty() ? address : address + u'#' + QString::fromLatin1(pin.toHex());
}

Result<ForwarderAddress> ForwarderAddress::parse(const QString &text)
{
    QUrl url(text.section(u'#', 0, 0), QUrl::StrictMode);
    const QUrlQuery hashes(text.section(u'#', 1));
    ForwarderAddress read;
    read.secret = url.userName(QUrl::FullyDecoded);
    read.fingerprint = hashIn(hashes.queryItemValue(u"dtls"_s));
    const auto pin = hashes.queryItemValue(u"pin"_s);
    url.setUserInfo({});
    const auto place = ForwarderPlace::parse(pin.isEmpty() ? url.toString() : url.toString() + u'#' + pin);
    if (!place || read.secret.isEmpty() || read.fingerprint.isEmpty())
        return badForwarder(text);
    read.place = *place;
    return read;
}

QString ForwarderAddress::shown() const
{
    return place.url.toString();
}

} // namespace sizhen
