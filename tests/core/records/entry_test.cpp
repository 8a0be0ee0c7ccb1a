// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/records/entry.h"

#include "tests/support/program.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

const SigningKey stationKey = SigningKey::generate();

Entry sample()
{
    Entry entry;
    entry.stream = QByteArray(16, 's');
    entry.station = stationKey.publicKey();
    entry.incarnation = QByteArray(16, 'i');
    entry.sequence = 3;
    entry.previous = QByteArray(32, 'p');
    entry.hlc = (quint64(1'790'000'000'000) << 16) | 7;
    entry.epoch = 1;
    entry.seen = {{QByteArray(16, 'a'), 4}, {QByteArray(16, 'b'), 1}};
    entry.sealedBody = "a sealed body of any bytes";
    entry.signature = signEntry(entry, stationKey);
    return entry;
}

Fault entryFault(const QByteArray &raw)
{
    const auto parsed = parseEntry(raw);
    return parsed ? Fault::Timeout : parsed.error().fault; // Timeout stands for "taken"
}

} // namespace

class EntryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void comesBackAsItWas()
    {
        const auto entry = sample();
        const auto raw = serialise(entry);
        const auto back = parseEntry(raw);
        QVERIFY(back);
        QCOMPARE(*back, entry);
        QCOMPARE(serialise(*back), raw);
        QVERIFY(checkSignature(*back, raw));
    }

    void hasTheWireFormThatIsWrittenDown()
    {
        const auto raw = serialise(sample());
        QCOMPARE(raw.left(2), QByteArray("\x01\x01"));
        QCOMPARE(raw.mid(2, 16), QByteArray(16, 's'));
        QCOMPARE(raw.mid(66, 8), QByteArray("\0\0\0\0\0\0\0\x03", 8)); // big endian
        QCOMPARE(raw.mid(118, 2), QByteArray("\0\x02", 2)); // two heads seen
        QCOMPARE(raw.size(), 120 + 2 * 24 + 4 + 26 + 64);
        QVERIFY(raw.startsWith(headerOf(sample())));
        QCOMPARE(headerOf(sample()).size(), 120 + 2 * 24);
    }

    void isRefusedCutShortAtEveryLength()
    {
        const auto raw = serialise(sample());
        for (qsizetype size = 0; size < raw.size(); ++size)
            QCOMPARE(entryFault(raw.left(size)), Fault::Corrupt);
        QCOMPARE(entryFault(raw + '\0'), Fault::Corrupt);
    }

    // Whatever bit is turned: it is no entry, or its hash is another and the station did not sign it.
    void isRefusedWithAnyBitTurned()
    {
        const auto raw = serialise(sample());
        for (qsizetype bit = 0; bit < raw.size() * 8; ++bit) {
            auto turned = raw;
            turned[bit / 8] = char(turned.at(bit / 8) ^ (1 << (bit % 8)));
            QVERIFY(entryHash(turned) != entryHash(raw));
            const auto parsed = parseEntry(turned);
            if (parsed)
                QCOMPARE(checkSignature(*parsed, turned).error().fault, Fault::Untrusted);
        }
    }

    void isRefusedInAnotherSpelling()
    {
        auto entry = sample();
        entry.seen = {{QByteArray(16, 'b'), 1}, {QByteArray(16, 'a'), 4}};
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
        entry.seen = {{QByteArray(16, 'a'), 4}, {QByteArray(16, 'a'), 4}};
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
        entry.seen = {{QByteArray(16, 'a'), 0}};
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
    }

    void startsAFeedWithoutAPredecessorAndOnlyThere()
    {
        auto entry = sample();
        entry.sequence = 1;
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
        entry.previous = QByteArray(32, '\0');
        QVERIFY(parseEntry(serialise(entry)));
        entry.sequence = 2;
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
        entry.sequence = 0;
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
    }

    void numbersThatWouldSortAsNegativeAreRefused()
    {
        auto entry = sample();
        entry.hlc = quint64(1) << 63;
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
        entry = sample();
        entry.sequence = quint64(1) << 63;
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
    }

    void aNewerVersionIsNotDamage()
    {
        auto raw = serialise(sample());
        raw[0] = 2;
        QCOMPARE(entryFault(raw), Fault::Unsupported);
        raw[0] = 1;
        raw[1] = 2;
        QCOMPARE(entryFault(raw), Fault::Unsupported);
    }

    void longerThanAnybodyMaySendIsRefused()
    {
        auto entry = sample();
        entry.sealedBody = QByteArray(maxEntrySize - 120 - 48 - 4 - 64, 'x');
        QVERIFY(parseEntry(serialise(entry)));
        entry.sealedBody += 'x';
        QCOMPARE(entryFault(serialise(entry)), Fault::Corrupt);
    }

    void aFeedIsOneStreamOneStationOneIncarnation()
    {
        auto other = sample();
        QCOMPARE(other.feed().size(), 16);
        other.incarnation = QByteArray(16, 'j');
        QVERIFY(other.feed() != sample().feed());
        other = sample();
        other.stream = QByteArray(16, 't');
        QVERIFY(other.feed() != sample().feed());
        other = sample();
        other.sequence = 9;
        QCOMPARE(other.feed(), sample().feed());
    }

    void theClockNeverGoesBack()
    {
        HybridClock clock;
        const auto first = clock.next(1000);
        QCOMPARE(HybridClock::milliseconds(first), 1000);
        QVERIFY(clock.next(1000) > first);
        const auto second = clock.last();
        QVERIFY(clock.next(900) > second); // the system clock was set back
        QCOMPARE(HybridClock::milliseconds(clock.last()), 1000);
        QVERIFY(clock.next(-5) > second);
        QCOMPARE(HybridClock::milliseconds(clock.next(2000)), 2000);
    }

    void theClockFollowsAPartnerButNotIntoTheFuture()
    {
        HybridClock clock;
        const auto ahead = quint64(500'000) << 16;
        clock.observe(ahead, 0);
        QVERIFY(clock.next(1) > ahead);
        const auto before = clock.last();
        const auto tooFar = quint64(600'001) << 16;
        QVERIFY(HybridClock::tooFarAhead(tooFar, 0));
        QVERIFY(!HybridClock::tooFarAhead(quint64(600'000) << 16, 0));
        clock.observe(tooFar, 0);
        QCOMPARE(clock.last(), before);
    }
};

SIZHEN_TEST(EntryTest)
#include "entry_test.moc"
