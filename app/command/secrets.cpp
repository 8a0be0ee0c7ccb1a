// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/secrets.h"

#include "app/command/terminal.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

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
    const auto person = what.startsWith(u"password:"_s);
    const auto found = person ? json.value(u"passwords"_s).toObject().value(what.sliced(9)) : json.value(what);
    return found.toString().toUtf8();
}

} // namespace

Secrets::Secrets(QString file)
    : m_file(std::move(file))
{
}

Result<SecretBytes> Secrets::operator()(const QString &what) const
{
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
