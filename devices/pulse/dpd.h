// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/dpdframe.h"
#include "devices/pulse/samplerun.h"

#include <QJsonObject>

namespace sizhen {

// The station's half of the open "digital pulse diagnosis" instrument (frames: dpdframe.h; 115200 baud, 8N1): pulse and
// force, one sample a frame, a 32-bit sample counter. Commands carry u16 command, u32 request and a JSON map; answers
// the same with {status 0 taken / 1 refused, error, data}. START takes no argument of ours: how it presses is the
// instrument's own programme and its physician's, never the station's or the partner's (ORG-10).
class Dpd final : public PulseProtocol
{
public:
    static constexpr double usualHz = 250;

    explicit Dpd(const PulseSetup &setup);

    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;

    [[nodiscard]] std::optional<PulseClockFit> clockFit() const override { return m_run.clockFit(); }

    [[nodiscard]] PulseSetup known() const override { return setupOf(m_about); }

    [[nodiscard]] QByteArray halfRead() const override { return m_decoder.halfRead(); }

private:
    [[nodiscard]] QByteArray command(DpdCommand kind);
    [[nodiscard]] int damagedBefore(quint32 sequence); // frames that were lost to a damage, before this one
    void onResponse(const QByteArray &payload, PulseHeard &heard);
    void describe(const QJsonObject &data, PulseHeard &heard);
    void onSample(const DpdSample &sample, PulseHeard &heard, QVector<SampleRun::Item> &items);
    void onFlags(quint32 flags, PulseHeard &heard);

    PulseAbout m_about;
    DpdDecoder m_decoder;
    BadRun m_bad{dpdDataFrame};
    SampleRun m_run;
    PulseIntegrity m_counts;
    quint32 m_sequence = 0;
    quint32 m_request = 0;
    std::optional<quint32> m_lastSequence; // of the instrument's frames, on this connection
    std::optional<quint32> m_expected; // the instrument's number of the next sample of this run
    quint32 m_flags = 0;
    bool m_started = false; // START was answered, or samples come
};

} // namespace sizhen
