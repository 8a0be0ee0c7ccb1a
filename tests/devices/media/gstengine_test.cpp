// SPDX-License-Identifier: GPL-3.0-or-later
// Two engines in one process, joined by their own signals: real WebRTC over 127.0.0.1.
#include "devices/media/gstengine.h"
#include "devices/media/mediafactory.h"
#include "devices/media/patientvoice.h"
#include "devices/media/peerkey.h"
#include "devices/media/peerpipeline.h"

#include "tests/support/badcall.h"
#include "tests/support/program.h"

#include <gst/webrtc/webrtc.h>

#include <QCryptographicHash>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using sizhen::test::clockIn;
using namespace Qt::Literals::StringLiterals;

#ifdef SIZHEN_SANITIZED
// GLib leaves its table of quarks behind each time it grows ("leak old quarks array"). What we make with `new` is seen.
extern "C" const char *__lsan_default_suppressions();

const char *__lsan_default_suppressions()
{
    return "leak:libglib-2.0.so";
}
#endif

class GstEngineTest : public QObject
{
    Q_OBJECT

private:
    static MediaSetup patient(VideoCodec codec = VideoCodec::H264)
    {
        MediaSetup setup;
        setup.codec = codec;
        setup.size = {320, 180};
        setup.loopback = true;
        return setup;
    }

    // What one says the other hears; `change` may lie on the way.
    static void join(MediaEngine &from, MediaEngine &to, const std::function<void(SessionDescription &)> &change = {})
    {
        connect(&from, &MediaEngine::described, &to, [&to, change](SessionDescription said) {
            if (change)
                change(said);
            to.takeDescription(said);
        });
        connect(&from, &MediaEngine::candidateFound, &to, &MediaEngine::takeCandidate);
    }

    static void call(MediaEngine &caller, MediaEngine &answerer, const MediaSetup &offered, const MediaSetup &answered)
    {
        QSignalSpy ready(&answerer, &MediaEngine::started);
        answerer.start(answered);
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 60'000);
        connect(&caller, &MediaEngine::started, &caller, &MediaEngine::offer);
        caller.start(offered);
    }

    static QString failureOf(QSignalSpy &spy)
    {
        return spy.isEmpty() ? QString() : spy.first().first().value<Error>().message;
    }

private Q_SLOTS:

    void initTestCase()
    {
        qRegisterMetaType<Error>("sizhen::Error");
        if (const auto loaded = loadGStreamer(); !loaded)
            QFAIL(qPrintable(loaded.error().detail));
    }

    void pictureAndSoundGoBothWays_data()
    {
        QTest::addColumn<VideoCodec>("offered");
        QTest::addColumn<VideoCodec>("preferred");
        QTest::newRow("H.264") << VideoCodec::H264 << VideoCodec::H264;
        QTest::newRow("VP8") << VideoCodec::Vp8 << VideoCodec::Vp8;
        QTest::newRow("only VP8 is offered") << VideoCodec::Vp8 << VideoCodec::H264;
    }

