// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/soundout.h"

#include "devices/record/moviereader.h"

#include <QAudioDevice>
#include <QMediaDevices>

namespace sizhen {
namespace {

constexpr qsizetype soundBufferBytes = MovieReader::soundHz * MovieReader::soundChannels * 2 / 2; // half a second

} // namespace

bool SoundOut::begin()
{
    end();
    QAudioFormat format;
    format.setSampleRate(MovieReader::soundHz);
    format.setChannelCount(MovieReader::soundChannels);
    format.setSampleFormat(QAudioFormat::Int16);
    const auto device = QMediaDevices::defaultAudioOutput();
    if (device.isNull() || !device.isFormatSupported(format))
        return false;
    m_sink = std::make_unique<QAudioSink>(device, format);
    m_sink->setBufferSize(soundBufferBytes);
    m_device = m_sink->start();
    return m_device != nullptr;
}

void SoundOut::write(const QByteArray &samples)
{
    if (m_device)
        m_device->write(samples.left(m_sink->bytesFree()));
}

void SoundOut::end()
{
    m_device = nullptr;
    if (m_sink)
        m_sink->stop();
    m_sink.reset();
}

} // namespace sizhen
