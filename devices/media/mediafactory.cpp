// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/mediafactory.h"

#include "devices/media/gstcheck.h"
#include "devices/media/gstdevices.h"
#include "devices/media/gstengine.h"
#include "devices/media/roomdevices.h"

namespace sizhen {

Result<std::unique_ptr<MediaEngine>> makeMediaEngine()
{
    return std::make_unique<GstEngine>();
}

std::function<Result<std::unique_ptr<MediaEngine>>()> mediaEngineMaker()
{
    // Who is dialled again finds them open.
    auto room = std::make_shared<DeviceRoom>(std::chrono::seconds(2));
    return [room = std::move(room)]() -> Result<std::unique_ptr<MediaEngine>> {
        return std::make_unique<GstEngine>(room);
    };
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
