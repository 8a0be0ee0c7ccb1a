// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulserecorder.h"

#include "core/base/log.h"

#include <chrono>
#include <utility>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {

PulseRecorder::PulseRecorder(PulseSource &source, Clock clock, Keep keep, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_clock(std::move(clock))
    , m_keep(std::move(keep))
{
    m_timer.setInterval(1s);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!isOnDisk())
            keepNow();
    });
    connect(&m_source, &PulseSource::blockReady, this, &PulseRecorder::add);
    connect(&m_source, &PulseSource::noticed, this, [this](const PulseEvent &event) {
        if (m_recording)
            m_growing.note(event);
    });
    connect(&m_source, &PulseSource::lost, this, [this](const Error &reason) {
        if (!m_recording || std::exchange(m_interrupted, true))
            return;
        m_growing.noteCable(true);
        keepNow();
        Q_EMIT interrupted(reason);
    });
}

Result<> PulseRecorder::begin(const QString &site)
{
    if (m_recording)
        return fail(Fault::Busy, u"another site is being recorded"_s);
    if (!m_source.isLocal())
        return tl::unexpected(Error{Fault::Denied, u"a partner's pulse cannot be commanded"_s, u"ORG-10"_s, {}, {}});
    if (!pulseSites().contains(site))
        return fail(Fault::Invalid, u"unknown site"_s);
    if (!m_source.isReady())
        return tl::unexpected(Error{Fault::NotFound, u"no instrument"_s, {}, u"pulse.not_connected"_s, {}});
    const auto scale = m_source.scale();
    m_growing.begin(site, scale, m_clock());
    m_badBefore = m_source.badFrames();
    m_recording = true;
    m_interrupted = false;
    m_keepFailed = false;
    m_timer.start();
    m_source.setPlace(m_place);
    m_source.start(site);
    return {};
}

void PulseRecorder::add(const PulseBlock &block)
{
    if (!m_recording || block.site != soFar().site || m_growing.isFull())
        return;
    count();
    if (m_interrupted)
        m_growing.noteCable(false);
    if (!m_growing.add(block)) {
        if (m_growing.isFull())
            Q_EMIT reachedLongest();
        return;
    }
    Q_EMIT grew(block);
    if (std::exchange(m_interrupted, false))
        Q_EMIT resumed(soFar().lostSamples);
    if (m_growing.isFull())
        Q_EMIT reachedLongest();
}

void PulseRecorder::count()
{
    const auto run = m_source.run(); // as of the samples that are told; the source may already know of later damage
    m_growing.count(run, run.integrity.frames > 0 ? run.integrity.badFrames : m_source.badFrames() - m_badBefore);
}

void PulseRecorder::setSegments(const QVector<PulseSegment> &segments)
{
    if (!m_recording)
        return;
    m_growing.setSegments(segments);
    m_source.noteSegments(segments);
}

// The raw bytes are, and the recording is read out of them again: a draft would only say the same once more.
bool PulseRecorder::isOnDisk() const
{
    return m_source.run().rawBytes > 0;
}

void PulseRecorder::keepNow()
{
    if (!m_keep || soFar().blocks.isEmpty())
        return;
    const auto kept = m_keep(taken().encode());
    if (kept || std::exchange(m_keepFailed, true))
        return;
    qCWarning(lcDevice) << "the draft of a pulse recording could not be kept:" << kept.error().detail;
    Q_EMIT keepFailed(kept.error());
}

Result<PulseRecording> PulseRecorder::finish()
{
    if (!m_recording)
        return fail(Fault::Invalid, u"nothing is being recorded"_s);
    m_timer.stop();
    count();
    keepNow(); // before the raw bytes are ended: without a draft, a run that was ended was thrown away
    m_source.stop();
    m_recording = false;
    m_interrupted = false;
    if (soFar().blocks.isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"no sample came"_s, {}, u"pulse.nothing_recorded"_s, {}});
    auto recording = taken();
    if (recording.isShort()) {
        qCWarning(lcDevice) << "a pulse recording of" << recording.stationSeconds << "s holds samples of"
                            << recording.heldSeconds() << "s";
        Q_EMIT fellShort(recording.stationSeconds, recording.heldSeconds());
    }
    return recording;
}

void PulseRecorder::cancel()
{
    if (!m_recording)
        return;
    m_source.stop();
    m_timer.stop();
    m_recording = false;
    m_interrupted = false;
    m_growing = {};
}

} // namespace sizhen
