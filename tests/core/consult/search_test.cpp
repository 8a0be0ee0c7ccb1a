// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/consultation.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// Cases and patients are found by their words on both sides, each by what this side may see.
class CaseSearchTest : public QObject
{
    Q_OBJECT

    static qsizetype casesIn(Station &station, const QString &typed)
    {
        return must(station.desk->find(typed), "find").cases.size();
    }

    static QList<QByteArray> idsOf(const QList<CaseCard> &cards)
    {
        QList<QByteArray> ids;
        for (const auto &card : cards)
            ids.append(card.id);
        return ids;
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen"_s)); }

    void aCaseIsFoundByWhatWasSaidInIt()
    {
        Consultation both;
        both.untilReported();
        both.decide();
        for (const auto &typed :
             {u"失眠"_s, u"失眠三月"_s, u"insomnia"_s, u"INSOM three"_s, u"东湖"_s, u"east lake"_s, u"varga"_s, u"ilona 失眠"_s})
            QVERIFY2(casesIn(both.duna, typed) == 1, qPrintable(typed));
        const auto code = both.at(both.duna).code();
        QCOMPARE(casesIn(both.duna, code), 1);
        QCOMPARE(casesIn(both.lake, code), 1);
        QCOMPARE(casesIn(both.lake, u"多瑙河"_s), 1);
        QCOMPARE(casesIn(both.lake, u"失眠"_s), 1);
        QCOMPARE(casesIn(both.duna, u"头痛"_s), 0);
        QCOMPARE(must(both.duna.desk->find(u"失眠"_s), "find").cases[0].card.code, code);
        QVERIFY(must(both.duna.desk->find(u"失眠"_s), "find").cases[0].excerpt.contains(u"失眠三月"_s));

        const auto opinion = Consultation::opinion().value(u"disease"_s).toMap().value(u"text"_s).toMap();
        QVERIFY(!opinion.value(u"zh"_s).toString().isEmpty());
        for (auto *station : {&both.duna, &both.lake})
            QCOMPARE(casesIn(*station, opinion.value(u"zh"_s).toString()), 1);

        both.kovacs(u"case.note"_s, {{u"text"_s, u"患者来电，夜寐渐安"_s}});
        QCOMPARE(casesIn(both.duna, u"夜寐"_s), 1);
        both.pump();
        QCOMPARE(casesIn(both.lake, u"夜寐"_s), 1);
    }

    // INV-11: before acceptance the invited side knows no name, so it finds none.
    void beforeAcceptanceTheInvitedSideFindsNoName()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        QCOMPARE(casesIn(both.lake, u"失眠"_s), 1); // of the abstract
        QCOMPARE(casesIn(both.lake, u"varga"_s), 0);
        both.accept();
        QCOMPARE(casesIn(both.lake, u"varga"_s), 1);
        QCOMPARE(must(both.lake.desk->find(u"varga"_s), "find").patients.size(), 0); // another institution's patient
    }

    void aPatientIsFoundByNameAndLastDigits()
    {
        Consultation both;
        const auto id = both.registerPatient();
        for (const auto &typed : {u"varga"_s, u"Ilona V"_s, u"4567"_s, u"1984-05"_s}) {
            const auto hits = must(both.duna.desk->find(typed), "find");
            QCOMPARE(hits.patients.size(), 1);
            QCOMPARE(hits.patients[0].id, id);
        }
        QCOMPARE(must(both.duna.desk->find(u"XX1234567"_s), "find").patients.size(), 0); // only what is read out
    }

