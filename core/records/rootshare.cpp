// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/rootshare.h"

#include <QFile>
#include <QHash>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr qsizetype headSize = 2;
constexpr qsizetype checkSize = 3;
constexpr qsizetype packedSize = headSize + rootSecretSize + checkSize;
constexpr int wordBits = 11;
constexpr int listSize = 1 << wordBits;
constexpr qsizetype shortest = 4; // letters of an English word that tell it from every other
constexpr auto prefix = QLatin1StringView("SIZHEN:SHARE:");

static_assert(packedSize * 8 == RootShare::wordCount * wordBits);

QStringList readList(const QString &name)
{
    QFile file(u":/sizhen/words/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

const QStringList &list(const QString &language)
{
    static const auto english = readList(u"english.txt"_s);
    static const auto chinese = readList(u"chinese.txt"_s);
    return language.startsWith(u"zh"_s) ? chinese : english;
}

// Every spelling that is taken for a word: whole words of both lists and the first four letters of the English ones.
const QHash<QString, int> &spellings()
{
    static const auto all = [] {
        QHash<QString, int> made;
        for (int i = 0; i < list(u"en"_s).size(); ++i) {
            made.insert(list(u"en"_s)[i].left(shortest), i);
            made.insert(list(u"en"_s)[i], i);
            made.insert(list(u"zh"_s)[i], i);
        }
        return made;
    }();
    return all;
}

QByteArray checkOf(QByteArrayView head)
{
    return hash("sizhen.share", head).left(checkSize);
}

// The caller wipes it.
QByteArray packed(const RootShare &share)
{
    QByteArray bytes;
    bytes.append(char(share.number() << 4 | share.set >> 8));
    bytes.append(char(share.set & 0xff));
    bytes.append(share.part.data.view());
    bytes.append(checkOf(bytes));
    return bytes;
}

auto wrongShare(const QString &message, QVariantMap args = {})
{
    return tl::unexpected(Error{Fault::Invalid, message, {}, message, std::move(args)});
}

Result<RootShare> unpacked(QByteArray bytes)
{
    const auto head = QByteArrayView(bytes).first(packedSize - checkSize);
    const auto first = quint8(bytes.at(0));
    RootShare share;
    share.set = (first & 0x0f) << 8 | quint8(bytes.at(1));
    share.part.number = quint8(first >> 4);
    share.part.data = SecretBytes::copyOf(head.sliced(headSize));
    const bool good = checkOf(head) == bytes.last(checkSize);
    wipe(bytes);
    if (!good)
        return wrongShare(u"root.share_check"_s);
    if (share.number() < 1 || share.number() > RootShare::count)
        return fail(Fault::Unsupported, u"share: from a newer version"_s);
    return share;
}

// Words apart, or Chinese characters without any gap.
QStringList split(const QString &text)
{
    static const QRegularExpression gaps(u"[\\s\\d.,;:，。、；：·]+"_s);
    QStringList words;
    const auto parts = text.toLower().split(gaps, Qt::SkipEmptyParts);
    for (const auto &part : parts) {
        if (part.at(0).script() != QChar::Script_Han) {
            words.append(part);
            continue;
        }
        for (const auto character : part)
            words.append(QString(character));
    }
    return words;
}

Result<RootShare> fromWords(const QString &text)
{
    const auto words = split(text);
    for (qsizetype i = 0; i < words.size(); ++i)
        if (!spellings().contains(words[i]))
            return wrongShare(u"root.share_word"_s, {{u"n"_s, i + 1}, {u"word"_s, words[i]}});
    if (words.size() != RootShare::wordCount)
        return wrongShare(u"root.share_count"_s, {{u"n"_s, words.size()}});
    QByteArray bytes(packedSize, '\0');
    for (int bit = 0; bit < packedSize * 8; ++bit) {
        const auto index = spellings().value(words[bit / wordBits]);
        if (index >> (wordBits - 1 - bit % wordBits) & 1)
            bytes[bit / 8] = char(quint8(bytes.at(bit / 8)) | 0x80 >> bit % 8);
    }
    return unpacked(bytes);
}

} // namespace

QStringList RootShare::words(const QString &language) const
{
    if (list(language).size() != listSize)
        return {};
    auto bytes = packed(*this);
    QStringList words;
    for (int word = 0; word < wordCount; ++word) {
        int index = 0;
        for (int bit = word * wordBits; bit < (word + 1) * wordBits; ++bit)
            index = index << 1 | (quint8(bytes.at(bit / 8)) >> (7 - bit % 8) & 1);
        words.append(list(language)[index]);
    }
    wipe(bytes);
    return words;
}

QString RootShare::code() const
{
    auto bytes = packed(*this);
    const auto text = prefix + QString::fromLatin1(bytes.toHex()).toUpper();
    wipe(bytes);
    return text;
}

Result<RootShare> RootShare::fromText(const QString &text)
{
    const auto trimmed = text.trimmed();
    if (!trimmed.startsWith(prefix, Qt::CaseInsensitive))
        return fromWords(trimmed);
    const auto digits = trimmed.sliced(prefix.size()).toLatin1();
    auto bytes = QByteArray::fromHex(digits);
    if (digits.size() != packedSize * 2 || bytes.size() != packedSize)
        return wrongShare(u"root.share_check"_s);
    return unpacked(std::move(bytes));
}

SecretBytes rootSeed(const SecretBytes &rootSecret)
{
    SecretBytes key(keySize); // zeroed: the secret is shorter than a key
    std::ranges::copy(rootSecret.bytes().first(rootSecretSize), key.bytes().begin());
    return deriveSubkey(key, "sizhen.root.seed");
}

Result<std::vector<RootShare>> splitRoot(const SecretBytes &rootSecret)
{
    auto parts = splitSecret(rootSecret, RootShare::count, RootShare::needed);
    if (!parts)
        return tl::unexpected(parts.error());
    const auto random = randomBytes(2);
    const auto set = (quint8(random.at(0)) & 0x0f) << 8 | quint8(random.at(1));
    std::vector<RootShare> shares;
    for (auto &part : *parts)
        shares.push_back({set, std::move(part)});
    return shares;
}

Result<SecretBytes> joinRoot(const RootShare &one, const RootShare &other)
{
    if (one.set != other.set)
        return wrongShare(u"root.share_set"_s, {{u"one"_s, one.number()}, {u"other"_s, other.number()}});
    if (one.number() == other.number())
        return wrongShare(u"root.share_same"_s, {{u"number"_s, one.number()}});
    return joinSecret({&one.part, &other.part});
}

} // namespace sizhen
