// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/cardcodes.h"

#include "core/crypto/primitives.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype partSize = 420; // with its head a code of version 16 or so: read from a screen at arm's length
constexpr int maxCodes = 99;

QByteArray markOf(const QByteArray &card)
{
    return hash("sizhen.card.codes", card).first(4).toHex().toUpper();
}

auto wrongCode(const QString &message)
{
    return tl::unexpected(Error{Fault::Invalid, message, u"AGR-16"_s, message, {}});
}

} // namespace

QStringList cardCodes(const QByteArray &card)
{
    QStringList codes;
    const auto count = (card.size() + partSize - 1) / partSize;
    const auto mark = QString::fromLatin1(markOf(card));
    for (qsizetype i = 0; i < count; ++i)
        codes.append(u"SIZHEN:CARD:%1/%2:%3:%4"_s.arg(i + 1).arg(count).arg(
            mark, QString::fromLatin1(card.mid(i * partSize, partSize).toBase64())));
    return codes;
}

Result<std::optional<QByteArray>> CardCodeReader::take(const QString &code)
{
    static const QRegularExpression shape(
        u"^SIZHEN:CARD:([1-9]\\d?)/([1-9]\\d?):([0-9A-F]{8}):([A-Za-z0-9+/]+={0,2})$"_s);
    const auto match = shape.match(code.trimmed());
    if (!match.hasMatch())
        return wrongCode(u"agr.code_none"_s);
    const auto number = match.captured(1).toInt();
    const auto count = match.captured(2).toInt();
    const auto mark = match.captured(3).toLatin1();
    if (number > count || count > maxCodes)
        return wrongCode(u"agr.code_none"_s);
    if (m_count != 0 && (count != m_count || mark != m_mark))
        return wrongCode(u"agr.code_other"_s);
    m_count = count;
    m_mark = mark;
    m_parts.insert(number, QByteArray::fromBase64(match.captured(4).toLatin1()));
    if (m_parts.size() < m_count)
        return std::optional<QByteArray>();
    QByteArray card;
    for (const auto &part : std::as_const(m_parts))
        card += part;
    const auto good = markOf(card) == m_mark;
    clear();
    if (!good)
        return tl::unexpected(Error{Fault::Corrupt, u"card codes"_s, u"AGR-16"_s, u"agr.card_damaged"_s, {}});
    return std::optional(card);
}

void CardCodeReader::clear()
{
    m_count = 0;
    m_mark.clear();
    m_parts.clear();
}

QStringList CardCodeReader::missing() const
{
    QStringList numbers;
    for (int i = 1; i <= m_count; ++i)
        if (!m_parts.contains(i))
            numbers.append(QString::number(i));
    return numbers;
}

} // namespace sizhen
