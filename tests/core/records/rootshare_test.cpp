// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/rootshare.h"

#include "tests/support/program.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

QByteArray bytesOf(const SecretBytes &secret)
{
    return secret.view().toByteArray();
}

QString messageOf(const QString &text)
{
    const auto read = RootShare::fromText(text);
    return read ? QString() : read.error().message;
}

} // namespace

// The root's shares on paper (SEC-08): 24 words in two languages and a code; whatever is wrong is named.
class RootShareTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        m_secret = SecretBytes::random(rootSecretSize);
        m_shares = splitRoot(m_secret).value();
    }

    void wordsAndCodeComeBackInBothLanguages()
    {
        for (const auto &share : m_shares) {
            const auto english = share.words(u"en"_s);
            const auto chinese = share.words(u"zh"_s);
            QCOMPARE(english.size(), 24);
            QCOMPARE(chinese.size(), 24);
            QStringList numbered; // as it stands on the paper
            for (int i = 0; i < 24; ++i)
                numbered.append(u"%1. %2"_s.arg(i + 1).arg(english[i]));
            for (const auto &text : {english.join(u' '), chinese.join(u' '), chinese.join(QString()), share.code(),
                                     numbered.join(u'\n'), english.join(u' ').toUpper()}) {
                const auto back = RootShare::fromText(text);
                QVERIFY2(back, qPrintable(text));
                QCOMPARE(back->set, share.set);
                QCOMPARE(back->number(), share.number());
                QCOMPARE(bytesOf(back->part.data), bytesOf(share.part.data));
            }
        }
    }

    void fourLettersAreEnough()
    {
        QStringList cut;
        for (const auto &word : m_shares[1].words(u"en"_s))
            cut.append(word.left(4));
        QCOMPARE(RootShare::fromText(cut.join(u' ')).value().number(), 2);
    }

    void anyTwoGiveTheRoot()
    {
        for (std::size_t one = 0; one < 3; ++one)
            for (std::size_t other = 0; other < 3; ++other)
                if (one != other)
                    QCOMPARE(bytesOf(joinRoot(m_shares[one], m_shares[other]).value()), bytesOf(m_secret));
        QCOMPARE(bytesOf(rootSeed(m_secret)).size(), 32);
    }

    void aMistakeIsNamed()
    {
        auto words = m_shares[0].words(u"en"_s);
        words[6] = u"sizhen"_s;
        const auto unknown = RootShare::fromText(words.join(u' '));
        QCOMPARE(unknown.error().message, u"root.share_word"_s);
        QCOMPARE(unknown.error().args.value(u"n"_s).toInt(), 7);
        QCOMPARE(messageOf(m_shares[0].words(u"en"_s).mid(1).join(u' ')), u"root.share_count"_s);
        QCOMPARE(messageOf({}), u"root.share_count"_s);
        QCOMPARE(messageOf(m_shares[0].code().chopped(1)), u"root.share_check"_s);
    }

    // Any one word exchanged for another of the list, and any two swapped: the check value tells, but for one in 2^24.
    void everyOtherWordIsFound()
    {
        const auto good = m_shares[2].words(u"en"_s);
        for (int place = 0; place < 24; ++place) {
            auto words = good;
            words[place] = words[place] == u"zoo"_s ? u"abandon"_s : u"zoo"_s;
            QCOMPARE(messageOf(words.join(u' ')), u"root.share_check"_s);
            words = good;
            std::swap(words[place], words[(place + 1) % 24]);
            if (words != good)
                QCOMPARE(messageOf(words.join(u' ')), u"root.share_check"_s);
        }
    }

    void mixedUpSharesAreNamed()
    {
        const auto others = splitRoot(m_secret).value();
        if (others[0].set != m_shares[0].set)
            QCOMPARE(joinRoot(m_shares[0], others[1]).error().message, u"root.share_set"_s);
        QCOMPARE(joinRoot(m_shares[0], m_shares[0]).error().message, u"root.share_same"_s);
    }

private:
    SecretBytes m_secret;
    std::vector<RootShare> m_shares;
};

SIZHEN_TEST(RootShareTest)
#include "rootshare_test.moc"
