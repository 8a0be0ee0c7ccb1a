// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"

#include <memory>

namespace sizhen {

// The engine of this build. Fault::Unsupported, "media.not_built", where it was built with SIZHEN_MEDIA=OFF.
[[nodiscard]] Result<std::unique_ptr<MediaEngine>> makeMediaEngine();

} // namespace sizhen
