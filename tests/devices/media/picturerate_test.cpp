// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/picturerate.h"

#include "devices/media/repairlimit.h"
#include "devices/media/sendbranch.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;

// A branch as it stands in a call, between a test picture and a sink.
class PictureRateTest : public QObject
{
    Q_OBJECT

    struct Branch {
        GstRef<GstElement> pipeline{GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr)))};
        PictureRate rate;
        GstElement *encoder = nullptr;
        std::atomic<int> pictures = 0;
        std::atomic<int> keys = 0;

        explicit Branch(const Result<GstElement *> &made)
        {
            encoder = *made;
            const auto source = makeElement("videotestsrc", {{"is-live", "true"}, {"pattern", "smpte"}});
            const auto size
                = makeElement("capsfilter", {{"caps", "video/x-raw,format=I420,width=640,height=480,framerate=30/1"}});
            const auto valve = makeElement("valve");
            const auto pacing = makeElement("queue");
            const auto sink = makeElement("fakesink", {{"sync", "false"}});
            const auto shaper = rate.makeShaper({640, 480}, 30);
            std::vector<GstElement *> all{*source, *size, *valve};
            all.insert(all.end(), shaper->begin(), shaper->end());
            all.insert(all.end(), {encoder, *pacing, *sink});
            if (!chain(GST_BIN(pipeline.get()), all))
                qFatal("no branch");
            rate.watch(*valve, encoder, *pacing);
            const GstRef<GstPad> pad(gst_element_get_static_pad(*sink, "sink"));
            gst_pad_add_probe(
                pad.get(), GST_PAD_PROBE_TYPE_BUFFER,
                [](GstPad *, GstPadProbeInfo *info, gpointer self) {
                    auto *mine = static_cast<Branch *>(self);
                    ++mine->pictures;
                    mine->keys += !GST_BUFFER_FLAG_IS_SET(GST_PAD_PROBE_INFO_BUFFER(info), GST_BUFFER_FLAG_DELTA_UNIT);
                    return GST_PAD_PROBE_OK;
                },
                this, nullptr);
            gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        }

        ~Branch() { gst_element_set_state(pipeline.get(), GST_STATE_NULL); }

        [[nodiscard]] QSize size() const
        {
            const GstRef<GstPad> pad(gst_element_get_static_pad(encoder, "src"));
            const CapsRef caps(gst_pad_get_current_caps(pad.get()));
            QSize size(0, 0);
            if (caps) {
                const auto *said = gst_caps_get_structure(caps.get(), 0);
                gst_structure_get_int(said, "width", &size.rwidth());
                gst_structure_get_int(said, "height", &size.rheight());
            }
            return size;
        }
    };

    static Result<GstElement *> encoderNamed(const QByteArray &name)
    {
        if (name == "openh264enc")
            return makeElement("openh264enc", {{"bitrate", "800000"}, {"max-bitrate", "800000"}});
        return makeVideoEncoder(name == "vp8enc" ? VideoCodec::Vp8 : VideoCodec::H264, 800);
    }