    void pictureAndSoundGoBothWays()
    {
        QFETCH(VideoCodec, offered);
        QFETCH(VideoCodec, preferred);
        GstEngine caller;
        GstEngine answerer;
        join(caller, answerer);
        join(answerer, caller);
        QSignalSpy failed(&caller, &MediaEngine::failed);
        QVector<qint64> clock; // as the caller reads it from the answerer's pictures
        connect(&caller, &MediaEngine::pictureArrived, &caller,
                [&clock](const QVideoFrame &picture) { clock.append(clockIn(picture)); });
        call(caller, answerer, patient(offered), patient(preferred));
        QTRY_VERIFY_WITH_TIMEOUT(caller.statistics().frames > 30 && answerer.statistics().frames > 30, 60'000);
        QTRY_VERIFY_WITH_TIMEOUT(caller.statistics().audioS > 1 && answerer.statistics().audioS > 1, 60'000);
        QCOMPARE(caller.state(), CallState::Connected);
        QCOMPARE(caller.statistics().size, QSize(320, 180));
        QVERIFY(failed.isEmpty());
        // The hundredths may be blurred on their way; the time as a whole cannot come from nowhere.
        const auto now = QDateTime::currentMSecsSinceEpoch() % (24LL * 3600 * 1000);
        const auto read = std::count_if(clock.begin(), clock.end(),
                                        [now](qint64 ms) { return ms > 0 && std::abs(now - ms) < 60'000; });
        QVERIFY2(read > clock.size() / 2, qPrintable(u"%1 of %2"_s.arg(read).arg(clock.size())));
        QSignalSpy stopped(&caller, &MediaEngine::stopped);
        caller.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 20'000);
        QCOMPARE(caller.state(), CallState::Stopped);
    }

    void anotherKeyThanAnnouncedEndsTheCallBeforeAnythingIsShown() // SES-08
    {
        GstEngine caller;
        GstEngine answerer;
        join(caller, answerer);
        join(answerer, caller, [](SessionDescription &said) { // who sits in the middle has another key
            const auto from = said.sdp.indexOf(u"a=fingerprint:sha-256 "_s) + 22;
            const auto digits = said.sdp.mid(from, 95);
            auto other = digits;
            other[0] = other[0] == u'0' ? u'1' : u'0';
            said.sdp.replace(digits, other);
        });
        QSignalSpy failed(&caller, &MediaEngine::failed);
        QSignalSpy shown(&caller, &MediaEngine::pictureArrived);
        call(caller, answerer, patient(), patient());
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 60'000);
        const auto said = failureOf(failed);
        QCOMPARE(said, u"media.wrong_key"_s);
        QVERIFY(shown.isEmpty());
        QCOMPARE(caller.statistics().frames, 0);
    }

    void aDescriptionThatLiesIsRefusedInWords_data()
    {
        QTest::addColumn<QString>("sdp");
        QTest::addColumn<QString>("message");
        QTest::newRow("nothing") << QString() << u"media.sdp"_s;
        QTest::newRow("huge") << QString(1'000'000, u'a') << u"media.sdp_long"_s;
        QTest::newRow("in the clear") << u"v=0\r\nm=audio 9 RTP/AVP 0\r\n"_s << u"media.sdp"_s;
        QTest::newRow("no keys") << u"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\na=rtpmap:96 opus/48000/2\r\n"_s
                                 << u"media.sdp_keys"_s;
        const auto keys = u"a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\na=fingerprint:sha-256 "_s
            + QStringList(32, u"AB"_s).join(u':') + u"\r\n"_s;
        QTest::newRow("nothing in common")
            << u"v=0\r\n"_s + keys + u"m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n"_s << u"media.no_common_codec"_s;
    }

    void aDescriptionThatLiesIsRefusedInWords()
    {
        QFETCH(QString, sdp);
        QFETCH(QString, message);
        GstEngine engine;
        QSignalSpy started(&engine, &MediaEngine::started);
        QSignalSpy failed(&engine, &MediaEngine::failed);
        QSignalSpy stopped(&engine, &MediaEngine::stopped);
        engine.start(patient());
        QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, 60'000);
        engine.takeDescription({SessionDescription::Kind::Offer, sdp});
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 20'000);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(failureOf(failed), message);
    }

    void whatComesOutOfTurnIsLeftOut()
    {
        GstEngine engine;
        QSignalSpy failed(&engine, &MediaEngine::failed);
        QSignalSpy stopped(&engine, &MediaEngine::stopped);
        engine.takeCandidate({u"candidate:1 1 UDP 1 127.0.0.1 9 typ host"_s, 0});
        engine.takeDescription({SessionDescription::Kind::Answer, u"v=0"_s});
        engine.offer();
        engine.start(patient());
        engine.takeDescription({SessionDescription::Kind::Answer, u"v=0"_s});
        for (int i = 0; i < 1000; ++i) // a peer that floods
            engine.takeCandidate({u"candidate:nonsense"_s, i % 64});
        engine.stop();
        engine.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 60'000);
        QVERIFY(failed.isEmpty());
    }

    void anEngineGoesWhileItsCallRuns()
    {
        GstEngine answerer;
        {
            GstEngine caller;
            join(caller, answerer);
            connect(&answerer, &MediaEngine::candidateFound, &caller, &MediaEngine::takeCandidate);
            connect(&answerer, &MediaEngine::described, &caller, &MediaEngine::takeDescription);
            call(caller, answerer, patient(), patient());
            QTRY_VERIFY_WITH_TIMEOUT(answerer.statistics().frames > 0, 60'000);
        }
        QCOMPARE(answerer.state() == CallState::Connected || answerer.state() == CallState::Stopped, true);
    }

    void callsLeaveNeitherThreadsNorHandlesBehind()
    {
        const auto held = [] {
            return std::pair(
                QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
                QDir(u"/proc/self/fd"_s).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
        };
        std::pair<qsizetype, qsizetype> before;
        for (int i = 0; i < 8; ++i) {
            {
                GstEngine caller;
                GstEngine answerer;
                join(caller, answerer);
                join(answerer, caller);
                call(caller, answerer, patient(), patient());
                QTRY_VERIFY_WITH_TIMEOUT(
                    caller.state() == CallState::Connected && answerer.state() == CallState::Connected, 60'000);
            }
            if (i == 2) // what is loaded once is there by now
                before = held();
        }
        // Threads of a pool go a while after their work.
        QTRY_VERIFY_WITH_TIMEOUT(held().first <= before.first && held().second <= before.second, 30'000);
    }

    // The settings of the media trials, section 4, as they stand in the running pipeline.
    void theSettingsThatWereMeasuredAreSet()
    {
        DeviceRoom room{std::chrono::milliseconds(0)};
        PeerPipeline pipeline(room.devices()); // on this thread: it is looked into
        QSignalSpy described(&pipeline, &PeerPipeline::described);
        pipeline.start(patient());
        pipeline.offer();
        QTRY_COMPARE_WITH_TIMEOUT(described.size(), 1, 60'000);
        const auto said = described.first().first().value<SessionDescription>().sdp;
        const auto parsed = Sdp::parse(said);
        QVERIFY2(parsed, qPrintable(said));
        for (const auto &media : parsed->media) {
            QVERIFY2(media.codec(u"RTX"_s), qPrintable(media.kind)); // on all of them
            QVERIFY(media.sends && media.receives);
            QVERIFY(!media.refused);
        }
        QVERIFY(said.contains(u"transport-cc"_s));
        QVERIFY(said.contains(u"a=ssrc:"_s));
        QVERIFY(!said.contains(u"ulpfec"_s, Qt::CaseInsensitive));
        QVERIFY(said.contains(u"OPUS/48000/2"_s));
        QSet<int> used;
        for (const auto &media : parsed->media)
            for (const auto &codec : media.codecs) { // a number means one thing in a bundle
                QVERIFY(!used.contains(codec.payload));
                used.insert(codec.payload);
            }
        GArray *all = nullptr;
        g_signal_emit_by_name(pipeline.webrtc(), "get-transceivers", &all);
        QCOMPARE(all->len, 2U);
        for (guint i = 0; i < all->len; ++i) {
            gboolean nack = FALSE;
            GstWebRTCFECType fec = GST_WEBRTC_FEC_TYPE_ULP_RED;
            g_object_get(g_array_index(all, GObject *, i), "do-nack", &nack, "fec-type", &fec, nullptr);
            QVERIFY(nack);
            QCOMPARE(fec, GST_WEBRTC_FEC_TYPE_NONE);
        }
        g_array_unref(all);
        const GstRef<GstElement> rtpbin(gst_bin_get_by_name(GST_BIN(pipeline.webrtc()), "rtpbin"));
        const auto buffer = makeElement("rtpjitterbuffer");
        QVERIFY(buffer);
        const GstRef<GstElement> held(GST_ELEMENT(gst_object_ref_sink(*buffer)));
        g_signal_emit_by_name(rtpbin.get(), "new-jitterbuffer", held.get(), 0U, 1U);
        gint timeoutMs = 0;
        gint retries = 0;
        guint latencyMs = 0;
        g_object_get(held.get(), "rtx-retry-timeout", &timeoutMs, "rtx-max-retries", &retries, "latency", &latencyMs,
                     nullptr);
        QCOMPARE(timeoutMs, 60);
        QCOMPARE(retries, 3);
        gboolean guesses = TRUE;
        g_object_get(held.get(), "rtx-next-seqnum", &guesses, nullptr);
        QVERIFY(!guesses); // what queues is not asked for again
        QCOMPARE(latencyMs, 400U); // nothing is known of the line yet
        JitterBuffers buffers;
        const GstRef<GstElement> line(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
        buffers.setLatency(pipeline.webrtc(), line.get(), 320);
        QCOMPARE(gst_pipeline_get_latency(GST_PIPELINE(line.get())), 330 * GST_MSECOND);
        g_object_get(pipeline.webrtc(), "latency", &latencyMs, nullptr);
        QCOMPARE(latencyMs, 320U);
    }

    void aCorruptPictureIsNeverShown()
    {
        const auto decoder = makeElement("avdec_h264", h264DecoderSettings());
        QVERIFY2(decoder, decoder ? "" : qPrintable(decoder.error().detail));
        const GstRef<GstElement> held(GST_ELEMENT(gst_object_ref_sink(*decoder)));
        gboolean corrupt = TRUE;
        gboolean discard = FALSE;
        gboolean request = FALSE;
        g_object_get(held.get(), "output-corrupt", &corrupt, "discard-corrupted-frames", &discard,
                     "automatic-request-sync-points", &request, nullptr);
        QVERIFY(!corrupt && discard && request);
        for (const auto *factory : {"rtph264depay", "rtpvp8depay"}) {
            const auto depay = makeElement(factory, depayloaderSettings());
            QVERIFY(depay);
            const GstRef<GstElement> one(GST_ELEMENT(gst_object_ref_sink(*depay)));
            gboolean ask = FALSE;
            gboolean wait = FALSE;
            g_object_get(one.get(), "request-keyframe", &ask, "wait-for-keyframe", &wait, nullptr);
            QVERIFY(ask && wait);
        }
    }

    void aMissingPartIsNamedWithItsPackage()
    {
        const auto none = makeElement("nosuchencoder");
        QVERIFY(!none);
        QCOMPARE(none.error().message, u"media.part_missing"_s);
        QCOMPARE(none.error().args.value(u"part"_s).toString(), u"nosuchencoder"_s);
        QVERIFY(!makeElement("opusenc", {{"no-such-setting", "1"}}));
        const auto second = makeFirstOf({{"nosuchencoder", {}}, {"openh264enc", {}}});
        QVERIFY(second);
        gst_object_unref(gst_object_ref_sink(*second));
    }

    void thePatientSpeaks()
    {
        const auto voice = patientVoice();
        QVERIFY(voice.size() >= voiceHz);
        double energy = 0;
        for (const auto sample : voice)
            energy += double(sample) * sample;
        QVERIFY(std::sqrt(energy / double(voice.size())) > 300);
    }

    void aFingerprintIsThatOfTheCertificate()
    {
        const QByteArray der("any bytes will do");
        QCOMPARE(fingerprintOfPem("-----BEGIN CERTIFICATE-----\n" + der.toBase64() + "\n-----END CERTIFICATE-----\n"),
                 QCryptographicHash::hash(der, QCryptographicHash::Sha256));
        QVERIFY(fingerprintOfPem("").isEmpty());
        QVERIFY(fingerprintOfPem("-----END CERTIFICATE----------BEGIN CERTIFICATE-----").isEmpty());
    }

    void thisBuildHasAnEngine() { QVERIFY(makeMediaEngine()); }
};

SIZHEN_TEST(GstEngineTest)
#include "gstengine_test.moc"
