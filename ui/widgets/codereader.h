// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QStringList>

namespace sizhen {

// Texts of every QR code in a picture: a file, the clipboard, a frame of a camera. Pure; any thread.
[[nodiscard]] QStringList codesIn(const QImage &picture);

} // namespace sizhen
