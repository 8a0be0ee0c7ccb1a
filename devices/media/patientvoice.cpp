// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/patientvoice.h"

#include "devices/media/gstref.h"

#include <gst/app/gstappsink.h>

#include <cmath>

namespace sizhen {
namespace {

constexpr auto wordsOfThePatient = "Good morning, doctor. I have been tired for two weeks, and I sleep badly.";
constexpr GstClockTime mostWait = 3 * GST_SECOND;
constexpr qsizetype mostVoice = qsizetype(voiceHz) * 30;

QVector<qint16> toneOfThePatient()
{
    QVector<qint16> tone(voiceHz);
    for (int i = 0; i < voiceHz; ++i) {
        const double at = double(i) / voiceHz;
        const double swell = 0.6 + 0.4 * std::sin(2 * M_PI * 3 * at);
        tone[i] = qint16(6000 * swell * std::sin(2 * M_PI * 220 * at));
    }
    return tone;
}

void appendSample(QVector<qint16> &voice, GstSample *sample)
{
    GstMapInfo map;
    if (auto *buffer = gst_sample_get_buffer(sample); buffer && gst_buffer_map(buffer, &map, GST_MAP_READ)) {
        const auto *values = reinterpret_cast<const qint16 *>(map.data);
        for (gsize i = 0; i < map.size / sizeof(qint16) && voice.size() < mostVoice; ++i)
            voice.append(values[i]);
        gst_buffer_unmap(buffer, &map);
    }
    gst_sample_unref(sample);
}

QVector<qint16> spoken(GstElement *pipeline, GstAppSink *sink)
{
    QVector<qint16> voice;
    gst_element_set_state(pipeline, GST_STATE_PLAYING);
    while (auto *sample = gst_app_sink_try_pull_sample(sink, mostWait))
        appendSample(voice, sample);
    gst_element_set_state(pipeline, GST_STATE_NULL);
    return voice;
}

QVector<qint16> speechOfThePatient()
{
    const auto source = makeElement("espeak", {{"text", wordsOfThePatient}});
    if (!source)
        return {};
    const GstRef<GstElement> pipeline(gst_pipeline_new(nullptr));
    const auto convert = makeElement("audioconvert");
    const auto resample = makeElement("audioresample");
    const auto sink
        = makeElement("appsink", {{"sync", "false"}, {"caps", "audio/x-raw,format=S16LE,rate=48000,channels=1"}});
    if (!convert || !resample || !sink || !chain(GST_BIN(pipeline.get()), {*source, *convert, *resample, *sink}))
        return {};
    return spoken(pipeline.get(), GST_APP_SINK(*sink));
}

} // namespace

// Spoken once: eSpeak's library has one state for all, and two engines that speak at once end the program.
QVector<qint16> patientVoice()
{
    static const QVector<qint16> spokenOnce = [] {
        auto voice = speechOfThePatient();
        if (voice.size() < voiceHz / 2)
            return toneOfThePatient();
        voice.resize(voice.size() + voiceHz / 4); // a breath
        return voice;
    }();
    return spokenOnce;
}

} // namespace sizhen
