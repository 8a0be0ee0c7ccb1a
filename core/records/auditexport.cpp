// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/auditexport.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qint64 batchBytes = 4 * 1024 * 1024;

QString hexText(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex());
}

Error writeError(const QFile &file)
{
    return {file.error() == QFileDevice::ResourceError ? Fault::NoSpace : Fault::Io, u"audit export: "_s + file.errorString(),
            {}, {}, {}};
}

// A file of lines that counts and hashes what it takes.
class LineFile
{
public:
    LineFile(const QDir &folder, const QString &name)
        : m_name(name)
        , m_file(folder.filePath(name))
    {
        m_open = m_file.open(QIODevice::WriteOnly | QIODevice::NewOnly);
    }

    [[nodiscard]] Result<> add(const QJsonObject &line)
    {
        const auto bytes = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
        m_hash.addData(bytes);
        ++m_lines;
        if (!m_open || m_file.write(bytes) != bytes.size())
            return tl::unexpected(writeError(m_file));
        return {};
    }

    [[nodiscard]] Result<> close(QJsonObject &files)
    {
        if (!m_open || !m_file.flush())
            return tl::unexpected(writeError(m_file));
        m_file.close();
        files.insert(m_name, QJsonObject{{u"lines"_s, m_lines}, {u"sha256"_s, hexText(m_hash.result())}});
        return {};
    }

    [[nodiscard]] qint64 lines() const { return m_lines; }

private:
    QString m_name;
    QFile m_file;
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
    qint64 m_lines = 0;
    bool m_open = false;
};

Result<> writeAccess(const Ledger &ledger, LineFile &file)
{
    const auto log = ledger.accessLog();
    if (!log)
        return tl::unexpected(log.error());
    for (const auto &entry : *log) {
        const auto &access = entry.access;
        const QJsonObject readable{{u"number"_s, qint64(entry.number)},
                                   {u"at"_s, entry.at.toMSecsSinceEpoch()},
                                   {u"person"_s, access.person},
                                   {u"role"_s, access.role},
                                   {u"act"_s, access.act},
                                   {u"object"_s, access.object},
                                   {u"outcome"_s, access.outcome == Access::Outcome::Done ? u"done"_s : u"refused"_s},
                                   {u"reason"_s, access.reason}};
        if (const auto put = file.add({{u"entry"_s, readable},
                                       {u"bytes"_s, hexText(toBytes(entry))},
                                       {u"hash"_s, hexText(entry.hash)}});
            !put)
            return put;
    }
    return {};
}

Result<> writeFeed(const Ledger &ledger, const FeedHead &head, LineFile &file)
{
    for (quint64 next = 1; next <= head.sequence;) {
        const auto rows = ledger.vault().entries().ofFeed(head.feed, next, batchBytes);
        if (!rows)
            return tl::unexpected(rows.error());
        if (rows->isEmpty())
            return {}; // a hole: the verifier says so
        for (const auto &row : *rows) {
            const QJsonObject line{{u"feed"_s, hexText(row.feed)},
                                   {u"sequence"_s, qint64(row.sequence)},
                                   {u"hash"_s, hexText(row.hash)},
                                   {u"raw"_s, QString::fromLatin1(row.raw.toBase64())}};
            if (const auto put = file.add(line); !put)
                return put;
            next = row.sequence + 1;
        }
    }
    return {};
}

Result<> writeEntries(const Ledger &ledger, LineFile &file)
{
    auto streams = ledger.vault().entries().streams();
    if (!streams)
        return tl::unexpected(streams.error());
    std::sort(streams->begin(), streams->end());
    for (const auto &stream : *streams) {
        const auto heads = ledger.vault().entries().heads(stream);
        if (!heads)
            return tl::unexpected(heads.error());
        for (const auto &head : *heads)
            if (const auto put = writeFeed(ledger, head, file); !put)
                return put;
    }
    return {};
}

