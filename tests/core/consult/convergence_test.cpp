// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/consultation.h"

#include "tests/support/program.h"

#include <QGuiApplication>
#include <QRandomGenerator>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// Both sides act without seeing each other, what they wrote arrives in any order: the end is the same on both.
class ConvergenceTest : public QObject
{
    Q_OBJECT

private:
    static const QStringList &projections()
    {
        static const QStringList kinds{u"p.case"_s, u"p.invitation"_s, u"p.caseof"_s, u"p.patient"_s,
                                       u"p.head"_s, u"p.mark"_s,       u"p.release"_s, u"p.casegroup"_s};
        return kinds;
    }

    static QList<Row> rowsOf(Station &station)
    {
        QList<Row> rows;
        for (const auto &kind : projections())
            rows += must(station.vault->rows().list(kind), "rows");
        // and what is found by words, in its order
        for (const auto &typed : {u"失眠"_s, u"眠"_s, u"insom"_s, u"varga"_s, u"东湖"_s, u"duna"_s, u"reason"_s, u"4567"_s})
            for (const auto &hit : must(station.vault->search().find(typed, -1), "find"))
                rows.append({hit.kind + hit.key, typed, hit.excerpt.toUtf8()});
        return rows;
    }

    static QList<QByteArray> hashesOf(const QList<Act> &acts)
    {
        QList<QByteArray> hashes;
        for (const auto &act : acts)
            hashes.append(act.event.hash);
        return hashes;
    }

    static QStringList flaggedOf(const CaseState &state)
    {
        QStringList list;
        for (const auto &one : state.flagged)
            list.append(QString::fromLatin1(one.act.event.hash.toHex()) + one.why.rule + one.why.message);
        return list;
    }

    // Whatever this person may do right now, with args that mostly pass.
    static void actAtRandom(Consultation &both, Station &station, const QString &person, QRandomGenerator &random)
    {
        const auto offers = station.desk->offers(both.caseId, station.actor(person));
        QStringList kinds;
        for (const auto &offer : offers)
            if (offer.allowed && offer.kind != u"consent.withdraw"_s) // then the two sides part (withdrawal_test)
                kinds.append(offer.kind);
        if (kinds.isEmpty())
            return;
        const auto kind = kinds[random.bounded(int(kinds.size()))];
        QCborMap args{{u"reason"_s, u"a reason that is long enough"_s}, {u"text"_s, u"-"_s}, {u"as"_s, u"PHYSICIAN"_s}};
        const auto with = [&args](const QCborMap &more) {
            for (const auto &[key, value] : more)
                args.insert(key, value);
        };
        if (kind == u"case.form_saved"_s)
            with({{u"form"_s, u"tongue"_s},
                  {u"answers"_s, QCborMap{{u"tongue.body.colour"_s, random.bounded(2) ? u"pale"_s : u"red"_s}}}});
        else if (kind == u"case.confirm_schedule"_s)
            with({{u"start"_s, both.now.addSecs(3600 * random.bounded(1, 3)).toString(Qt::ISODate)},
                  {u"minutes"_s, 40}});
        else if (kind == u"case.assign_physician"_s)
            with({{u"physician"_s, both.lake.actor(u"li"_s).certificate}});
        else if (kind == u"case.confirm_identity"_s)
            with({{u"identifiers"_s, QCborArray{u"name"_s, u"birth"_s}}});
        else if (kind == u"case.start"_s)
            with(Consultation::checks());
        else if (kind == u"report.release_opinion"_s)
            with(Consultation::opinion());
        else if (kind == u"report.submit"_s)
            with({{u"content"_s, Consultation::content()}});
        (void)both.doAs(station, person, kind, args); // a refusal is one of the things that happen
    }

    // One to three entries of a random feed of a random stream, as a bad line would let them through.
    static void trickle(Station &from, Station &to, QRandomGenerator &random)
    {
        const auto streams = must(from.ledger->sharedWith(to.root()), "shared");
        const auto &stream = streams[random.bounded(int(streams.size()))];
        if (!to.ledger->isSharedWith(from.root(), stream))
            return;
        const auto heads = must(from.ledger->heads(stream), "heads");
        if (heads.isEmpty())
            return;
        const auto &head = heads[random.bounded(int(heads.size()))];
        quint64 held = 0;
        for (const auto &one : must(to.ledger->heads(stream), "heads"))
            if (one.feed == head.feed)
                held = one.sequence;
        const auto most = random.bounded(1, 4);
        QList<QByteArray> raw;
        for (const auto &row : must(from.vault->entries().ofFeed(head.feed, held + 1, 1 << 30), "entries"))
            if (raw.size() < most)
                raw.append(row.raw);
        if (!raw.isEmpty())
            must(to.ledger->receive(from.root(), stream, raw), "receive");
    }