    void casesAreListedByStagePartnerAndWhoseTurnItIs()
    {
        Consultation both;
        both.signAgreement();
        const auto patient = both.registerPatient();
        QList<QByteArray> all;
        for (int i = 0; i < 7; ++i) {
            both.openCase(patient);
            all.prepend(both.caseId);
        }
        both.kovacs(u"case.cancel"_s, {{u"reason"_s, u"the patient does not want it"_s}});
        const auto list = [&](const CaseFilter &filter, int limit = 500) {
            return idsOf(must(both.duna.desk->cases(filter, limit), "cases"));
        };
        const auto stageOf = [&](const QByteArray &id) { return must(both.duna.desk->card(id), "card").stage; };
        const auto draft = stageOf(all.last());
        const auto cancelled = stageOf(all.first());
        QVERIFY(draft != cancelled);
        QCOMPARE(list({}), all);
        QCOMPARE(list({{}, draft, {}, {}}), all.sliced(1));
        QCOMPARE(list({{}, draft, {}, {}}, 3), all.sliced(1, 3));
        QCOMPARE(list({{}, cancelled, {}, {}}), all.first(1));
        const auto lake = QString::fromLatin1(both.lake.root().toHex());
        QCOMPARE(list({{}, {}, lake, {}}), all);
        QCOMPARE(list({{}, {}, u"ab"_s, {}}), QList<QByteArray>());
        QCOMPARE(list({{}, {}, lake, true}), all); // a cancelled one waits to be archived
        QCOMPARE(list({u"失眠"_s, draft, lake, true}).size(), 6);
        QCOMPARE(list({u"头痛"_s, draft, {}, {}}), QList<QByteArray>());
    }

    // A vault from before there was an index, or a partner who has a new name.
    void anIndexThatIsOldIsMadeAnewAtTheStart()
    {
        Consultation both;
        both.untilAccepted();
        {
            auto change = must(both.duna.vault->begin(), "begin");
            must(both.duna.vault->search().clear(), "clear");
            must(both.duna.vault->rows().clear(u"p.casegroup"_s), "clear");
            must(both.duna.vault->rows().remove(u"local.searchindex"_s, u"made"_s), "remove");
            must(change.commit(), "commit");
        }
        QCOMPARE(casesIn(both.duna, u"失眠"_s), 0);
        both.duna.restart();
        QCOMPARE(casesIn(both.duna, u"失眠"_s), 1);
        QCOMPARE(must(both.duna.desk->find(u"varga"_s), "find").patients.size(), 1);
        QCOMPARE(must(both.duna.desk->cases({{}, {}, QString::fromLatin1(both.lake.root().toHex()), {}}), "cases").size(), 1);
    }

    // With many thousands of cases a start must not read them all because one more partner came.
    void aNewNameReachesOnlyTheCasesOfItsPartner()
    {
        Consultation both;
        both.untilAccepted();
        both.duna.restart();
        const auto partner = both.lake.root().toHex();
        const auto change = [&](const QByteArray &from, const QByteArray &to) { // of what the texts were made with
            auto row = must(both.duna.vault->rows().at(u"local.searchindex"_s, u"made"_s), "row").value();
            row.body.replace(from, to);
            auto writing = must(both.duna.vault->begin(), "begin");
            must(both.duna.vault->rows().put(u"local.searchindex"_s, row), "put");
            must(both.duna.vault->search().clear(), "clear");
            must(writing.commit(), "commit");
            both.duna.restart();
            return row.body;
        };
        const auto made = change({}, {});
        QVERIFY(made.contains(partner + '='));
        QCOMPARE(casesIn(both.duna, u"失眠"_s), 0); // nobody has another name: nothing is made anew
        change(partner + '=', partner + "=0"); // it was called otherwise
        QCOMPARE(casesIn(both.duna, u"失眠"_s), 1);
        QCOMPARE(must(both.duna.desk->find(u"varga"_s), "find").patients.size(), 0); // patients bear no partner's name
        QCOMPARE(must(both.duna.vault->rows().at(u"local.searchindex"_s, u"made"_s), "row")->body, made);
        change(made.sliced(made.indexOf(' ')), {}); // nobody was known yet
        QCOMPARE(casesIn(both.duna, u"失眠"_s), 1);
        change(made.first(made.indexOf(' ')), "0"); // another cut of words: everything
        QCOMPARE(must(both.duna.desk->find(u"varga"_s), "find").patients.size(), 1);
    }
};

SIZHEN_GUI_TEST(CaseSearchTest)
#include "search_test.moc"
