// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/rawpulse.h"

#include "core/consult/desk.h"
#include "core/crypto/primitives.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/pulse/pulsespool.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QDir>
#include <QTemporaryDir>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto rawCase = QString(64, u'a');

} // namespace

// The raw bytes of the real simulator in a real vault.
class RawPulseTest : public QObject
{
    Q_OBJECT

    struct House {
        QTemporaryDir folder;
        std::unique_ptr<Vault> vault;

        House() { open(); }

        void open()
        {
            vault.reset();
            const auto path = folder.filePath(u"vault"_s);
            const auto word = SecretBytes::copyOf("word");
            auto made
                = Vault::existsIn(path) ? Vault::open(path, word) : Vault::create(path, word, KdfCost::lightest());
            if (!made)
                qFatal("vault");
            vault = std::move(*made);
        }

        [[nodiscard]] QStringList files() const { return QDir(vault->folder() + u"/pulse"_s).entryList(QDir::Files); }

        [[nodiscard]] QByteArray draft(const QString &site) const
        {
            const auto row = vault->rows().at(Desk::draftRows(), RawPulse::draftPlace(rawCase, site));
            return row && *row ? (*row)->body : QByteArray();
        }

        void putDraft(const QString &site, const PulseRecording &recording) const
        {
            auto change = vault->begin();
            if (!change
                || !vault->rows().put(Desk::draftRows(), {RawPulse::draftPlace(rawCase, site), {}, recording.encode()})
                || !change->commit())
                qFatal("draft");
        }
    };

