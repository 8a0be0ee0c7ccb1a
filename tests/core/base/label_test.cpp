// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/label.h"

#include "tests/support/program.h"

#include <QCborMap>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class LabelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aLanguageFallsBackToItsBaseThenEnglishThenAny()
    {
        const Label label(u"舌质"_s, u"Tongue body"_s);
        QCOMPARE(label.in(u"zh"_s), u"舌质"_s);
        QCOMPARE(label.in(u"zh-CN"_s), u"舌质"_s);
        QCOMPARE(label.in(u"zh_CN"_s), u"舌质"_s);
        QCOMPARE(label.in(u"hu"_s), u"Tongue body"_s);
        QCOMPARE(label.zh(), u"舌质"_s);
        QCOMPARE(label.en(), u"Tongue body"_s);
        Label onlyHungarian;
        onlyHungarian.set(u"hu"_s, u"nyelv"_s);
        QCOMPARE(onlyHungarian.en(), u"nyelv"_s);
        QCOMPARE(Label().in(u"zh"_s), QString());
    }

    void anyIsTheSameOnEveryMachine()
    {
        Label label;
        label.set(u"vi"_s, u"lưỡi"_s);
        label.set(u"de"_s, u"Zunge"_s);
        label.set(u"ru"_s, u"язык"_s);
        QCOMPARE(label.in(u"ko"_s), u"Zunge"_s);
    }

    void jsonGivesTextsInKnownLanguagesOnly()
    {
        const auto object
            = QJsonDocument::fromJson(R"({"zh": "望", "en": "Look", "id": "look", "de": 7, "xx": "?"})").object();
        const auto label = Label::fromJson(object);
        QVERIFY(label.has(u"zh"_s));
        QVERIFY(label.has(u"en"_s));
        QVERIFY(!label.has(u"id"_s));
        QVERIFY(!label.has(u"de"_s));
        QVERIFY(!label.has(u"xx"_s));
        QVERIFY(Label::fromJson({}).isEmpty());
    }

    void cborGivesItBack()
    {
        const Label label(u"闻"_s, u"Listen"_s);
        QCOMPARE(Label::fromCbor(label.toCbor()), label);
        QVERIFY(Label::fromCbor({{u"zh"_s, 7}, {3, u"x"_s}}).isEmpty());
    }
};

SIZHEN_TEST(LabelTest)
#include "label_test.moc"
