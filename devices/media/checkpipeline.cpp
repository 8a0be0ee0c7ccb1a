// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/checkpipeline.h"

#include <gst/app/gstappsink.h>

#include <algorithm>
#include <chrono>
#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

constexpr double checkHz = 48'000;
constexpr qsizetype stepSamples = 480; // 10 ms
constexpr qsizetype mostHeard = qsizetype(checkHz) * 3;
constexpr double onsetAboveDb = 12;
constexpr auto listenFor = 1000ms;
constexpr auto playFor = 1200ms;
constexpr GstClockTime soundAhead = 120 * GST_MSECOND; // a busy computer still plays the tone in time
constexpr auto silentVolume = 1e-6; // of 0 a source says that there is nothing, and a sink that got nothing starts late
constexpr auto toneVolume = 0.25; // -12 dBFS: heard in a room, and no fright

Error openError(const QString &detail)
{
    return {Fault::Io, u"media: "_s + detail, {}, u"media.device_failed"_s, {}};
}

double meanDb(const QVector<qint16> &samples)
{
    double squares = 0;
    for (const auto sample : samples)
        squares += double(sample) * sample;
    if (samples.isEmpty() || squares <= 0)
        return SoundLevels::silentDb;
    return std::max(SoundLevels::silentDb, 10 * std::log10(squares / double(samples.size()) / (32768.0 * 32768.0)));
}

// In blocks of 100 ms: a sound server that stumbles shifts the tone, and over a longer time it would cancel itself out.
double toneDbOf(const QVector<qint16> &samples)
{
    constexpr qsizetype block = 4800;
    double power = 0;
    int blocks = 0;
    for (qsizetype at = 0; at + block <= samples.size(); at += block, ++blocks)
        power += std::pow(10, toneLevelDb(samples.mid(at, block), MediaCheck::toneHz, checkHz) / 10);
    return blocks == 0 ? SoundLevels::silentDb : 10 * std::log10(power / blocks);
}

// Each device by itself, from the sink up: one that does not open takes none along.
Result<> startParts(const std::vector<GstElement *> &elements)
{
    bool all = true;
    for (auto it = elements.rbegin(); it != elements.rend(); ++it)
        all = gst_element_sync_state_with_parent(*it) && all;
    return all ? Result<>() : fail(Fault::Io, u"media: it does not start"_s);
}

// When the tone is first heard, in ms; nothing when it is not.
std::optional<int> onsetMs(const QVector<qint16> &heard, double beforeDb)
{
    for (qsizetype at = 0; at + stepSamples <= heard.size(); at += stepSamples)
        if (toneLevelDb(heard.mid(at, stepSamples), MediaCheck::toneHz, checkHz) > beforeDb + onsetAboveDb)
            return int(at * 1000 / qsizetype(checkHz));
    return {};
}

} // namespace

CheckPipeline::CheckPipeline(QObject *parent)
    : QObject(parent)
    , m_tenth(this)
    , m_step(this)
{
    m_tenth.setInterval(100ms);
    m_step.setSingleShot(true);
    connect(&m_tenth, &QTimer::timeout, this, [this] {
        SoundLevels levels;
        if (m_sound)
            levels.microphoneDb = m_sound->level.db;
        if (m_output)
            levels.loudspeakerDb = m_output->level().db;
        Q_EMIT levelsChanged(levels);
    });
    connect(&m_step, &QTimer::timeout, this, [this] { m_plays ? judge() : play(); });
}

CheckPipeline::~CheckPipeline()
{
    release();
}

