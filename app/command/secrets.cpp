// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/secrets.h"

#include "app/command/terminal.h"
#include "core/crypto/totp.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Practice and tests: a file that holds the secret of an authenticator is one.
Result<QByteArray> codeFrom(const QByteArray &base32)
{
    const auto secret = totp::fromBase32(base32);
    if (!secret)
        return tl::unexpected(secret.error());
    return totp::codeOf(*secret, totp::stepAt(QDateTime::currentDateTimeUtc()));
}

Result<QByteArray> fromFile(const QString &path, const QString &what)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(Error{Fault::NotFound, file.errorString(), {}, u"file.not_found"_s, {{u"file"_s, path}}});
    if (file.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther))
        return tl::unexpected(Error{Fault::Denied, u"secrets"_s, {}, u"ctl.secrets_open"_s, {{u"file"_s, path}}});
    auto bytes = file.readAll();
    QJsonParseError error;
    const auto json = QJsonDocument::fromJson(bytes, &error).object();
    wipe(bytes);
    if (error.error != QJsonParseError::NoError)
        return tl::unexpected(Error{Fault::Invalid,
                                    u"secrets: "_s + error.errorString(),
                                    {},
                                    u"ctl.json"_s,
                                    {{u"place"_s, error.offset}, {u"file"_s, path}}});
    const auto id = what.section(u':', 1);
    const auto kind = what.section(u':', 0, 0);
    if (id.isEmpty())
        return json.value(what).toString().toUtf8();
    if (kind == u"code"_s || kind == u"authenticator"_s) {
        const auto key = json.value(u"authenticators"_s).toObject().value(id).toString().toLatin1();
        return kind == u"code"_s && !key.isEmpty() ? codeFrom(key) : Result<QByteArray>(key);
    }
    return json.value(kind + u's').toObject().value(id).toString().toUtf8();
}

} // namespace

Secrets::Secrets(QString file)
    : m_file(std::move(file))
{
}

Result<SecretBytes> Secrets::operator()(const QString &what) const
{
    if (m_file.isEmpty() && what.startsWith(u"authenticator:"_s)) // made here, not typed
        return tl::unexpected(Error{Fault::Invalid, what, {}, u"ctl.no_secret"_s, {{u"what"_s, what}}});
    auto text = m_file.isEmpty() ? askTerminal(what) : fromFile(m_file, what);
    if (!text)
        return tl::unexpected(text.error());
    if (text->isEmpty())
        return tl::unexpected(Error{Fault::Invalid, what, {}, u"ctl.no_secret"_s, {{u"what"_s, what}}});
    auto secret = SecretBytes::copyOf(*text);
    wipe(*text);
    return secret;
}

} // namespace sizhen
