// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/link/link.h"

#include <QUrl>
#include <memory>

namespace sizhen {

// "serial:///dev/ttyUSB0?baud=115200", "tcp://127.0.0.1:4711", "replay:///path/to/capture.bin",
// and "hid:0483:5750/SERIAL" where hidapi is.
// Fault::Unsupported for any other scheme.
[[nodiscard]] Result<std::unique_ptr<Link>> makeLink(const QUrl &address);

} // namespace sizhen
