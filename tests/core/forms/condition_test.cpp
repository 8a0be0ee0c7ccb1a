// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/condition.h"

#include "tests/support/program.h"

#include <QCborArray>
#include <QCborMap>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using Truth = Condition::Truth;

class ConditionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void answers_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("truth");
        const auto row
            = [](const char *text, Truth truth) { QTest::newRow(text) << QString::fromUtf8(text) << int(truth); };
        row("sex==F", Truth::Yes);
        row("sex==M", Truth::No);
        row("age<14", Truth::No);
        row("age<=42 and age>=42", Truth::Yes);
        row("age>42", Truth::No);
        row("sex==F and age>=10 and age<=60", Truth::Yes);
        row("body.surface has teeth", Truth::Yes);
        row("body.surface has mirror or fissured", Truth::Yes);
        row("body.surface has mirror", Truth::No);
        row("coating.kind in thin,thick", Truth::Yes);
        row("coating.kind in none", Truth::No);
        row("coating.kind==thin", Truth::Yes);
        row("rx.items not empty", Truth::Yes);
        row("rx.nothing not empty", Truth::No);
        row("rx.nothing empty", Truth::Yes);
        row("temp>=37.5", Truth::Yes);
        row("temp<37.5", Truth::No);
        row("absent==x", Truth::Unknown);
        row("absent==x and sex==M", Truth::No);
        row("absent==x and sex==F", Truth::Unknown);
    }

    void answers()
    {
        QFETCH(QString, text);
        QFETCH(int, truth);
        const QCborMap values{{u"sex"_s, u"F"_s},
                              {u"age"_s, 42},
                              {u"temp"_s, 37.5},
                              {u"body.surface"_s, QCborArray{u"teeth"_s, u"fissured"_s}},
                              {u"coating.kind"_s, u"thin"_s},
                              {u"rx.items"_s, QCborArray{QCborMap{{u"herb"_s, u"x"_s}}}},
                              {u"rx.nothing"_s, QCborArray()}};
        const auto condition = Condition::parse(text);
        QVERIFY(condition);
        QCOMPARE(int(condition->evaluate([&](const QString &path) { return values.value(path); })), truth);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("text");
        for (const auto *text :
             {"",      "sex",    "sex==",  "==F",      "sex=F",    "sex==F and", "and sex==F", "sex==F or age<3",
              "age<",  "age<x",  "a has",  "a has b,", "a has ,b", "a in b and", "a not",      "a not full",
              "a ! b", "a==b c", "(a==b)", "a == 'b'"})
            QTest::newRow(text) << QString::fromUtf8(text);
        QTest::newRow("too long") << QString(2000, u'a') + u"==b"_s;
    }

    void refuses()
    {
        QFETCH(QString, text);
        const auto condition = Condition::parse(text);
        QVERIFY(!condition);
        QCOMPARE(condition.error().fault, Fault::Corrupt);
    }
};

SIZHEN_TEST(ConditionTest)
#include "condition_test.moc"
