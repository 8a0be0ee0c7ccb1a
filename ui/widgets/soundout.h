// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAudioSink>
#include <QObject>

#include <memory>

namespace sizhen {

// The loudspeaker of this computer for 16-bit sound of 48 kHz in two channels; silent, and it says so, where there is
// none.
class SoundOut final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    bool begin(); // false: no loudspeaker that takes it
    void write(const QByteArray &samples); // what does not fit is dropped: sound never runs behind the picture
    void end();

private:
    std::unique_ptr<QAudioSink> m_sink;
    QIODevice *m_device = nullptr; // the sink's
};

} // namespace sizhen
