// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/mediafactory.h"

#include "devices/media/gstcheck.h"
#include "devices/media/gstdevices.h"
#include "devices/media/gstengine.h"

namespace sizhen {

Result<std::unique_ptr<MediaEngine>> makeMediaEngine()
{
    return std::make_unique<GstEngine>();
}

Result<std::unique_ptr<MediaDevices>> makeMediaDevices()
{
    return std::make_unique<GstDevices>();
}

Result<std::unique_ptr<MediaCheck>> makeMediaCheck()
{
    return std::make_unique<GstCheck>();
}

} // namespace sizhen
