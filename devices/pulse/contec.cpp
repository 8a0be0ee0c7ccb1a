// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/contec.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Contec::Contec(const PulseSetup &setup, const Shape &shape)
    : m_size(shape.size)
    , m_firstHasBit7(shape.firstHasBit7)
    , m_about(setup.about)
    , m_bad(shape.size)
{
    if (m_about.vendor.isEmpty() && m_about.model.isEmpty()) {
        m_about.vendor = u"Contec"_s;
        m_about.model = shape.model;
    }
    if (m_about.rateHz <= 0)
        m_about.rateHz = usualHz;
    m_about.scale.instrument = m_about.name();
}

PulseHeard Contec::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    QVector<SampleRun::Item> items;
    for (const char byte : bytes) {
        const bool begins = ((quint8(byte) & 0x80) != 0) == m_firstHasBit7;
        if (begins) {
            m_bad.garbage(m_frame.size()); // cut short
            m_frame.clear();
        } else if (m_frame.isEmpty()) {
            m_bad.garbage(1); // the middle of something
            continue;
        }
        m_frame.append(byte);
        if (m_frame.size() < m_size)
            continue;
        if (const auto measured = read(m_frame))
            onFrame(*measured, heard, items);
        else
            m_bad.garbage(m_size);
        m_frame.clear();
    }
    m_run.take(items, nowNs, false, heard);
    return heard;
}

void Contec::onFrame(const Measured &measured, PulseHeard &heard, QVector<SampleRun::Item> &items)
{
    heard.anything = true;
    const int bad = m_bad.sound();
    m_counts.badFrames += bad;
    ++m_counts.frames;
    m_counts.soundBytes += m_size;
    if (!std::exchange(m_known, true))
        heard.about = m_about;
    items.append({measured.pulse, {}, bad});
    PulseReadings readings;
    if (const auto rate = measured.perMinute.value_or(0); rate > 0 && rate < 255)
        readings.perMinute = rate;
    if (const auto oxygen = measured.oxygenPercent.value_or(0); oxygen > 0 && oxygen <= 100)
        readings.oxygenPercent = oxygen;
    heard.readings = readings;
}

QByteArray Contec::encode(const PulseCommand &asked)
{
    switch (asked.kind) {
    case PulseCommand::Kind::Connect:
        m_frame.clear();
        m_bad.restart();
        m_known = false;
        m_run.recount();
        break;
    case PulseCommand::Kind::Start:
        m_run.begin(asked.site, m_about.rateHz);
        break;
    case PulseCommand::Kind::Stop: // the wave goes on: silence would mean that the instrument is gone
        m_run.end();
        break;
    case PulseCommand::Kind::Identify:
    case PulseCommand::Kind::Beat:
        break;
    }
    return command(asked.kind);
}

QByteArray Contec::command(PulseCommand::Kind) const
{
    return {};
}

PulseIntegrity Contec::integrity() const
{
    auto counts = m_counts;
    m_run.addTo(counts);
    return counts;
}

} // namespace sizhen