private Q_SLOTS:

    void initTestCase()
    {
        if (const auto loaded = loadGStreamer(); !loaded)
            QFAIL(qPrintable(loaded.error().detail));
    }

    void sizeAndRateChangeWhileItPlays_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("setting");
        QTest::addColumn<int>("unit");
        QTest::newRow("x264") << QByteArray("x264enc") << QByteArray("bitrate") << 1;
        QTest::newRow("OpenH264") << QByteArray("openh264enc") << QByteArray("bitrate") << 1000;
        QTest::newRow("VP8") << QByteArray("vp8enc") << QByteArray("target-bitrate") << 1000;
    }

    void sizeAndRateChangeWhileItPlays()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, setting);
        QFETCH(int, unit);
        const auto encoder = encoderNamed(name);
        QVERIFY2(encoder, encoder ? "" : qPrintable(encoder.error().detail));
        Branch branch(encoder);
        QTRY_VERIFY_WITH_TIMEOUT(branch.pictures > 10, 30'000);
        QCOMPARE(branch.size(), QSize(640, 480));
        branch.rate.setKbit(300, 900);
        gint64 bitrate = 0;
        GValue value = G_VALUE_INIT;
        g_value_init(&value, G_TYPE_INT64);
        g_object_get_property(G_OBJECT(branch.encoder), setting.constData(), &value);
        bitrate = g_value_get_int64(&value);
        QCOMPARE(bitrate, 300 * unit);
        branch.rate.setShape({{320, 240}, 15});
        QTRY_COMPARE_WITH_TIMEOUT(branch.size(), QSize(320, 240), 30'000);
        const int before = branch.keys;
        QTRY_VERIFY_WITH_TIMEOUT(branch.keys >= before && branch.pictures > 20, 30'000);
        branch.rate.setShape({{640, 480}, 30});
        QTRY_COMPARE_WITH_TIMEOUT(branch.size(), QSize(640, 480), 30'000);
        const int pictures = branch.pictures;
        QTRY_VERIFY_WITH_TIMEOUT(branch.pictures > pictures + 10, 30'000); // and it goes on
    }

    void whatWouldWaitIsNotEncoded() // and it is never black
    {
        Branch branch(makeVideoEncoder(VideoCodec::H264, 800));
        QTRY_VERIFY_WITH_TIMEOUT(branch.pictures > 10, 30'000);
        branch.rate.setHeld(true);
        QTRY_VERIFY_WITH_TIMEOUT(branch.rate.skipped() > 30, 30'000);
        const int held = branch.pictures;
        QTRY_VERIFY_WITH_TIMEOUT(branch.pictures > held, 30'000);
        QVERIFY(branch.rate.skipped() > 5 * (branch.pictures - held));
        branch.rate.setHeld(false);
        const int keys = branch.keys;
        branch.rate.refresh();
        QTRY_VERIFY_WITH_TIMEOUT(branch.keys > keys, 30'000);
    }

    void aSlowPaceSkipsPicturesInsteadOfKeepingThem()
    {
        Branch branch(makeVideoEncoder(VideoCodec::H264, 2000));
        QTRY_VERIFY_WITH_TIMEOUT(branch.pictures > 10, 30'000);
        branch.rate.setKbit(2000, 100); // the encoder does not obey
        QTRY_VERIFY_WITH_TIMEOUT(branch.rate.skipped() > 20, 30'000);
        QVERIFY(branch.rate.pacer().waitingMs() < 5000);
    }

    void aPacketIsSentAgainAsOftenAsIsAllowed()
    {
        PictureRate rate;
        RepairLimit limit(rate.pacer());
        const GstRef<GstElement> bin(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
        limit.watch(bin.get());
        const auto repair = makeElement("rtprtxsend");
        QVERIFY(repair);
        gst_bin_add(GST_BIN(bin.get()), *repair);
        gst_element_set_state(bin.get(), GST_STATE_PAUSED);
        const GstRef<GstPad> pad(gst_element_get_static_pad(*repair, "src"));
        const auto ask = [&pad](guint sequence, guint ssrc = 5) {
            gst_pad_send_event(
                pad.get(),
                gst_event_new_custom(GST_EVENT_CUSTOM_UPSTREAM,
                                     gst_structure_new("GstRTPRetransmissionRequest", "seqnum", G_TYPE_UINT, sequence,
                                                       "ssrc", G_TYPE_UINT, ssrc, nullptr)));
        };
        for (int i = 0; i < 5; ++i)
            ask(100);
        QCOMPARE(limit.refused(), 5 - RepairLimit::mostTries);
        limit.allow(1);
        ask(101);
        QCOMPARE(limit.refused(), 2);
        ask(101);
        QCOMPARE(limit.refused(), 3);
        ask(101, 6); // another stream's
        QCOMPARE(limit.refused(), 3);
        limit.allow(0);
        ask(102);
        QCOMPARE(limit.refused(), 4);
        limit.allow(RepairLimit::mostTries);
        ask(102);
        QCOMPARE(limit.refused(), 4);
        gst_element_set_state(bin.get(), GST_STATE_NULL);
    }
};

SIZHEN_TEST(PictureRateTest)
#include "picturerate_test.moc"
