// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/answersjson.h"

#include "core/forms/formlibrary.h"

#include <QCborValue>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Answers answersFromJson(const QJsonObject &json)
{
    return QCborMap::fromJsonObject(json);
}

QJsonObject answersToJson(const Answers &answers)
{
    return answers.toJsonObject();
}

Result<Answers> answersFromJson(const QByteArray &json)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(json, &error);
    if (!document.isObject())
        return tl::unexpected(Error{Fault::Invalid, error.errorString(), {}, u"form.answers_unreadable"_s, {}});
    return answersFromJson(document.object());
}

Answers withFullIds(const FormLibrary &library, const QString &formId, const Answers &answers)
{
    Answers full;
    for (const auto &[key, value] : answers) {
        const auto id = key.toString();
        const auto longer = formId + u'.' + id;
        full.insert(!library.field(id) && library.field(longer) ? longer : id, value);
    }
    return full;
}

} // namespace sizhen
