// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dicom/pulsecodes.h"

#include "core/pulse/tracedpulse.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen::pulsecodes {

DicomCode own(const QByteArray &value, const QByteArray &meaning)
{
    return {value, scheme, meaning};
}

std::optional<DicomCode> position(const QString &site)
{
    if (site.endsWith(u".cun"_s))
        return own("CUN", "Cun position of the radial artery (寸)");
    if (site.endsWith(u".guan"_s))
        return own("GUAN", "Guan position of the radial artery (关)");
    if (site.endsWith(u".chi"_s))
        return own("CHI", "Chi position of the radial artery (尺)");
    return std::nullopt;
}

std::optional<DicomCode> side(const QString &site)
{
    const auto hand = handOf(site);
    if (hand.isEmpty())
        return std::nullopt;
    return hand == u"left" ? DicomCode{"7771000", "SCT", "Left"} : DicomCode{"24028007", "SCT", "Right"};
}

DicomCode unit(const QString &ucum)
{
    if (ucum == u"1" || ucum.isEmpty())
        return {"1", "UCUM", "no units"};
    const auto text = ucum.toUtf8();
    return {text, "UCUM", text == "mm[Hg]" ? QByteArray("mmHg") : text};
}

DicomCode arterialPulse()
{
    return {"109116", "DCM", "Arterial Pulse Waveform"};
}

DicomCode holdingPressure()
{
    return own("HOLD", "Pressure that holds the sensor on the artery");
}

} // namespace sizhen::pulsecodes
