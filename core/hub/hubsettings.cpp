// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/hub/hubsettings.h"

#include "core/hub/hublog.h"
#include "core/sync/hubmessage.h"

#include <QFileInfo>
#include <QHostAddress>
#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Q_LOGGING_CATEGORY(lcHub, "sizhen.hub")

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 dayMs = 24LL * 3600 * 1000;

Result<> bad(const QString &key)
{
    auto error = Error{Fault::Invalid, u"hub: setting "_s + key, {}, u"hub.setting"_s, {{u"name"_s, key}}};
    return tl::unexpected(std::move(error));
}

struct Number {
    qint64 *target;
    qint64 unit;
    qint64 least;
    qint64 most; // before the unit
};

Result<> setNumber(const Number &number, const QString &key, const QString &value)
{
    bool good = false;
    const auto given = value.toLongLong(&good);
    if (!good || given < number.least || given > number.most)
        return bad(key);
    *number.target = given * number.unit;
    return {};
}

} // namespace

Result<> applySettings(HubSettings &settings, const QHash<QString, QString> &values)
{
    auto &limits = settings.limits;
    qint64 window = limits.window;
    qint64 metrics = settings.metricsPort;
    const QHash<QString, QString *> texts{
        {u"data"_s, &settings.dataFolder},         {u"listen"_s, &settings.listen}, {u"certificate"_s, &settings.certificateFile},
        {u"key"_s, &settings.keyFile},             {u"node"_s, &settings.node},     {u"country"_s, &settings.country},
        {u"database"_s, &settings.database},
    };
    const QHash<QString, Number> numbers{
        {u"quota-mb"_s, {&limits.mailboxBytes, mebibyte, 1, 1'000'000'000}},
        {u"quota-envelopes"_s, {&limits.mailboxNumber, 1, 1, 1'000'000'000}},
        {u"sender-mb"_s, {&limits.senderBytes, mebibyte, 1, 1'000'000'000}},
        {u"sender-envelopes"_s, {&limits.senderNumber, 1, 1, 1'000'000'000}},
        {u"envelope-kb"_s, {&limits.envelopeBytes, 1024, 4, hubwire::maxEnvelopeBytes / 1024}},
        {u"days"_s, {&limits.longestExpiryMs, dayMs, 1, 400}},
        {u"database-mb"_s, {&limits.databaseBytes, mebibyte, 0, 1'000'000'000}},
        {u"window"_s, {&window, 1, 1, hubwire::maxNumbers}},
        {u"metrics-port"_s, {&metrics, 1, -1, 65535}},
    };
    for (auto it = values.begin(); it != values.end(); ++it) {
        if (auto *text = texts.value(it.key())) {
            *text = it.value();
        } else if (it.key() == u"plain") {
            settings.plain = it.value() == u"true" || it.value() == u"1" || it.value() == u"yes";
        } else if (const auto number = numbers.constFind(it.key()); number != numbers.cend()) {
            if (const auto set = setNumber(*number, it.key(), it.value()); !set)
                return set;
        } else {
            return bad(it.key());
        }
    }
    limits.window = int(window);
    settings.metricsPort = int(metrics);
    settings.country = settings.country.toUpper();
    return {};
}

Result<QHash<QString, QString>> readSettingsFile(const QString &path)
{
    if (!QFileInfo(path).isReadable())
        return fail(Fault::NotFound, u"hub: the settings file cannot be read"_s);
    const QSettings file(path, QSettings::IniFormat);
    if (file.status() != QSettings::NoError)
        return fail(Fault::Invalid, u"hub: the settings file is no INI file"_s);
    QHash<QString, QString> values;
    const auto keys = file.allKeys();
    for (const auto &key : keys)
        // A value with a comma comes back as a list.
        values.insert(key.section(u'/', -1), file.value(key).toStringList().join(u", "_s));
    return values;
}

Result<> checkSettings(const HubSettings &settings)
{
    const auto colon = settings.listen.lastIndexOf(u':');
    bool good = false;
    const auto port = settings.listen.mid(colon + 1).toInt(&good);
    auto host = settings.listen.left(qMax<qsizetype>(colon, 0));
    if (host.startsWith(u'[') && host.endsWith(u']'))
        host = host.mid(1, host.size() - 2);
    const QHostAddress address(host);
    if (colon < 1 || !good || port < 0 || port > 65535 || address.isNull())
        return bad(u"listen"_s);
    if (settings.plain && !address.isLoopback())
        return bad(u"plain"_s);
    if (settings.certificateFile.isEmpty() != settings.keyFile.isEmpty())
        return bad(settings.keyFile.isEmpty() ? u"key"_s : u"certificate"_s);
    const auto &country = settings.country;
    const auto letters = std::ranges::all_of(country, [](QChar c) { return c >= u'A' && c <= u'Z'; });
    if (!country.isEmpty() && (country.size() != 2 || !letters))
        return bad(u"country"_s);
    if (settings.dataFolder.isEmpty())
        return bad(u"data"_s);
    if (!settings.database.isEmpty() && !settings.database.startsWith(u"postgres://")
        && !settings.database.startsWith(u"postgresql://"))
        return bad(u"database"_s);
    return {};
}

} // namespace sizhen
