// SPDX-License-Identifier: GPL-3.0-or-later
// A form, a condition or answers from anywhere: refused or read, never a crash. What is read must check and read aloud.
#include "core/forms/answersjson.h"
#include "core/forms/condition.h"
#include "core/forms/formcheck.h"
#include "core/forms/formlibrary.h"
#include "core/forms/rule.h"

#include <QJsonObject>

#include <cstddef>
#include <cstdint>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

const FormLibrary &library()
{
    static const auto loaded = FormLibrary::load().value();
    return *loaded;
}

void form(const QByteArray &bytes)
{
    const auto spec = parseForm(bytes);
    if (!spec)
        return;
    for (const auto &section : spec->sections)
        for (const auto &field : section.fields)
            (void)library().text(field, u"x"_s);
}

void condition(const QByteArray &bytes)
{
    if (const auto read = Condition::parse(QString::fromUtf8(bytes)))
        (void)read->evaluate(
            [](const QString &path) { return path.size() % 2 ? QCborValue(path.size()) : QCborValue(path); });
}

// Answers as CBOR: what a partner's event may hold.
void answers(const QByteArray &bytes)
{
    QCborParserError error;
    const auto value = QCborValue::fromCbor(bytes, &error);
    if (error.error != QCborError::NoError)
        return; // Qt's half-read values crash by themselves; core/base/cbor.h refuses them
    const auto map = value.toMap();
    for (const auto &id : library().ids()) {
        (void)library().check(id, map, {u"invited"_s, u"F"_s, 12}, true, map);
        (void)library().differences(id, map, map);
        for (const auto &section : library().form(id)->sections)
            for (const auto &field : section.fields) {
                (void)library().isShown(field, map, {});
                (void)library().text(field, map.value(field.id));
                (void)library().text(field, value);
            }
    }
}

void answersAsJson(const QByteArray &bytes)
{
    if (const auto read = answersFromJson(bytes))
        for (const auto &id : library().ids())
            (void)library().check(id, withFullIds(library(), id, *read), {}, true);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    switch (data[0] % 5) {
    case 0:
        form(bytes);
        break;
    case 1:
        condition(bytes);
        break;
    case 2:
        answers(bytes);
        break;
    case 3:
        answersAsJson(bytes);
        break;
    default:
        (void)parseRules(bytes);
        break;
    }
    return 0;
}
