// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/documents/documentspec.h"

#include "core/base/resource.h"
#include "tests/support/program.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

// Every document that is shipped can be read, and a mistake in one is named.
class DocumentSpecTest final : public QObject
{
    Q_OBJECT
private:
    static QJsonObject report() { return QJsonDocument::fromJson(*readResource(u"documents/report.json"_s)).object(); }

    static QString complaint(const QJsonObject &object)
    {
        const auto spec = parseDocument(QJsonDocument(object).toJson());
        return spec ? QString() : spec.error().detail;
    }

    static QJsonObject withFirstBlock(const QJsonObject &block)
    {
        auto root = report();
        auto blocks = root[u"blocks"_s].toArray();
        blocks[0] = block;
        root[u"blocks"_s] = blocks;
        return root;
    }

private Q_SLOTS:

    void everyShippedDocumentIsSound_data()
    {
        QTest::addColumn<QString>("file");
        for (const auto &name : listResources(u"documents"_s))
            QTest::newRow(qPrintable(name)) << name;
    }

    void everyShippedDocumentIsSound()
    {
        QFETCH(QString, file);
        const auto id = file.chopped(5);
        const auto spec = loadDocument(id);
        QVERIFY2(spec, qPrintable(spec ? QString() : spec.error().detail));
        QCOMPARE(spec->id, id);
        QVERIFY(spec->title.has(u"zh"_s) && spec->title.has(u"en"_s));
        QVERIFY(spec->retention == u"CASE"_s || spec->retention == u"PARTNERSHIP"_s);
    }

    void theFiveOfTheFirstConsultationAreThere()
    {
        for (const auto &id : {u"report"_s, u"decision"_s, u"consent"_s, u"invitation"_s, u"agreement"_s})
            QVERIFY2(loadDocument(id), qPrintable(id));
        QCOMPARE(loadDocument(u"prescription"_s).error().fault, Fault::NotFound);
    }

    void aMissingLanguageIsNamed()
    {
        auto root = report();
        root[u"title"_s] = QJsonObject{{u"en"_s, u"Only English"_s}};
        QVERIFY(complaint(root).contains(u"report/title"_s));
    }

    void anUnknownKeyIsNamed()
    {
        auto root = report();
        root[u"titel"_s] = u"x"_s;
        QVERIFY(complaint(root).contains(u"titel"_s));
        QVERIFY(complaint(withFirstBlock({{u"kind"_s, u"prose"_s}, {u"source"_s, u"a"_s}, {u"sauce"_s, u"b"_s}}))
                    .contains(u"sauce"_s));
    }

    void mistakesInBlocksAreNamed_data()
    {
        QTest::addColumn<QJsonObject>("block");
        QTest::newRow("unknown kind") << QJsonObject{{u"kind"_s, u"picture"_s}};
        QTest::newRow("prose without a source") << QJsonObject{{u"kind"_s, u"prose"_s}};
        QTest::newRow("table without rows") << QJsonObject{{u"kind"_s, u"table"_s}};
        QTest::newRow("section without an id")
            << QJsonObject{{u"kind"_s, u"section"_s},
                           {u"heading"_s, QJsonObject{{u"zh"_s, u"一"_s}, {u"en"_s, u"One"_s}}},
                           {u"blocks"_s, QJsonArray{QJsonObject{{u"kind"_s, u"prose"_s}, {u"source"_s, u"a"_s}}}}};
        QTest::newRow("a gap that does not close") << QJsonObject{{u"kind"_s, u"paragraph"_s}, {u"text"_s, u"{a.b"_s}};
        QTest::newRow("an unknown format") << QJsonObject{{u"kind"_s, u"paragraph"_s}, {u"text"_s, u"{a.b:money}"_s}};
        QTest::newRow("an unknown table") << QJsonObject{{u"kind"_s, u"paragraph"_s}, {u"text"_s, u"{a#nothing}"_s}};
    }

    void mistakesInBlocksAreNamed()
    {
        QFETCH(QJsonObject, block);
        const auto spec = parseDocument(QJsonDocument(withFirstBlock(block)).toJson());
        QVERIFY(!spec);
        QCOMPARE(spec.error().fault, Fault::Corrupt);
        QVERIFY(spec.error().detail.startsWith(u"document: report"_s));
    }

    void whatIsNoJsonIsNoDocument()
    {
        for (const auto &bytes : {""_ba, "[]"_ba, "{\"id\": "_ba, "\xff\xfe"_ba})
            QCOMPARE(parseDocument(bytes).error().fault, Fault::Corrupt);
    }
};

SIZHEN_TEST(DocumentSpecTest)
#include "documentspec_test.moc"
