// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/labeledit.h"
#include "ui/panels/penpad.h"
#include "ui/panels/prescriptionedit.h"
#include "ui/panels/rowsedit.h"
#include "ui/panels/termbox.h"

#include "core/terms/termbase.h"
#include "tests/support/program.h"
#include "tests/support/twinstations.h"

#include <QApplication>
#include <QCborMap>
#include <QElapsedTimer>
#include <QImage>
#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class EditorsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void aSignatureIsBlackOnWhite()
    {
        PenPad pad;
        pad.resize(pad.sizeHint());
        pad.show();
        QVERIFY(QTest::qWaitForWindowExposed(&pad));
        QVERIFY(pad.isEmpty() && pad.png().isEmpty());
        QTest::mousePress(&pad, Qt::LeftButton, {}, {40, 60});
        for (int x = 40; x < 200; x += 10)
            QTest::mouseMove(&pad, {x, 60 + x % 30});
        QTest::mouseRelease(&pad, Qt::LeftButton, {}, {200, 70});
        QVERIFY(!pad.isEmpty());
        const auto image = QImage::fromData(pad.png(), "PNG");
        QVERIFY(!image.isNull());
        int dark = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                dark += qGray(image.pixel(x, y)) < 128 ? 1 : 0;
        QVERIFY2(dark > 100, qPrintable(QString::number(dark)));
        QCOMPARE(qGray(image.pixel(0, 0)), 255);
        pad.clear();
        QVERIFY(pad.png().isEmpty());
    }

    void oneDotIsNoSignature()
    {
        PenPad pad;
        pad.show();
        QTest::mouseClick(&pad, Qt::LeftButton, {}, {40, 60});
        QVERIFY(pad.isEmpty());
    }

    void oneCanSignWithTheKeyboard()
    {
        PenPad pad;
        pad.show();
        QTest::keyClick(&pad, Qt::Key_Space);
        for (int i = 0; i < 10; ++i)
            QTest::keyClick(&pad, i % 2 ? Qt::Key_Right : Qt::Key_Down);
        QTest::keyClick(&pad, Qt::Key_Space);
        QVERIFY(!pad.isEmpty());
        QTest::keyClick(&pad, Qt::Key_Backspace);
        QVERIFY(pad.isEmpty());
    }

    void bothLanguagesComeBack()
    {
        LabelEdit edit(u"reason"_s, 2);
        QSignalSpy edited(&edit, &LabelEdit::edited);
        edit.setValue(Label(u"失眠"_s, u"Insomnia"_s));
        QCOMPARE(edited.count(), 0);
        QCOMPARE(edit.value(), Label(u"失眠"_s, u"Insomnia"_s));
        auto *en = edit.findChild<QPlainTextEdit *>(u"reason.en"_s);
        QVERIFY(en);
        en->clear();
        QCOMPARE(edited.count(), 1);
        QVERIFY(!edit.value().has(u"en"_s));
        QVERIFY(edit.value().has(u"zh"_s));
    }

    void aKnownTermWritesTheOtherLanguage()
    {
        const auto terms = must(TermBase::load(), "terms");
        const auto known = terms->find(u"不寐"_s, 1);
        QVERIFY(!known.isEmpty());
        LabelEdit edit(u"disease"_s, 1);
        edit.setTranslate(PrescriptionEdit::translator(*terms));
        edit.show();
        auto *zh = edit.findChild<QPlainTextEdit *>(u"disease.zh"_s);
        zh->setPlainText(known.first().zh);
        QFocusEvent out(QEvent::FocusOut);
        QCoreApplication::sendEvent(zh, &out);
        QCOMPARE(edit.value().en(), known.first().en);
        zh->setPlainText(u"无此词条"_s);
        QCoreApplication::sendEvent(zh, &out);
        QCOMPARE(edit.value().en(), known.first().en); // words that somebody wrote are never overwritten
    }

    void rowsGrowByTypingAndEmptyOnesAreLeftOut()
    {
        RowsEdit rows(u"herbs"_s, {{u"name"_s, true, 3}, {u"dose"_s, false, 1}, {u"note"_s, true, 2}});
        rows.setTitles({u"Herb"_s, u"Dose"_s, u"Note"_s});
        QCOMPARE(rows.rowCount(), 1);
        QSignalSpy edited(&rows, &RowsEdit::edited);
        rows.item(0, 0) ? void() : rows.setItem(0, 0, new QTableWidgetItem(u"酸枣仁"_s));
        rows.setItem(0, 2, new QTableWidgetItem(u"15 g"_s));
        QVERIFY(edited.count() >= 2);
        QCOMPARE(rows.rowCount(), 2);
        const QCborArray expected{QCborMap{{u"name"_s, QCborMap{{u"zh"_s, u"酸枣仁"_s}}}, {u"dose"_s, u"15 g"_s}}};
        QCOMPARE(rows.value(), expected);
        rows.setCurrentCell(0, 0);
        QTest::keyClick(&rows, Qt::Key_Delete);
        QVERIFY(rows.value().isEmpty());
    }

    void rowsOfLabelsKeepTheirShape()
    {
        RowsEdit rows(u"cautions"_s, {{QString(), true, 1}});
        const QCborArray value{QCborMap{{u"en"_s, u"No tea"_s}, {u"zh"_s, u"忌茶"_s}}};
        rows.setValue(value);
        QCOMPARE(rows.value().size(), 1);
        QCOMPARE(Label::fromCbor(rows.value().at(0).toMap()), Label(u"忌茶"_s, u"No tea"_s));
        rows.setReadOnly(true);
        QCOMPARE(rows.rowCount(), 1);
        QCOMPARE(rows.value().size(), 1);
    }

    void aPrescriptionGoesRoundUnchanged()
    {
        const auto terms = must(TermBase::load(), "terms");
        PrescriptionEdit edit(*terms);
        const QCborMap named{{u"text"_s, Label(u"不寐"_s, u"Insomnia"_s).toCbor()}, {u"codes"_s, u"SD82"_s}};
        const QCborMap herb{{u"name"_s, Label(u"酸枣仁"_s, u"Spiny jujube seed"_s).toCbor()}, {u"dose"_s, u"15 g"_s}};
        const QCborMap args{{u"disease"_s, named},
                            {u"pattern"_s, named},
                            {u"principle"_s, Label(u"养心安神"_s, u"Nourish the heart"_s).toCbor()},
                            {u"herbs"_s, QCborArray{herb}},
                            {u"points"_s, QCborArray()}};
        edit.setValue(args);
        for (const auto &key : {u"disease"_s, u"pattern"_s, u"principle"_s})
            QCOMPARE(edit.value().value(key).toMap().value(u"codes"_s), args.value(key).toMap().value(u"codes"_s));
        QCOMPARE(edit.value().value(u"herbs"_s).toArray().size(), 1);
        edit.adopt(u"herbs"_s, herb);
        QCOMPARE(edit.value().value(u"herbs"_s).toArray().size(), 1); // adopted twice stands once
        edit.adopt(u"herbs"_s, QCborMap{{u"name"_s, Label(u"茯神"_s, u"Poria with hostwood"_s).toCbor()}});
        QCOMPARE(edit.value().value(u"herbs"_s).toArray().size(), 2);
    }

    void termsAreFoundWhileTypingInTime()
    {
        const auto terms = must(TermBase::load(), "terms");
        TermBox box(*terms);
        box.show();
        auto *query = box.findChild<QLineEdit *>(u"termQuery"_s);
        auto *list = box.findChild<QListView *>(u"termList"_s);
        QElapsedTimer timer;
        timer.start();
        query->setText(u"qi x"_s);
        const auto took = timer.elapsed();
        QVERIFY2(took <= 100, qPrintable(QString::number(took)));
        QVERIFY(list->model()->rowCount() > 0);
        QSignalSpy chosen(&box, &TermBox::chosen);
        QTest::keyClick(query, Qt::Key_Down);
        QTest::keyClick(query, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        QCOMPARE(chosen.first().first().value<Term>().zh, terms->find(u"qi x"_s).at(1).zh);
    }
};

SIZHEN_WINDOW_TEST(EditorsTest)
#include "editors_test.moc"
