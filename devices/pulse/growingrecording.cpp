// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/growingrecording.h"

#include <algorithm>

namespace sizhen {
namespace {

constexpr double slowestHz = 10; // what a recording may hold (docs/wire.md)
constexpr double fastestHz = 10'000;

PulseMark::Kind markOf(PulseEvent::Kind kind)
{
    using From = PulseEvent::Kind;
    using To = PulseMark::Kind;
    switch (kind) {
    case From::Contact:
        return To::Contact;
    case From::ContactLost:
        return To::ContactLost;
    case From::Saturated:
        return To::Saturated;
    case From::BatteryLow:
        return To::BatteryLow;
    case From::Overflow:
        return To::Overflow;
    case From::EmergencyStop:
        return To::EmergencyStop;
    case From::ClockStep:
        return To::ClockStep;
    case From::RateWrong:
    case From::Refused:
    case From::Trigger:
        break;
    }
    return To::RateWrong;
}

} // namespace

void GrowingRecording::begin(const QString &site, const PulseScale &scale, const QDateTime &started)
{
    m_recording = {};
    m_full = false;
    m_recording.site = site;
    m_recording.unit = scale.unit;
    m_recording.scale = scale.scale;
    m_recording.pressureUnit = scale.pressureUnit;
    m_recording.pressureScale = scale.pressureScale;
    m_recording.instrument = scale.instrument;
    m_recording.started = started.toUTC();
}

bool GrowingRecording::isFull() const
{
    return m_full || m_recording.seconds() >= longestS;
}

bool GrowingRecording::add(const PulseBlock &block)
{
    auto &blocks = m_recording.blocks;
    const auto next = m_recording.end();
    if (block.site != m_recording.site || block.pulse.isEmpty() || block.first < next || isFull()
        || (!blocks.isEmpty() && block.rateHz != m_recording.rateHz) || block.rateHz < slowestHz
        || block.rateHz > fastestHz)
        return false;
    m_full = double(block.first) / block.rateHz >= longestS; // after a gap of that length it is another recording
    if (m_full)
        return false;
    m_recording.rateHz = block.rateHz;
    const auto missing = block.first - next;
    if (missing > 0)
        mark(PulseMark::Kind::Gap, next, double(missing));
    m_recording.lostSamples += int(missing);
    const bool joins
        = !blocks.isEmpty() && missing == 0 && blocks.last().pressure.isEmpty() == block.pressure.isEmpty();
    if (joins) {
        blocks.last().pulse += block.pulse;
        blocks.last().pressure += block.pressure;
    } else {
        blocks.append(block);
    }
    return true;
}

void GrowingRecording::mark(PulseMark::Kind kind, quint64 sample, double value)
{
    if (kind == PulseMark::Kind::ClockStep)
        ++m_recording.counts.clockSteps;
    else if (kind == PulseMark::Kind::ContactLost)
        ++m_recording.counts.contactLosses;
    auto &marks = m_recording.marks;
    if (marks.size() >= mostPulseMarks) {
        ++m_recording.counts.marksLeftOut;
        return;
    }
    const PulseMark fresh{kind, sample, value};
    const auto place = std::upper_bound(marks.begin(), marks.end(), fresh,
                                        [](const PulseMark &a, const PulseMark &b) { return a.sample < b.sample; });
    marks.insert(place, fresh);
}

void GrowingRecording::note(const PulseEvent &event)
{
    if (event.kind != PulseEvent::Kind::Refused && event.kind != PulseEvent::Kind::Trigger) // not about samples
        mark(markOf(event.kind), event.sample, event.value);
}

void GrowingRecording::noteCable(bool out)
{
    mark(out ? PulseMark::Kind::Unplugged : PulseMark::Kind::Resumed, m_recording.end(), 0);
}

void GrowingRecording::count(const PulseRun &run, int badFrames)
{
    if (badFrames > m_recording.badFrames)
        mark(PulseMark::Kind::BadFrames, m_recording.end(), badFrames - m_recording.badFrames);
    m_recording.badFrames = badFrames;
    m_recording.counts.frames = run.integrity.frames;
    m_recording.counts.gaps = run.integrity.gaps;
    m_recording.counts.nullSamples = run.integrity.nullSamples;
    m_recording.counts.overflows = run.integrity.overflows;
    if (run.clock)
        m_recording.clock = run.clock;
    m_recording.stationSeconds = run.stationSeconds;
    m_recording.rawSha256 = run.rawSha256;
    m_recording.rawBytes = run.rawBytes;
}

PulseRecording GrowingRecording::taken() const
{
    auto recording = m_recording;
    const auto end = recording.end();
    recording.segments.removeIf([end](const PulseSegment &segment) { return segment.end > end; });
    for (auto &mark : recording.marks)
        mark.sample = std::min(mark.sample, end);
    if (recording.isShort() && recording.marks.size() < mostPulseMarks)
        recording.marks.append({PulseMark::Kind::Short, end, recording.heldSeconds()});
    return recording;
}

} // namespace sizhen
