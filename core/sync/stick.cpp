// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sync/stick.h"

#include "core/base/async.h"
#include "core/base/cbor.h"
#include "core/base/log.h"
#include "core/store/durablefile.h"

#include <QCborArray>
#include <QDir>
#include <QStorageInfo>

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 lifeMs = 120LL * 24 * 3'600'000; // sticks travel by post
constexpr int usualBucket = 37; // 1.25 MiB: one chunk and some words
constexpr qint64 keptMs = lifeMs; // of the record of what a file holds
constexpr qint64 spare = 256 * 1024; // folders and the file system's own
constexpr qint64 blockSize = 4096;
constexpr auto suffix = QLatin1StringView(".szenv");
constexpr Courier::Timing slow{.retryMs = 60'000, .presentMs = 600'000}; // reading one stick takes that long
const auto onStick = u"stick"_s; // notes: by envelope id, what it holds

QString inMegabytes(qint64 bytes)
{
    return QString::number(double(bytes) / 1e6, 'f', 1);
}

qint64 onDisk(qint64 size)
{
    return (size + blockSize - 1) / blockSize * blockSize;
}

QByteArray recordOf(const Courier::Parcel &parcel, qint64 at)
{
    QCborArray entries;
    for (const auto &one : parcel.entries)
        entries.append(QCborArray{one.stream, one.feed, qint64(one.from), qint64(one.to)});
    QCborArray chunks;
    for (const auto &[stream, address] : parcel.chunks)
        chunks.append(QCborArray{stream, address});
    QCborArray grants;
    for (const auto &[stream, epoch] : parcel.grants)
        grants.append(QCborArray{stream, qint64(epoch)});
    return cbor::encode(
        QCborMap{{u"at"_s, at}, {u"chunks"_s, chunks}, {u"entries"_s, entries}, {u"grants"_s, grants}});
}

Courier::Parcel parcelOf(const QCborMap &record)
{
    Courier::Parcel parcel;
    const auto entries = record.value(u"entries"_s).toArray();
    for (const auto &item : entries) {
        const auto one = item.toArray();
        parcel.entries.append({one.at(0).toByteArray(), one.at(1).toByteArray(), quint64(one.at(2).toInteger()),
                               quint64(one.at(3).toInteger())});
    }
    std::ranges::sort(parcel.entries, {}, &Courier::Parcel::Entries::from);
    const auto chunks = record.value(u"chunks"_s).toArray();
    for (const auto &item : chunks)
        parcel.chunks.append({item.toArray().at(0).toByteArray(), item.toArray().at(1).toByteArray()});
    const auto grants = record.value(u"grants"_s).toArray();
    for (const auto &item : grants)
        parcel.grants.append({item.toArray().at(0).toByteArray(), quint32(item.toArray().at(1).toInteger())});
    return parcel;
}

QByteArray idIn(const QString &fileName)
{
    return QByteArray::fromHex(fileName.chopped(suffix.size()).section(u'-', 2).toLatin1());
}

QStringList filesIn(const QString &folder)
{
    return QDir(folder).entryList({u'*' + suffix}, QDir::Files, QDir::Name);
}

Error gone(const QString &detail)
{
    return {Fault::Io, detail, u"ARC-09"_s, u"link.stick_gone"_s, {}};
}

} // namespace

