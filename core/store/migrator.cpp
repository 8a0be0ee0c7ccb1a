// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/migrator.h"

#include "core/store/database.h"

#include <QDir>
#include <QFile>

static void initSqlResources()
{
    Q_INIT_RESOURCE(store_sql); // a static library's resources need this, outside any namespace
}

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Result<int> schemaVersion(Database &database)
{
    auto query = database.query("PRAGMA user_version");
    const auto row = query.step();
    return row ? Result<int>(int(query.number(0))) : tl::unexpected(row.error());
}

Result<> runStep(Database &database, const QString &name, int version)
{
    QFile file(u":/sql/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Fault::Io, u"migration: "_s + name);
    if (auto begun = database.begin(); !begun)
        return begun;
    auto done = database.execute(file.readAll().constData());
    if (done)
        done = database.execute(QByteArray("PRAGMA user_version=" + QByteArray::number(version)).constData());
    const auto ended = database.end(done.has_value());
    return done ? ended : done;
}

} // namespace

Result<int> migrate(Database &database)
{
    initSqlResources();
    const auto steps = QDir(u":/sql"_s).entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
    const auto found = schemaVersion(database);
    if (!found)
        return found;
    if (*found > int(steps.size()))
        return fail(Fault::Unsupported, u"vault.db: schema %1 is newer than this program"_s.arg(*found));
    for (int version = *found; version < int(steps.size()); ++version)
        if (const auto done = runStep(database, steps[version], version + 1); !done)
            return tl::unexpected(done.error());
    return int(steps.size());
}

} // namespace sizhen
