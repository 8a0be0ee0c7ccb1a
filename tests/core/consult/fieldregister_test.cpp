// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/fieldregister.h"

#include "tests/support/program.h"

#include <QCborArray>
#include <QTest>

#include <algorithm>
#include <random>
#include <tuple>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// A station that writes one field and hears from others now and then.
struct Writer {
    QByteArray feed;
    quint64 sequence = 0;
    quint64 hlc = 0;
    QMap<QByteArray, quint64> heard = {}; // how far it knows the others

    Act write(const QString &value, const QList<QByteArray> &resolves = {})
    {
        Act act;
        act.side = Side::Inviting;
        act.event.kind = u"case.form_saved"_s;
        act.event.feed = feed;
        act.event.sequence = ++sequence;
        act.event.hlc = ++hlc;
        act.event.hash = feed + QByteArray::number(sequence);
        act.event.by.id = QString::fromLatin1(feed);
        for (auto one = heard.cbegin(); one != heard.cend(); ++one)
            act.event.seen.append({one.key(), one.value()});
        QCborArray named;
        for (const auto &hash : resolves)
            named.append(hash);
        act.event.args = {{u"form"_s, u"tongue"_s},
                          {u"answers"_s, QCborMap{{u"colour"_s, value}}},
                          {u"resolves"_s, named}};
        return act;
    }

    void hear(const Writer &other)
    {
        heard[other.feed] = other.sequence;
        for (auto one = other.heard.cbegin(); one != other.heard.cend(); ++one)
            if (one.key() != feed)
                heard[one.key()] = std::max(heard.value(one.key()), one.value());
        hlc = std::max(hlc, other.hlc);
    }
};

QStringList valuesOf(const FieldRegister &fields)
{
    QStringList values;
    const auto form = fields.form(u"tongue"_s, Side::Inviting);
    for (const auto &value : form.value(u"colour"_s))
        values.append(value.value.toString());
    return values;
}

bool before(const Act &one, const Act &other)
{
    return std::tie(one.event.hlc, one.event.feed, one.event.sequence)
        < std::tie(other.event.hlc, other.event.feed, other.event.sequence);
}

} // namespace

class FieldRegisterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void FOU_12_bothValuesStandUntilOneNamesBoth()
    {
        Writer one{"a"};
        Writer other{"b"};
        FieldRegister fields;
        const auto pale = one.write(u"pale"_s);
        const auto red = other.write(u"red"_s);
        fields.take(pale);
        fields.take(red);
        QCOMPARE(valuesOf(fields), (QStringList{u"pale"_s, u"red"_s}));
        QCOMPARE(fields.conflicts().size(), 1);
        QCOMPARE(fields.conflicts().first().values.last().by, u"b"_s); // the one that is used meanwhile

        one.hear(other);
        const auto silent = one.write(u"crimson"_s);
        QCOMPARE(fields.unnamed(silent), (QList<QByteArray>{pale.event.hash, red.event.hash}));
        const auto decided = one.write(u"pale"_s, {pale.event.hash, red.event.hash});
        QVERIFY(fields.unnamed(decided).isEmpty());
        fields.take(decided);
        QCOMPARE(valuesOf(fields), QStringList{u"pale"_s});
        QVERIFY(fields.conflicts().isEmpty());
    }

    // Who has not seen the other value cannot be asked to name it.
    void anAuthorWhoSawOneValueNamesNothing()
    {
        Writer one{"a"};
        Writer other{"b"};
        FieldRegister fields;
        fields.take(one.write(u"pale"_s));
        fields.take(other.write(u"red"_s));
        const auto again = one.write(u"white"_s);
        QVERIFY(fields.unnamed(again).isEmpty());
        fields.take(again);
        QCOMPARE(valuesOf(fields), (QStringList{u"red"_s, u"white"_s}));
    }

    void theSameValueTwiceIsNoConflict()
    {
        Writer one{"a"};
        Writer other{"b"};
        FieldRegister fields;
        fields.take(one.write(u"pale"_s));
        fields.take(other.write(u"pale"_s));
        QVERIFY(fields.conflicts().isEmpty());
    }

    void rivalsOfAWholeTextAreKept()
    {
        Writer one{"a"};
        Writer other{"b"};
        QList<Act> acts{one.write(u"x"_s), other.write(u"y"_s)};
        for (auto &act : acts) {
            act.side = Side::Invited;
            act.event.kind = u"report.release_opinion"_s;
        }
        QCOMPARE(standing(acts, u"report.release_opinion"_s, Side::Invited).size(), 2);
        one.hear(other);
        auto third = one.write(u"z"_s);
        third.side = Side::Invited;
        third.event.kind = u"report.release_opinion"_s;
        QCOMPARE(unnamedDrafts(acts, third).size(), 2);
        acts.append(third);
        QCOMPARE(standing(acts, u"report.release_opinion"_s, Side::Invited).size(), 1);
    }

    void aVersionThatCameTooLateStaysUntilItIsNamed()
    {
        Writer one{"a"};
        Writer other{"b"};
        const auto released = [](Act act) {
            act.side = Side::Invited;
            act.event.kind = u"report.release_opinion"_s;
            return act;
        };
        CaseState state;
        state.acts = {released(one.write(u"x"_s))};
        const auto late = released(other.write(u"y"_s));
        state.flagged = {{late, Error{Fault::Refused, {}, {}, u"act.not_now"_s, {}}},
                         {released(other.write(u"z"_s)), Error{Fault::Denied, {}, {}, u"role.not_allowed"_s, {}}}};
        const auto kind = u"report.release_opinion"_s;
        QCOMPARE(passedOver(state, kind).size(), 1); // what a role forbade is no version
        QCOMPARE(passedOver(state, u"case.decision_draft"_s).size(), 0);
        one.hear(other);
        state.acts.append(released(one.write(u"w"_s)));
        QCOMPARE(passedOver(state, kind).size(), 1); // to have seen it is not enough
        state.acts.append(released(one.write(u"v"_s, {late.event.hash})));
        QVERIFY(passedOver(state, kind).isEmpty());
    }

    // Several stations of one side write and hear from each other at random. In whatever order it all arrives, after it was
    // put into the common order the register holds exactly the values that no later author had seen.
    void anyOrderOfArrivalGivesTheSame()
    {
        std::mt19937 random(20'261'127);
        const auto upTo = [&](int n) { return int(random() % unsigned(n)); };
        int conflicts = 0;
        for (int round = 0; round < 300; ++round) {
            QList<Writer> writers;
            for (int i = 0; i < 2 + upTo(4); ++i)
                writers.append({QByteArray(1, char('a' + i))});
            QList<Act> acts;
            for (int step = 0; step < 40; ++step) {
                auto &writer = writers[upTo(int(writers.size()))];
                if (upTo(3) == 0)
                    writer.hear(writers[upTo(int(writers.size()))]);
                else
                    acts.append(writer.write(QString::number(upTo(5))));
            }
            QStringList expected; // by the definition, one by one
            std::ranges::sort(acts, before);
            for (const auto &act : acts)
                if (std::ranges::none_of(acts, [&](const Act &later) { return later.event.saw(act.event); }))
                    expected.append(act.args().value(u"answers"_s).toMap().value(u"colour"_s).toString());
            for (int shuffle = 0; shuffle < 4; ++shuffle) {
                auto arrived = acts;
                std::ranges::shuffle(arrived, random);
                std::ranges::sort(arrived, before);
                FieldRegister fields;
                for (const auto &act : arrived)
                    fields.take(act);
                QCOMPARE(valuesOf(fields), expected);
                conflicts += int(fields.conflicts().size());
            }
        }
        QVERIFY(conflicts > 100); // or nothing was tried
    }
};

SIZHEN_TEST(FieldRegisterTest)
#include "fieldregister_test.moc"
