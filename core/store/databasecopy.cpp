// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int pagesAtOnce = 512; // 2 MB between two looks at `progress`

using Backup = std::unique_ptr<sqlite3_backup, decltype(&sqlite3_backup_finish)>;

} // namespace

// Pages are copied as they are, so the new file says "write-ahead log" as the old one does and needs none to be read.
Result<> Database::copyTo(const QString &path, std::unique_ptr<SealVfs> vfs, const std::function<bool(double)> &progress)
{
    if (progress && !progress(0.0))
        return refuse({}, u"backup.cancelled"_s);
    auto target = open(path, std::move(vfs), Mode::Copy);
    if (!target)
        return tl::unexpected(target.error());
    Backup backup(sqlite3_backup_init((*target)->m_db, "main", m_db, "main"), &sqlite3_backup_finish);
    if (!backup)
        return tl::unexpected((*target)->error(sqlite3_errcode((*target)->m_db)));
    int code = SQLITE_OK;
    while ((code = sqlite3_backup_step(backup.get(), pagesAtOnce)) == SQLITE_OK) {
        const double all = std::max(1, sqlite3_backup_pagecount(backup.get()));
        if (progress && !progress(1.0 - sqlite3_backup_remaining(backup.get()) / all))
            return refuse({}, u"backup.cancelled"_s);
    }
    backup.reset(); // commits and syncs
    if (code == SQLITE_DONE)
        code = sqlite3_errcode((*target)->m_db);
    if (code == SQLITE_OK || code == SQLITE_DONE)
        return {};
    return tl::unexpected(error(code)); // names a damaged page of ours, if that is why
}

} // namespace sizhen
