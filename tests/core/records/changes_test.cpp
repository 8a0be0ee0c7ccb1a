// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which streams changed, and the marks that sessions leave in it.
#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class ChangesTest : public QObject
{
    Q_OBJECT

    static QList<QByteArray> since(const House &house, quint64 moment) { return house.ledger->changedSince(moment).value(); }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void whateverTouchesAStreamPutsItLast()
    {
        House duna;
        House lake(u"CN"_s, u"li"_s);
        pair(duna, lake);
        const auto one = duna.ledger->newStream(u"case"_s).value();
        const auto two = duna.ledger->newStream(u"case"_s).value();
        auto moment = duna.ledger->newestChange();
        QCOMPARE(since(duna, moment), QList<QByteArray>());
        const auto changes = [&](const QList<QByteArray> &streams) {
            const auto same = since(duna, moment) == streams;
            moment = duna.ledger->newestChange();
            return same;
        };
        (void)duna.say(one, u"first"_s);
        (void)duna.say(two, u"second"_s);
        (void)duna.say(one, u"third"_s);
        QVERIFY(changes({two, one}));
        QVERIFY(duna.ledger->share(two, lake.root()));
        QVERIFY(changes({two}));
        QVERIFY(duna.ledger->rotate(two));
        QVERIFY(changes({two}));
        QVERIFY(duna.ledger->stopSharing(two, lake.root()));
        QVERIFY(changes({two}));
        const auto fresh = duna.ledger->newStream(u"case"_s).value(); // sisters must hear of it
        QVERIFY(changes({fresh}));
        QVERIFY(duna.ledger->shred(one));
        QVERIFY(changes({one}));
        // Reading changes nothing.
        QVERIFY(duna.ledger->events(two));
        QVERIFY(duna.ledger->receiptFor(two));
        QVERIFY(changes({}));
    }

    void whatComesInCountsToo()
    {
        House duna;
        House lake(u"CN"_s, u"li"_s);
        pair(duna, lake);
        const auto start = lake.ledger->newestChange();
        const auto stream = sharedCase(duna, lake);
        QCOMPARE(since(lake, start), QList<QByteArray>{stream}); // its key
        const auto granted = lake.ledger->newestChange();
        (void)duna.say(stream, u"hello"_s);
        give(duna, lake, stream);
        QCOMPARE(since(lake, granted), QList<QByteArray>{stream});
        const auto held = lake.ledger->newestChange();
        give(duna, lake, stream); // known already
        QCOMPARE(since(lake, held), QList<QByteArray>());
    }

    void theOrderOutlivesARestartAndAClockSetBack()
    {
        House duna;
        const auto stream = duna.ledger->newStream(u"case"_s).value();
        (void)duna.say(stream, u"before"_s);
        const auto moment = duna.ledger->newestChange();
        duna.restart();
        QCOMPARE(since(duna, moment), QList<QByteArray>());
        QVERIFY(duna.ledger->newestChange() >= moment);
        duna.now = duna.now.addDays(-40);
        (void)duna.say(stream, u"after"_s);
        QVERIFY(duna.ledger->newestChange() > moment);
        QCOMPARE(since(duna, moment), QList<QByteArray>{stream});
    }

    void whatIsRolledBackDidNotChange()
    {
        House duna;
        const auto stream = duna.ledger->newStream(u"case"_s).value();
        const auto moment = duna.ledger->newestChange();
        const auto failed = duna.ledger->append({{stream, u"case.note"_s, {{u"text"_s, u"no"_s}}}}, duna.actor(),
                                                [](const QList<Event> &) -> Result<> { return fail(Fault::Io, u"not now"_s); });
        QVERIFY(!failed);
        QCOMPARE(duna.ledger->newestChange(), moment);
        QCOMPARE(since(duna, moment), QList<QByteArray>());
    }

    void marksAreKeptForEachStation()
    {
        House duna;
        const QByteArray root(32, 'r');
        const SyncMarks marks{{QByteArray(16, 'a'), 7, {QByteArray(16, 's')}, 1'000}, {QByteArray(16, 'b'), 3, {}, 900}, QByteArray(16, 't')};
        QCOMPARE(duna.ledger->syncMarks(root, QByteArray(32, '1')).value(), SyncMarks());
        QVERIFY(duna.ledger->keepSyncMarks(root, QByteArray(32, '1'), marks));
        duna.restart();
        QCOMPARE(duna.ledger->syncMarks(root, QByteArray(32, '1')).value(), marks);
        QCOMPARE(duna.ledger->syncMarks(root, QByteArray(32, '2')).value(), SyncMarks());
    }
};

SIZHEN_TEST(ChangesTest)
#include "changes_test.moc"
