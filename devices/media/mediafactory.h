// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediacheck.h"
#include "core/call/mediadevices.h"
#include "core/call/mediaengine.h"

#include <functional>
#include <memory>

namespace sizhen {

// What this build has. Fault::Unsupported, "media.not_built", where it was built with SIZHEN_MEDIA=OFF.
[[nodiscard]] Result<std::unique_ptr<MediaEngine>> makeMediaEngine(); // with devices of its own
// For a call with several ends: all engines it makes share one set of devices, which it holds.
[[nodiscard]] std::function<Result<std::unique_ptr<MediaEngine>>()> mediaEngineMaker();
[[nodiscard]] Result<std::unique_ptr<MediaDevices>> makeMediaDevices();
[[nodiscard]] Result<std::unique_ptr<MediaCheck>> makeMediaCheck();

} // namespace sizhen
