// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/terms/termbase.h"

#include "core/terms/csv.h"
#include "tests/support/program.h"

#include <QElapsedTimer>
#include <QRegularExpression>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class TermBaseTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const TermBase> m_terms; // as the term base hands it out

private Q_SLOTS:

    void initTestCase()
    {
        const auto terms = TermBase::load();
        QVERIFY2(terms.has_value(), terms ? "" : qPrintable(terms.error().detail));
        m_terms = *terms;
    }

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void holdsAllPairsWithTones()
    {
        QCOMPARE(m_terms->size(), 3455);
        QVERIFY(m_terms->byId(u"T0001"_s));
        QCOMPARE(m_terms->byId(u"T0001"_s)->zh, u"阴阳"_s);
        QCOMPARE(m_terms->byId(u"T0001"_s)->definition, u"Two opposing, complementary aspects of all things"_s);
        QVERIFY(!m_terms->byId(u"T9999"_s));
    }

    void findsTheTongueCoating_data()
    {
        QTest::addColumn<QString>("query");
        for (const auto &query : {u"舌苔"_s, u"shé tāi"_s, u"she tai"_s, u"shetai"_s, u"SheTai"_s, u"st"_s,
                                  u"tongue coating"_s, u"Tongue  Coating"_s, u"coating tongue"_s})
            QTest::newRow(qPrintable(query)) << query;
    }

    void findsTheTongueCoating()
    {
        QFETCH(QString, query);
        const auto found = m_terms->find(query, 20);
        QVERIFY(!found.isEmpty());
        QVERIFY(std::any_of(found.cbegin(), found.cend(), [](const Term &term) { return term.zh == u"舌苔"; }));
        QVERIFY(found.size() <= 20);
    }

    void theExactTermComesFirst()
    {
        QCOMPARE(m_terms->find(u"阴阳"_s).constFirst().id, u"T0001"_s);
        QCOMPARE(m_terms->find(u"qi"_s).constFirst().zh, u"气"_s);
        const auto shetai = m_terms->find(u"shetai"_s);
        QVERIFY(shetai[0].zh == u"舌态" && shetai[1].zh == u"舌苔"); // the same sound; the shorter English first
        QCOMPARE(m_terms->find(u"spirit"_s).constFirst().en, u"spirit"_s);
    }

    void aBeginningComesBeforeAnInside()
    {
        const auto found = m_terms->find(u"脾"_s, 500);
        bool insideSeen = false;
        for (const auto &term : found) {
            QVERIFY(term.zh.contains(u'脾'));
            insideSeen = insideSeen || !term.zh.startsWith(u'脾');
            QVERIFY(!insideSeen || !term.zh.startsWith(u'脾'));
        }
        QVERIFY(insideSeen);
    }

    void nothingAskedNothingFound()
    {
        QVERIFY(m_terms->find({}).isEmpty());
        QVERIFY(m_terms->find(u"   "_s).isEmpty());
        QVERIFY(m_terms->find(u"%%%"_s).isEmpty());
        QVERIFY(m_terms->find(u"qqqqxyz"_s).isEmpty());
        QVERIFY(m_terms->find(u"气"_s, 0).isEmpty());
    }

    void aSearchIsQuick()
    {
        const QStringList queries{u"舌"_s, u"qi"_s, u"xue xu"_s, u"e"_s, u"pulse rooted"_s};
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 10; ++i)
            for (const auto &query : queries)
                QVERIFY(!m_terms->find(query).isEmpty());
        QVERIFY2(timer.elapsed() < 50 * 20,
                 qPrintable(QString::number(timer.elapsed()))); // 20 ms each, unoptimised too
    }

    void damageIsNamedWithItsLine_data()
    {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<QString>("place");
        QTest::newRow("a cell is missing") << QByteArray("A,d,气,qì,qi,s\n") << u"line 2"_s;
        QTest::newRow("no Chinese") << QByteArray("A,d,气,qì,qi,s,\nB,d,,qì,qi,s,\n") << u"line 3"_s;
        QTest::newRow("no English") << QByteArray("A,d,气,qì,,s,\n") << u"line 2"_s;
        QTest::newRow("twice") << QByteArray("A,d,气,qì,qi,s,\nA,d,血,xuè,blood,s,\n") << u"line 3"_s;
        QTest::newRow("open quote") << QByteArray("A,d,气,qì,qi,s,\"never\n") << u"never ends"_s;
        QTest::newRow("quote inside") << QByteArray("A,d,气,q\"ì,qi,s,\n") << u"line 2"_s;
        QTest::newRow("not UTF-8") << QByteArray("A,d,\xff\xfe,qi,qi,s,\n") << u"UTF-8"_s;
    }

    void damageIsNamedWithItsLine()
    {
        QFETCH(QByteArray, rows);
        QFETCH(QString, place);
        const QByteArray header = "id,domain,zh,pinyin,en,source,definition_en\n";
        QVERIFY(TermBase::parse(header + "A,d,气,qì,qi,s,\"one, \"\"two\"\"\"\r\n"));
        const auto terms = TermBase::parse(header + rows);
        QVERIFY(!terms);
        QCOMPARE(terms.error().fault, Fault::Corrupt);
        QVERIFY2(terms.error().detail.contains(place), qPrintable(terms.error().detail));
        QVERIFY(!TermBase::parse(rows));
        QVERIFY(!TermBase::parse({}));
    }

    void quotedCellsKeepWhatTheyHold()
    {
        const auto rows = parseCsv("\xEF\xBB\xBF"
                                   "a,\"b,\"\"c\"\"\nd\",\r\n\"\",e");
        QVERIFY(rows);
        QCOMPARE(rows->size(), 2);
        QCOMPARE(rows->at(0).cells, QStringList({u"a"_s, u"b,\"c\"\nd"_s, QString()}));
        QCOMPARE(rows->at(1).cells, QStringList({QString(), u"e"_s}));
        QCOMPARE(rows->at(1).line, 3);
    }
};

SIZHEN_TEST(TermBaseTest)
#include "termbase_test.moc"
