// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/keyslots.h"
#include "core/store/logscan.h"
#include "core/store/vaultfiles.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<VaultReport> VaultFiles::check(const std::function<void(int)> &progress)
{
    if (m_database->inTransaction())
        return fail(Fault::Busy, u"check: a transaction is open"_s);
    int shown = -1;
    const auto share = [&progress, &shown](int from, int to) {
        return [&progress, &shown, from, to](double part) {
            const int now = from + int(part * (to - from));
            if (progress && now > std::exchange(shown, std::max(now, shown)))
                progress(now);
        };
    };
    VaultReport report;
    checkKeys(report);
    if (auto done = checkLog(report); !done)
        return tl::unexpected(done.error());
    if (auto done = checkPages(report, share(0, 40)); !done)
        return tl::unexpected(done.error());
    if (auto done = checkTables(report, share(40, 70)); !done)
        return tl::unexpected(done.error());
    checkChunks(report, share(70, 100));
    share(100, 100)(1.0);
    return report;
}

void VaultFiles::checkKeys(VaultReport &report) const
{
    const auto keys = KeySlots::read(m_paths.keys());
    report.damaged += keys ? keys->damaged() : QStringList(u"key slots"_s);
}

Result<> VaultFiles::checkLog(VaultReport &report)
{
    auto &log = *m_database->vfs().log();
    qint64 size = 0;
    if (log.flush() != SQLITE_OK || log.base().size(size) != SQLITE_OK)
        return fail(Fault::Io, u"vault.db-wal: cannot be read"_s);
    const auto scan = scanLog(
        m_database->vfs().seal(), size,
        [&log](qint64 offset, unsigned char *to, int amount) {
            return log.base().read(to, amount, offset) == SQLITE_OK;
        },
        m_database->logFrames());
    report.damaged += scan.damaged;
    if (!scan.damaged.isEmpty())
        return {}; // moving a damaged log into the file would spread the damage
    // The file is complete only with the log in it.
    if (auto done = m_database->checkpoint();
        !done && done.error().fault != Fault::NoSpace && done.error().fault != Fault::Busy)
        return done;
    return {};
}

Result<> VaultFiles::checkPages(VaultReport &report, const std::function<void(double)> &progress)
{
    auto &pages = *m_database->vfs().pages();
    qint64 size = 0;
    if (pages.base().size(size) != SQLITE_OK)
        return fail(Fault::Io, u"vault.db: cannot be read"_s);
    report.pages = (size + sealing::pageSize - 1) / sealing::pageSize; // a last one that is cut short counts, and fails
    for (qint64 number = 1; number <= report.pages; ++number) {
        if (!pages.verify(quint32(number)))
            report.damaged.append(u"page %1"_s.arg(number));
        progress(double(number) / double(report.pages));
    }
    return {};
}

Result<> VaultFiles::checkTables(VaultReport &report, const std::function<void(double)> &progress)
{
    const auto known = report.damaged;
    const auto add = [&report, &known](const QString &place) {
        if (!known.contains(place) && !report.damaged.contains(place))
            report.damaged.append(place);
    };
    auto query = m_database->query("PRAGMA integrity_check");
    auto found = query.step();
    for (; found && *found; found = query.step())
        if (query.text(0) != u"ok"_s)
            add(u"vault.db: "_s + query.text(0).section(u'\n', 0, 0));
    if (!found) {
        if (found.error().fault != Fault::Corrupt)
            return tl::unexpected(found.error());
        add(found.error().detail);
    }
    const auto entries = m_entries.verify(report.damaged, progress);
    if (entries)
        report.entries = *entries;
    else if (entries.error().fault == Fault::Corrupt)
        add(entries.error().detail);
    else
        return tl::unexpected(entries.error());
    return {};
}

void VaultFiles::checkChunks(VaultReport &report, const std::function<void(double)> &progress)
{
    const auto files = m_chunks.files();
    for (const auto &file : files) {
        ++report.attachments;
        if (!m_chunks.verify(file))
            report.damaged.append(u"attachment "_s + file.section(u'/', -1));
        progress(double(report.attachments) / double(files.size()));
    }
}

} // namespace sizhen
