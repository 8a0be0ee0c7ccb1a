// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/command.h"

#include <QJsonArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int usualLimit = 50;
constexpr int mostHits = 10'000;

QJsonObject caseLine(const CaseCard &card)
{
    return {{u"case"_s, QString::fromLatin1(card.id.toHex())},
            {u"code"_s, card.code},
            {u"stage"_s, card.stage},
            {u"patient"_s, card.patient},
            {u"waitsFor"_s, card.waitsFor},
            {u"waitsForSide"_s, sideName(card.waitsForSide)}};
}

Result<QJsonValue> find(const CommandCall &call)
{
    const auto limit = numberOption(call, u"limit"_s, usualLimit, 1, mostHits);
    if (!limit)
        return tl::unexpected(limit.error());
    const auto hits = call.station->desk().find(call.words.join(u' '), *limit);
    if (!hits)
        return tl::unexpected(hits.error());
    QJsonArray cases;
    for (const auto &hit : hits->cases) {
        auto line = caseLine(hit.card);
        line.insert(u"excerpt"_s, hit.excerpt);
        cases.append(line);
    }
    QJsonArray patients;
    for (const auto &patient : hits->patients)
        patients.append(QJsonObject{{u"patient"_s, QString::fromLatin1(patient.id.toHex())},
                                    {u"name"_s, patient.name},
                                    {u"birth"_s, patient.birthDate}});
    return QJsonObject{{u"cases"_s, cases}, {u"patients"_s, patients}};
}

} // namespace

QList<Command> findCommands()
{
    return {{.name = u"find"_s,
             .usage = u"WORD… [--limit N]"_s,
             .help = u"Cases and patients in which every word occurs, newest first; two Chinese characters are enough."_s,
             .minWords = 1,
             .maxWords = 20,
             .options = {u"limit"_s},
             .run = atOnce(find)}};
}

} // namespace sizhen
