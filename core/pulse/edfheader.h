// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QVector>

namespace sizhen {

// One signal of an EDF file, as its header describes it.
struct EdfSignalInfo {
    QString label;
    QString unit; // UCUM as far as we know how EDF spells it; "1" when none is stated
    int digitalLow = -32768;
    int digitalHigh = 32767;
    double physicalLow = 0; // in `unit`, of digitalLow; above physicalHigh when the signal was turned
    double physicalHigh = 0;
    qsizetype perRecord = 0; // samples of a data record

    [[nodiscard]] bool holdsAnnotations() const { return label == u"EDF Annotations"; }

    [[nodiscard]] double value(int digital) const
    {
        return physicalLow
            + (digital - digitalLow) * ((physicalHigh - physicalLow) / (double(digitalHigh) - digitalLow));
    }
};

// What stands before the samples of an EDF (Kemp et al. 1992) or EDF+ file (Kemp and Olivan 2003; www.edfplus.info).
struct EdfHeader {
    enum class Kind { Plain, Continuous, Discontinuous }; // EDF, EDF+C, EDF+D

    Kind kind = Kind::Plain;
    QString patient; // free text, of EDF+ "code sex birth name"; "" where it is not ASCII
    QString recording; // free text, of EDF+ "Startdate date code technician equipment …"
    QDateTime started; // as it stands there; nobody says of which zone
    qsizetype records = 0;
    double recordS = 0; // length of a data record
    QVector<EdfSignalInfo> channels; // annotations among them

    [[nodiscard]] qsizetype headerBytes() const { return (channels.size() + 1) * 256; }

    [[nodiscard]] qsizetype recordBytes() const;

    [[nodiscard]] double rateHz(const EdfSignalInfo &channel) const { return double(channel.perRecord) / recordS; }
};

// Whether the bytes begin as an EDF file does, or as its 24-bit cousin BDF, which is refused in words.
[[nodiscard]] bool looksLikeEdf(QByteArrayView bytes);

// `file` is the whole file: the header is believed only as far as the length bears it out. Fault::Invalid or
// Unsupported with the sentence "pulse.edf_…" for what contradicts itself or the file.
[[nodiscard]] Result<EdfHeader> parseEdfHeader(QByteArrayView file);

} // namespace sizhen