Stick::Stick(CarrierSetup setup, QString folder, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_folder(std::move(folder))
{
}

QString Stick::mailbox(const QString &folder, const QByteArray &root)
{
    return folder + u"/sizhen-post/"_s + QString::fromLatin1(mailboxOf(root).toHex());
}

Stick::Box Stick::boxFor(const CarrierSetup::Partner &partner) const
{
    Box box{partner, m_setup.storeFor(partner.root), {}};
    box.courier = std::make_unique<Courier>(*box.store, u"file"_s, slow, Courier::Memory::Debts);
    box.courier->start(m_setup.nowMs());
    return box;
}

// What lies on this stick since an earlier run need not be written again.
void Stick::assumeWhatLiesThere(Box &box, int *kept) const
{
    QSet<QByteArray> there;
    const auto files = filesIn(mailbox(m_folder, box.partner.root));
    for (const auto &name : files)
        there.insert(idIn(name));
    Courier::Parcel all;
    const auto records = box.store->notes(onStick);
    for (auto it = records.cbegin(); it != records.cend(); ++it) {
        const auto record = cbor::decodeMap(*it);
        if (there.contains(it.key()) && record) {
            const auto parcel = parcelOf(*record);
            all.entries += parcel.entries;
            all.chunks += parcel.chunks;
            all.grants += parcel.grants;
            if (kept)
                ++*kept;
        } else if (!record || m_setup.nowMs() - record->value(u"at"_s).toInteger() > keptMs) {
            (void)box.store->keepNote(onStick, it.key(), {});
        }
    }
    std::ranges::sort(all.entries, {}, &Courier::Parcel::Entries::from);
    box.courier->assume(all);
}

// A rehearsal: how many envelopes, how many bytes.
Stick::Plan Stick::plan(const CarrierSetup::Partner &partner) const
{
    auto box = boxFor(partner);
    assumeWhatLiesThere(box, nullptr);
    const auto room = roomInEnvelope(m_setup.certificate.size(), usualBucket);
    Plan plan;
    box.courier->flush(m_setup.nowMs());
    while (true) {
        const auto parcel = box.courier->next(m_setup.nowMs(), room);
        if (parcel.isEmpty() && !box.courier->hasWork())
            return plan;
        if (parcel.isEmpty())
            continue;
        int bucket = 0;
        while (bucket < maxEnvelopeBucket && roomInEnvelope(m_setup.certificate.size(), bucket) < parcel.bytes)
            ++bucket;
        plan.bytes += onDisk(envelopeSize(bucket));
        ++plan.envelopes;
    }
}

Result<> Stick::makeRoom()
{
    if (!QDir(m_folder).exists())
        return tl::unexpected(gone(u"stick: no such folder"_s));
    Plan all;
    for (const auto &root : std::as_const(m_toWrite)) {
        const auto one = plan(m_boxes.at(root).partner);
        all.bytes += one.bytes;
        all.envelopes += one.envelopes;
    }
    m_of = m_done + all.envelopes;
    const auto free = QStorageInfo(m_folder).bytesAvailable();
    if (all.envelopes > 0 && free < all.bytes + spare)
        return tl::unexpected(Error{Fault::NoSpace, u"stick: %1 bytes needed, %2 free"_s.arg(all.bytes + spare).arg(free),
                                    u"ARC-09"_s, u"link.stick_full"_s,
                                    {{u"need"_s, inMegabytes(all.bytes + spare)}, {u"free"_s, inMegabytes(free)}}});
    for (const auto &root : std::as_const(m_toWrite))
        if (!QDir().mkpath(mailbox(m_folder, root)))
            return tl::unexpected(
                Error{Fault::Io, u"stick: no folder"_s, u"ARC-09"_s, u"link.stick_not_writable"_s, {}});
    return {};
}

void Stick::write(const QList<CarrierSetup::Partner> &partners)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_summary = {};
    m_done = 0;
    for (const auto &partner : partners) {
        m_boxes.insert_or_assign(partner.root, boxFor(partner));
        m_toWrite.append(partner.root);
    }
    answer();
}

void Stick::answer()
{
    for (const auto &root : std::as_const(m_toWrite))
        assumeWhatLiesThere(m_boxes.at(root), &m_summary.kept);
    if (const auto room = makeRoom(); !room)
        return end(room);
    for (const auto &root : std::as_const(m_toWrite))
        m_boxes.at(root).courier->flush(m_setup.nowMs());
    writeNext();
}

void Stick::writeNext()
{
    const auto room = roomInEnvelope(m_setup.certificate.size(), usualBucket);
    while (!m_toWrite.isEmpty()) {
        auto &box = m_boxes.at(m_toWrite.first());
        auto parcel = box.courier->next(m_setup.nowMs(), room);
        if (parcel.isEmpty()) {
            if (!box.courier->hasWork())
                m_toWrite.removeFirst();
            continue;
        }
        const auto envelope = m_setup.seal(box.partner, parcel.messages, lifeMs);
        if (!envelope)
            return end(tl::unexpected(envelope.error()));
        const auto id = readEnvelopeHeader(*envelope)->id;
        const auto name = u"%1-%2-%3"_s.arg(m_setup.nowMs(), 13, 10, QChar(u'0'))
                              .arg(++m_serial, 6, 10, QChar(u'0'))
                              .arg(QString::fromLatin1(id.toHex()))
            + suffix;
        const auto path = mailbox(m_folder, box.partner.root) + u'/' + name;
        runThen(
            this, [path, bytes = *envelope] { return writeDurably(path, bytes); },
            [this, root = box.partner.root, parcel, id, size = envelope->size()](const Result<> &done) {
                if (!done)
                    return end(tl::unexpected(done.error().fault == Fault::NoSpace ? done.error()
                                                                                   : gone(done.error().detail)));
                wrote(m_boxes.at(root), parcel, id, size);
                writeNext();
            });
        return;
    }
    end({});
}

