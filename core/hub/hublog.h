// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace sizhen {
// Ids of institutions, counts, codes; a hub has nothing else to tell.
Q_DECLARE_LOGGING_CATEGORY(lcHub)
} // namespace sizhen
