// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/hidreport.h"
#include "devices/pulse/ptpprotocol.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulseprofile.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/siminstrument.h"
#include "tests/devices/pulse/simprocess.h"
#include "tests/support/program.h"

#include <QMutex>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

// Which instrument, and whether it is fit for use.
class PulseInstrumentsTest : public QObject
{
    Q_OBJECT

    static QVector<PulseProfile> profiles()
    {
        return {*parsePulseProfile(R"({"id": "own", "family": "pulse", "label": {"zh": "自", "en": "own"},
            "protocol": "ptp/1", "usb": [{"vid": "1209", "pid": "0001"}], "channels": ["pulse", "pressure"]})")};
    }

    // What is plugged in, as the system would list it; changed while devices look.
    class Desk
    {
    public:
        void plug(const QString &location, const QString &serial)
        {
            const QMutexLocker lock(&m_mutex);
            m_ports.append({location, 0x1209, 0x0001, serial});
        }

        PulseDevice::Finder finder(const QString &address)
        {
            return [this, address] {
                const QMutexLocker lock(&m_mutex);
                return findInstrument(QUrl(address), profiles(), m_ports);
            };
        }

    private:
        QMutex m_mutex;
        QVector<SerialPort> m_ports;
    };

private Q_SLOTS:

    void twoAtOnceAreToldApartByTheirSerialNumbers()
    {
        SimProcess left;
        SimProcess right;
        Desk desk;
        desk.plug(left.begin({u"--serial"_s, u"AAA"_s}).path(), u"AAA"_s);
        desk.plug(right.begin({u"--serial"_s, u"BBB"_s, u"--synth"_s, u"60"_s, u"--rate"_s, u"200"_s}).path(),
                  u"BBB"_s);
        PulseDevice any(desk.finder(u"usb:"_s));
        QSignalSpy failed(&any, &PulseDevice::connectFailed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 5000);
        const auto error = failed.first().first().value<Error>();
        QCOMPARE(error.message, u"pulse.two_alike"_s);
        QCOMPARE(error.args.value(u"serials"_s).toStringList(), (QStringList{u"AAA"_s, u"BBB"_s}));
        PulseDevice a(desk.finder(u"usb:own?serial=AAA"_s));
        PulseDevice b(desk.finder(u"usb:own?serial=BBB"_s));
        QTRY_VERIFY_WITH_TIMEOUT(a.isReady() && b.isReady(), 8000);
        QCOMPARE(a.about().serial, u"AAA"_s);
        QCOMPARE(b.about().serial, u"BBB"_s);
        PulseRecorder first(a, systemClock(), {});
        PulseRecorder second(b, systemClock(), {});
        QVERIFY(first.begin(u"L.cun"_s));
        QVERIFY(second.begin(u"R.cun"_s));
        QTRY_VERIFY_WITH_TIMEOUT(first.soFar().seconds() >= 2 && second.soFar().seconds() >= 2, 8000);
        const auto one = first.finish();
        const auto two = second.finish();
        QVERIFY(one && two);
        QCOMPARE(one->rateHz, 100.0);
        QCOMPARE(two->rateHz, 200.0);
        QCOMPARE(one->lostSamples + two->lostSamples, 0);
        const auto wave = SimWave::recorded();
        for (qsizetype i = 0; i < one->blocks.first().pulse.size(); ++i)
            QCOMPARE(one->blocks.first().pulse[i], wave->pulse(u"L.cun"_s, quint64(i)));
    }

    void oneThatIsPluggedInLaterIsFoundByItself()
    {
        Desk desk;
        PulseDevice device(desk.finder(u"usb:"_s));
        QSignalSpy failed(&device, &PulseDevice::connectFailed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 5000);
        QCOMPARE(failed.first().first().value<Error>().fault, Fault::NotFound);
        QTest::qWait(1200); // it goes on looking and does not say so again
        QCOMPARE(failed.count(), 1);
        SimProcess sim;
        desk.plug(sim.begin().path(), u"late"_s);
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 3000);
    }

    void inspectionOverdueIsKnown()
    {
        SimProcess sim;
        PulseDevice device(sim.begin({u"--due"_s, u"2026-11-01"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 8000);
        QVERIFY(device.about().isOverdue(QDate(2026, 11, 2)));
        QVERIFY(!device.about().isOverdue(QDate(2026, 11, 1))); // on its last day it is fit
        PulseAbout unknown;
        QVERIFY(!unknown.isOverdue(QDate(2099, 1, 1)));
        unknown.calibrationDue = u"soon"_s;
        QVERIFY(!unknown.isOverdue(QDate(2099, 1, 1)));
    }

    void aPortThatAnotherProgramHasNamesTheProgram()
    {
#ifdef Q_OS_LINUX
        SimProcess sim;
        const auto address = sim.begin();
        QProcess other;
        other.setStandardInputFile(address.path());
        other.start(u"sleep"_s, {u"20"_s});
        QVERIFY(other.waitForStarted());
        PulseDevice device(address);
        QSignalSpy failed(&device, &PulseDevice::connectFailed);
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 5000);
        const auto error = failed.first().first().value<Error>();
        QCOMPARE(error.fault, Fault::Busy);
        QCOMPARE(error.message, u"pulse.port_busy_by"_s);
        QCOMPARE(error.args.value(u"program"_s).toString(), u"sleep"_s);
        other.kill();
        other.waitForFinished();
        QTRY_VERIFY_WITH_TIMEOUT(device.isReady(), 4000); // and then it connects by itself
#else
        QSKIP("only Linux tells who has a port");
#endif
    }

    void reportsOfAHidInstrumentAreAByteStream()
    {
        // A HELLO and a second of samples, as 64-byte reports would bring them.
        SimInstrument instrument(*SimWave::recorded(), {u"HID-1"_s, 7});
        PtpProtocol host;
        const auto through = [&host](const QByteArray &bytes) {
            PulseHeard all;
            for (const auto &report : toHidReports(bytes)) {
                const auto part = fromHidReport(QByteArrayView(report).sliced(1));
                if (!part)
                    qFatal("report");
                const auto heard = host.feed(*part, 0);
                all.blocks += heard.blocks;
                if (heard.about)
                    all.about = heard.about;
            }
            return all;
        };
        const auto hello = through(instrument.feed(host.encode({PulseCommand::Kind::Connect, {}})).join());
        QVERIFY(hello.about);
        QCOMPARE(hello.about->serial, u"HID-1"_s);
        (void)through(instrument.feed(host.encode({PulseCommand::Kind::Start, u"L.cun"_s})).join());
        const auto heard = through(instrument.advance(1'000'000).join());
        qsizetype samples = 0;
        for (const auto &block : heard.blocks)
            samples += block.pulse.size();
        QCOMPARE(samples, 100);
        QCOMPARE(host.integrity().badFrames, 0);
        QVERIFY(!fromHidReport({}));
        QVERIFY(!fromHidReport(QByteArray("\x05"
                                          "abc"))); // says more than it holds
        QCOMPARE(*fromHidReport(QByteArray("\x02"
                                           "abc")),
                 QByteArray("ab"));
        QVERIFY(toHidReports({}).isEmpty());
    }
};

SIZHEN_TEST(PulseInstrumentsTest)
#include "pulseinstruments_test.moc"