    // Takes a second of a site; with `crash` the program is gone before it ends the run.
    static PulseRecording take(RawPulse &raw, const QString &site, bool crash = false)
    {
        SimProcess sim;
        PulseRecording taken;
        {
            PulseDevice device(sim.begin());
            device.setSpooler([&raw](const QString &place, const QString &at) { return raw.begin(place, at); });
            if (!QTest::qWaitFor([&device] { return device.isReady(); }, 8000))
                qFatal("no instrument");
            PulseRecorder recorder(device, systemClock(), {});
            recorder.setPlace(rawCase);
            if (!recorder.begin(site) || !QTest::qWaitFor([&] { return recorder.soFar().seconds() >= 1; }, 8000))
                qFatal("no samples");
            taken = crash ? recorder.soFar() : *recorder.finish();
            if (!crash)
                QTest::qWait(50); // the device's thread ends the run
        }
        return taken;
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void whatWasKeptIsProvableAndStaysInTheHouse()
    {
        House house;
        RawPulse raw(*house.vault);
        const auto recording = take(raw, u"L.cun"_s);
        QCOMPARE(house.files().size(), 1);
        QVERIFY(*raw.hasOpen(rawCase));
        QVERIFY(raw.settle(rawCase, {recording}));
        QVERIFY(!*raw.hasOpen(rawCase));
        QVERIFY(house.files().isEmpty()); // it is an original now
        house.open();
        RawPulse later(*house.vault);
        const auto again = later.reread(rawCase, recording);
        QVERIFY(again);
        QCOMPARE(sha256(again->raw.first(recording.rawBytes)), recording.rawSha256);
        for (const auto &block : recording.blocks) // the same samples, and those that came while it was ended
            QCOMPARE(again->recording.blocks.first().pulse.mid(qsizetype(block.first), block.pulse.size()),
                     block.pulse);
        auto other = recording;
        other.rawSha256[0] = char(other.rawSha256[0] ^ 1);
        QCOMPARE(later.reread(rawCase, other).error().fault, Fault::Corrupt);
        QCOMPARE(later.reread(QString(64, u'b'), recording).error().fault, Fault::NotFound);
    }

    void aCrashIsMadeGoodByADraft()
    {
        House house;
        {
            RawPulse raw(*house.vault);
            (void)take(raw, u"R.chi"_s, true);
        }
        house.open();
        RawPulse raw(*house.vault);
        QCOMPARE(*raw.recover(), 1);
        const auto draft = PulseRecording::decode(house.draft(u"R.chi"_s));
        QVERIFY(draft);
        QVERIFY(draft->seconds() >= 1);
        QCOMPARE(draft->site, u"R.chi"_s);
        QVERIFY(!draft->rawSha256.isEmpty());
        QCOMPARE(*raw.recover(), 0); // the draft holds as much: nothing is done twice
        QVERIFY(raw.settle(rawCase, {*draft})); // and it can be kept, with its raw bytes
        QVERIFY(raw.reread(rawCase, *draft));
    }

    // While the raw bytes reach the disk no draft is written, and a crash brings the depths back with the samples.
    void aCrashLosesNeitherSamplesNorDepths()
    {
        House house;
        const QVector<PulseSegment> depths{{u"superficial"_s, 0, 40, 1, 90, {}, 20.0, 21.5}};
        int drafts = 0;
        quint64 had = 0;
        {
            RawPulse raw(*house.vault);
            SimProcess sim;
            PulseDevice device(sim.begin());
            device.setSpooler([&raw](const QString &place, const QString &at) { return raw.begin(place, at); });
            QVERIFY(QTest::qWaitFor([&device] { return device.isReady(); }, 8000));
            PulseRecorder recorder(device, systemClock(), [&drafts](const QByteArray &) -> Result<> {
                ++drafts;
                return {};
            });
            recorder.setPlace(rawCase);
            QVERIFY(recorder.begin(u"R.guan"_s));
            QVERIFY(QTest::qWaitFor([&] { return recorder.soFar().seconds() >= 1; }, 8000));
            recorder.setSegments(depths);
            QVERIFY(QTest::qWaitFor([&] { return recorder.soFar().seconds() >= 3; }, 8000));
            had = recorder.soFar().end();
        } // gone before it ends the run
        QCOMPARE(drafts, 0);
        house.open();
        RawPulse raw(*house.vault);
        QCOMPARE(*raw.recover(), 1);
        const auto draft = PulseRecording::decode(house.draft(u"R.guan"_s));
        QVERIFY(draft);
        QVERIFY(draft->end() >= had);
        QCOMPARE(draft->segments, depths);
    }

    // What was ended stays while its draft is there, and only then; the draft of an earlier run proves nothing.
    void aRunThatWasEndedIsWhatItsDraftSays()
    {
        House house;
        RawPulse raw(*house.vault);
        const auto first = take(raw, u"L.guan"_s);
        house.putDraft(u"L.guan"_s, first);
        QCOMPARE(*raw.recover() <= 1, true); // the line went on for a moment: the draft may grow by that
        QVERIFY(PulseRecording::decode(house.draft(u"L.guan"_s))->end() >= first.end());
        QCOMPARE(house.files().size(), 1);
        (void)take(raw, u"L.guan"_s); // again, and thrown away
        QCOMPARE(*raw.recover(), 0);
        QVERIFY(house.files().isEmpty());
        QCOMPARE(PulseRecording::decode(house.draft(u"L.guan"_s))->started, first.started); // a person decides about it
        const auto crashed = take(raw, u"L.guan"_s, true); // again, and cut short: it is the newer one
        auto longer = first;
        longer.blocks.last().first += 100'000;
        longer.lostSamples += 100'000;
        house.putDraft(u"L.guan"_s, longer);
        QCOMPARE(*raw.recover(), 1);
        QVERIFY(PulseRecording::decode(house.draft(u"L.guan"_s))->end() < longer.end());
        QVERIFY(PulseRecording::decode(house.draft(u"L.guan"_s))->end() >= crashed.end());
    }

    void whatAPersonThrewAwayDoesNotComeBack()
    {
        House house;
        RawPulse raw(*house.vault);
        (void)take(raw, u"L.guan"_s); // finished, never kept, no draft
        QCOMPARE(house.files().size(), 1);
        QCOMPARE(*raw.recover(), 0);
        QVERIFY(house.files().isEmpty());
        QVERIFY(house.draft(u"L.guan"_s).isEmpty());
        (void)take(raw, u"L.guan"_s);
        (void)take(raw, u"L.guan"_s); // taken again: the one before is done with
        QCOMPARE(house.files().size(), 1);
    }

    void nobodyReadsTheFileWithoutItsRow()
    {
        House house;
        RawPulse raw(*house.vault);
        (void)take(raw, u"L.chi"_s);
        QFile file(house.vault->folder() + u"/pulse/"_s + house.files().first());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto bytes = file.readAll();
        QVERIFY(!bytes.contains("L.chi") && !bytes.contains("ptp"));
        auto change = house.vault->begin();
        const auto rows = house.vault->rows().list(Desk::draftRows());
        for (const auto &row : *rows)
            QVERIFY(house.vault->rows().remove(Desk::draftRows(), row.key)); // as when the case is destroyed (ARC-13)
        QVERIFY(change->commit());
        QVERIFY(!*raw.hasOpen(rawCase));
        QCOMPARE(raw.recover().value(), 0);
    }
};

SIZHEN_TEST(RawPulseTest)
#include "rawpulse_test.moc"
