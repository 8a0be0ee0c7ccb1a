// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/guidedrecorder.h"

namespace sizhen {

GuidedRecorder::GuidedRecorder(PulseRecorder &recorder, PulseSource &source, QObject *parent)
    : QObject(parent)
    , m_recorder(recorder)
    , m_source(source)
{
    connect(&m_recorder, &PulseRecorder::grew, this, &GuidedRecorder::take);
    connect(&source, &PulseSource::noticed, this, [this](const PulseEvent &event) {
        if (!m_taking)
            return;
        if (event.kind == PulseEvent::Kind::Contact || event.kind == PulseEvent::Kind::ContactLost)
            m_taking->contact(event.kind == PulseEvent::Kind::Contact);
        follow();
    });
}

Result<> GuidedRecorder::begin(const QString &site, const QVector<TakingStep> &steps, double steady,
                               PressureRange range)
{
    if (const auto begun = m_recorder.begin(site); !begun)
        return begun;
    m_taking.emplace(steps, steady, range);
    m_segments.clear();
    m_status = m_taking->status();
    m_range = range;
    Q_EMIT changed();
    return {};
}

void GuidedRecorder::take(const PulseBlock &block)
{
    if (!m_taking)
        return;
    m_taking->feed(block, m_source.scale().pressureScale);
    follow();
}

void GuidedRecorder::follow()
{
    m_range = m_taking->range();
    while (m_segments.size() < m_taking->segments().size()) {
        m_segments.append(m_taking->segments()[m_segments.size()]);
        m_recorder.setSegments(m_segments);
        Q_EMIT segmentEnded(m_segments.last());
        if (!m_taking)
            return; // whoever listened has ended it
    }
    if (m_status == m_taking->status())
        return;
    m_status = m_taking->status();
    Q_EMIT changed();
    if (m_taking && m_status.phase == GuidedTaking::Phase::Done)
        Q_EMIT done();
}

void GuidedRecorder::key()
{
    if (!m_taking)
        return;
    m_taking->key();
    follow();
}

void GuidedRecorder::skip()
{
    if (!m_taking)
        return;
    m_taking->skip();
    follow();
}

Result<PulseRecording> GuidedRecorder::finish()
{
    m_taking.reset();
    return m_recorder.finish();
}

} // namespace sizhen
