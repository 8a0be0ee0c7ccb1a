// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exchange/archive.h"

#include <QCborArray>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMimeDatabase>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// Bytes as hex, and the keys of attachments left out: the originals lie beside it, their keys belong to the vault.
QJsonValue readable(const QCborValue &value)
{
    if (value.isByteArray())
        return QString::fromLatin1(value.toByteArray().toHex());
    if (value.isArray()) {
        QJsonArray array;
        for (const auto &item : value.toArray())
            array.append(readable(item));
        return array;
    }
    if (!value.isMap())
        return value.toJsonValue();
    QJsonObject object;
    for (const auto &[key, item] : value.toMap()) {
        const auto name = QCborValue(key).toVariant().toString();
        if (name == u"attachment"_s && item.isMap()) {
            const auto attachment = Attachment::fromCbor(item.toMap());
            if (attachment)
                object.insert(name,
                              QJsonObject{{u"sha256"_s, QString::fromLatin1(attachment->sha256.toHex())},
                                          {u"size"_s, attachment->size},
                                          {u"mediaType"_s, attachment->mediaType},
                                          {u"name"_s, attachment->name}});
            continue;
        }
        object.insert(name, readable(item));
    }
    return object;
}

QJsonObject actOf(const Act &act)
{
    return {{u"kind"_s, act.kind()},
            {u"at"_s, act.event.at.toString(Qt::ISODate)},
            {u"side"_s, sideName(act.side)},
            {u"by"_s, act.event.by.id},
            {u"name"_s, QJsonObject{{u"zh"_s, act.event.by.name.zh()}, {u"en"_s, act.event.by.name.en()}}},
            {u"entry"_s, QString::fromLatin1(act.event.hash.toHex())},
            {u"args"_s, readable(act.args())}};
}

QString pathOf(const Attachment &attachment)
{
    auto ending = QFileInfo(attachment.name).suffix();
    if (ending.isEmpty())
        ending = QMimeDatabase().mimeTypeForName(attachment.mediaType).preferredSuffix();
    const auto stem = QFileInfo(attachment.name).completeBaseName();
    return u"originals/%1-%2.%3"_s.arg(stem, QString::fromLatin1(attachment.sha256.toHex().first(12)),
                                       ending.isEmpty() ? u"bin"_s : ending);
}

Result<> addOriginals(Desk &desk, const QByteArray &stream, QList<ArchiveFile> &files)
{
    const auto originals = desk.ledger().attachments(stream);
    if (!originals)
        return tl::unexpected(originals.error());
    for (const auto &original : *originals) {
        const auto bytes = desk.ledger().vault().attachments().read(original);
        if (!bytes)
            return tl::unexpected(bytes.error());
        files.append({pathOf(original), *bytes});
    }
    return {};
}

} // namespace

Result<QList<ArchiveFile>> archiveOf(Desk &desk, const QByteArray &caseId)
{
    const auto state = desk.wholeCase(caseId);
    if (!state)
        return tl::unexpected(state.error());
    const auto manifest = desk.manifest(caseId);
    if (!manifest)
        return tl::unexpected(manifest.error());
    QJsonArray acts;
    for (const auto &act : state->acts)
        acts.append(actOf(act));
    QList<ArchiveFile> files{{u"manifest.json"_s, manifest->toJson()},
                             {u"acts.json"_s, QJsonDocument(acts).toJson(QJsonDocument::Indented)}};
    if (const auto added = addOriginals(desk, caseId, files); !added)
        return tl::unexpected(added.error());
    return files;
}

} // namespace sizhen
