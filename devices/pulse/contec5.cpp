// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/contec5.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

Contec5::Contec5(const PulseSetup &setup)
    : m_about(setup.about)
{
    if (m_about.vendor.isEmpty() && m_about.model.isEmpty()) {
        m_about.vendor = u"Contec"_s;
        m_about.model = u"CMS50D"_s;
    }
    if (m_about.rateHz <= 0)
        m_about.rateHz = usualHz;
    m_about.scale.instrument = m_about.name();
}

PulseHeard Contec5::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    QVector<SampleRun::Item> items;
    for (const char byte : bytes) {
        const bool begins = (quint8(byte) & 0x80) != 0;
        if (begins) {
            m_bad.garbage(m_frame.size()); // cut short
            m_frame.clear();
        } else if (m_frame.isEmpty()) {
            m_bad.garbage(1);
            continue;
        }
        m_frame.append(byte);
        if (m_frame.size() < frameSize)
            continue;
        onFrame(heard, items);
        m_frame.clear();
    }
    m_run.take(items, nowNs, false, heard);
    return heard;
}

void Contec5::onFrame(PulseHeard &heard, QVector<SampleRun::Item> &items)
{
    heard.anything = true;
    const int bad = m_bad.sound();
    m_counts.badFrames += bad;
    ++m_counts.frames;
    m_counts.soundBytes += frameSize;
    if (!std::exchange(m_known, true))
        heard.about = m_about;
    const auto value = [this](int at) { return int(quint8(m_frame[at])); };
    const bool noFinger = (value(0) & 0x10) != 0 || (value(2) & 0x10) != 0;
    const bool searching = (value(2) & 0x20) != 0;
    SampleRun::Item item;
    item.lostBefore = bad;
    if (!noFinger)
        item.pulse = value(1);
    items.append(item);
    PulseReadings readings;
    if (!noFinger && !searching) {
        if (const int rate = value(3) | ((value(2) & 0x40) << 1); rate > 0 && rate < 255)
            readings.perMinute = rate;
        if (const int oxygen = value(4); oxygen > 0 && oxygen <= 100)
            readings.oxygenPercent = oxygen;
    }
    heard.readings = readings;
}

QByteArray Contec5::encode(const PulseCommand &command)
{
    switch (command.kind) {
    case PulseCommand::Kind::Connect:
        m_frame.clear();
        m_bad.restart();
        m_known = false;
        m_run.recount();
        break;
    case PulseCommand::Kind::Start:
        m_run.begin(command.site, m_about.rateHz);
        break;
    case PulseCommand::Kind::Stop:
        m_run.end();
        break;
    case PulseCommand::Kind::Identify:
    case PulseCommand::Kind::Beat:
        break;
    }
    return {}; // it takes no commands
}

PulseIntegrity Contec5::integrity() const
{
    auto counts = m_counts;
    m_run.addTo(counts);
    return counts;
}

} // namespace sizhen
