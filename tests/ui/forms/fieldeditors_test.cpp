// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/formview.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"
#include "tests/ui/forms/formpages.h"
#include "ui/forms/fieldeditor.h"
#include "ui/forms/typing.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCborArray>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::formpages;

class FieldEditorsTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out
    FormContext m_inviting{u"inviting"_s, u"F"_s, 42};

private Q_SLOTS:

    void initTestCase()
    {
        m_library = FormLibrary::load().value();
        theme::apply(*qApp, false);
    }

    void init() { QTest::failOnWarning(QRegularExpression(u"^(sizhen\\.|no chip)"_s)); }

    void numbersSayTheirRange()
    {
        FormView view(*m_library, u"intake"_s, m_inviting, u"en"_s);
        view.showSection(u"intake.vital"_s);
        shown(view);
        auto *temperature = view.findChild<QLineEdit *>(u"intake.vital.temp"_s);
        QTest::keyClicks(temperature, u"3x6,5"_s); // a letter is not taken; a comma is a point
        QCOMPARE(view.answers().value(u"intake.vital.temp"_s).toDouble(), 36.5);
        temperature->selectAll();
        QTest::keyClicks(temperature, u"365"_s);
        QCOMPARE(sentencesBelow(view, u"intake.vital.temp"_s),
                 QStringList{u"“Temperature” must be between 30 and 43"_s});
    }

    void datesAreReadAsPeopleWriteThem()
    {
        FormView view(*m_library, u"intake"_s, m_inviting, u"en"_s);
        shown(view);
        auto *birth = view.findChild<QLineEdit *>(u"intake.id.birth"_s);
        QTest::keyClicks(birth, u"19840503"_s);
        QCOMPARE(view.answers().value(u"intake.id.birth"_s).toString(), u"1984-05-03"_s);
        birth->clear();
        QTest::keyClicks(birth, u"1984-02-31"_s);
        QVERIFY(!sentencesBelow(view, u"intake.id.birth"_s).isEmpty());
        view.showSection(u"intake.visit"_s);
        auto *time = view.findChild<QLineEdit *>(u"intake.visit.time"_s);
        QTest::keyClicks(time, u"2026-11-26 09:00"_s);
        const auto typed = view.answers().value(u"intake.visit.time"_s).toString();
        QVERIFY2(typed.startsWith(u"2026-11-26T09:00:00") && typed.size() > 19, qPrintable(typed));
        view.setAnswer(u"intake.visit.time"_s, u"2026-11-26T09:00:00-08:00"_s);
        QCOMPARE(time->text(), u"2026-11-26 09:00"_s); // the other place's time stays theirs
        QCOMPARE(view.answers().value(u"intake.visit.time"_s).toString(), u"2026-11-26T09:00:00-08:00"_s);
    }

    void aCountryIsFoundByTyping()
    {
        FormView view(*m_library, u"intake"_s, m_inviting, u"en"_s);
        shown(view);
        auto *country = view.findChild<QLineEdit *>(u"intake.id.country_now"_s);
        country->setFocus();
        QTest::keyClicks(country, u"hungar"_s);
        QTest::keyClick(country, Qt::Key_Return);
        QCOMPARE(view.answers().value(u"intake.id.country_now"_s).toString(), u"HU"_s);
        QCOMPARE(country->text(), u"Hungary"_s);
    }

    void textForAPartnerHasTwoBoxes()
    {
        FormView view(*m_library, u"intake"_s, m_inviting, u"en"_s);
        view.showSection(u"intake.history"_s);
        shown(view);
        QTest::keyClicks(view.findChild<QLineEdit *>(u"intake.history.chief/en"_s), u"Cough"_s);
        view.findChild<QLineEdit *>(u"intake.history.chief/zh"_s)->setText(u"咳嗽"_s);
        QTest::keyClicks(view.findChild<QPlainTextEdit *>(u"intake.history.hpi/en"_s), u"Five weeks"_s);
        QCOMPARE(view.answers().value(u"intake.history.chief"_s).toMap().value(u"en"_s).toString(), u"Cough"_s);
        QCOMPARE(view.answers().value(u"intake.history.hpi"_s).toMap().value(u"en"_s).toString(), u"Five weeks"_s);
        view.setAnswer(u"intake.history.past"_s, QCborMap{{u"en"_s, u"none"_s}, {u"hu"_s, u"nincs"_s}});
        QTest::keyClicks(view.findChild<QPlainTextEdit *>(u"intake.history.past/zh"_s), u"w"_s);
        QCOMPARE(view.answers().value(u"intake.history.past"_s).toMap().value(u"hu"_s).toString(),
                 u"nincs"_s); // no box, not lost
    }

    void aTableTakesRowsOrNone()
    {
        FormView view(*m_library, u"intake"_s, m_inviting, u"en"_s);
        view.showSection(u"intake.history"_s);
        shown(view);
        QTest::mouseClick(chip(view, u"intake.history.allergy/none"_s), Qt::LeftButton);
        QVERIFY(view.answers().value(u"intake.history.allergy"_s).isArray());
        QTest::mouseClick(view.findChild<QPushButton *>(u"intake.history.allergy/add"_s), Qt::LeftButton);
        QTest::keyClicks(QApplication::focusWidget(), u"penicillin"_s);
        auto *kind = view.findChild<QComboBox *>(u"intake.history.allergy/1/kind"_s);
        QVERIFY(kind);
        kind->setFocus();
        QTest::keyClick(kind, Qt::Key_Down);
        Q_EMIT kind->activated(kind->currentIndex());
        const auto rows = view.answers().value(u"intake.history.allergy"_s).toArray();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows[0].toMap().value(u"substance"_s).toString(), u"penicillin"_s);
        QCOMPARE(rows[0].toMap().value(u"kind"_s).toString(), u"drug"_s);
        QTest::mouseClick(view.findChild<QAbstractButton *>(u"intake.history.allergy/1/remove"_s), Qt::LeftButton);
        QVERIFY(view.answers().value(u"intake.history.allergy"_s).isUndefined());
    }

    void redFlagsAreAnsweredOneByOneOrAllNo()
    {
        FormView view(*m_library, u"ask"_s, m_inviting, u"en"_s);
        shown(view);
        QTest::mouseClick(chip(view, u"ask.redflags.items/eye/yes"_s), Qt::LeftButton);
        auto *rest = view.findChild<QPushButton *>(u"ask.redflags.items/rest"_s);
        QVERIFY(rest->text().contains(u"19"_s));
        QTest::mouseClick(rest, Qt::LeftButton);
        const auto items = view.answers().value(u"ask.redflags.items"_s).toMap();
        QCOMPARE(items.size(), 20);
        QCOMPARE(items.value(u"eye"_s).toString(), u"yes"_s);
        QCOMPARE(items.value(u"leg"_s).toString(), u"no"_s);
        QVERIFY(!rest->isEnabled());
    }

    void aPulseIsTwoLettersAndEnter()
    {
        FormView view(*m_library, u"palpate"_s, m_inviting, u"zh"_s);
        view.showSection(u"palpate.pulse"_s);
        shown(view);
        auto *grid = view.findChild<QTableWidget *>(u"palpate.pulse.grid"_s);
        auto *line = view.findChild<QLineEdit *>(u"palpate.pulse.grid/type"_s);
        grid->setFocus();
        grid->setCurrentCell(0, 2);
        QTest::keyClick(grid, Qt::Key_X); // a letter in the grid goes to the line
        QCOMPARE(QApplication::focusWidget(), line);
        QTest::keyClick(line, Qt::Key_I);
        QTest::keyClick(line, Qt::Key_Return);
        QTest::keyClicks(line, u"weak"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QTest::keyClick(line, Qt::Key_Down);
        QTest::keyClicks(line, u"xian"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QTest::keyClick(line, Qt::Key_Escape);
        QTest::keyClick(grid, Qt::Key_2);
        QCOMPARE(
            cbor::encode(view.answers().value(u"palpate.pulse.grid"_s)),
            cbor::encode(answers(
                R"({"L.cun.deep": {"types": ["thin", "weak"]}, "L.guan.deep": {"types": ["wiry"], "strength": 2}})")));
        QTest::keyClick(grid, Qt::Key_Delete);
        QCOMPARE(view.answers().value(u"palpate.pulse.grid"_s).toMap().size(), 1);
        grid->setRangeSelected(QTableWidgetSelectionRange(3, 0, 5, 0), true); // several at once
        QTest::keyClicks(line, u"fu"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(view.answers().value(u"palpate.pulse.grid"_s).toMap().contains(u"R.chi.superficial"_s));
    }

    void aListIsAddedToByTyping()
    {
        FormView view(*m_library, u"synthesis"_s, m_inviting, u"en"_s);
        FormOption pattern;
        pattern.id = u"SF5Y"_s;
        pattern.label = Label(u"肝肾亏虚证"_s, u"Liver-kidney depletion"_s);
        pattern.pinyin = u"gan shen kui xu zheng"_s;
        view.setSuggestions(u"synthesis.dx.tcm_pattern"_s, {pattern});
        view.showSection(u"synthesis.dx"_s);
        shown(view);
        auto *line = view.findChild<QLineEdit *>(u"synthesis.dx.tcm_pattern"_s);
        QTest::keyClicks(line, u"gskx"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QTest::keyClicks(line, u"something of my own"_s);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(view.answers().value(u"synthesis.dx.tcm_pattern"_s),
                 QCborValue(QCborArray{u"SF5Y"_s, u"something of my own"_s}));
        QTest::keyClick(line, Qt::Key_Backspace);
        QCOMPARE(view.answers().value(u"synthesis.dx.tcm_pattern"_s), QCborValue(QCborArray{u"SF5Y"_s}));
        auto *evidence = view.findChild<QLineEdit *>(u"synthesis.dx.evidence"_s);
        QTest::keyClicks(evidence, u"no such finding"_s);
        QTest::keyClick(evidence, Qt::Key_Return);
        QVERIFY(view.answers().value(u"synthesis.dx.evidence"_s).isUndefined()); // a link leads somewhere
        evidence->clear();
        QTest::keyClicks(evidence, u"body colour"_s);
        QTest::keyClick(evidence, Qt::Key_Return);
        QCOMPARE(view.answers().value(u"synthesis.dx.evidence"_s), QCborValue(QCborArray{u"tongue.body.colour"_s}));
    }

    void filesAreAskedForNotOpened()
    {
        FormView view(*m_library, u"tongue"_s, m_inviting, u"en"_s);
        shown(view);
        QSignalSpy asked(&view, &FormView::attachRequested);
        QTest::mouseClick(view.findChild<QPushButton *>(u"tongue.photo.dorsum"_s), Qt::LeftButton);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked.constFirst().constFirst().toString(), u"tongue.photo.dorsum"_s);
        view.setAnswer(u"tongue.photo.dorsum"_s, QCborArray{QString(64, u'a')});
        QVERIFY(view.answers().value(u"tongue.photo.dorsum"_s).isArray());
    }

    void everyValueSurvivesItsEditor_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const auto *json :
             {R"({"tongue.body.size": "thin"})",
              R"({"tongue.body.surface": ["teeth", "mirror"]})",
              R"({"tongue.body.surface": ["teeth"], "tongue.body.teeth_grade": 0})",
              R"({"tongue.coating.zones": {"tip": ["white", "thin"]}})",
              R"({"intake.vital.sbp": 120})",
              R"({"intake.id.birth": "1984-05-03"})",
              R"({"intake.visit.time": "2026-11-26T09:00:00-08:00"})",
              R"({"intake.visit.solar_term": "lichun"})",
              R"({"intake.visit.dept": "derm"})",
              R"({"intake.id.language": "zh-Hant"})",
              R"({"intake.history.allergy": []})",
              R"({"intake.history.meds": [{"name": "warfarin", "inr": 2.4, "future": "x"}]})",
              R"({"treatment.rx.decoct": {"soak_min": 30, "pot": "ceramic"}})",
              R"({"treatment.rx.formula": "归脾汤"})",
              R"({"synthesis.dx.evidence": ["ask.sleep.type"]})",
              R"({"ask.redflags.items": {"eye": "no"}})",
              R"({"palpate.pulse.grid": {"R.guan.middle": {"types": ["wiry"], "presence": 2, "strength": 3}}})",
              R"({"treatment.rx.checks": [{"rule": "SR-1"}]})",
              R"({"ask.cause.course": "五周"})",
              R"({"intake.history.hpi": {"zh": "一", "en": "one"}})",
              R"({"treatment.rx.items": [{"herb_id": "黄芪", "dose_g": 12.5, "note": {"zh": "一", "en": "one"}}]})"})
            QTest::newRow(json) << QByteArray(json);
    }

    // A look at a page changes nothing: after the editors were filled and another field was typed, the answer is what
    void everyValueSurvivesItsEditor()
    {
        QFETCH(QByteArray, json);
        const auto given = answersFromJson(json).value();
        const auto id = (*given.cbegin()).first.toString();
        FormView view(*m_library, id.section(u'.', 0, 0), m_inviting, u"en"_s);
        view.setAnswers(given);
        view.showSection(id.section(u'.', 0, 1));
        QCOMPARE(view.answers(), given);
        for (auto *editor : view.findChildren<FieldEditor *>())
            if (given.contains(editor->field().id))
                QCOMPARE(cbor::encode(editor->value()), cbor::encode(given.value(editor->field().id)));
    }

    void lettersFindOptions()
    {
        const auto &pulses = m_library->field(u"palpate.pulse.grid"_s)->options;
        const auto best = [&](const QString &typed) {
            return typedMatches(pulses, typed).value(0) ? typedMatches(pulses, typed)[0]->id : QString();
        };
        QCOMPARE(best(u"xi"_s), u"thin"_s);
        QCOMPARE(best(u"xian"_s), u"wiry"_s);
        QCOMPARE(best(u"hua"_s), u"slippery"_s);
        QCOMPARE(best(u"wi"_s), u"wiry"_s);
        QCOMPARE(best(u"细"_s), u"thin"_s);
        QCOMPARE(best(u"zzz"_s), QString());
    }
};

SIZHEN_WINDOW_TEST(FieldEditorsTest)
#include "fieldeditors_test.moc"
