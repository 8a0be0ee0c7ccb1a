// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/sentences.h"

#include "ui/texts/codetext.h"
#include "ui/texts/timetext.h"
#include "ui/texts/translations.h"

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>
#include <QVariantMap>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

QString word(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QStringList:
    case QMetaType::QVariantList: {
        QStringList words;
        for (const auto &item : value.toList())
            words.append(word(item));
        return words.join(Translations::isChinese() ? u"、"_s : u", "_s);
    }
    case QMetaType::QDateTime:
        return TimeText::moment(value.toDateTime());
    case QMetaType::QDate:
        return TimeText::date(value.toDate());
    case QMetaType::Double:
    case QMetaType::Float:
        return QLocale().toString(value.toDouble(), 'g', 4);
    default:
        return CodeText::of(value.toString());
    }
}

} // namespace

const char *sourceOf(std::span<const Sentence> table, const QString &key)
{
    for (const auto &row : table)
        if (key == QLatin1String(row.key))
            return row.source;
    return nullptr;
}

QString fillGaps(QString sentence, const QVariantMap &args)
{
    static const QRegularExpression gap(u"\\{(\\w+)\\}"_s);
    qsizetype from = 0;
    for (auto found = gap.match(sentence); found.hasMatch(); found = gap.match(sentence, from)) {
        auto value = args.value(found.captured(1));
        for (const auto &suffix : {u"Zh"_s, u".zh"_s})
            if (const auto chinese = args.value(found.captured(1) + suffix); Translations::isChinese() && chinese.isValid())
                value = chinese;
        const auto text = value.isValid() ? word(value) : u"…"_s;
        sentence.replace(found.capturedStart(), found.capturedLength(), text);
        from = found.capturedStart() + text.size(); // a name may hold braces: it is not filled again
    }
    return sentence;
}

} // namespace sizhen
