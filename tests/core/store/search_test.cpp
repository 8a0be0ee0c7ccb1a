// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/searchcut.h"
#include "storetest.h"
#include "tests/support/program.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

// What was written is found by its words, in Chinese and in alphabets; the index is sealed like all else.
class SearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void textIsCut_data();
    void textIsCut();
    void brokenUtf8IsCutToo();
    void whatIsTypedBecomesAnExpression_data();
    void whatIsTypedBecomesAnExpression();
    void everyCountIsThatOfAPlainScan();
    void wordsAreFoundWithoutCaseAndAccents();
    void theNewestComesFirst();
    void aChangedTextIsFoundByItsNewWordsOnly();
    void whatIsTypedIsNeverAnExpressionOfItsOwn_data();
    void whatIsTypedIsNeverAnExpressionOfItsOwn();
    void anUndoneChangeIsNotFound();
    void writesOutsideATransactionAreRefused();
    void noWordLiesInClear();
    void whatWasRemovedIsGoneAfterCompacting();

private:
    bool put(const QString &key, const QString &body, qint64 second = 0)
    {
        auto change = m_vault->begin();
        const auto moment = QDateTime::fromSecsSinceEpoch(1'790'000'000 + second, Qt::UTC);
        return change && m_vault->search().put({u"case"_s, key, moment, body}) && change->commit();
    }

    [[nodiscard]] QStringList find(const QString &typed, int limit = -1)
    {
        QStringList keys;
        const auto hits = m_vault->search().find(typed, limit);
        for (const auto &hit : hits.value())
            keys.append(hit.key);
        return keys;
    }

    std::unique_ptr<QTemporaryDir> m_place;
    std::unique_ptr<Vault> m_vault;
};

void SearchTest::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    m_vault.reset();
    m_place = std::make_unique<QTemporaryDir>(fastTemplate());
    m_vault = Vault::create(m_place->filePath(u"vault"_s), secret("pass"), KdfCost::lightest()).value();
}

QString cutOf(QByteArrayView text, searchcut::For purpose)
{
    QStringList tokens;
    (void)searchcut::cut(text, purpose, [&](const searchcut::Token &token) {
        if (token.from < 0 || token.to > text.size() || token.from >= token.to)
            tokens.append(u"!"_s);
        tokens.append((token.samePlace ? u"="_s : QString()) + QString::fromUtf8(token.text));
        return 0;
    });
    return tokens.join(u' ');
}

void SearchTest::textIsCut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("asText");
    QTest::addColumn<QString>("asQuery");
    QTest::newRow("nothing") << u""_s << u""_s << u""_s;
    QTest::newRow("two characters") << u"头痛"_s << u"头 =头痛 痛"_s << u"头痛"_s;
    QTest::newRow("one character") << u"痛"_s << u"痛"_s << u"痛"_s;
    QTest::newRow("a run") << u"头痛三年"_s << u"头 =头痛 痛 =痛三 三 =三年 年"_s << u"头痛 痛三 三年"_s;
    QTest::newRow("a comma parts") << u"头痛，心"_s << u"头 =头痛 痛 心"_s << u"头痛 心"_s;
    QTest::newRow("both writings") << u"CT头Test"_s << u"ct 头 test"_s << u"ct 头 test"_s;
    QTest::newRow("accents") << u"Kovács ŐRSÉG Ångström"_s << u"kovacs orseg angstrom"_s << u"kovacs orseg angstrom"_s;
    QTest::newRow("parted accents") << u"Kova\u0301cs"_s << u"kovacs"_s << u"kovacs"_s;
    QTest::newRow("sharp s") << u"Weiß Ärztin"_s << u"weiß arztin"_s << u"weiß arztin"_s;
    QTest::newRow("full width") << u"ＡＢ１２"_s << u"ab12"_s << u"ab12"_s;
    QTest::newRow("Greek and Cyrillic") << u"Ωμέγα Ёлка"_s << u"ωμεγα елка"_s << u"ωμεγα елка"_s;
    QTest::newRow("Hangul") << u"두통이"_s << u"두통이"_s << u"두통이"_s;
    QTest::newRow("kana") << u"がん"_s << u"が =がん ん"_s << u"がん"_s;
    QTest::newRow("beyond the first plane") << u"\U00020000\U00020001"_s << u"\U00020000 =\U00020000\U00020001 \U00020001"_s
                                            << u"\U00020000\U00020001"_s;
    QTest::newRow("Arabic, marks dropped") << u"صُداع"_s << u"صداع"_s << u"صداع"_s;
    QTest::newRow("Devanagari keeps its vowels") << u"सिर दर्द"_s << u"सिर दर्द"_s << u"सिर दर्द"_s;
    QTest::newRow("signs only") << u" ，。-_\"*() "_s << u""_s << u""_s;
}

void SearchTest::textIsCut()
{
    QFETCH(QString, text);
    QTEST(cutOf(text.toUtf8(), searchcut::For::Text), "asText");
    QTEST(cutOf(text.toUtf8(), searchcut::For::Query), "asQuery");
}

