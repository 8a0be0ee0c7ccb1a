// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/documentdata.h"

#include "tests/support/program.h"

#include <QCborArray>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// How gaps are filled, and what counts as missing.
class DocumentDataTest final : public QObject
{
    Q_OBJECT
private:
    static DocumentSpec spec()
    {
        DocumentSpec one;
        one.codes[u"type"_s][u"A"_s] = Label(u"甲"_s, u"First"_s);
        return one;
    }

    static Label filled(const QCborMap &data, const QString &words, QStringList *missing = nullptr)
    {
        const auto one = spec();
        return DocumentData(one, data).fill({words, words}, missing);
    }

private Q_SLOTS:

    void gapsAreFilledInBothLanguages()
    {
        const QCborMap data{{u"a"_s, QCborMap{{u"b"_s, QCborArray{1, Label(u"舌"_s, u"tongue"_s).toCbor()}}}}};
        QCOMPARE(filled(data, u"[{a.b.1}]"_s).zh(), u"[舌]"_s);
        QCOMPARE(filled(data, u"[{a.b.1}]"_s).en(), u"[tongue]"_s);
        QCOMPARE(filled(data, u"{a.b}"_s).en(), u"1, tongue"_s);
        QCOMPARE(filled(data, u"{a.b}"_s).zh(), u"1、舌"_s);
    }

    void whatIsNotThereIsNamed()
    {
        QStringList missing;
        filled({{u"empty"_s, u"  "_s}, {u"list"_s, QCborArray()}, {u"label"_s, Label(QString(), QString()).toCbor()}},
               u"{empty}{list}{label}{nowhere.at.all}"_s, &missing);
        QCOMPARE(missing, (QStringList{u"empty"_s, u"list"_s, u"label"_s, u"nowhere.at.all"_s}));
    }

    void numbersAndAnswersAreWords()
    {
        QCOMPARE(filled({{u"n"_s, 42}}, u"{n}"_s).en(), u"42"_s);
        QCOMPARE(filled({{u"n"_s, 0}}, u"{n}"_s).en(), u"0"_s); // nought is an answer
        QCOMPARE(filled({{u"n"_s, 36.6}}, u"{n}"_s).en(), u"36.6"_s);
        QCOMPARE(filled({{u"n"_s, true}}, u"{n}"_s).zh(), u"是"_s);
        QCOMPARE(filled({{u"n"_s, false}}, u"{n}"_s).en(), u"No"_s);
    }

    void codesAreTranslatedAndUnknownOnesAreMissing()
    {
        QStringList missing;
        QCOMPARE(filled({{u"t"_s, u"A"_s}}, u"{t#type}"_s, &missing).zh(), u"甲"_s);
        QVERIFY(missing.isEmpty());
        filled({{u"t"_s, u"Z"_s}}, u"{t#type}"_s, &missing);
        QCOMPARE(missing, QStringList{u"t"_s});
    }

    void timesKeepTheirOffset_data()
    {
        QTest::addColumn<QString>("iso");
        QTest::addColumn<QString>("text");
        QTest::newRow("ahead") << u"2026-11-24T22:20:05+08:00"_s << u"2026-11-24 22:20 UTC+08:00"_s;
        QTest::newRow("behind") << u"2026-11-24T22:20:05-03:30"_s << u"2026-11-24 22:20 UTC−03:30"_s;
        QTest::newRow("UTC") << u"2026-11-24T22:20:05Z"_s << u"2026-11-24 22:20 UTC"_s;
        QTest::newRow("no time") << u"soon"_s << u"soon"_s;
    }

    void timesKeepTheirOffset()
    {
        QFETCH(QString, iso);
        QFETCH(QString, text);
        QCOMPARE(filled({{u"at"_s, iso}}, u"{at:time}"_s).en(), text);
        QCOMPARE(filled({{u"at"_s, iso}}, u"{at:date}"_s).en(), iso.left(10));
    }

    void anItemIsLookedUpFirst()
    {
        const auto one = spec();
        const QCborMap data{{u"name"_s, u"outside"_s}, {u"case"_s, u"C1"_s}};
        const DocumentData values(one, data);
        QCOMPARE(values.inItem(QCborMap{{u"name"_s, u"inside"_s}}).fill({u"{name} {case}"_s, {}}).zh(), u"inside C1"_s);
        QCOMPARE(values.inItem(u"text"_s).fill({u"{value}"_s, {}}).zh(), u"text"_s);
        QCOMPARE(values.inItem(Label(u"舌"_s, u"tongue"_s).toCbor()).text(u"value"_s).en(), u"tongue"_s);
    }

    void valuesThatLookLikeGapsStayAsTheyAre()
    {
        QCOMPARE(filled({{u"a"_s, u"{b}"_s}, {u"b"_s, u"secret"_s}}, u"{a}"_s).en(), u"{b}"_s);
    }
};

SIZHEN_TEST(DocumentDataTest)
#include "documentdata_test.moc"
