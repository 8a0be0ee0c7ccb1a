// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/disclosure.h"
#include "tests/core/consult/guardrows_after.h"

// The record itself: who got it, how long it is kept, how it ends.
namespace sizhen::test {

inline QCborMap exported(const QString &item = u"OWN_RECORD"_s)
{
    Release release;
    release.way = u"export"_s;
    release.whom = u"the patient"_s;
    release.kinds = QStringList{u"archive"_s};
    if (!item.isEmpty())
        release.ground = {{u"item"_s, item}};
    return release.toArgs();
}

// Two people of one side write the same field, or the same paper, without seeing each other; `act` saw both.
inline QList<QByteArray> sideBySide(Scene &s, const QString &kind, const QCborMap &one, const QCborMap &other, Side side)
{
    QList<QByteArray> hashes;
    for (const auto &[feed, args] : {std::pair(QByteArray(16, 'a'), one), std::pair(QByteArray(16, 'b'), other)}) {
        Act act;
        act.side = side;
        act.event.kind = kind;
        act.event.args = args;
        act.event.feed = feed;
        act.event.sequence = 1;
        act.event.hash = sizhen::hash("test.rival", feed);
        act.event.by = side == Side::Inviting ? Scene::kovacs() : Scene::li();
        s.answers.take(act);
        s.state.acts.append(act);
        hashes.append(act.event.hash);
    }
    s.act.event.feed = QByteArray(16, 'c');
    s.act.event.sequence = 1;
    s.act.event.seen = {{QByteArray(16, 'a'), 1}, {QByteArray(16, 'b'), 1}};
    return hashes;
}

inline QCborArray named(const QList<QByteArray> &hashes)
{
    QCborArray array;
    for (const auto &hash : hashes)
        array.append(hash);
    return array;
}

inline std::function<void(Scene &)> twoColours(int resolved, const QString &second = u"red"_s)
{
    return [resolved, second](Scene &s) {
        const auto saved = [](const QString &colour) {
            return QCborMap{{u"form"_s, u"tongue"_s}, {u"answers"_s, QCborMap{{u"tongue.body.colour"_s, colour}}}};
        };
        const auto both = sideBySide(s, u"case.form_saved"_s, saved(u"pale"_s), saved(second), Side::Inviting);
        auto args = saved(u"pale"_s);
        args.insert(u"resolves"_s, named(both.first(resolved)));
        s.does(u"case.form_saved"_s, args);
    };
}

inline std::function<void(Scene &)> twoOpinions(int resolved)
{
    return [resolved](Scene &s) {
        const auto both
            = sideBySide(s, u"report.release_opinion"_s, opinionText(), opinionText(u"limits"_s), Side::Invited);
        auto args = opinionText();
        args.insert(u"resolves"_s, named(both.first(resolved)));
        s.does(u"report.release_opinion"_s, args, Side::Invited);
    };
}

inline std::function<void(Scene &)> approvedBy(Side side)
{
    return [side](Scene &s) {
        s.did(u"case.destruction_approved"_s, {}, side);
        s.does(u"case.destruction_approved"_s);
    };
}

inline std::function<void(Scene &)> doing(const QString &kind, const QCborMap &args)
{
    return [kind, args](Scene &s) { s.does(kind, args); };
}

inline QList<GuardRow> rowsOfReleases()
{
    return {
        {"RES_03_exportForThePatient", "releaseGiven", doing(u"case.released"_s, exported()), ""},
        {"RES_03_noGround", "releaseGiven", doing(u"case.released"_s, exported({})), "RES-03"},
        {"RES_03_toNobody", "releaseGiven", doing(u"case.released"_s, {{u"way"_s, u"export"_s}}), "RES-03"},
        {"CON_09_toThePartnerAfterWithdrawal", "releaseGiven",
         [](Scene &s) {
             s.state.machines.insert(u"consent"_s, u"WITHDRAWN"_s);
             auto args = exported();
             args.insert(u"to"_s, s.state.invited);
             s.does(u"case.released"_s, args);
         },
         "CON-09"},
        {"CON_09_answerToAWithdrawal", "consentWithdrawn",
         [](Scene &s) {
             s.state.machines.insert(u"consent"_s, u"WITHDRAWN"_s);
             s.does(u"case.withdrawal_answered"_s, {}, Side::Invited);
         },
         ""},
        {"CON_09_nothingToAnswer", "consentWithdrawn",
         [](Scene &s) { s.does(u"case.withdrawal_answered"_s, {}, Side::Invited); }, "CON-09"},
        {"CON_09_keptForTheArchive", "dispositionGiven",
         doing(u"case.withdrawal_answered"_s, {{u"disposition"_s, u"ARCHIVE"_s}, {u"law"_s, u"Art. 19"_s}}), ""},
        {"CON_09_underWhichLaw", "dispositionGiven",
         doing(u"case.withdrawal_answered"_s, {{u"disposition"_s, u"ARCHIVE"_s}}), "CON-09"},
        {"FOU_12_namesBothValues", "conflictsAreNamed", twoColours(2), ""},
        {"FOU_12_namesOneOfTwo", "conflictsAreNamed", twoColours(1), "FOU-12"},
        {"FOU_12_sameValueTwice", "conflictsAreNamed", twoColours(0, u"pale"_s), ""},
        {"FOU_12_namesBothOpinions", "draftNamesItsRivals", twoOpinions(2), ""},
        {"FOU_12_namesNoOpinion", "draftNamesItsRivals", twoOpinions(0), "FOU-12"},
        {"FOU_12_oneOpinion", "oneDraftOnly",
         [](Scene &s) {
             s.did(u"report.release_opinion"_s, opinionText(), Side::Invited);
             s.does(u"report.submit"_s, {}, Side::Invited);
         },
         ""},
        {"FOU_12_twoOpinions", "oneDraftOnly",
         [](Scene &s) {
             (void)sideBySide(s, u"report.release_opinion"_s, opinionText(), opinionText(), Side::Invited);
             s.does(u"report.submit"_s, {}, Side::Invited);
         },
         "FOU-12"},
    };
}

inline QList<GuardRow> rowsOfKeeping()
{
    const QCborMap seal{{u"present"_s, u"both officers"_s}, {u"manifest"_s, QString(64, u'a')}};
    const auto sealed = [](Scene &s) { s.did(u"case.seal"_s); };
    const auto unsealed = [](Scene &s) {
        s.did(u"case.seal"_s);
        s.did(u"case.unseal"_s);
        s.did(u"case.unseal"_s, {}, Side::Invited);
    };
    const auto held = [](Scene &s) { s.did(u"case.hold"_s); };
    return {
        {"ARC_13_noHold", "noHold", [](Scene &) {}, ""},
        {"ARC_13_hold", "noHold", held, "ARC-13"},
        {"ARC_13_liftsItsOwn", "ourHold", held, ""},
        {"ARC_13_theOthersHoldStays", "ourHold", [](Scene &s) { s.did(u"case.hold"_s, {}, Side::Invited); }, "ARC-13"},
        {"ARC_13_secondApprover", "notApprovedByMe", approvedBy(Side::Invited), ""},
        {"ARC_13_twiceTheSame", "notApprovedByMe", approvedBy(Side::Inviting), "ARC-13"},
        {"ARC_04_class", "recordClassGiven", doing(u"case.record_class"_s, {{u"class"_s, u"INPATIENT"_s}}), ""},
        {"ARC_04_noClass", "recordClassGiven", doing(u"case.record_class"_s, {{u"class"_s, u"-"_s}}), "ARC-04"},
        {"ARC_12_open", "notSealed", unsealed, ""},
        {"ARC_12_sealed", "notSealed", sealed, "ARC-12"},
        {"ARC_12_oneSideIsNotEnough", "notSealed",
         [](Scene &s) {
             s.did(u"case.seal"_s);
             s.did(u"case.unseal"_s);
         },
         "ARC-12"},
        {"ARC_12_toUnseal", "sealedNow", sealed, ""},
        {"ARC_12_nothingToUnseal", "sealedNow", unsealed, "ARC-12"},
        {"ARC_12_seal", "sealGiven", doing(u"case.seal"_s, seal), ""},
        {"ARC_12_sealWithoutWitness", "sealGiven", doing(u"case.seal"_s, {{u"manifest"_s, QString(64, u'a')}}), "ARC-12"},
        {"ARC_05_supplement", "supplementGiven", doing(u"case.supplement"_s, {{u"text"_s, u"late result"_s}}), ""},
        {"ARC_05_emptySupplement", "supplementGiven", doing(u"case.supplement"_s, {}), "ARC-05"},
        {"ARC_06_lent", "paperGiven",
         doing(u"case.paper_out"_s,
               {{u"document"_s, u"consent"_s}, {u"who"_s, u"court"_s}, {u"reason"_s, u"order 12"_s}}),
         ""},
        {"ARC_06_lentToNobody", "paperGiven", doing(u"case.paper_out"_s, {{u"document"_s, u"consent"_s}}), "ARC-06"},
        {"ARC_06_nowhere", "paperGiven", doing(u"case.paper_placed"_s, {{u"document"_s, u"consent"_s}}), "ARC-06"},
    };
}

inline QList<GuardRow> rowsOfRecord()
{
    return rowsOfReleases() + rowsOfKeeping();
}

} // namespace sizhen::test