void SearchTest::brokenUtf8IsCutToo()
{
    QRandomGenerator random(7);
    for (int i = 0; i < 2000; ++i) {
        QByteArray bytes = u"头痛Kovács心悸"_s.toUtf8();
        for (int n = 0; n < 4; ++n)
            bytes[random.bounded(int(bytes.size()))] = char(random.bounded(256));
        bytes.truncate(random.bounded(int(bytes.size()) + 1));
        QVERIFY(!cutOf(bytes, searchcut::For::Text).contains(u'!'));
        (void)cutOf(bytes, searchcut::For::Query);
    }
}

void SearchTest::whatIsTypedBecomesAnExpression_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QByteArray>("expression");
    QTest::newRow("nothing") << u"  "_s << QByteArray();
    QTest::newRow("one run") << u"头痛三"_s << QByteArray("\"头痛三\"");
    QTest::newRow("two runs") << u"头痛 心悸"_s << QByteArray("\"头痛\" AND \"心悸\"");
    QTest::newRow("a word") << u"Kovács"_s << QByteArray("\"kovacs\"*");
    QTest::newRow("joined") << u"CT头痛x"_s << QByteArray("\"ct\"* AND \"头痛\" AND \"x\"*");
    QTest::newRow("a code") << u"A1B2-C3D4"_s << QByteArray("\"a1b2\"* AND \"c3d4\"*");
}

void SearchTest::whatIsTypedBecomesAnExpression()
{
    QFETCH(QString, typed);
    QTEST(searchcut::expression(typed), "expression");
}

// storage.md §1.5: unicode61 and trigram find none of 头痛, and LIKE on a trigram table counts wrong.
void SearchTest::everyCountIsThatOfAPlainScan()
{
    static const QString letters = u"头痛心悸脾胃虚寒，。 年三"_s;
    QRandomGenerator random(11);
    QStringList texts;
    {
        auto change = m_vault->begin();
        for (int i = 0; i < 600; ++i) {
            QString text;
            const int size = 1 + random.bounded(30);
            for (int n = 0; n < size; ++n)
                text += letters[random.bounded(int(letters.size()))];
            texts.append(text);
            QVERIFY(m_vault->search().put({u"case"_s, QString::number(i), {}, text}));
        }
        QVERIFY(change->commit());
    }
    const QString signs = u"，。 "_s;
    int found = 0;
    for (int i = 0; i < 250; ++i) {
        const auto &text = texts[random.bounded(int(texts.size()))];
        const auto from = random.bounded(int(text.size()));
        auto typed = text.mid(from, 1 + random.bounded(5));
        if (std::ranges::any_of(typed, [&](QChar c) { return signs.contains(c); }))
            continue;
        const auto plain = std::ranges::count_if(texts, [&](const QString &t) { return t.contains(typed); });
        QCOMPARE(m_vault->search().count(typed).value(), qint64(plain));
        QCOMPARE(m_vault->search().keys(typed).value().size(), plain);
        ++found;
    }
    QVERIFY(found > 100);
    const auto both = std::ranges::count_if(texts, [](const QString &t) { return t.contains(u"头痛"_s) && t.contains(u"心"_s); });
    QCOMPARE(m_vault->search().count(u"头痛 心"_s).value(), qint64(both));
    QVERIFY(both > 0);
}

void SearchTest::wordsAreFoundWithoutCaseAndAccents()
{
    QVERIFY(put(u"a"_s, u"Kovács Anna\n头痛三年，CT正常\nChronic headache"_s));
    for (const auto &typed : {u"kovacs"_s, u"KOVÁCS anna"_s, u"head chron"_s, u"anna 头痛"_s, u"ct正"_s, u"痛"_s, u"三年"_s})
        QCOMPARE(find(typed), QStringList(u"a"_s));
    for (const auto &typed : {u"ovacs"_s, u"痛C"_s + u"x"_s, u"headache x"_s, u"年头"_s, u""_s, u"，"_s})
        QCOMPARE(find(typed), QStringList());
    QVERIFY(m_vault->search().find(u"头痛"_s, 1).value().constFirst().excerpt.contains(u"头痛三年"_s));
}