void CheckPipeline::start(const CallDevices &devices)
{
    release();
    m_findings = {};
    if (const auto loaded = loadGStreamer(); !loaded) {
        m_findings.camera = m_findings.microphone = m_findings.loudspeaker = loaded.error();
        return;
    }
    m_pipeline.reset(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
    gst_pipeline_set_latency(GST_PIPELINE(m_pipeline.get()), soundAhead);
    m_bus = std::make_unique<BusWatch>(
        m_pipeline.get(), [](const QString &) {}, [] {},
        [this](GstObject *element, const QString &detail) { return failedElement(element, detail); });
    gst_element_set_state(m_pipeline.get(), GST_STATE_PLAYING);
    const auto add = [this](const std::optional<MediaDevice> &device, Part part, auto adder) {
        if (!device)
            return;
        if (const auto done = (this->*adder)(*device); !done)
            note(part, done.error().detail);
    };
    add(devices.loudspeaker, Part::Loudspeaker, &CheckPipeline::addLoudspeaker);
    add(devices.microphone, Part::Microphone, &CheckPipeline::addMicrophone);
    add(devices.camera, Part::Camera, &CheckPipeline::addCamera);
    gst_bin_recalculate_latency(GST_BIN(m_pipeline.get())); // parts that came later know nothing of it
    m_tenth.start();
}

Result<> CheckPipeline::addMicrophone(const MediaDevice &device)
{
    m_sound = std::make_unique<InputCounts>();
    const auto input = makeSoundInput(device, {}, *m_sound);
    const auto sink = makeElement("appsink", {{"sync", "false"}, {"async", "false"}, {"caps", callSound}});
    if (!input || !sink)
        return tl::unexpected(!input ? input.error() : sink.error());
    GstAppSinkCallbacks callbacks{};
    callbacks.new_sample = [](GstAppSink *from, gpointer self) {
        static_cast<CheckPipeline *>(self)->take(from);
        return GST_FLOW_OK;
    };
    gst_app_sink_set_callbacks(GST_APP_SINK(*sink), &callbacks, this, nullptr);
    m_microphone = *input;
    return chain(GST_BIN(m_pipeline.get()), {*input, *sink}).and_then([&] { return startParts({*input, *sink}); });
}

Result<> CheckPipeline::addCamera(const MediaDevice &device)
{
    m_pictures = std::make_unique<InputCounts>();
    InputPlan plan;
    plan.preview = [this](const QVideoFrame &picture) {
        if (!m_pictureUnderWay.exchange(true))
            QMetaObject::invokeMethod(this, [this, picture] { Q_EMIT pictureArrived(picture); });
    };
    const auto input = makePictureInput(device, plan, *m_pictures);
    const auto sink = makeElement("fakesink", {{"sync", "false"}, {"async", "false"}});
    if (!input || !sink)
        return tl::unexpected(!input ? input.error() : sink.error());
    m_camera = *input;
    return chain(GST_BIN(m_pipeline.get()), {*input, *sink}).and_then([&] { return startParts({*input, *sink}); });
}

Result<> CheckPipeline::addLoudspeaker(const MediaDevice &device)
{
    m_output = std::make_unique<SoundOutput>();
    const auto tone = makeElement("audiotestsrc",
                                  {{"is-live", "true"},
                                   {"samplesperbuffer", "480"},
                                   {"freq", QByteArray::number(MediaCheck::toneHz)},
                                   {"volume", QByteArray::number(silentVolume)}});
    const auto caps = makeElement("capsfilter", {{"caps", callSound}});
    if (!tone || !caps)
        return tl::unexpected(!tone ? tone.error() : caps.error());
    auto *bin = GST_BIN(m_pipeline.get());
    if (const auto done = chain(bin, {*tone, *caps}).and_then([&] { return m_output->build(bin); }); !done)
        return done;
    m_tone = *tone;
    if (!gst_element_link(*caps, m_output->first()) || !m_output->start())
        return fail(Fault::Unsupported, u"media: the test sound does not fit"_s);
    return m_output->use(device).and_then([&] { return startParts({*tone, *caps}); });
}

bool CheckPipeline::failedElement(GstObject *element, const QString &detail)
{
    const auto within
        = [element](GstElement *bin) { return bin && gst_object_has_as_ancestor(element, GST_OBJECT(bin)); };
    const auto part = within(m_camera) ? Part::Camera : within(m_microphone) ? Part::Microphone : Part::Loudspeaker;
    if (part == Part::Loudspeaker && m_output)
        (void)m_output->failed(element);
    QMetaObject::invokeMethod(
        this, [this, part, detail] { note(part, detail); }, Qt::QueuedConnection);
    return true;
}

void CheckPipeline::note(Part part, const QString &detail)
{
    auto &which = part == Part::Camera ? m_findings.camera
        : part == Part::Microphone     ? m_findings.microphone
                                       : m_findings.loudspeaker;
    which = openError(detail);
}

void CheckPipeline::take(GstAppSink *from)
{
    auto *sample = gst_app_sink_pull_sample(from);
    if (!sample)
        return;
    GstMapInfo map;
    auto *buffer = gst_sample_get_buffer(sample);
    if (gst_buffer_map(buffer, &map, GST_MAP_READ)) {
        const auto *values = reinterpret_cast<const qint16 *>(map.data);
        const std::scoped_lock lock(m_mutex);
        for (gsize i = 0; m_listens && i < map.size / sizeof(qint16) && m_heard.size() < mostHeard; ++i)
            m_heard.append(values[i]);
        gst_buffer_unmap(buffer, &map);
    }
    gst_sample_unref(sample);
}

QVector<qint16> CheckPipeline::takeHeard()
{
    const std::scoped_lock lock(m_mutex);
    m_listens = true;
    return std::exchange(m_heard, {});
}

void CheckPipeline::playSound()
{
    (void)takeHeard();
    m_plays = false;
    m_picturesBefore = m_pictures ? m_pictures->pictures.load() : 0;
    m_step.start(listenFor);
}

void CheckPipeline::play()
{
    const auto before = takeHeard();
    m_findings.loudestDb = meanDb(before);
    m_findings.toneBeforeDb = toneDbOf(before);
    if (m_tone)
        g_object_set(m_tone, "volume", toneVolume, nullptr);
    m_plays = true;
    m_step.start(playFor);
}

void CheckPipeline::judge()
{
    const auto during = takeHeard();
    if (m_tone)
        g_object_set(m_tone, "volume", silentVolume, nullptr);
    m_plays = false;
    m_findings.echoMs = onsetMs(during, std::max(m_findings.toneBeforeDb, -70.0));
    const auto heardFrom = qsizetype(m_findings.echoMs.value_or(0)) * qsizetype(checkHz) / 1000;
    m_findings.toneDb = toneDbOf(during.mid(heardFrom));
    if (m_pictures) {
        const auto seconds = std::chrono::duration<double>(listenFor + playFor).count();
        m_findings.picturesPerSecond = double(m_pictures->pictures - m_picturesBefore) / seconds;
        m_findings.pictureSize = {m_pictures->width, m_pictures->height};
    }
    Q_EMIT found(m_findings);
}

void CheckPipeline::stop()
{
    release();
    Q_EMIT stopped();
}

void CheckPipeline::release()
{
    m_tenth.stop();
    m_step.stop();
    // A device that has failed would be opened again on the pipeline's way down, and hold it up.
    for (auto *part : {m_microphone, m_camera})
        if (part) {
            gst_element_set_state(part, GST_STATE_NULL);
            gst_bin_remove(GST_BIN(m_pipeline.get()), part);
        }
    if (m_output)
        m_output->close();
    if (m_pipeline)
        gst_element_set_state(m_pipeline.get(), GST_STATE_NULL);
    m_bus.reset();
    m_pipeline.reset();
    m_output.reset();
    m_sound.reset();
    m_pictures.reset();
    m_tone = m_microphone = m_camera = nullptr;
    m_plays = false;
}

} // namespace sizhen
