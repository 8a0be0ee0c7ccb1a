// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/relayaddress.h"

#include "core/crypto/primitives.h"

#include <QUrl>
#include <QUrlQuery>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int tlsPort = 443;
constexpr int turnPort = 3478;

tl::unexpected<Error> badRelay(const QString &text)
{
    // What was typed may hold a password: only the beginning is repeated.
    return tl::unexpected(Error{Fault::Invalid,
                                u"not a relay's address"_s,
                                u"SES-14"_s,
                                u"link.relay_address"_s,
                                {{u"text"_s, text.section(u':', 0, 0)}}});
}

QString encoded(const QString &text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

Result<RelayAddress> RelayAddress::parse(const QString &text)
{
    const QUrl url(text.section(u'#', 0, 0), QUrl::StrictMode);
    const QUrlQuery query(url);
    const auto transport = query.queryItemValue(u"transport"_s);
    RelayAddress relay;
    relay.way = url.scheme() == u"turns"_s ? Way::Tls : transport == u"tcp"_s ? Way::Tcp : Way::Udp;
    relay.host = url.host();
    relay.port = quint16(url.port(relay.way == Way::Tls ? tlsPort : turnPort));
    relay.user = url.userName(QUrl::FullyDecoded);
    relay.password = url.password(QUrl::FullyDecoded);
    const bool knownScheme = url.scheme() == u"turns"_s || url.scheme() == u"turn"_s;
    const bool knownTransport = transport.isEmpty() || transport == u"tcp"_s || transport == u"udp"_s;
    if (!url.isValid() || !knownScheme || !knownTransport || relay.host.isEmpty() || relay.user.isEmpty()
        || relay.password.isEmpty() || !url.path().isEmpty())
        return badRelay(text);
    if (text.contains(u'#')) {
        const auto digits = text.section(u'#', 1).remove(u':').toLatin1().toLower();
        relay.pin = QByteArray::fromHex(digits);
        if (relay.pin.size() != hashSize || relay.pin.toHex() != digits)
            return badRelay(text);
    }
    return relay;
}

QString RelayAddress::shown() const
{
    const auto scheme = way == Way::Tls ? u"turns"_s : u"turn"_s;
    const auto transport = way == Way::Tcp ? u"?transport=tcp"_s : QString();
    const auto bare = host.contains(u':') ? u"[%1]"_s.arg(host) : host;
    return u"%1://%2@%3:%4%5"_s.arg(scheme, user, bare).arg(port).arg(transport);
}

QString RelayAddress::uri(quint16 forwardedPort) const
{
    const bool here = forwardedPort != 0;
    const auto bare = here ? u"127.0.0.1"_s : host.contains(u':') ? u"[%1]"_s.arg(host) : host;
    return u"turn://%1:%2@%3:%4?transport=%5"_s.arg(encoded(user), encoded(password), bare)
        .arg(here ? forwardedPort : port)
        .arg(way == Way::Udp ? u"udp"_s : u"tcp"_s);
}

} // namespace sizhen
