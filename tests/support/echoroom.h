// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/inputbin.h"
#include "devices/media/patientsource.h"
#include "devices/media/soundoutput.h"
#include "tests/support/soundserver.h"

#include <cmath>

namespace sizhen::test {

// A loudspeaker that plays speech and a microphone that hears it, in one pipeline as in a call.
class EchoRoom
{
public:
    MediaDevice microphone;
    MediaDevice loudspeaker;

    // Mean level at the canceller's output in dBFS from `settleS` until `untilS`, after a start.
    [[nodiscard]] double echoDb(bool cancels, double settleS, double untilS)
    {
        const GstRef<GstElement> pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
        auto *bin = GST_BIN(pipeline.get());
        SoundOutput output;
        InputCounts counts;
        const auto voice = makePatientVoice(bin);
        if (!voice || !output.build(bin) || !gst_element_link(*voice, output.first()) || !output.use(loudspeaker))
            qFatal("no loudspeaker");
        InputPlan plan;
        if (cancels)
            plan.echoProbe = output.echoProbe();
        const auto input = makeSoundInput(microphone, plan, counts);
        const auto sink = makeElement("fakesink", {{"sync", "false"}, {"async", "false"}});
        if (!input || !sink || !chain(bin, {*input, *sink}))
            qFatal("no microphone");
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        const double mean = listen(counts, settleS, untilS);
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        return mean;
    }

    // The same without a sound server: the way through the room takes exactly `delayMs`, and three quarters get lost on
    // it.
    [[nodiscard]] static double quietRoomDb(int delayMs, bool cancels, double settleS, double untilS)
    {
        const GstRef<GstElement> pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
        auto *bin = GST_BIN(pipeline.get());
        const auto voice = makePatientVoice(bin);
        const auto made = [](const char *factory, const GstSettings &settings = {}) {
            const auto one = makeElement(factory, settings);
            if (!one)
                qFatal("no %s", factory);
            return *one;
        };
        auto *probe = made("webrtcechoprobe");
        gst_object_set_name(GST_OBJECT(probe), "quiet-room");
        auto *split = made("tee");
        auto *through = made("queue", {{"max-size-time", "2000000000"}, {"max-size-buffers", "0"}});
        const auto ear = echoTaker(cancels ? "quiet-room" : QByteArray());
        if (!voice || !ear || !chain(bin, {probe, split, made("queue"), made("fakesink", {{"sync", "true"}})})
            || !chain(bin,
                      {through, made("volume", {{"volume", "0.25"}}), made("audioconvert"),
                       made("capsfilter", {{"caps", callSound}}), *ear, made("fakesink", {{"sync", "true"}})})
            || !gst_element_link(*voice, probe) || !gst_element_link(split, through))
            qFatal("no room");
        InputCounts counts;
        const GstRef<GstPad> late(gst_element_get_static_pad(through, "src"));
        gst_pad_set_offset(late.get(), delayMs * gint64(GST_MSECOND));
        const GstRef<GstPad> heard(gst_element_get_static_pad(*ear, "src"));
        watchLevel(heard.get(), counts.level);
        gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
        const double mean = listen(counts, settleS, untilS);
        gst_element_set_state(pipeline.get(), GST_STATE_NULL);
        return mean;
    }

private:
    static double listen(const InputCounts &counts, double settleS, double untilS)
    {
        QElapsedTimer clock;
        clock.start();
        double power = 0;
        int looks = 0;
        while (double(clock.elapsed()) < untilS * 1000) {
            (void)passUntil([] { return false; }, 100);
            if (double(clock.elapsed()) < settleS * 1000)
                continue;
            power += std::pow(10, counts.level.db / 10);
            ++looks;
        }
        return 10 * std::log10(power / std::max(looks, 1));
    }
};

} // namespace sizhen::test
