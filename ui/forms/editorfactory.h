// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/forms/fieldeditor.h"

#include <memory>

namespace sizhen {

// The editor of the field's kind. `readOnly`: this side may not type it; it is shown in words.
[[nodiscard]] std::unique_ptr<FieldEditor> makeEditor(const EditorSetting &setting, bool readOnly);

} // namespace sizhen
