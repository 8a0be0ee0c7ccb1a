// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprotocol.h"

namespace sizhen {

QString PulseAbout::name() const
{
    return QStringList{vendor, model, serial, firmware}.join(u' ').simplified();
}

} // namespace sizhen
