// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/formview.h"

#include "tests/support/program.h"
#include "tests/ui/forms/formpages.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::formpages;

class FormViewTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out
    FormContext m_inviting{u"inviting"_s, u"F"_s, 42};
    FormContext m_invited{u"invited"_s, u"F"_s, 42};

private Q_SLOTS:

    void initTestCase()
    {
        m_library = FormLibrary::load().value();
        theme::apply(*qApp, false);
    }

    void init() { QTest::failOnWarning(QRegularExpression(u"^(sizhen\\.|no chip)"_s)); }

    void everyFormOpensInBothLanguagesOnBothSides()
    {
        for (const auto &id : m_library->ids())
            for (const auto &who : {m_inviting, m_invited})
                for (const auto &language : {u"zh"_s, u"en"_s}) {
                    FormView view(*m_library, id, who, language);
                    for (const auto &section : m_library->form(id)->sections)
                        view.showSection(section.id);
                    QVERIFY(view.answers().isEmpty());
                }
    }

    void everyControlHasANameOfItsOwn()
    {
        for (const auto &id : m_library->ids()) {
            FormView view(*m_library, id, m_inviting, u"en"_s);
            for (const auto &section : m_library->form(id)->sections)
                view.showSection(section.id);
            QStringList names;
            for (const auto *widget : view.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || widget->window() != &view
                    || widget->objectName().startsWith(u"qt_"))
                    continue;
                QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                         qPrintable(widget->objectName()));
                QVERIFY2(!names.contains(widget->objectName()), qPrintable(widget->objectName()));
                names.append(widget->objectName());
            }
        }
    }

    void aClickIsAnAnswerAndASecondTakesItBack()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"en"_s);
        view.showSection(u"tongue.body"_s);
        shown(view);
        QSignalSpy edited(&view, &FormView::edited);
        auto *pale = chip(view, u"tongue.body.colour/pale"_s);
        QTest::mouseClick(pale, Qt::LeftButton);
        QCOMPARE(view.answers().value(u"tongue.body.colour"_s).toString(), u"pale"_s);
        QTest::mouseClick(chip(view, u"tongue.body.colour/red"_s), Qt::LeftButton);
        QCOMPARE(view.answers().value(u"tongue.body.colour"_s).toString(), u"red"_s);
        QVERIFY(!pale->isChecked());
        QTest::mouseClick(chip(view, u"tongue.body.colour/red"_s), Qt::LeftButton);
        QVERIFY(view.answers().isEmpty());
        QCOMPARE(edited.count(), 3);
        QCOMPARE(edited.constFirst().constFirst().toString(), u"tongue.body.colour"_s);
    }

    void theKeyboardAloneFillsASection()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"en"_s);
        view.showSection(u"tongue.body"_s);
        shown(view);
        QVERIFY(view.showField(u"tongue.body.colour"_s));
        QTest::keyClicks(QApplication::focusWidget(), u"danbai"_s); // pinyin of 淡白舌
        QCOMPARE(QApplication::focusWidget()->objectName(), u"tongue.body.colour/pale"_s);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab); // one stop for the whole group
        QCOMPARE(QApplication::focusWidget()->objectName().section(u'/', 0, 0), u"tongue.body.colour_zone"_s);
        QVERIFY(view.showField(u"tongue.body.surface"_s));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Right);
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
        QCOMPARE(view.answers(),
                 answers(R"({"tongue.body.colour": "pale", "tongue.body.surface": ["prickles", "spotted"]})"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_PageDown, Qt::ControlModifier);
        QVERIFY(QApplication::focusWidget()->objectName().startsWith(u"tongue.sublingual."));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_PageUp, Qt::ControlModifier);
        QVERIFY(QApplication::focusWidget()->objectName().startsWith(u"tongue.body."));
    }

    void aFieldComesAndGoesWithWhatItHangsOn()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"en"_s);
        view.showSection(u"tongue.body"_s);
        shown(view);
        auto *row = view.findChild<QWidget *>(u"tongue.body.teeth_grade.row"_s);
        QVERIFY(row && !row->isVisible());
        QTest::mouseClick(chip(view, u"tongue.body.surface/teeth"_s), Qt::LeftButton);
        QVERIFY(row->isVisible());
        auto *slider = view.findChild<QSlider *>(u"tongue.body.teeth_grade"_s);
        QTest::keyClick(slider, Qt::Key_2);
        QCOMPARE(view.answers().value(u"tongue.body.teeth_grade"_s).toInteger(), 2);
        QTest::mouseClick(chip(view, u"tongue.body.surface/teeth"_s), Qt::LeftButton);
        QVERIFY(!row->isVisible());
        QVERIFY(view.answers().value(u"tongue.body.teeth_grade"_s).isUndefined());
        QTest::mouseClick(chip(view, u"tongue.body.surface/teeth"_s),
                          Qt::LeftButton); // a slip of the hand costs nothing
        QCOMPARE(view.answers().value(u"tongue.body.teeth_grade"_s).toInteger(), 2);
        QTest::keyClick(slider, Qt::Key_Delete);
        QVERIFY(view.answers().value(u"tongue.body.teeth_grade"_s).isUndefined());
    }

    void aContradictionIsSaidBeneathTheField_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("zh") << u"zh"_s << u"“灵活自如”与异常舌态矛盾"_s;
        QTest::newRow("en") << u"en"_s << u"“Free movement” contradicts an abnormal motility"_s;
    }

    void aContradictionIsSaidBeneathTheField()
    {
        QFETCH(QString, language);
        QFETCH(QString, sentence);
        FormView view(*m_library, u"tongue"_s, m_inviting, language);
        view.showSection(u"tongue.body"_s);
        shown(view);
        QTest::mouseClick(chip(view, u"tongue.body.motility/free"_s), Qt::LeftButton);
        QVERIFY(sentencesBelow(view, u"tongue.body.motility"_s).isEmpty());
        QTest::mouseClick(chip(view, u"tongue.body.motility/stiff"_s), Qt::LeftButton);
        QCOMPARE(sentencesBelow(view, u"tongue.body.motility"_s), QStringList{sentence});
        QVERIFY(!view.isComplete());
        QTest::mouseClick(chip(view, u"tongue.body.motility/free"_s), Qt::LeftButton);
        QVERIFY(sentencesBelow(view, u"tongue.body.motility"_s).isEmpty());
    }

    void whatIsMissingIsSaidWhenAsked()
    {
        FormView view(*m_library, u"followup"_s, m_inviting, u"en"_s);
        shown(view);
        QVERIFY(sentencesBelow(view, u"followup.since.score"_s).isEmpty());
        view.setMissingShown(true);
        QCOMPARE(sentencesBelow(view, u"followup.since.score"_s), QStringList{u"Fill in “Main symptom score”"_s});
        QSignalSpy done(&view, &FormView::answered);
        view.setAnswers(answers(
            R"({"followup.since.chief_change": "better", "followup.since.taken": "all", "followup.since.adverse": [],
            "followup.since.plan": {"en": "go on", "zh": "继续"}})"));
        QVERIFY(!view.isComplete());
        QTest::keyClicks(view.findChild<QLineEdit *>(u"followup.since.score"_s), u"3"_s);
        QVERIFY(view.isComplete());
        QCOMPARE(done.count(), 1);
    }

    void theInvitedSideSeesNoOdourAndNoPulse()
    {
        FormView smell(*m_library, u"listen_smell"_s, m_invited, u"en"_s);
        QVERIFY(smell.findChild<QAbstractButton *>(u"listen_smell.odour"_s)->isHidden());
        QVERIFY(!smell.showField(u"listen_smell.odour.mouth"_s));
        QVERIFY(smell.findChild<QLabel *>(u"listen_smell.side"_s)->text().contains(u"FOU-02"_s));
        FormView pulse(*m_library, u"palpate"_s, m_invited, u"en"_s);
        shown(pulse);
        QVERIFY(pulse.showField(u"palpate.pulse.wave_read"_s));
        QVERIFY(!pulse.showField(u"palpate.pulse.rate"_s));
        pulse.setAnswer(u"palpate.pulse.rate"_s, 66); // shown in words when it is there
        auto *rate = pulse.findChild<QLabel *>(u"palpate.pulse.rate"_s);
        QVERIFY(rate && rate->isVisible());
        QCOMPARE(rate->text(), u"66 /min"_s);
    }

    void theLanguageChangesUnderTheAnswers()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"zh"_s);
        view.showSection(u"tongue.body"_s);
        shown(view);
        QTest::mouseClick(chip(view, u"tongue.body.colour/pale"_s), Qt::LeftButton);
        QCOMPARE(chip(view, u"tongue.body.colour/pale"_s)->text(), u"淡白舌"_s);
        view.setLanguages(u"en"_s);
        QCOMPARE(chip(view, u"tongue.body.colour/pale"_s)->text(), u"Pale tongue"_s); // the same page, the same answer
        QVERIFY(chip(view, u"tongue.body.colour/pale"_s)->isChecked());
        view.setLanguages(u"en"_s, u"zh"_s);
        QVERIFY(chip(view, u"tongue.body.colour/pale"_s)->text().contains(u"淡白舌"_s));
        QCOMPARE(view.answers(), answers(R"({"tongue.body.colour": "pale"})"));
    }

    void whatTheFormDoesNotKnowIsNotLost()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"en"_s);
        const auto given
            = answers(R"({"tongue.body.colour": "azure", "tongue.future.field": 1, "look.spirit.state": "present"})");
        view.setAnswers(given);
        view.showSection(u"tongue.body"_s);
        QCOMPARE(view.answers(), given);
    }

    // it was.
    void aFormOfMoreThanSixtyFieldsOpensAtOnce()
    {
        FormView warm(*m_library, u"ask"_s, m_inviting, u"zh"_s);
        shown(warm);
        QElapsedTimer timer;
        timer.start();
        FormView view(*m_library, u"ask"_s, m_inviting, u"zh"_s);
        view.resize(680, 900);
        view.show();
        QVERIFY2(timer.elapsed() < 250,
                 qPrintable(QString::number(timer.elapsed()))); // 50 ms optimised; see tests/bench/ui_forms
    }
};

SIZHEN_WINDOW_TEST(FormViewTest)
#include "formview_test.moc"
