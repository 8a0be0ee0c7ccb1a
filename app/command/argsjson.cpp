// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/argsjson.h"

#include "app/command/files.h"

#include <QCborArray>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Reader {
    QString folder;
    Desk &desk;

    Result<QCborValue> value(const QJsonValue &json)
    {
        if (json.isArray()) {
            QCborArray array;
            for (const auto &item : json.toArray()) {
                auto read = value(item);
                if (!read)
                    return read;
                array.append(*read);
            }
            return QCborValue(array);
        }
        if (json.isDouble()) {
            const auto number = json.toDouble();
            return number == qint64(number) ? QCborValue(qint64(number)) : QCborValue(number);
        }
        return json.isObject() ? object(json.toObject()) : Result<QCborValue>(QCborValue::fromJsonValue(json));
    }

    Result<QCborValue> object(const QJsonObject &json)
    {
        if (json.size() == 1 && json.contains(u"hex"_s))
            return QCborValue(QByteArray::fromHex(json.value(u"hex"_s).toString().toLatin1()));
        if (json.contains(u"file"_s) && json.contains(u"type"_s))
            return file(json);
        if (json.size() == 1 && json.contains(u"certificate"_s)) {
            const auto sealed = desk.ledger().sealedPerson(json.value(u"certificate"_s).toString());
            if (!sealed)
                return tl::unexpected(sealed.error());
            return QCborValue(sealed->certificate);
        }
        const auto read = map(json);
        if (!read)
            return tl::unexpected(read.error());
        return QCborValue(*read);
    }

    Result<QCborValue> file(const QJsonObject &json)
    {
        const QFileInfo info(QDir(folder), json.value(u"file"_s).toString());
        const auto bytes = readFile(info.absoluteFilePath());
        if (!bytes)
            return tl::unexpected(bytes.error());
        const auto name = json.value(u"name"_s).toString(u"original."_s + info.suffix());
        const auto attachment = desk.attach(*bytes, json.value(u"type"_s).toString(), name);
        if (!attachment)
            return tl::unexpected(attachment.error());
        return QCborValue(QCborMap{{u"attachment"_s, attachment->toCbor()}});
    }

    Result<QCborMap> map(const QJsonObject &json)
    {
        QCborMap result;
        for (auto it = json.begin(); it != json.end(); ++it) {
            const auto read = value(it.value());
            if (!read)
                return tl::unexpected(read.error());
            const auto wrapped = it.key() == u"attachment"_s && read->toMap().contains(u"attachment"_s);
            result.insert(it.key(), wrapped ? read->toMap().value(u"attachment"_s) : *read);
        }
        return result;
    }
};

} // namespace

Result<QCborMap> argsFromJson(const QJsonObject &json, const QString &folder, Desk &desk)
{
    return Reader{folder, desk}.map(json);
}

QJsonValue toJson(const QCborValue &value)
{
    if (value.isByteArray())
        return QString::fromLatin1(value.toByteArray().toHex());
    if (value.isArray()) {
        QJsonArray array;
        for (const auto &item : value.toArray())
            array.append(toJson(item));
        return array;
    }
    if (!value.isMap())
        return value.toJsonValue();
    QJsonObject object;
    for (const auto &[key, item] : value.toMap())
        object.insert(QCborValue(key).toVariant().toString(), toJson(item));
    return object;
}

Result<QJsonObject> readJson(const QString &text)
{
    auto bytes = text.startsWith(u'{') ? Result<QByteArray>(text.toUtf8()) : readFile(text);
    if (!bytes)
        return tl::unexpected(bytes.error());
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(*bytes, &error);
    if (!document.isObject())
        return tl::unexpected(
            Error{Fault::Invalid,
                  u"json: "_s + error.errorString(),
                  {},
                  u"ctl.json"_s,
                  {{u"place"_s, error.offset}, {u"file"_s, text.startsWith(u'{') ? u"ARGS"_s : text}}});
    return document.object();
}

} // namespace sizhen
