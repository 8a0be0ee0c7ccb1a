// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formcheck.h"

#include "core/forms/answersjson.h"
#include "core/forms/formlibrary.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// One side's answers to all forms, and what the other side said.
struct Sheet {
    FormContext who;
    Answers all;
    Answers other;
    bool complete = false;
};

// Our forms, with `form` in the place of the one of the same id.
Result<std::shared_ptr<const FormLibrary>> libraryWith(const FormSpec &form, const QByteArray &json)
{
    auto files = FormLibrary::files();
    if (!files)
        return tl::unexpected(files.error());
    files->removeIf([&](const QByteArray &file) {
        const auto root = QJsonDocument::fromJson(file).object();
        return root.contains(u"sections"_s) && root[u"id"_s] == form.id;
    });
    files->append(json);
    return FormLibrary::fromFiles(*files, true);
}

int yearsBetween(const QDate &from, const QDate &to)
{
    if (!from.isValid() || !to.isValid() || from > to)
        return -1;
    const bool before = std::pair(to.month(), to.day()) < std::pair(from.month(), from.day());
    return to.year() - from.year() - (before ? 1 : 0);
}

// What the answers themselves say about the patient, where the caller did not.
void fillContext(FormContext &who, const Answers &all, const QDate &day)
{
    if (who.sex.isEmpty())
        who.sex = all.value(u"intake.id.sex"_s).toString();
    if (who.age >= 0)
        return;
    const auto birth = QDate::fromString(all.value(u"intake.id.birth"_s).toString(), Qt::ISODate);
    const auto visit = QDateTime::fromString(all.value(u"intake.visit.time"_s).toString(), Qt::ISODate);
    who.age = yearsBetween(birth, day.isValid() ? day : visit.date());
}

void add(Answers &into, const Answers &more)
{
    for (const auto &[key, value] : more)
        into.insert(key, value);
}

QList<Sheet> sheetsOfCase(const FormLibrary &library, const QJsonObject &root, const FormContext &given, bool complete)
{
    const auto exams = root[u"exams"_s].toObject();
    Sheet inviting{given, {}, {}, complete};
    Sheet invited{given, {}, {}, complete};
    inviting.who.side = u"inviting"_s;
    invited.who.side = u"invited"_s;
    inviting.all = withFullIds(library, u"intake"_s, answersFromJson(root[u"intake"_s].toObject()));
    add(inviting.all, withFullIds(library, u"ask.redflags"_s, answersFromJson(root[u"redflags"_s].toObject())));
    add(inviting.all, answersFromJson(exams[u"inviter"_s].toObject()));
    invited.all = answersFromJson(exams[u"invitee"_s].toObject());
    inviting.other = invited.all;
    invited.other = inviting.all;
    const auto day = QDateTime::fromString(root[u"invitation"_s][u"schedule"_s].toString(), Qt::ISODate).date();
    fillContext(inviting.who, inviting.all, day);
    invited.who.sex = inviting.who.sex;
    invited.who.age = inviting.who.age;
    return {inviting, invited};
}

Sheet sheetOf(const FormLibrary &library, const QString &formId, const QJsonObject &root, const FormContext &given,
              bool complete)
{
    Sheet sheet{given, {}, {}, complete};
    if (root[u"answers"_s].isObject()) {
        sheet.who.side = root[u"side"_s].toString(given.side);
        sheet.who.sex = root[u"sex"_s].toString(given.sex);
        sheet.who.age = root[u"age"_s].toInt(given.age);
        sheet.complete = root[u"complete"_s].toBool(complete);
        sheet.other = withFullIds(library, formId, answersFromJson(root[u"other"_s].toObject()));
        sheet.all = withFullIds(library, formId, answersFromJson(root[u"answers"_s].toObject()));
    } else {
        sheet.all = withFullIds(library, formId, answersFromJson(root));
    }
    fillContext(sheet.who, sheet.all, {});
    return sheet;
}

SideFindings checked(const FormLibrary &library, const QString &formId, const Sheet &sheet)
{
    Answers own;
    Answers others;
    for (const auto &[key, value] : sheet.all) {
        const bool elsewhere = library.field(key.toString()) && !library.form(formId)->field(key.toString());
        (elsewhere ? others : own).insert(key, value);
    }
    if (!sheet.other.isEmpty())
        others.insert(u"other"_s, sheet.other);
    return {sheet.who, own.size(), library.check(formId, own, sheet.who, sheet.complete, others)};
}

} // namespace

bool FormCheck::hasErrors() const
{
    return std::any_of(sides.cbegin(), sides.cend(), [](const SideFindings &side) {
        return std::any_of(side.findings.cbegin(), side.findings.cend(),
                           [](const FormFinding &finding) { return finding.severity == FormFinding::Severity::Error; });
    });
}

Result<FormCheck> checkFormFile(const QByteArray &formJson, const QByteArray &answersJson, FormContext who,
                                bool complete)
{
    const auto unreadable = [](Error error) {
        error.message = u"form.unreadable"_s;
        return tl::unexpected(error);
    };
    const auto form = parseForm(formJson);
    if (!form)
        return unreadable(form.error());
    const auto library = libraryWith(*form, formJson);
    if (!library)
        return unreadable(library.error());
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(answersJson, &error);
    if (!document.isObject())
        return tl::unexpected(Error{Fault::Invalid, error.errorString(), {}, u"form.answers_unreadable"_s, {}});
    const auto root = document.object();
    FormCheck check{form->id, {}};
    if (root[u"exams"_s].isObject()) {
        for (const auto &sheet : sheetsOfCase(**library, root, who, complete))
            check.sides.append(checked(**library, form->id, sheet));
        return check;
    }
    check.sides.append(checked(**library, form->id, sheetOf(**library, form->id, root, who, complete)));
    return check;
}

} // namespace sizhen
