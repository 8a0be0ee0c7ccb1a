// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace sizhen {

// A DICOM UID of our own without a registered root (PS3.5 B.2): "2.25." and the decimal number of a UUID. The UUID is
// made by name (RFC 4122, version 5) from `about`: the same thing gets the same UID on every machine.
[[nodiscard]] QByteArray dicomUid(const QByteArray &about);

} // namespace sizhen
