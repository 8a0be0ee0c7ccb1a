// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/forms/formspec.h"

#include "tests/support/program.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

static QByteArray specBytes(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class FormSpecTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void parse_data() // name.ok.json must parse, name.bad.json must not
    {
        QTest::addColumn<QString>("path");
        QDirIterator it(QStringLiteral(TEST_DATA_DIR "/forms/specs"), {u"*.json"_s});
        while (it.hasNext()) {
            const auto path = it.next();
            QTest::newRow(qPrintable(it.fileName())) << path;
        }
    }

    void parse()
    {
        QFETCH(QString, path);
        const auto form = parseForm(specBytes(path));
        if (path.endsWith(u".ok.json")) {
            QVERIFY2(form.has_value(), form ? "" : qPrintable(form.error().detail));
        } else {
            QVERIFY(!form);
            QCOMPARE(form.error().fault, Fault::Corrupt);
            QVERIFY(!form.error().detail.isEmpty());
        }
    }

    void everyPrefixOfAFormIsRefused()
    {
        const auto whole = specBytes(QStringLiteral(TEST_DATA_DIR "/forms/specs/small.ok.json")).trimmed();
        QVERIFY(parseForm(whole));
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY2(!parseForm(whole.first(size)), qPrintable(QString::number(size)));
    }

    void readsWhatStandsThere()
    {
        const auto form = parseForm(specBytes(QStringLiteral(TEST_DATA_DIR "/forms/specs/small.ok.json")));
        QVERIFY(form);
        QCOMPARE(form->id, u"mini"_s);
        QCOMPARE(form->label, Label(u"小表"_s, u"Small form"_s));
        const auto *kind = form->field(u"mini.a.kind"_s);
        QVERIFY(kind && kind->required && kind->option(u"y"_s));
        QCOMPARE(kind->filledBy, FilledBy::Both);
        QCOMPARE(kind->option(u"y"_s)->flag, u"redflag"_s);
        QVERIFY(!kind->option(u"z"_s));
        const auto *size = form->field(u"mini.a.size"_s);
        QVERIFY(size && size->inPerson);
        QCOMPARE(size->inPersonRule, u"FOU-04"_s);
        QCOMPARE(size->maximum, 9.0);
        QCOMPARE(size->unit, u"mm"_s);
        QCOMPARE(form->field(u"mini.a.why"_s)->maxLength, 20);
    }

    void columnsWrittenAsOneStringAreRead()
    {
        const auto form = parseForm(specBytes(QStringLiteral(TEST_DATA_DIR "/forms/specs/legacy-ask.ok.json")));
        QVERIFY(form);
        const auto *pain = form->field(u"ask.chestabd.pain"_s);
        QVERIFY(pain);
        QCOMPARE(pain->columns.size(), 7);
        const auto *character = pain->column(u"character"_s);
        QVERIFY(character);
        QCOMPARE(character->choices.size(), 12);
        QCOMPARE(character->option(u"stabbing"_s)->label,
                 Label(u"刺痛"_s, u"Stabbing"_s)); // codes from the field's own options
        const auto *severity = pain->column(u"severity"_s);
        QVERIFY(severity);
        QCOMPARE(severity->kind, u"number"_s);
        QCOMPARE(severity->maximum, 10.0);
        QCOMPARE(pain->column(u"better_by"_s)->choices,
                 QStringList({u"warm"_s, u"cold"_s, u"press"_s, u"rest"_s, u"move"_s}));
    }

    void palpationOfTheOldShapeIsInPersonExceptTheReadingOfTheCurve()
    {
        const auto form = parseForm(specBytes(QStringLiteral(TEST_DATA_DIR "/forms/specs/legacy-palpate.ok.json")));
        QVERIFY(form);
        for (const auto &section : form->sections)
            for (const auto &field : section.fields)
                QCOMPARE(field.inPerson, field.id != u"palpate.pulse.wave_read");
    }
};

SIZHEN_TEST(FormSpecTest)
#include "formspec_test.moc"