QJsonObject nameOf(const Institution &institution, bool ours)
{
    return {{u"kind"_s, u"institution"_s},
            {u"root"_s, hexText(institution.root)},
            {u"zh"_s, institution.name.zh()},
            {u"en"_s, institution.name.en()},
            {u"ours"_s, ours}};
}

Result<> writeCertificates(const Ledger &ledger, LineFile &file)
{
    QList<QJsonObject> lines{nameOf(ledger.institution(), true)};
    const auto add = [&](const QString &kind, const QByteArray &bytes) {
        lines.append({{u"kind"_s, kind}, {u"bytes"_s, hexText(bytes)}});
    };
    add(u"station"_s, ledger.stationCertificate());
    add(u"person"_s, ledger.systemActor().certificate);
    const auto people = ledger.people();
    if (!people)
        return tl::unexpected(people.error());
    for (const auto &person : *people) {
        const auto sealed = ledger.sealedPerson(person.id);
        if (!sealed)
            return tl::unexpected(sealed.error());
        add(u"person"_s, sealed->certificate);
    }
    const auto partners = ledger.partners();
    if (!partners)
        return tl::unexpected(partners.error());
    for (const auto &partner : *partners)
        lines.append(nameOf(partner.institution, false));
    const auto stations = ledger.vault().rows().list(u"local.station"_s); // every one of every card ever taken in
    if (!stations)
        return tl::unexpected(stations.error());
    for (const auto &row : *stations)
        add(u"station"_s, row.body);
    for (const auto &line : std::as_const(lines))
        if (const auto put = file.add(line); !put)
            return put;
    return {};
}

Result<> writeHeads(const Ledger &ledger, LineFile &file)
{
    const auto heads = ledger.accessHeads();
    if (!heads)
        return tl::unexpected(heads.error());
    for (const auto &head : *heads)
        if (const auto put = file.add({{u"bytes"_s, hexText(head.signedForm())}, {u"signature"_s, hexText(head.signature)}});
            !put)
            return put;
    return {};
}

Result<> writeWhole(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return tl::unexpected(writeError(file));
    return {};
}

} // namespace

Result<AuditExport> exportAudit(Ledger &ledger, const QString &folder, const Actor &actor)
{
    const QDir dir(folder);
    if (!dir.mkpath(u"."_s) || !dir.isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"audit export: the folder is not empty"_s, {}, u"audit.folder"_s, {}});
    const auto noted = ledger.noteAccess(actor, u"access.export"_s).and_then([&] { return ledger.publishAccessHead(); });
    if (!noted)
        return tl::unexpected(noted.error());
    LineFile access(dir, u"access.jsonl"_s);
    LineFile entries(dir, u"entries.jsonl"_s);
    LineFile certificates(dir, u"certificates.jsonl"_s);
    LineFile heads(dir, u"heads.jsonl"_s);
    QJsonObject files;
    auto written = writeAccess(ledger, access)
                       .and_then([&] { return writeEntries(ledger, entries); })
                       .and_then([&] { return writeCertificates(ledger, certificates); })
                       .and_then([&] { return writeHeads(ledger, heads); });
    for (auto *file : {&access, &entries, &certificates, &heads})
        if (written)
            written = file->close(files);
    if (!written)
        return tl::unexpected(written.error());
    const auto manifest = QJsonDocument(QJsonObject{{u"schema"_s, u"sizhen-audit/1"_s},
                                                    {u"root"_s, hexText(ledger.institution().root)},
                                                    {u"station"_s, hexText(ledger.station().station)},
                                                    {u"at"_s, ledger.now().toString(Qt::ISODateWithMs)},
                                                    {u"files"_s, files}})
                              .toJson(QJsonDocument::Indented);
    written = writeWhole(dir.filePath(u"manifest.json"_s), manifest).and_then([&] {
        return writeWhole(dir.filePath(u"manifest.sig"_s), ledger.signAsStation("sizhen.audit.export", manifest).toHex() + '\n');
    });
    if (!written)
        return tl::unexpected(written.error());
    return AuditExport{access.lines(), entries.lines(), int(certificates.lines()), int(heads.lines())};
}

} // namespace sizhen
