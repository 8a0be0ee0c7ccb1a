// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/pulse/samplerun.h"

namespace sizhen {

// Amplifiers on a microcontroller board that print numbers: one sample a line, columns parted by comma, semicolon, tab
// or space ("raw,smooth,filtered,peak,HR,HRV", usually 115200 baud, 8N1, 125 a second). A line of names may come first,
// and again after a reset. Source: what sketches for force, piezo and light sensors print; there is no standard.
// An empty field or "nan" in the pulse's column is a sensor that measured nothing. No counter, no check sum: a lost
// line is seen by the clock only, a digit turned into another digit not at all.
class TextColumns final : public PulseProtocol
{
public:
    static constexpr double usualHz = 125;
    static constexpr qsizetype longestLine = 512;

    explicit TextColumns(const PulseSetup &setup);

    [[nodiscard]] PulseHeard feed(QByteArrayView bytes, qint64 nowNs) override;
    [[nodiscard]] QByteArray encode(const PulseCommand &command) override;
    [[nodiscard]] PulseIntegrity integrity() const override;

    [[nodiscard]] std::optional<PulseClockFit> clockFit() const override { return m_run.clockFit(); }

    [[nodiscard]] PulseSetup known() const override;
    [[nodiscard]] QByteArray halfRead() const override;

private:
    void onLine(QByteArray line, PulseHeard &heard, QVector<SampleRun::Item> &items);
    void onNames(const QStringList &names);
    [[nodiscard]] bool fits(qsizetype columns); // as many as always; learns another number when it stays
    void bad(qint64 samples);

    PulseSetup m_setup;
    QStringList m_names; // of the columns, as they are now
    PulseAbout m_about;
    QByteArray m_line;
    SampleRun m_run;
    PulseIntegrity m_counts;
    qsizetype m_columns = 0; // 0: not known yet
    qsizetype m_pulseAt = 0;
    qsizetype m_pressureAt = -1;
    qsizetype m_otherColumns = 0; // another number that came again and again
    int m_otherTimes = 0;
    qint64 m_lostBefore = 0;
    bool m_tooLong = false;
    bool m_first = true; // the first line of a connection may be the end of one
    bool m_known = false;
};

} // namespace sizhen
