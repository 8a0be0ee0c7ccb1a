// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/vaultcheck.h"

#include "core/store/keyslots.h"
#include "core/store/logscan.h"

#include <QThread>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Of what somebody may be writing just now: broken at each of them, it is damage.
constexpr int looksAtWhatIsWritten = 5;
constexpr int betweenLooksMs = 20;

} // namespace

VaultCheck::VaultCheck(Subject subject, CheckControl control)
    : m_subject(std::move(subject))
    , m_control(std::move(control))
{
}

Result<VaultReport> VaultCheck::run()
{
    keys();
    const auto done = log()
                          .and_then([this] { return pages(); })
                          .and_then([this] { return tables(); })
                          .and_then([this] { return attachments(); })
                          .and_then([this] { return goOn(100, 100, 1.0); });
    return done ? Result<VaultReport>(m_report) : tl::unexpected(done.error());
}

Result<> VaultCheck::goOn(int from, int to, double part)
{
    if (m_control.stopped && m_control.stopped())
        return tl::unexpected(Error{Fault::Refused, u"check: stopped"_s, {}, u"vault.check_stopped"_s, {}});
    const int now = from + int(part * (to - from));
    if (m_control.progress && now > m_shown)
        m_control.progress(m_shown = now);
    return {};
}

void VaultCheck::keys()
{
    const auto found = KeySlots::read(m_subject.paths.keys());
    m_report.damaged += found ? found->damaged() : QStringList(u"key slots"_s);
}

Result<QStringList> VaultCheck::lookAtLog()
{
    auto &log = *m_subject.database.vfs().log();
    qint64 size = 0;
    if (m_subject.alone && log.flush() != SQLITE_OK)
        return fail(Fault::Io, u"vault.db-wal: cannot be written"_s);
    const auto durable = m_subject.writer.logFrames();
    if (log.base().size(size) != SQLITE_OK)
        return fail(Fault::Io, u"vault.db-wal: cannot be read"_s);
    if (!m_subject.alone) // what lies behind is being written now
        size = std::min(size,
                        durable == 0 ? 0 : sealing::walHeaderOnDisk + qint64(durable) * sealing::frameOnDisk);
    const auto scan = scanLog(
        m_subject.database.vfs().seal(), size,
        [&log](qint64 offset, unsigned char *to, int amount) {
            return log.base().read(to, amount, offset) == SQLITE_OK;
        },
        durable);
    return scan.damaged;
}

// A log that was wholly moved into the file may be begun anew at any moment: what is broken then is whole at the next look.
Result<> VaultCheck::log()
{
    auto damaged = lookAtLog();
    for (int look = 1; damaged && !damaged->isEmpty() && look < looksAtWhatIsWritten && !m_subject.alone; ++look) {
        QThread::msleep(betweenLooksMs);
        damaged = lookAtLog();
    }
    if (!damaged)
        return tl::unexpected(damaged.error());
    m_report.damaged += *damaged;
    if (!damaged->isEmpty() || !m_subject.alone)
        return {}; // moving a damaged log into the file would spread the damage
    // The file is complete only with the log in it.
    if (auto done = m_subject.database.checkpoint();
        !done && done.error().fault != Fault::NoSpace && done.error().fault != Fault::Busy)
        return done;
    return {};
}

// Behind the cache. A page that is just being written may be half of the one and half of the other for a moment.
bool VaultCheck::pageHolds(quint32 number)
{
    auto &pages = *m_subject.database.vfs().pages();
    for (int look = 0; look < (m_subject.alone ? 1 : looksAtWhatIsWritten); ++look) {
        if (look > 0)
            QThread::msleep(betweenLooksMs);
        if (pages.verify(number))
            return true;
    }
    return false;
}

Result<> VaultCheck::pages()
{
    qint64 size = 0;
    if (m_subject.database.vfs().pages()->base().size(size) != SQLITE_OK)
        return fail(Fault::Io, u"vault.db: cannot be read"_s);
    if (m_subject.alone)
        size += sealing::pageSize - 1; // a last one that is cut short counts, and fails
    m_report.pages = size / sealing::pageSize;
    for (qint64 number = 1; number <= m_report.pages; ++number) {
        if (!pageHolds(quint32(number)))
            m_report.damaged.append(u"page %1"_s.arg(number));
        if (auto on = goOn(0, 40, double(number) / double(m_report.pages)); !on)
            return on;
    }
    return {};
}

// What SQLite says of tables behind a damaged page only repeats it, in its own words.
Result<> VaultCheck::tables()
{
    const bool sealsHold = m_report.damaged.filter(u"page "_s).isEmpty()
        && m_report.damaged.filter(u"write-ahead log"_s).isEmpty();
    const auto add = [this, sealsHold](const QString &place) {
        if (sealsHold && !m_report.damaged.contains(place))
            m_report.damaged.append(place);
    };
    {
        auto query = m_subject.database.query("PRAGMA integrity_check(1)");
        const auto found = query.step();
        if (!found && found.error().fault != Fault::Corrupt)
            return tl::unexpected(found.error());
        if (!found || query.text(0) != u"ok"_s)
            add(u"tables"_s);
    }
    Entries entries(m_subject.database);
    Result<> on;
    const auto read = entries.verify(m_report.damaged, [this, &on](double part) {
        if (on)
            on = goOn(40, 65, part);
    });
    if (!on)
        return on;
    if (read)
        m_report.entries = *read;
    else if (read.error().fault == Fault::Corrupt)
        add(u"tables"_s);
    else
        return tl::unexpected(read.error());
    if (!m_subject.alone)
        return {}; // FTS5 checks itself by a write
    const auto index = Search(m_subject.database).agrees();
    if (!index)
        return tl::unexpected(index.error());
    if (!*index)
        add(u"search index"_s);
    return {};
}

Result<> VaultCheck::attachments()
{
    const auto files = m_subject.chunks.files();
    for (const auto &file : files) {
        const bool unfinished = file.endsWith(u".new"_s) && !m_subject.alone; // being written now
        m_report.attachments += !unfinished;
        if (!unfinished && !m_subject.chunks.verify(file))
            m_report.damaged.append(u"attachment "_s + file.section(u'/', -1));
        if (auto on = goOn(70, 100, double(m_report.attachments) / double(files.size())); !on)
            return on;
    }
    return {};
}

Result<VaultReport> VaultFiles::check(const std::function<void(int)> &progress)
{
    if (m_database->inTransaction())
        return fail(Fault::Busy, u"check: a transaction is open"_s);
    return VaultCheck({m_paths, *m_database, m_chunks, *m_database}, {progress, {}}).run();
}

Result<VaultReport> VaultFilesReader::check(const CheckControl &control)
{
    auto held = hold(); // what is in the log now stays there, unless all of it is in the file
    if (!held)
        return tl::unexpected(held.error());
    return VaultCheck({{m_folder}, *m_database, m_chunks, m_writer, false}, control).run();
}

} // namespace sizhen
