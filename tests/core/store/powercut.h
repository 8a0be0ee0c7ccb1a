// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "faultvfs.h"
#include "storetest.h"

#include <QTest>

namespace storetest {

// One transaction of the workload: some entries and a row that says how many there are, so that half of it would show.
inline bool writeSome(Vault &vault, quint64 &last, quint32 dice)
{
    auto change = vault.begin();
    bool done = change.has_value();
    const int entries = dice % 16 == 0 ? 40 : 1 + int(dice % 3);
    for (int i = 0; i < entries; ++i)
        done = done && vault.entries().append(entry(last + quint64(i) + 1));
    if (dice % 7 == 0)
        done = done && vault.rows().clear(u"p.bulk"_s); // frees pages
    for (quint32 i = 0; i < dice % 4; ++i)
        done
            = done && vault.rows().put(u"p.bulk"_s, {QString::number(dice % 64 + i), {}, QByteArray(6000, char(dice))});
    done = done && vault.rows().put(u"local.count"_s, {u"n"_s, {}, QByteArray::number(last + quint64(entries))});
    if (dice % 11 == 0)
        return done; // left without commit: rolled back
    done = done && change->commit();
    if (done)
        last += quint64(entries);
    return done;
}

// entry(), each made once: a cut compares hundreds of them.
inline const EntryRow &knownEntry(quint64 sequence)
{
    static QHash<quint64, EntryRow> known;
    const auto found = known.constFind(sequence);
    return found != known.cend() ? *found : *known.insert(sequence, entry(sequence));
}

// Empty when the vault holds whole transactions only, at least `acknowledged` entries, at most `begun`; else what is
// wrong.
inline QString whatIsWrong(Vault &vault, quint64 acknowledged, quint64 begun)
{
    const auto head = vault.entries().heads(stream);
    const auto counted = vault.rows().at(u"local.count"_s, u"n"_s);
    if (!head || !counted)
        return u"cannot be read: "_s + (head ? counted.error().detail : head.error().detail);
    const auto last = head->isEmpty() ? 0 : head->constFirst().sequence;
    const auto written = *counted ? (*counted)->body.toULongLong() : 0;
    if (last < acknowledged || last > begun)
        return u"%1 entries, %2 acknowledged, %3 begun"_s.arg(last).arg(acknowledged).arg(begun);
    if (written != last)
        return u"half a transaction: %1 of %2"_s.arg(last).arg(written);
    const auto entries = vault.entries().ofFeed(feed, 1, std::numeric_limits<qint64>::max());
    if (!entries || quint64(entries->size()) != last)
        return u"entries are missing"_s;
    for (const auto &row : *entries)
        if (!same(row, knownEntry(row.sequence)))
            return u"entry %1 is another one"_s.arg(row.sequence);
    return {};
}

struct CutResult {
    int cuts = 0;
    int withLog = 0; // cuts that left a log to play back
    QStringList wrong;
};

// Writes for a while over a recording VFS, then cuts the power at `cuts` random moments and looks what is left.
// `diskLies`: it forgets what was synced; losses must then be found.
inline CutResult cutPower(int cuts, quint32 seed, bool diskLies = false)
{
    QRandomGenerator random(seed);
    QTemporaryDir place(fastTemplate());
    const auto folder = place.filePath(u"vault"_s);
    auto made = Vault::create(folder, secret("pass"), KdfCost::lightest());
    if (!made)
        return {0, 0, {made.error().detail}};
    made->reset();
    const auto key = Vault::unlockKey(folder, secret("pass")).value();
    const auto keysFile = bytesOf(folder + u"/vault.keys"_s);

    FaultVfs vfs;
    const VaultSeams seams{vfs.name(), 40}; // frames; small, so that many cuts fall into the moving of the log
    const QHash<QString, QByteArray> start{{u"vault.db"_s, bytesOf(folder + u"/vault.db"_s)}};
    vfs.recording = true;

    struct Ack {
        qsizetype ops;
        quint64 entries;
    };

    QList<Ack> acks{{0, 0}};
    quint64 last = 0;
    CutResult result;
    for (int session = 0; session < 3; ++session) {
        auto vault = VaultFiles::openWithKey(folder, key, seams);
        for (int i = 0; vault && i < 24; ++i) {
            if (!writeSome(**vault, last, random.generate()))
                result.wrong.append(u"the workload failed"_s);
            acks.append({vfs.ops.size(), last});
        }
    }
    vfs.recording = false;

    QList<qsizetype> moments;
    for (int i = 0; i < cuts; ++i)
        moments.append(random.bounded(int(vfs.ops.size())) + 1);
    std::sort(moments.begin(), moments.end());
    Disk disk(start);
    qsizetype done = 0;
    const auto after = place.filePath(u"after"_s);
    QDir().mkpath(after);
    overwrite(after + u"/vault.keys"_s, keysFile);
    for (const auto moment : moments) {
        for (; done < moment; ++done)
            if (!diskLies || vfs.ops[done].kind != FaultVfs::Op::Sync)
                disk.run(vfs.ops[done]);
        const auto files = disk.afterCut(random);
        for (const auto &name : {u"vault.db"_s, u"vault.db-wal"_s})
            if (files.contains(name))
                overwrite(after + u'/' + name, files[name]);
            else
                QFile::remove(after + u'/' + name);
        ++result.cuts;
        result.withLog += files.value(u"vault.db-wal"_s).size() > sealing::walHeaderOnDisk;
        const auto next = std::find_if(acks.cbegin(), acks.cend(), [moment](const Ack &a) { return a.ops > moment; });
        const auto begun = next == acks.cend() ? last : next->entries;
        auto vault = VaultFiles::openWithKey(after, key, {});
        auto wrong = vault ? whatIsWrong(**vault, std::prev(next)->entries, begun) : vault.error().detail;
        if (wrong.isEmpty() && result.cuts % 10 == 0) {
            const auto report = (*vault)->check();
            if (!report || !report->sound())
                wrong = u"check: "_s + (report ? report->damaged.join(u", "_s) : report.error().detail);
        }
        if (!wrong.isEmpty())
            result.wrong.append(u"cut at %1: %2"_s.arg(moment).arg(wrong));
    }
    return result;
}

} // namespace storetest
