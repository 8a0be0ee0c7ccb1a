// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprotocol.h"

namespace sizhen {

QString PulseAbout::name() const
{
    return QStringList{vendor, model, serial, firmware}.join(u' ').simplified();
}

bool PulseAbout::isOverdue(const QDate &today) const
{
    const auto due = QDate::fromString(calibrationDue, Qt::ISODate);
    return due.isValid() && due < today;
}

PulseSetup setupOf(const PulseAbout &about)
{
    PulseSetup setup;
    setup.about = about;
    return setup;
}

PulseIntegrity operator-(PulseIntegrity now, const PulseIntegrity &before)
{
    now.frames -= before.frames;
    now.badFrames -= before.badFrames;
    now.gaps -= before.gaps;
    now.lostSamples -= before.lostSamples;
    now.nullSamples -= before.nullSamples;
    now.overflows -= before.overflows;
    now.soundBytes -= before.soundBytes;
    return now;
}

} // namespace sizhen