void Stick::wrote(Box &box, const Courier::Parcel &parcel, const QByteArray &id, qint64 size)
{
    box.courier->carried(parcel, m_setup.nowMs());
    if (const auto kept = box.store->keepNote(onStick, id, recordOf(parcel, m_setup.nowMs())); !kept)
        qCWarning(lcSync) << "what lies on the stick was not noted:" << kept.error().detail;
    m_setup.count(box.partner.root, size);
    ++m_summary.written;
    m_summary.bytes += size;
    ++m_done;
    Q_EMIT progress(m_done, std::max(m_done, m_of));
}

void Stick::read(const QList<CarrierSetup::Partner> &partners)
{
    Q_ASSERT(!m_running);
    m_running = true;
    m_summary = {};
    m_done = 0;
    for (const auto &partner : partners)
        m_boxes.insert_or_assign(partner.root, boxFor(partner));
    const auto ours = mailbox(m_folder, m_setup.root);
    const auto files = filesIn(ours);
    for (const auto &name : files)
        m_toRead.append(ours + u'/' + name);
    m_of = int(m_toRead.size());
    if (!QDir(m_folder).exists())
        return end(tl::unexpected(gone(u"stick: no such folder"_s)));
    for (const auto &[root, box] : m_boxes)
        if (QDir(mailbox(m_folder, root)).exists())
            m_toWrite.append(root);
    readNext();
}

void Stick::poke(const QByteArray &stream)
{
    for (auto &[root, box] : m_boxes)
        box.courier->localChanged(stream);
}

void Stick::readNext()
{
    if (m_toRead.isEmpty()) { // after the pokes that what was read has caused
        QMetaObject::invokeMethod(this, &Stick::answer, Qt::QueuedConnection);
        return;
    }
    const auto path = m_toRead.takeFirst();
    runThen(
        this, [path] { return readWhole(path, maxEnvelopeSize()); },
        [this, path](const Result<QByteArray> &envelope) {
            if (!envelope)
                return end(tl::unexpected(gone(envelope.error().detail)));
            takeIn(path, *envelope);
        });
}

void Stick::takeIn(const QString &path, const QByteArray &envelope)
{
    Q_EMIT progress(++m_done, m_of);
    const auto opened = m_setup.open(envelope);
    const auto box = opened ? m_boxes.find(opened->sender.institution) : m_boxes.end();
    if (box == m_boxes.end()) {
        m_summary.refused.append(
            opened ? Error{Fault::Untrusted, u"an envelope of no partner"_s, {}, u"link.envelope_stranger"_s, {}}
                   : opened.error());
        qCWarning(lcSync) << "refused an envelope:" << m_summary.refused.last().detail;
        return readNext(); // it stays where it is: a person may want to look at it
    }
    if (!m_toWrite.contains(box->first))
        m_toWrite.append(box->first);
    const auto known = m_setup.knows(opened->header.id);
    if (!known)
        return end(tl::unexpected(known.error()));
    if (*known) {
        ++m_summary.known;
        removeFile(path);
        return readNext();
    }
    const auto taken = box->second.courier->receive(opened->messages, m_setup.nowMs());
    const auto kept = taken ? m_setup.remember(opened->header.id, opened->header.expiryMs) : taken;
    if (!kept)
        return end(kept);
    ++m_summary.taken;
    const auto events = box->second.courier->takeEvents();
    for (const auto &event : events)
        if (const auto *stream = std::get_if<Courier::StreamAdvanced>(&event))
            Q_EMIT advanced(stream->stream);
        else if (const auto *trouble = std::get_if<Courier::Trouble>(&event))
            qCWarning(lcSync) << "stick:" << trouble->error.detail;
    removeFile(path);
    readNext();
}

void Stick::removeFile(const QString &path)
{
    if (!QFile::remove(path))
        qCWarning(lcSync) << "an envelope that was taken in could not be removed from the stick";
}

void Stick::end(const Result<> &result)
{
    m_running = false;
    m_toRead.clear();
    m_toWrite.clear();
    m_boxes.clear();
    if (result)
        Q_EMIT finished(m_summary);
    else
        Q_EMIT failed(result.error());
}

} // namespace sizhen
