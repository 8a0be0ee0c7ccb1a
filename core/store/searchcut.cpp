// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/searchcut.h"

#include <QByteArrayList>
#include <QList>
#include <QVarLengthArray>

namespace sizhen::searchcut {
namespace {

enum class Writing { Gap, Mark, Word, Unspaced };

bool isUnspaced(char32_t c)
{
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
    case QChar::Script_Thai:
    case QChar::Script_Lao:
    case QChar::Script_Khmer:
    case QChar::Script_Myanmar:
        return true;
    default:
        return false;
    }
}

Writing writingOf(char32_t c)
{
    if (QChar::isLetterOrNumber(c))
        return isUnspaced(c) ? Writing::Unspaced : Writing::Word;
    if (!QChar::isMark(c))
        return Writing::Gap;
    if (isUnspaced(c))
        return Writing::Unspaced; // a Thai vowel
    const auto script = QChar::script(c);
    // An accent is dropped; a vowel sign of Devanagari is part of the word.
    const bool accent = script == QChar::Script_Inherited || script == QChar::Script_Latin
        || script == QChar::Script_Greek || script == QChar::Script_Cyrillic;
    return accent ? Writing::Mark : Writing::Word;
}

// Most of what we read, and nothing to fold in it.
bool isPlainIdeograph(char32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf);
}

bool isKept(char32_t c) // taking these apart would lose what tells words apart: syllables of Hangul, voiced kana
{
    return (c >= 0xac00 && c <= 0xd7a3) || (c >= 0x3041 && c <= 0x30ff);
}

struct Decoded {
    char32_t c = 0xfffd;
    int size = 1;
};

Decoded decode(QByteArrayView utf8, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return at + i < utf8.size() ? uchar(utf8[at + i]) : 0U; };
    const unsigned first = byte(0);
    const int size = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (size == 0)
        return {};
    char32_t c = size == 1 ? first : first & (0x7fU >> size);
    for (int i = 1; i < size; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U)
            return {};
        c = (c << 6U) | (byte(i) & 0x3fU);
    }
    return {c, size};
}

using Utf8 = QVarLengthArray<char, 64>;

void append(Utf8 &to, char32_t c)
{
    const auto put = [&to](char32_t byte) { to.append(char(uchar(byte))); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6U));
        put(0x80 | (c & 0x3fU));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12U));
        put(0x80 | ((c >> 6U) & 0x3fU));
        put(0x80 | (c & 0x3fU));
    } else {
        put(0xf0 | (c >> 18U));
        put(0x80 | ((c >> 12U) & 0x3fU));
        put(0x80 | ((c >> 6U) & 0x3fU));
        put(0x80 | (c & 0x3fU));
    }
}

// Takes characters one by one and gives tokens.
class Cutter
{
public:
    Cutter(For purpose, const Take &take)
        : m_purpose(purpose)
        , m_take(take)
    {
    }

    int character(char32_t c, int from, int to)
    {
        if (c < 0x80) {
            const bool upper = c >= 'A' && c <= 'Z';
            if (upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
                return letter(upper ? c + 32 : c, from, to);
            return gap();
        }
        if (isPlainIdeograph(c))
            return unspaced(c, from, to);
        if (isKept(c))
            return folded(c, from, to);
        int code = 0;
        const auto parts = QString::fromUcs4(&c, 1).normalized(QString::NormalizationForm_KD).toUcs4();
        for (const auto part : parts)
            if (code == 0)
                code = folded(part, from, to);
        return code;
    }

    int gap()
    {
        int code = endWord();
        return code == 0 ? endRun() : code;
    }

private:
    int folded(char32_t c, int from, int to)
    {
        switch (writingOf(c)) {
        case Writing::Mark:
            m_to = to;
            return 0;
        case Writing::Word:
            return letter(QChar::toCaseFolded(c), from, to);
        case Writing::Unspaced:
            return unspaced(c, from, to);
        case Writing::Gap:
            break;
        }
        return gap();
    }

    int letter(char32_t c, int from, int to)
    {
        const int code = endRun();
        if (m_word.isEmpty())
            m_from = from;
        append(m_word, c);
        m_to = to;
        return code;
    }

    int unspaced(char32_t c, int from, int to)
    {
        int code = endWord();
        Utf8 now;
        append(now, c);
        if (!m_last.isEmpty()) {
            if (code == 0 && m_purpose == For::Text)
                code = give(m_last, m_lastFrom, m_lastTo, false);
            Utf8 pair(m_last);
            pair.append(now.constData(), now.size());
            if (code == 0)
                code = give(pair, m_lastFrom, to, m_purpose == For::Text);
            m_inPair = true;
        }
        m_last = now;
        m_lastFrom = from;
        m_lastTo = to;
        return code;
    }

    int endWord()
    {
        if (m_word.isEmpty())
            return 0;
        const int code = give(m_word, m_from, m_to, false);
        m_word.clear();
        return code;
    }

    int endRun()
    {
        if (m_last.isEmpty())
            return 0;
        const bool wanted = m_purpose == For::Text || !m_inPair;
        const int code = wanted ? give(m_last, m_lastFrom, m_lastTo, false) : 0;
        m_last.clear();
        m_inPair = false;
        return code;
    }

    int give(const Utf8 &text, int from, int to, bool samePlace) const
    {
        return m_take({QByteArrayView(text.constData(), text.size()), from, to, samePlace});
    }

    const For m_purpose;
    const Take &m_take;
    Utf8 m_word;
    int m_from = 0;
    int m_to = 0;
    Utf8 m_last; // of a run without spaces
    int m_lastFrom = 0;
    int m_lastTo = 0;
    bool m_inPair = false;
};

} // namespace

int cut(QByteArrayView utf8, For purpose, const Take &take)
{
    Cutter cutter(purpose, take);
    for (qsizetype at = 0; at < utf8.size();) {
        const auto next = decode(utf8, at);
        if (const int code = cutter.character(next.c, int(at), int(at) + next.size); code != 0)
            return code;
        at += next.size;
    }
    return cutter.gap();
}

QByteArray expression(const QString &typed)
{
    // Words and runs apart: a run's place is counted in characters, a word's is one. Pairs of one run form a phrase.
    QByteArrayList phrases;
    int end = -1;
    bool inRun = false;
    const auto utf8 = typed.toUtf8();
    (void)cut(utf8, For::Query, [&](const Token &token) {
        const auto first = decode(token.text, 0);
        const bool unspaced = isUnspaced(first.c);
        const bool goesOn = inRun && unspaced && token.from < end; // pairs overlap by one character
        if (goesOn)
            phrases.last().append(token.text.sliced(first.size));
        else
            phrases.append(token.text.toByteArray());
        inRun = unspaced;
        end = token.to;
        return 0;
    });
    for (auto &phrase : phrases) {
        const bool word = !isUnspaced(decode(phrase, 0).c);
        phrase = '"' + phrase + (word ? "\"*" : "\"");
    }
    return phrases.join(" AND ");
}

} // namespace sizhen::searchcut
