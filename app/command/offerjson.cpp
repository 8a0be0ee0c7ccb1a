// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/offerjson.h"

#include "app/command/argsjson.h"
#include "ui/texts/errortext.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString faultName(Fault fault)
{
    switch (fault) {
    case Fault::NotFound:
        return u"not-found"_s;
    case Fault::Denied:
        return u"denied"_s;
    case Fault::Refused:
        return u"refused"_s;
    case Fault::Invalid:
        return u"invalid"_s;
    case Fault::Corrupt:
        return u"corrupt"_s;
    case Fault::Untrusted:
        return u"untrusted"_s;
    case Fault::WrongPassword:
        return u"wrong-password"_s;
    case Fault::Busy:
        return u"busy"_s;
    case Fault::Timeout:
        return u"timeout"_s;
    case Fault::Unsupported:
        return u"unsupported"_s;
    case Fault::NoSpace:
        return u"no-space"_s;
    case Fault::Io:
        return u"io"_s;
    }
    Q_UNREACHABLE();
}

QJsonObject errorJson(const Error &error)
{
    return {{u"fault"_s, faultName(error.fault)}, {u"rule"_s, error.rule},
            {u"message"_s, error.message},        {u"args"_s, QJsonObject::fromVariantMap(error.args)},
            {u"text"_s, ErrorText::of(error)},    {u"detail"_s, error.detail}};
}

QJsonArray offersJson(const QList<Offer> &offers)
{
    QJsonArray rows;
    for (const auto &offer : offers) {
        QJsonArray refusals;
        for (const auto &refusal : offer.refusals)
            refusals.append(errorJson(refusal));
        rows.append(QJsonObject{{u"kind"_s, offer.kind},
                                {u"label"_s, QJsonObject{{u"zh"_s, offer.label.zh()}, {u"en"_s, offer.label.en()}}},
                                {u"allowed"_s, offer.allowed},
                                {u"refusals"_s, refusals}});
    }
    return rows;
}

QJsonArray actsJson(const QList<Act> &acts)
{
    QJsonArray rows;
    for (const auto &act : acts)
        rows.append(QJsonObject{{u"kind"_s, act.kind()},
                                {u"at"_s, act.event.at.toString(Qt::ISODate)},
                                {u"side"_s, sideName(act.side)},
                                {u"by"_s, act.event.by.id},
                                {u"entry"_s, QString::fromLatin1(act.event.hash.toHex())}});
    return rows;
}

QJsonArray flaggedJson(const QList<FlaggedAct> &flagged)
{
    QJsonArray rows;
    for (const auto &item : flagged)
        rows.append(QJsonObject{
            {u"kind"_s, item.act.kind()}, {u"by"_s, item.act.event.by.id}, {u"why"_s, errorJson(item.why)}});
    return rows;
}

} // namespace sizhen
