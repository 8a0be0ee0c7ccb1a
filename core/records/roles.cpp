// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/roles.h"

#include "core/base/resource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QStringList textsOf(const QJsonValue &value)
{
    QStringList texts;
    const auto items = value.toArray();
    for (const auto &item : items)
        texts.append(item.toString());
    return texts;
}

// A file that cannot be read grants nothing to anybody.
const QJsonObject &file()
{
    static const QJsonObject read = [] {
        const auto bytes = readResource(u"roles.json"_s);
        return bytes ? QJsonDocument::fromJson(*bytes).object() : QJsonObject();
    }();
    return read;
}

QJsonObject roleOf(const QString &role)
{
    return file().value(u"roles"_s).toObject().value(role).toObject();
}

} // namespace

CaseSight caseSightOf(const QStringList &roles)
{
    auto sight = CaseSight::None;
    for (const auto &role : roles) {
        const auto word = roleOf(role).value(u"cases"_s).toString();
        if (word == u"office"_s)
            return CaseSight::Office;
        if (word == u"assigned"_s)
            sight = CaseSight::Assigned;
    }
    return sight;
}

bool isClinicalRole(const QStringList &roles)
{
    return std::ranges::any_of(roles, [](const QString &role) { return roleOf(role).value(u"cases"_s).toString() == u"assigned"_s; });
}

bool mayDo(const QStringList &roles, const QString &act)
{
    return std::ranges::any_of(roles, [&](const QString &role) {
        return textsOf(roleOf(role).value(u"acts"_s)).contains(act);
    });
}

bool maySeeNames(const QStringList &roles)
{
    return std::ranges::any_of(roles, [](const QString &role) { return roleOf(role).value(u"names"_s).toBool(); });
}

QStringList rolesForScreen(const QString &screen)
{
    return textsOf(file().value(u"screens"_s).toObject().value(screen));
}

QStringList knownRoles()
{
    auto roles = file().value(u"roles"_s).toObject().keys();
    roles.removeAll(u"SYSTEM"_s);
    return roles;
}

Result<> checkSeparation(const QStringList &roles)
{
    const auto administrators = textsOf(file().value(u"administrators"_s));
    const auto held = std::ranges::count_if(roles, [&](const QString &role) { return administrators.contains(role); });
    if (held > 1)
        return refuse(u"SEC-06"_s, u"sec.separation"_s);
    for (const auto &role : roles)
        if (!knownRoles().contains(role))
            return fail(Fault::Invalid, u"roles: nobody knows "_s + role);
    return {};
}

} // namespace sizhen
