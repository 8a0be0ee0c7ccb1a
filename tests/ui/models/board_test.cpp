// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/board.h"
#include "tests/support/program.h"
#include "ui/models/finder.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class BoardTest final : public QObject
{
    Q_OBJECT

    const QDateTime m_now{QDate(2026, 11, 25), QTime(13, 0), Qt::UTC};

    [[nodiscard]] CaseCard card(const char *id, const QString &stage, Side waitsFor = Side::Inviting) const
    {
        CaseCard made;
        made.id = id;
        made.code = u"A1B2-C3D4"_s;
        made.stage = stage;
        made.patient = u"K. A. F46"_s;
        made.partner = u"aa"_s;
        made.waitsFor = u"invitation.accept"_s;
        made.waitsForSide = waitsFor;
        made.updated = m_now.addSecs(-7200);
        return made;
    }

    [[nodiscard]] Board::Reader reader(const QString &language = u"en"_s) const
    {
        return {language,
                {{u"布达佩斯"_s, u"Budapest"_s}, u"Europe/Budapest"_s},
                [](const QString &) {
                    return Place{{u"武汉"_s, u"Wuhan"_s}, u"Asia/Shanghai"_s};
                },
                m_now};
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void everyStageHasAColumn_data()
    {
        QTest::addColumn<QString>("column");
        const QList<std::pair<const char *, const char *>> rows{
            {"DRAFT", "draft"},       {"PREPARED", "draft"},
            {"INVITED", "invited"},   {"NOT_ACCEPTED", "invited"},
            {"ACCEPTED", "accepted"}, {"SCHEDULED", "accepted"},
            {"IN_SESSION", "now"},    {"PAUSED", "now"},
            {"ABORTED", "due"},       {"AWAITING_REPORT", "due"},
            {"REPORTED", "decide"},   {"DECIDED", "archive"},
            {"ARCHIVING", "archive"}, {"CLOSED", "archive"},
            {"CANCELLED", "archive"}, {"A_STAGE_OF_A_NEWER_VERSION", "archive"}};
        for (const auto &[stage, column] : rows)
            QTest::newRow(stage) << QString::fromLatin1(column);
    }

    void everyStageHasAColumn()
    {
        QFETCH(QString, column);
        QCOMPARE(Board::columnOf(card("1", QString::fromLatin1(QTest::currentDataTag())), m_now), column);
    }

    void aSessionAboutToStartStandsUnderNow()
    {
        auto soon = card("1", u"SCHEDULED"_s);
        soon.start = m_now.addSecs(20 * 60);
        QCOMPARE(Board::columnOf(soon, m_now), u"now"_s);
        soon.start = m_now.addSecs(31 * 60);
        QCOMPARE(Board::columnOf(soon, m_now), u"accepted"_s);
    }

    void whatWaitsForUsComesFirstThenTheEarlierTime()
    {
        auto theirs = card("theirs", u"SCHEDULED"_s, Side::Invited);
        theirs.start = m_now.addSecs(3600);
        auto late = card("late", u"SCHEDULED"_s);
        late.start = m_now.addSecs(9000);
        auto early = card("early", u"SCHEDULED"_s);
        early.start = m_now.addSecs(5000);
        const auto columns = Board::columns({theirs, late, early}, m_now);
        QCOMPARE(columns.size(), 7);
        QCOMPARE(columns[2].id, u"accepted"_s);
        QCOMPARE(columns[2].cards[0].id, "early");
        QCOMPARE(columns[2].cards[1].id, "late");
        QCOMPARE(columns[2].cards[2].id, "theirs");
    }

    void aCardSaysForWhomItWaits()
    {
        const auto mine = Board::text(card("1", u"INVITED"_s), reader());
        QVERIFY(mine.mine);
        QVERIFY(mine.waits.contains(u"Accept"_s));
        const auto theirs = Board::text(card("1", u"INVITED"_s, Side::Invited), reader());
        QVERIFY(!theirs.mine);
        QVERIFY(theirs.waits.startsWith(u"Wuhan"_s));
    }

    void aTimeIsSaidForBothCities()
    {
        auto today = card("1", u"SCHEDULED"_s);
        today.start = m_now.addSecs(3600);
        QCOMPARE(Board::text(today, reader()).when, u"15:00 / 22:00"_s);
        today.start = m_now.addDays(2);
        QVERIFY(Board::text(today, reader()).when.contains(u"27"_s));
    }

    void withoutConsentToSeeTheNameTheCodeStands()
    {
        auto hidden = card("1", u"INVITED"_s);
        hidden.patient.clear();
        QCOMPARE(Board::text(hidden, reader()).who, u"A1B2-C3D4"_s);
    }

    void whatIsNotConfirmedIsSaidAloudToo()
    {
        auto open = card("1", u"INVITED"_s);
        open.unconfirmed = 3;
        const auto text = Board::text(open, reader());
        QVERIFY(text.trouble.contains(u"3"_s));
        QVERIFY(text.spoken().contains(text.trouble));
        QVERIFY(text.spoken().contains(text.who));
    }

    void theFinderWantsEveryWordInAnyOrder()
    {
        Finder::Sources sources;
        sources.language = u"en"_s;
        PatientCard patient;
        patient.id = "p";
        patient.name = u"Varga Ilona"_s;
        patient.birthDate = u"1984-05-03"_s;
        // Which words fit, the vault's search says (core/consult/search_test).
        sources.records = [&](const QString &typed, int) {
            DeskHits hits;
            if (typed == u"ilona varga"_s)
                hits.patients = {patient};
            if (typed == u"c3d4"_s)
                hits.cases = {{card("1", u"INVITED"_s), {}}};
            return hits;
        };
        bool ran = false;
        sources.actions = {{Found::Kind::Action, u"Lock"_s, u"Ctrl+L"_s, {}, [&ran] { ran = true; }}};
        QCOMPARE(Finder::find({}, sources).size(), 1); // actions only
        QCOMPARE(Finder::find(u"ilona varga"_s, sources).size(), 1);
        QCOMPARE(Finder::find(u"ilona varga"_s, sources)[0].id, "p");
        QCOMPARE(Finder::find(u"c3d4"_s, sources)[0].kind, Found::Kind::Case);
        QVERIFY(Finder::find(u"ilona kovacs"_s, sources).isEmpty());
        Finder::find(u"LOCK"_s, sources)[0].run();
        QVERIFY(ran);
    }

    void theFinderKnowsTerms()
    {
        const auto terms = TermBase::load();
        QVERIFY(terms.has_value());
        Finder::Sources sources;
        sources.terms = terms->get();
        const auto found = Finder::find(u"舌"_s, sources, 5);
        QVERIFY(!found.isEmpty());
        QVERIFY(found.size() <= 5);
        QCOMPARE(found[0].kind, Found::Kind::Term);
    }
};

SIZHEN_TEST(BoardTest)
#include "board_test.moc"
