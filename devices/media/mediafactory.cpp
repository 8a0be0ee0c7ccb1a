// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/mediafactory.h"

#include "devices/media/gstengine.h"

namespace sizhen {

Result<std::unique_ptr<MediaEngine>> makeMediaEngine()
{
    return std::make_unique<GstEngine>();
}

} // namespace sizhen
