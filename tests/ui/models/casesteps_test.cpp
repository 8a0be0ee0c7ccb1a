// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/casesteps.h"

#include "tests/support/consultation.h"
#include "tests/support/program.h"
#include "ui/models/casereading.h"
#include "ui/models/casetexts.h"
#include "ui/models/casetimeline.h"
#include "ui/models/invitationdraft.h"

#include <QTest>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class CaseStepsTest : public QObject
{
    Q_OBJECT

    static QList<CaseStep> steps(Consultation &c, Station &station, const QString &person)
    {
        return caseSteps(c.at(station), station.desk->offers(c.caseId, station.actor(person)));
    }

    static CaseStep step(const QList<CaseStep> &all, const QString &id)
    {
        for (const auto &one : all)
            if (one.id == id)
                return one;
        return {};
    }

private Q_SLOTS:

    void aNewCaseBeginsWithThePatient()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        const auto all = steps(c, c.duna, u"kovacs"_s);
        QCOMPARE(all.first().id, u"patient"_s);
        QCOMPARE(step(all, u"patient"_s).state, StepState::Now);
        QCOMPARE(stepToOpen(all), u"patient"_s);
        for (const auto &one : all)
            QVERIFY2(!StepText::title(one.id).isEmpty() && StepText::title(one.id) != one.id, qPrintable(one.id));
    }

    void whatMustWaitSaysWhyWithTheRule()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        const auto decision = step(steps(c, c.duna, u"kovacs"_s), u"decision"_s);
        QVERIFY(decision.state == StepState::Waiting || decision.state == StepState::Later);
        const auto offers = c.duna.desk->offers(c.caseId, c.duna.actor(u"kovacs"_s));
        const auto prepared = std::ranges::find(offers, u"case.complete"_s, &Offer::kind);
        QVERIFY(prepared != offers.end());
        QVERIFY(!prepared->allowed && !prepared->refusals.isEmpty() && !prepared->refusals.first().rule.isEmpty());
    }

    void theWayThroughTheSteps()
    {
        Consultation c;
        c.untilAccepted();
        auto here = steps(c, c.duna, u"kovacs"_s);
        for (const auto &id : {u"patient"_s, u"consent"_s, u"invitation"_s, u"answer"_s})
            QCOMPARE(step(here, id).state, StepState::Done);
        QCOMPARE(step(here, u"schedule"_s).state, StepState::Waiting);
        QVERIFY(!step(here, u"schedule"_s).why.first().rule.isEmpty());
        QCOMPARE(stepToOpen(steps(c, c.lake, u"li"_s)), u"schedule"_s);
        c.schedule();
        QCOMPARE(step(steps(c, c.lake, u"li"_s), u"schedule"_s).state, StepState::Done);
        c.startSession();
        c.findings();
        here = steps(c, c.duna, u"kovacs"_s);
        QCOMPARE(step(here, u"look"_s).state, StepState::Done);
        QCOMPARE(step(here, u"palpate"_s).state, StepState::Done); // a recorded pulse is palpation
        QCOMPARE(step(here, u"session"_s).state, StepState::Now);
        c.endSession();
        QCOMPARE(step(steps(c, c.lake, u"li"_s), u"opinion"_s).state, StepState::Now);
    }

    void aRefusedConsentStopsTheStep()
    {
        Consultation c;
        c.signAgreement();
        c.openCase(c.registerPatient());
        c.kovacs(u"consent.refuse"_s, {{u"reason"_s, u"does not want it"_s}});
        QCOMPARE(step(steps(c, c.duna, u"kovacs"_s), u"consent"_s).state, StepState::Stopped);
    }

    void theTimelineSaysWhatThePartnerHasSignedFor()
    {
        Consultation c;
        c.signAgreement();
        c.prepare();
        const auto deliveryOf = [&](const QString &kind) {
            const auto state = c.at(c.duna);
            const auto rows = caseTimeline(state, DeliveryReader::of(state, *c.duna.ledger));
            for (const auto &row : rows)
                if (row.kind == kind)
                    return row.delivery;
            return Delivery::Received;
        };
        QCOMPARE(deliveryOf(u"consent.explain"_s), Delivery::AtHome);
        QVERIFY(departures(c.at(c.duna), DeliveryReader::of(c.at(c.duna), *c.duna.ledger)).isEmpty());
        c.kovacs(u"invitation.compose"_s, c.invitation());
        c.kovacs(u"invitation.approve_abstract"_s);
        c.kovacs(u"invitation.send_direct"_s);
        QCOMPARE(deliveryOf(u"invitation.send_direct"_s), Delivery::OnTheWay);
        c.pump();
        QCOMPARE(deliveryOf(u"invitation.send_direct"_s), Delivery::Confirmed);
        QCOMPARE(deliveryOf(u"consent.explain"_s), Delivery::AtHome);
        c.accept();
        QCOMPARE(deliveryOf(u"invitation.accept"_s), Delivery::Received);
        const auto state = c.at(c.duna);
        const auto left = departures(state, DeliveryReader::of(state, *c.duna.ledger));
        QStringList what;
        for (const auto &one : left) {
            what.append(one.what);
            QVERIFY(one.consentAt.isValid());
            QVERIFY(!TimelineText::departure(one).isEmpty());
        }
        QCOMPARE(what, (QStringList{u"abstract"_s, u"record"_s, u"attachments"_s}));
    }

    void theAbstractNamesNobody()
    {
        Consultation c;
        c.signAgreement();
        c.prepare();
        const auto forms = must(FormLibrary::load(), "forms");
        const auto state = c.at(c.duna);
        const auto draft = invitationDraft(state, *forms, c.now, QTimeZone("Europe/Budapest"));
        const auto text = abstractDraft(state, *forms, c.now.date());
        QVERIFY(text.zh().contains(u"失眠"_s) && text.en().contains(u"Insomnia"_s));
        for (const auto &words : {text.zh(), text.en()})
            QVERIFY2(!words.contains(u"Varga"_s, Qt::CaseInsensitive) && !words.contains(u"1234567"_s),
                     qPrintable(words));
        QCOMPARE(draft.value(u"patient"_s).toMap().value(u"age"_s).toInteger(), 42);
        const auto windows = draft.value(u"windows"_s).toArray();
        QCOMPARE(windows.size(), 2);
        for (const auto &window : windows)
            QVERIFY(caseread::instant(window.toMap().value(u"from"_s)) > c.now);
        c.kovacs(u"invitation.compose"_s, draft); // and the guards take it as it is
    }

    void aTranslationLiesOverTheText()
    {
        Consultation c;
        c.untilSession();
        c.kovacs(u"case.note"_s, {{u"text"_s, u"sleeps four hours"_s}, {u"kind"_s, u"remark"_s}});
        const auto forms = must(FormLibrary::load(), "forms");
        const auto note = [&] {
            const auto texts = caseTexts(c.at(c.duna), *forms);
            for (const auto &text : texts)
                if (text.field == u"note")
                    return text;
            return CaseText{};
        };
        QVERIFY(!note().text.has(u"zh"_s));
        c.kovacs(u"case.translation"_s,
                 {{u"entry"_s, note().entry},
                  {u"field"_s, u"note"_s},
                  {u"text"_s, QCborMap{{u"zh"_s, u"睡四小时"_s}}},
                  {u"doubt"_s, true}});
        QCOMPARE(note().text.zh(), u"睡四小时"_s);
        QCOMPARE(note().text.en(), u"sleeps four hours"_s);
        QVERIFY(note().doubt);
        c.kovacs(u"case.translation"_s,
                 {{u"entry"_s, note().entry},
                  {u"field"_s, u"note"_s},
                  {u"text"_s, QCborMap{{u"zh"_s, u"每晚睡四小时"_s}}},
                  {u"doubt"_s, false}});
        QCOMPARE(note().text.zh(), u"每晚睡四小时"_s);
        QVERIFY(!note().doubt);
    }
};

SIZHEN_TEST(CaseStepsTest)
#include "casesteps_test.moc"
