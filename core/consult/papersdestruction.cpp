// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/paperdata.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Result<PaperJob> destructionPaper(const Tombstone &stone, const Institution &house)
{
    const auto &args = stone.args;
    QCborMap data{{u"house"_s, institutionData(house)},
                  {u"code"_s, stone.code},
                  {u"case"_s, QString::fromLatin1(stone.caseId.toHex())},
                  {u"destroyed"_s, stone.at.toString(Qt::ISODate)},
                  {u"entries"_s, args.value(u"entries"_s)},
                  {u"originals"_s, args.value(u"originals"_s)},
                  {u"approvals"_s, args.value(u"approvals"_s)},
                  {u"signers"_s,
                   QCborArray{personData(stone.by, house, {u"病案管理人员"_s, u"Records officer"_s})}}};
    for (const auto &key : {u"class"_s, u"until"_s, u"law"_s})
        addIfSaid(data, key, args.value(key));
    if (const auto backups = args.value(u"backups"_s).toArray(); !backups.isEmpty())
        data.insert(u"backups"_s, backups);
    return finishedPaper(u"destruction"_s, data, stone.at);
}

} // namespace sizhen
