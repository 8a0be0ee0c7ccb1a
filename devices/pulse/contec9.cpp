// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/contec9.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr quint8 contecLive = 0x01;

QByteArray contecCommand(quint8 command)
{
    auto bytes = QByteArray(Contec9::frameSize, char(0x80));
    bytes[0] = 0x7D;
    bytes[1] = char(0x81);
    bytes[2] = char(command);
    return bytes;
}

bool isLiveFrame(const QByteArray &frame)
{
    return quint8(frame[0]) == contecLive && (quint8(frame[1]) & 0xF0) == 0xE0 && (quint8(frame[1]) & 0x03) < 3
        && quint8(frame[7]) == 0xFF && quint8(frame[8]) == 0xFF;
}

} // namespace

Contec9::Contec9(const PulseSetup &setup)
    : m_about(setup.about)
{
    if (m_about.vendor.isEmpty() && m_about.model.isEmpty()) {
        m_about.vendor = u"Contec"_s;
        m_about.model = u"CMS50D+"_s;
    }
    if (m_about.rateHz <= 0)
        m_about.rateHz = usualHz;
    m_about.scale.instrument = m_about.name();
}

PulseHeard Contec9::feed(QByteArrayView bytes, qint64 nowNs)
{
    PulseHeard heard;
    QVector<SampleRun::Item> items;
    for (const char byte : bytes) {
        const bool begins = (quint8(byte) & 0x80) == 0;
        if (begins) {
            m_bad.garbage(m_frame.size()); // cut short
            m_frame.clear();
        } else if (m_frame.isEmpty()) {
            m_bad.garbage(1); // the middle of something
            continue;
        }
        m_frame.append(byte);
        if (m_frame.size() < frameSize)
            continue;
        if (isLiveFrame(m_frame))
            onFrame(heard, items);
        else
            m_bad.garbage(frameSize);
        m_frame.clear();
    }
    m_run.take(items, nowNs, false, heard);
    return heard;
}

void Contec9::onFrame(PulseHeard &heard, QVector<SampleRun::Item> &items)
{
    heard.anything = true;
    const int bad = m_bad.sound();
    m_counts.badFrames += bad;
    ++m_counts.frames;
    m_counts.soundBytes += frameSize;
    if (!std::exchange(m_known, true))
        heard.about = m_about;
    const auto value = [this](int at) { return quint8(m_frame[at]) & 0x7F; };
    const int validity = value(1) & 0x03;
    SampleRun::Item item;
    item.lostBefore = bad;
    if (validity < 2)
        item.pulse = value(3);
    items.append(item);
    PulseReadings readings;
    if (validity == 0) {
        if (const int rate = value(5) | ((value(1) & 0x08) << 4); rate > 0 && rate < 255)
            readings.perMinute = rate;
        if (const int oxygen = value(6); oxygen > 0 && oxygen <= 100)
            readings.oxygenPercent = oxygen;
    }
    heard.readings = readings;
}

QByteArray Contec9::encode(const PulseCommand &command)
{
    switch (command.kind) {
    case PulseCommand::Kind::Connect:
        m_frame.clear();
        m_bad.restart();
        m_known = false;
        m_run.recount();
        return contecCommand(0xA1);
    case PulseCommand::Kind::Start:
        m_run.begin(command.site, m_about.rateHz);
        return {};
    case PulseCommand::Kind::Stop: // the wave goes on: silence would mean that the instrument is gone
        m_run.end();
        return {};
    case PulseCommand::Kind::Beat:
        return contecCommand(0xAF);
    case PulseCommand::Kind::Identify:
        break;
    }
    return {};
}

PulseIntegrity Contec9::integrity() const
{
    auto counts = m_counts;
    m_run.addTo(counts);
    return counts;
}

} // namespace sizhen
