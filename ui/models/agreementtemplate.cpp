// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/agreementtemplate.h"
#include "core/base/resource.h"

#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

Label filled(const QJsonObject &object, const Label &inviting, const Label &invited)
{
    const auto text = Label::fromJson(object);
    const auto put = [&](const QString &language) {
        return text.in(language)
            .replace(u"{inviting}"_s, inviting.in(language))
            .replace(u"{invited}"_s, invited.in(language));
    };
    return {put(u"zh"_s), put(u"en"_s)};
}

} // namespace

QStringList AgreementTemplate::sectionIds()
{
    return {u"purpose"_s, u"conditions"_s, u"content"_s, u"process"_s, u"duties"_s, u"risk"_s, u"liability"_s};
}

Result<AgreementTemplate> AgreementTemplate::between(const Label &inviting, const Label &invited)
{
    const auto bytes = readResource(u"texts/agreement.json"_s);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto root = QJsonDocument::fromJson(*bytes).object();
    AgreementTemplate made;
    made.title = filled(root[u"title"_s].toObject(), inviting, invited);
    for (const auto &id : sectionIds()) {
        const auto section = filled(root[u"sections"_s][id].toObject(), inviting, invited);
        if (section.zh().isEmpty() || section.en().isEmpty())
            return fail(Fault::Corrupt, u"texts/agreement.json: section "_s + id);
        made.sections.insert(id, section);
    }
    return made;
}

} // namespace sizhen