    static void theSame(Consultation &both)
    {
        const auto here = both.at(both.duna);
        const auto there = both.at(both.lake);
        QCOMPARE(here.machines, there.machines);
        // An invitation that was taken back before it left is nobody's but ours.
        auto shared = here.acts;
        shared.removeIf([&](const Act &act) { return !both.duna.ledger->isSharedWith(both.lake.root(), act.event.stream); });
        QCOMPARE(hashesOf(shared), hashesOf(there.acts));
        QCOMPARE(flaggedOf(here), flaggedOf(there));
        const auto mine = must(both.duna.desk->board(), "board").first();
        const auto theirs = must(both.lake.desk->board(), "board").first();
        QCOMPARE(mine.waitsFor, theirs.waitsFor);
        QCOMPARE(mine.updated, theirs.updated);
        QCOMPARE(mine.start, theirs.start);
        QCOMPARE(must(both.duna.desk->manifest(both.caseId), "manifest").toJson(),
                 must(both.lake.desk->manifest(both.caseId), "manifest").toJson());
    }

private Q_SLOTS:

    void init() { QTest::failOnWarning(QRegularExpression(u"^sizhen"_s)); }

    void whateverHappensBothSidesAgree_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void whateverHappensBothSidesAgree()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Consultation both;
        both.untilAccepted();
        for (int step = 0; step < 60; ++step) {
            if (random.bounded(2))
                actAtRandom(both, both.duna, u"kovacs"_s, random);
            else
                actAtRandom(both, both.lake, u"li"_s, random);
            for (int i = random.bounded(3); i > 0; --i)
                random.bounded(2) ? trickle(both.duna, both.lake, random) : trickle(both.lake, both.duna, random);
        }
        both.pump();
        theSame(both);
        for (auto *station : {&both.duna, &both.lake}) {
            const auto before = rowsOf(*station);
            must(station->desk->rebuild(), "rebuild");
            QCOMPARE(rowsOf(*station), before);
        }
        theSame(both);
    }

    void rebuildGivesTheSameRows()
    {
        Consultation both;
        both.untilReported();
        both.decide();
        for (auto *station : {&both.duna, &both.lake}) {
            const auto before = rowsOf(*station);
            QVERIFY(before.size() > 5);
            must(station->desk->rebuild(), "rebuild");
            QCOMPARE(rowsOf(*station), before);
            // and a projection that was lost or spoiled comes back
            {
                auto change = must(station->vault->begin(), "begin");
                must(station->vault->rows().clear(u"p.case"_s), "clear");
                must(station->vault->rows().put(u"p.patient"_s, {u"00"_s, u"nobody"_s, "x"}), "put");
                must(change.commit(), "commit");
            }
            must(station->desk->rebuild(), "rebuild");
            QCOMPARE(rowsOf(*station), before);
        }
    }

    // Killed between a partner's entries and their projection: the next start notices and catches up.
    void aCrashBeforeTheProjectionIsMadeGood()
    {
        Consultation both;
        both.signAgreement();
        both.prepare();
        both.invite();
        both.li(u"invitation.accept"_s);
        both.duna.desk.reset(); // nobody listens while the acceptance arrives
        both.pump();
        QVERIFY(!both.duna.ledger->isSharedWith(both.lake.root(), both.caseId));
        both.duna.restart();
        QCOMPARE(must(both.duna.desk->board(), "board").first().stage, u"ACCEPTED"_s);
        // The case's key is released at the start, not only when the acceptance is seen to arrive.
        QVERIFY(both.duna.ledger->isSharedWith(both.lake.root(), both.caseId));
        both.pump();
        QVERIFY(both.at(both.lake).held);
        const auto before = rowsOf(both.duna);
        both.duna.restart();
        QCOMPARE(rowsOf(both.duna), before);
    }
};

SIZHEN_GUI_TEST(ConvergenceTest)
#include "convergence_test.moc"
