// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprotocol.h"

namespace sizhen {

QString PulseAbout::name() const
{
    return QStringList{vendor, model, serial, firmware}.join(u' ').simplified();
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
