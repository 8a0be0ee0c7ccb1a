// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <functional>
#include <optional>

class QIODevice;
struct AVFormatContext;

namespace sizhen {

// What is left of an input into a Matroska file with an index and a length, which a live one has not. `damage` says
// whether the input ended for a reason.
[[nodiscard]] Result<> copyMatroska(AVFormatContext &input, QIODevice &file,
                                    const std::function<std::optional<Error>()> &damage);

} // namespace sizhen
