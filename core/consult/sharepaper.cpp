// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/sharepaper.h"

#include "core/documents/renderer.h"

#include <QCborArray>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int columns = 4;
constexpr int wordRows = RootShare::wordCount / columns;

// Numbered down the columns, as one reads them out.
QCborArray wordRowsOf(const RootShare &share)
{
    static const QString keys = u"abcd"_s;
    const auto chinese = share.words(u"zh"_s);
    const auto english = share.words(u"en"_s);
    QCborArray all;
    for (int row = 0; row < wordRows; ++row) {
        QCborMap line;
        for (int column = 0; column < columns; ++column) {
            const int word = column * wordRows + row;
            line.insert(QString(keys[column]), u"%1  %2  %3"_s.arg(word + 1, 2).arg(chinese[word], english[word]));
        }
        all.append(line);
    }
    return all;
}

} // namespace

Result<QByteArray> renderSharePaper(const Institution &institution, const RootShare &share, const QDateTime &made)
{
    const auto spec = loadDocument(u"rootshare"_s);
    if (!spec)
        return tl::unexpected(spec.error());
    const auto keeper = QCborMap{{u"role"_s, Label(u"保管人（手写姓名）"_s, u"Keeper (name by hand)"_s).toCbor()},
                                 {u"name"_s, u" "_s}};
    const QCborMap data{{u"institution"_s, institution.name.toCbor()},
                        {u"id"_s, institution.id()},
                        {u"number"_s, share.number()},
                        {u"set"_s, u"%1"_s.arg(share.set, 4, 10, QLatin1Char('0'))},
                        {u"made"_s, made.toUTC().toString(Qt::ISODate)},
                        {u"keepers"_s, QCborArray{keeper}},
                        {u"rows"_s, wordRowsOf(share)},
                        {u"code"_s, share.code()}};
    // The page shows the hash of what it is about, not of the secret.
    const auto about = institution.root + QByteArray::number(share.set) + '/' + QByteArray::number(share.number());
    return renderPdf(*spec, data, made, sha256(about));
}

} // namespace sizhen
