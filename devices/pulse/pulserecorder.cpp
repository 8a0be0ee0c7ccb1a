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
    connect(&m_timer, &QTimer::timeout, this, &PulseRecorder::keepNow);
    connect(&m_source, &PulseSource::blockReady, this, &PulseRecorder::add);
    connect(&m_source, &PulseSource::lost, this, [this](const Error &reason) {
        if (!m_recording || std::exchange(m_interrupted, true))
            return;
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
    m_soFar = PulseRecording{site, 0, scale.unit, scale.scale, scale.instrument, m_clock().toUTC(), {}, 0, 0};
    m_soFar.pressureUnit = scale.pressureUnit;
    m_soFar.pressureScale = scale.pressureScale;
    m_badBefore = m_source.badFrames();
    m_recording = true;
    m_interrupted = false;
    m_keepFailed = false;
    m_timer.start();
    m_source.start(site);
    return {};
}

void PulseRecorder::add(const PulseBlock &block)
{
    if (!m_recording || block.site != m_soFar.site || block.pulse.isEmpty())
        return;
    auto &blocks = m_soFar.blocks;
    const quint64 next = blocks.isEmpty() ? 0 : blocks.last().first + quint64(blocks.last().pulse.size());
    if (block.first < next || (!blocks.isEmpty() && block.rateHz != m_soFar.rateHz))
        return;
    m_soFar.rateHz = block.rateHz;
    m_soFar.lostSamples += int(block.first - next);
    const bool joins
        = !blocks.isEmpty() && block.first == next && blocks.last().pressure.isEmpty() == block.pressure.isEmpty();
    if (joins) {
        blocks.last().pulse += block.pulse;
        blocks.last().pressure += block.pressure;
    } else {
        blocks.append(block);
    }
    Q_EMIT grew(block);
    if (std::exchange(m_interrupted, false))
        Q_EMIT resumed(m_soFar.lostSamples);
}

void PulseRecorder::setSegments(const QVector<PulseSegment> &segments)
{
    if (m_recording)
        m_soFar.segments = segments;
}

PulseRecording PulseRecorder::taken() const
{
    auto recording = m_soFar;
    recording.segments.removeIf([end = recording.end()](const PulseSegment &segment) { return segment.end > end; });
    recording.badFrames = m_source.badFrames() - m_badBefore;
    return recording;
}

void PulseRecorder::keepNow()
{
    if (!m_keep || m_soFar.blocks.isEmpty())
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
    m_source.stop();
    m_timer.stop();
    keepNow();
    m_recording = false;
    m_interrupted = false;
    if (m_soFar.blocks.isEmpty())
        return tl::unexpected(Error{Fault::Invalid, u"no sample came"_s, {}, u"pulse.nothing_recorded"_s, {}});
    return taken();
}

void PulseRecorder::cancel()
{
    if (!m_recording)
        return;
    m_source.stop();
    m_timer.stop();
    m_recording = false;
    m_interrupted = false;
    m_soFar = {};
}

} // namespace sizhen
