// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/consult/guardrows_after.h"
#include "tests/core/consult/guardrows_invitation.h"
#include "tests/core/consult/guardrows_record.h"
#include "tests/core/consult/guardrows_recording.h"
#include "tests/core/consult/guardrows_session.h"

#include "core/base/resource.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class GuardsTest : public QObject
{
    Q_OBJECT

private:
    static const QList<GuardRow> &all()
    {
        static const auto rows = rowsBefore() + rowsOfInvitation() + rowsOfCase() + rowsOfSession() + rowsAfter()
            + rowsOfRecord() + rowsOfRoom() + rowsOfRecording();
        return rows;
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void guard_data()
    {
        QTest::addColumn<int>("row");
        for (int i = 0; i < all().size(); ++i)
            QTest::newRow(all()[i].name) << i;
    }

    // The row's name says the requirement and the fact; a refusal names its rule and the sentence for the reader.
    void guard()
    {
        QFETCH(int, row);
        const auto &one = all()[row];
        Scene scene;
        one.scene(scene);
        const auto reasons = scene.ask(QString::fromLatin1(one.guard));
        const auto rule = QString::fromLatin1(one.rule);
        if (rule.isEmpty()) {
            QVERIFY2(reasons.isEmpty(), qPrintable(reasons.isEmpty() ? QString() : reasons.first().message));
            return;
        }
        QCOMPARE(reasons.size(), 1);
        QCOMPARE(reasons.first().fault, Fault::Refused);
        QVERIFY(!reasons.first().message.isEmpty());
        if (rule != u"*"_s) // the rule is the form's own
            QCOMPARE(reasons.first().rule, rule);
    }

    void everyGuardIsTriedBothWays()
    {
        QSet<QString> allows;
        QSet<QString> refuses;
        for (const auto &row : all())
            (*row.rule ? refuses : allows).insert(QString::fromLatin1(row.guard));
        for (const auto &name : makeEngine().guardNames()) {
            QVERIFY2(allows.contains(name), qPrintable(name));
            QVERIFY2(refuses.contains(name), qPrintable(name));
        }
    }

    // No guard lies about, and none is named that does not exist: Rules::load() would have refused.
    void everyGuardIsUsed()
    {
        QSet<QString> used;
        for (const auto &id : listResources(u"machines"_s)) {
            const auto machine = parseMachine(readResource(u"machines/"_s + id).value()).value();
            QCOMPARE(faultsOf(machine, makeEngine().guardNames()), QStringList());
            for (const auto &transition : machine.transitions)
                used.unite(QSet(transition.guards.cbegin(), transition.guards.cend()));
        }
        const auto names = makeEngine().guardNames();
        QCOMPARE(used, QSet(names.cbegin(), names.cend()));
    }

    // While only asked what may be done, nothing is refused for what is not written yet.
    void offeringAsksNoArgs()
    {
        Scene scene;
        scene.offering = true;
        scene.does(u"case.reschedule"_s);
        QVERIFY(scene.ask(u"reasonGiven"_s).isEmpty());
        scene.does(u"case.decide"_s);
        QVERIFY(scene.ask(u"decisionComplete"_s).isEmpty());
        QCOMPARE(scene.ask(u"startGate"_s).size(), 1); // but what is known already is said
    }

    void threeYears_data()
    {
        using Practice = QList<PracticeInterval>;
        QTest::addColumn<Practice>("practice");
        QTest::addColumn<QDate>("reached");
        const auto one = [](QDate from, QDate to = {}, bool independent = true) {
            return PracticeInterval{from, to, independent, {}};
        };
        QTest::newRow("STF_03_toTheDay") << Practice{one({2020, 5, 1})} << QDate(2023, 5, 1);
        QTest::newRow("STF_03_leapDay") << Practice{one({2020, 2, 29})} << QDate(2023, 2, 28);
        QTest::newRow("STF_03_interruptedTenDays")
            << Practice{one({2020, 1, 1}, {2020, 12, 31}), one({2021, 1, 11})} << QDate(2023, 1, 11);
        QTest::newRow("STF_03_interruptionAfterwards")
            << Practice{one({2015, 1, 1}, {2019, 1, 1}), one({2022, 1, 1})} << QDate(2018, 1, 1);
        QTest::newRow("STF_03_stoppedTooEarly") << Practice{one({2020, 1, 1}, {2022, 12, 30})} << QDate();
        QTest::newRow("STF_03_lastDayCounts") << Practice{one({2020, 1, 1}, {2022, 12, 31})} << QDate(2023, 1, 1);
        QTest::newRow("STF_03_underSupervision") << Practice{one({2010, 1, 1}, {}, false)} << QDate();
        QTest::newRow("STF_03_supervisedGapIsAGap")
            << Practice{one({2020, 1, 1}, {2020, 12, 31}), one({2021, 1, 1}, {2021, 12, 31}, false), one({2022, 1, 1})}
            << QDate(2024, 1, 1);
        QTest::newRow("STF_03_twoPlacesAtOnceCountOnce")
            << Practice{one({2020, 1, 1}, {2021, 12, 31}), one({2020, 6, 1}, {2021, 6, 1})} << QDate();
        QTest::newRow("STF_03_outOfOrder")
            << Practice{one({2021, 1, 1}), one({2020, 1, 1}, {2020, 12, 31})} << QDate(2023, 1, 1);
    }

    void threeYears()
    {
        QFETCH(QList<PracticeInterval>, practice);
        QFETCH(QDate, reached);
        QCOMPARE(threeYearsOn(practice), reached);
    }
};

SIZHEN_TEST(GuardsTest)
#include "guards_test.moc"