void SearchTest::theNewestComesFirst()
{
    for (int i = 0; i < 20; ++i)
        QVERIFY(put(QString::number(i), u"头痛"_s, (i * 7) % 20));
    QStringList expected;
    for (int second = 19; second >= 0; --second)
        for (int i = 0; i < 20; ++i)
            if ((i * 7) % 20 == second)
                expected.append(QString::number(i));
    QCOMPARE(find(u"头痛"_s), expected);
    QCOMPARE(find(u"头痛"_s, 3), expected.first(3));
    QVERIFY(put(expected.last(), u"头痛"_s, 100));
    QCOMPARE(find(u"头痛"_s, 1), QStringList(expected.last()));
    QVERIFY(m_vault->search().find(u"头痛"_s, -1, u"patient"_s).value().isEmpty());

    // Another kind, far in the future and without a time: each is found among its own.
    auto change = m_vault->begin();
    const QDateTime late({12'000, 1, 1}, {0, 0}, Qt::UTC);
    QVERIFY(m_vault->search().put({u"patient"_s, u"late"_s, late, u"头痛"_s}));
    QVERIFY(m_vault->search().put({u"patient"_s, u"some time"_s, {}, u"头痛"_s}));
    QVERIFY(change->commit());
    const auto patients = m_vault->search().keys(u"头痛"_s, u"patient"_s).value();
    QCOMPARE(patients, (QStringList{u"late"_s, u"some time"_s}));
    QCOMPARE(m_vault->search().count(u"头痛"_s, u"case"_s).value(), 20);
    QCOMPARE(m_vault->search().count(u"头痛"_s).value(), 22);
}

void SearchTest::aChangedTextIsFoundByItsNewWordsOnly()
{
    QVERIFY(put(u"a"_s, u"头痛"_s));
    QVERIFY(put(u"b"_s, u"头痛 心悸"_s));
    QVERIFY(put(u"a"_s, u"心悸"_s));
    QCOMPARE(find(u"头痛"_s), QStringList(u"b"_s));
    QCOMPARE(find(u"心悸"_s).size(), 2);
    auto change = m_vault->begin();
    QVERIFY(m_vault->search().remove(u"case"_s, u"b"_s));
    QVERIFY(m_vault->search().remove(u"case"_s, u"never there"_s));
    QVERIFY(change->commit());
    QCOMPARE(find(u"头痛"_s), QStringList());
    auto clearing = m_vault->begin();
    QVERIFY(m_vault->search().clear());
    QVERIFY(clearing->commit());
    QCOMPARE(find(u"心悸"_s), QStringList());
    QVERIFY(put(u"c"_s, u"头痛"_s));
    QCOMPARE(find(u"头痛"_s), QStringList(u"c"_s));
    QVERIFY(m_vault->check().value().sound());
}

void SearchTest::whatIsTypedIsNeverAnExpressionOfItsOwn_data()
{
    QTest::addColumn<QString>("typed");
    for (const auto &typed : {u"\""_s, u"头痛\""_s, u"a OR b"_s, u"NOT a"_s, u"body:头"_s, u"NEAR(a b)"_s, u"^a"_s, u"a*"_s,
                              u"(a"_s, u"-a"_s, u"a\n\tb"_s, QString(QChar(0)) + u"a"_s, u"'; DROP TABLE entry"_s})
        QTest::newRow(qPrintable(typed)) << typed;
}

void SearchTest::whatIsTypedIsNeverAnExpressionOfItsOwn()
{
    QFETCH(QString, typed);
    QVERIFY(put(u"a"_s, u"x"_s));
    const auto hits = m_vault->search().find(typed, 10);
    QVERIFY2(hits, qPrintable(hits ? QString() : hits.error().detail));
    QVERIFY(hits->isEmpty());
}

void SearchTest::anUndoneChangeIsNotFound()
{
    QVERIFY(put(u"a"_s, u"头痛"_s));
    {
        auto change = m_vault->begin();
        QVERIFY(m_vault->search().put({u"case"_s, u"b"_s, {}, u"心悸"_s}));
        QVERIFY(m_vault->search().remove(u"case"_s, u"a"_s));
        QCOMPARE(find(u"头痛"_s), QStringList());
    }
    QCOMPARE(find(u"头痛"_s), QStringList(u"a"_s));
    QCOMPARE(find(u"心悸"_s), QStringList());
}

void SearchTest::writesOutsideATransactionAreRefused()
{
    QCOMPARE(m_vault->search().put({u"case"_s, u"a"_s, {}, u"头痛"_s}).error().fault, Fault::Io);
    QCOMPARE(m_vault->search().clear().error().fault, Fault::Io);
    QCOMPARE(find(u"头痛"_s), QStringList());
}

void SearchTest::noWordLiesInClear()
{
    for (int i = 0; i < 200; ++i)
        QVERIFY(put(QString::number(i), u"头痛三年 migraine number%1"_s.arg(i)));
    const auto folder = m_vault->folder();
    for (const auto &name : {u"/vault.db"_s, u"/vault.db-wal"_s})
        for (const auto &word : {u"头痛"_s.toUtf8(), QByteArray("migraine"), QByteArray("search_index")})
            QVERIFY(!bytesOf(folder + name).contains(word));
    m_vault.reset();
    QVERIFY(!bytesOf(folder + u"/vault.db"_s).contains("migraine"));
}

// The file is sealed, but a copy opened with the key must not tell either: RET-03.
void SearchTest::whatWasRemovedIsGoneAfterCompacting()
{
    QVERIFY(put(u"a"_s, u"zebrafish"_s));
    QVERIFY(put(u"b"_s, u"头痛"_s));
    auto change = m_vault->begin();
    QVERIFY(m_vault->search().remove(u"case"_s, u"a"_s));
    QVERIFY(m_vault->search().compact());
    QVERIFY(change->commit());
    QCOMPARE(find(u"zebra"_s), QStringList());
    QCOMPARE(find(u"头痛"_s), QStringList(u"b"_s));
    QVERIFY(m_vault->check().value().sound());
}

SIZHEN_TEST(SearchTest)
#include "search_test.moc"
