// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/agreementfold.h"
#include "tests/support/consultation.h"
#include "tests/support/program.h"

#include <QGuiApplication>
#include <QTest>

#include <algorithm>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// What the receiving side makes of events: forged, forbidden, crossing, in any order.
class FoldTest : public QObject
{
    Q_OBJECT

private:
    // A partner's program that asks no guard: straight into its ledger.
    static Event forged(Consultation &both, Station &station, const QString &person, const QByteArray &stream,
                        const QString &kind, const QCborMap &args)
    {
        both.tick();
        return must(station.ledger->append({{stream, kind, args}}, station.actor(person)), "forged").first();
    }

    static QByteArray invitationOf(Consultation &both)
    {
        return both.at(both.duna).latest(u"case.opened"_s)->args().value(u"invitation"_s).toByteArray();
    }

    static const FlaggedAct *flagged(const CaseState &state, const Event &event)
    {
        const auto found = std::ranges::find_if(
            state.flagged, [&](const FlaggedAct &one) { return one.act.event.hash == event.hash; });
        return found == state.flagged.cend() ? nullptr : &*found;
    }

    static bool applied(const CaseState &state, const Event &event)
    {
        return std::ranges::any_of(state.acts, [&](const Act &act) { return act.event.hash == event.hash; });
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen"_s)); }

    void initTestCase()
    {
        m_session = std::make_unique<Consultation>();
        m_session->untilSession();
    }

    void forbiddenActsAreKeptAndNotApplied_data()
    {
        QTest::addColumn<bool>("byInvited");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QCborMap>("args");
        QTest::addColumn<QString>("rule");
        const auto form = [](const QString &id, const QString &field, const QCborValue &value) {
            return QCborMap{{u"form"_s, id}, {u"answers"_s, QCborMap{{field, value}}}};
        };
        QTest::newRow("FOU_04_palpationFromAfar")
            << true << u"case.form_saved"_s << form(u"palpate"_s, u"palpate.pulse.rate"_s, 66) << u"FOU-04"_s;
        QTest::newRow("FOU_02_odourFromAfar")
            << true << u"case.form_saved"_s
            << form(u"listen_smell"_s, u"listen_smell.odour.mouth"_s, QCborArray{u"none"_s}) << u"FOU-02"_s;
        QTest::newRow("DEC_02_inviteeDecides") << true << u"case.decide"_s << QCborMap{} << u"DEC-02"_s;
        QTest::newRow("INV_05_opensAnotherCase") << true << u"case.opened"_s << QCborMap{} << QString();
        QTest::newRow("RPT_04_inviterReleasesAnOpinion")
            << false << u"report.release_opinion"_s << Consultation::opinion() << QString();
        QTest::newRow("FOU_08_endsWithoutFindings") << false << u"case.end"_s << QCborMap{} << u"FOU-08"_s;
        QTest::newRow("automaticArrow") << true << u"case.report_released"_s << QCborMap{} << QString();
        QTest::newRow("unknownKind") << true << u"case.levitate"_s << QCborMap{} << QString();
        QTest::newRow("homeKind") << true << u"patient.registered"_s << QCborMap{} << QString();
    }

    void forbiddenActsAreKeptAndNotApplied()
    {
        QFETCH(bool, byInvited);
        QFETCH(QString, kind);
        QFETCH(QCborMap, args);
        QFETCH(QString, rule);
        auto &both = *m_session; // what is refused changes nothing, so one session serves all
        auto &liar = byInvited ? both.lake : both.duna;
        auto &honest = byInvited ? both.duna : both.lake;
        const auto before = both.at(honest);
        const auto event = forged(both, liar, byInvited ? u"li"_s : u"kovacs"_s, both.caseId, kind, args);
        both.pump();
        for (auto *station : {&honest, &liar}) { // the liar's own program sees it too
            const auto after = both.at(*station);
            const auto *kept = flagged(after, event);
            QVERIFY(kept);
            QVERIFY(!applied(after, event));
            QCOMPARE(after.machines, before.machines);
            if (!rule.isEmpty())
                QCOMPARE(kept->why.rule, rule);
        }
    }

    void CON_04_sentWithoutConsentIsFlaggedOnceTheCaseIsThere()
    {
        Consultation both;
        both.signAgreement();
        both.openCase(both.registerPatient());
        const auto invitation = invitationOf(both);
        forged(both, both.duna, u"kovacs"_s, invitation, u"invitation.compose"_s, both.invitation());
        forged(both, both.duna, u"kovacs"_s, invitation, u"invitation.approve_abstract"_s,
               {{u"abstract"_s, sha256(cbor::encode(both.invitation().value(u"abstract"_s)))}});
        const auto agreed
            = must(both.duna.desk->agreement(both.lake.root()), "agreement").latest(u"agreement.sign"_s)->event.hash;
        const auto sent = forged(
            both, both.duna, u"kovacs"_s, invitation, u"invitation.send_direct"_s,
            {{u"agreement"_s, agreed},
             {u"consent"_s, QCborMap{{u"entry"_s, QByteArray(32, 'x')}, {u"at"_s, u"2026-11-20T09:00:00Z"_s}}}});
        const auto ours = both.at(both.duna);
        QCOMPARE(flagged(ours, sent)->why.rule, u"CON-04"_s);
        // An honest desk releases nothing on such an invitation; the liar's ledger does it by hand.
        QVERIFY(!both.duna.ledger->isSharedWith(both.lake.root(), invitation));
        must(both.duna.ledger->share(invitation, both.lake.root()), "share");
        both.pump();
        QCOMPARE(both.at(both.lake).stage(), u"INVITED"_s); // on the sender's signed word
        both.li(u"invitation.accept"_s);
        must(both.duna.ledger->share(both.caseId, both.lake.root()), "share");
        forged(both, both.duna, u"kovacs"_s, both.caseId, u"case.note"_s, {{u"text"_s, u"-"_s}});
        both.pump();
        const auto theirs = both.at(both.lake);
        QVERIFY(theirs.held);
        QCOMPARE(flagged(theirs, sent)->why.rule, u"CON-04"_s);
        QCOMPARE(theirs.machines, both.at(both.duna).machines);
        QCOMPARE(theirs.stage(), u"DRAFT"_s);
    }

    // RSP-09: withdrawal and acceptance cross on the way. Both sides come to the same end and no key is released.
    void RSP_09_crossing_data()
    {
        QTest::addColumn<bool>("withdrawnFirst");
        QTest::newRow("RSP_09_withdrawnFirst") << true;
        QTest::newRow("RSP_09_acceptedFirst") << false;
    }

    void RSP_09_crossing()
    {
        QFETCH(bool, withdrawnFirst);
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        const QCborMap reason{{u"reason"_s, u"the patient is better"_s}};
        if (withdrawnFirst)
            both.kovacs(u"invitation.withdraw"_s, reason);
        both.li(u"invitation.accept"_s);
        if (!withdrawnFirst)
            both.kovacs(u"invitation.withdraw"_s, reason);
        both.pump();
        const auto here = both.at(both.duna);
        const auto there = both.at(both.lake);
        QCOMPARE(here.machines.value(u"invitation"_s), u"WITHDRAWN"_s);
        QCOMPARE(there.machines.value(u"invitation"_s), u"WITHDRAWN"_s);
        QCOMPARE(here.stage(), u"PREPARED"_s);
        QCOMPARE(here.flagged.size(), there.flagged.size());
        QCOMPARE(here.flagged.size(), withdrawnFirst ? 1 : 0);
        if (withdrawnFirst)
            QCOMPARE(there.flagged.first().why.rule, u"RSP-09"_s);
        QVERIFY(!both.lake.ledger->stream(both.caseId));
        // and the inviting side may invite again
        both.kovacs(u"case.reinvite"_s);
        both.invite();
        both.accept();
        QVERIFY(both.at(both.lake).held);
        QCOMPARE(both.at(both.lake).stage(), u"ACCEPTED"_s);
        QCOMPARE(both.at(both.lake).machines, both.at(both.duna).machines);
    }

    // Whoever controls a clock could put an act in front of what has happened since; the order of the feed betrays it.
    void aBackdatedEventChangesNothing()
    {
        Consultation both;
        both.signAgreement();
        auto events = must(both.duna.ledger->events(both.duna.ledger->partnershipStream(both.lake.root())), "events");
        Partnership partnership{{both.duna.root(), both.lake.root()}, {QTimeZone::utc()}, true};
        std::ranges::sort(partnership.parties);
        const auto read = [&] {
            AgreementFold fold(must(Rules::load(), "rules"), partnership, both.lake.root());
            std::ranges::sort(events, {}, &Event::hlc);
            for (const auto &event : events)
                fold.take(event);
            fold.settle(both.now);
            return fold.state();
        };
        const auto honest = read();
        QCOMPARE(honest.state, u"ACTIVE"_s);
        auto refusal = *std::ranges::find(events, u"agreement.sign"_s, &Event::kind);
        const auto approved = *std::ranges::find(events, u"agreement.approve"_s, &Event::kind);
        for (const auto &event : events) // the next entry of the same feed …
            if (event.feed == refusal.feed)
                refusal.sequence = qMax(refusal.sequence, event.sequence + 1);
        refusal.kind = u"agreement.comment"_s;
        refusal.args = {{u"reason"_s, u"we never agreed to this"_s}};
        refusal.hash = QByteArray(32, 'r');
        refusal.hlc = approved.hlc - 1; // … dated before the approval
        events.append(refusal);
        const auto after = read();
        QCOMPARE(after.state, u"ACTIVE"_s);
        QCOMPARE(after.acts.size(), honest.acts.size());
        QCOMPARE(after.flagged.size(), 1);
        QCOMPARE(after.flagged.first().why.message, u"event.backdated"_s);
    }

    // Two people answer the same question without having seen each other: both answers stay until one saw both.
    void concurrentValuesAreBothKept()
    {
        Consultation both;
        both.untilAccepted();
        both.save(both.duna, u"kovacs"_s, u"tongue"_s, {{u"tongue.body.colour"_s, u"pale"_s}});
        auto state = both.at(both.duna);
        auto other = state.acts.last();
        other.event.feed = QByteArray(16, 'f'); // as the other station would have written it
        other.event.sequence = 1;
        other.event.seen.clear();
        other.event.args = {{u"form"_s, u"tongue"_s}, {u"answers"_s, QCborMap{{u"tongue.body.colour"_s, u"red"_s}}}};
        state.acts.append(other);
        const auto values = state.answers(u"tongue"_s, Side::Inviting).value(u"tongue.body.colour"_s);
        QCOMPARE(values.size(), 2);
        QCOMPARE(values[0].value.toString(), u"pale"_s);
        QCOMPARE(values[1].value.toString(), u"red"_s);
        auto third = state.acts[state.acts.size() - 2];
        third.event.sequence += 1;
        third.event.seen = {{QByteArray(16, 'f'), 1}};
        third.event.args
            = {{u"form"_s, u"tongue"_s}, {u"answers"_s, QCborMap{{u"tongue.body.colour"_s, u"crimson"_s}}}};
        state.acts.append(third);
        const auto settled = state.answers(u"tongue"_s, Side::Inviting).value(u"tongue.body.colour"_s);
        QCOMPARE(settled.size(), 1);
        QCOMPARE(settled[0].value.toString(), u"crimson"_s);
        QCOMPARE(state.plainAnswers(u"tongue"_s, Side::Inviting).value(u"tongue.body.colour"_s).toString(),
                 u"crimson"_s);
        QVERIFY(state.answers(u"tongue"_s, Side::Invited).isEmpty());
    }

private:
    std::unique_ptr<Consultation> m_session;
};

SIZHEN_GUI_TEST(FoldTest)
#include "fold_test.moc"
