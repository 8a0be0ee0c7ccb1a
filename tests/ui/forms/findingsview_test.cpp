// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/forms/findingsview.h"

#include "core/forms/answersjson.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class FindingsViewTest : public QObject
{
    Q_OBJECT

    std::shared_ptr<const FormLibrary> m_library; // as the library hands it out

    static Answers inviting()
    {
        return answersFromJson(
                   QByteArray(
                       R"({"tongue.body.colour": "pale", "tongue.body.size": "normal", "look.spirit.state": "present",
            "listen_smell.odour.mouth": ["none"]})"))
            .value();
    }

    static Answers invited()
    {
        return answersFromJson(
                   QByteArray(
                       R"({"tongue.body.colour": "pale_red", "tongue.body.size": "normal", "palpate.pulse.wave_read": ["deep"]})"))
            .value();
    }

    static int rowOf(const QTableWidget &table, const QString &field)
    {
        for (int row = 0; row < table.rowCount(); ++row)
            if (table.item(row, 0)->data(Qt::UserRole).toString() == field)
                return row;
        return -1;
    }

private Q_SLOTS:

    void initTestCase()
    {
        m_library = FormLibrary::load().value();
        theme::apply(*qApp, false);
    }

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s)); }

    void bothSidesStandBesideEachOther()
    {
        FindingsView view(*m_library, u"en"_s);
        view.setFindings(m_library->ids(), inviting(), invited());
        const auto &table = *view.findChild<QTableWidget *>(u"findings"_s);
        const int colour = rowOf(table, u"tongue.body.colour"_s);
        QVERIFY(colour >= 0);
        QCOMPARE(table.item(colour, 1)->text(), u"Pale tongue"_s);
        QCOMPARE(table.item(colour, 2)->text(), u"Pale red tongue"_s);
        QVERIFY(table.item(colour, 3)->text().contains(u'≠'));
        QVERIFY(table.item(rowOf(table, u"tongue.body.size"_s), 3)->text().isEmpty());
        QVERIFY(table.item(rowOf(table, u"palpate.pulse.wave_read"_s), 1)->text().isEmpty());
        QCOMPARE(rowOf(table, u"tongue.body.texture"_s), -1); // nobody answered
        QCOMPARE(view.differences(), 1);
    }

    void onlyWhatDiffersWhenAsked()
    {
        FindingsView view(*m_library, u"en"_s);
        view.setFindings(m_library->ids(), inviting(), invited());
        view.setOnlyDifferences(true);
        const auto &table = *view.findChild<QTableWidget *>(u"findings"_s);
        QVERIFY(rowOf(table, u"tongue.body.colour"_s) >= 0);
        QCOMPARE(rowOf(table, u"tongue.body.size"_s), -1);
    }

    void bothLanguagesOfEachFinding()
    {
        FindingsView view(*m_library, u"en"_s, u"zh"_s);
        view.setFindings({u"tongue"_s}, inviting(), invited());
        const auto &table = *view.findChild<QTableWidget *>(u"findings"_s);
        QCOMPARE(table.item(rowOf(table, u"tongue.body.colour"_s), 1)->text(), u"Pale tongue\n淡白舌"_s);
        view.setLanguages(u"zh"_s);
        QCOMPARE(table.item(rowOf(table, u"tongue.body.colour"_s), 1)->text(), u"淡白舌"_s);
    }

    void aRowLeadsToItsField()
    {
        FindingsView view(*m_library, u"en"_s);
        view.setFindings({u"tongue"_s}, inviting(), invited());
        auto *table = view.findChild<QTableWidget *>(u"findings"_s);
        QSignalSpy led(&view, &FindingsView::fieldActivated);
        Q_EMIT table->cellActivated(rowOf(*table, u"tongue.body.colour"_s), 1);
        Q_EMIT table->cellActivated(0, 0); // a heading leads nowhere
        QCOMPARE(led.count(), 1);
        QCOMPARE(led.constFirst().constFirst().toString(), u"tongue.body.colour"_s);
    }

    void nothingIsSaidAsNothing()
    {
        FindingsView view(*m_library, u"en"_s);
        view.setFindings(m_library->ids(), {}, {});
        QCOMPARE(view.findChild<QLabel *>(u"findings.summary"_s)->text(), u"Nothing is recorded yet."_s);
    }
};

SIZHEN_WINDOW_TEST(FindingsViewTest)
#include "findingsview_test.moc"
