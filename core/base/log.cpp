// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/log.h"

namespace sizhen {
Q_LOGGING_CATEGORY(lcStore, "sizhen.store")
Q_LOGGING_CATEGORY(lcRecords, "sizhen.records")
Q_LOGGING_CATEGORY(lcForms, "sizhen.forms")
Q_LOGGING_CATEGORY(lcConsult, "sizhen.consult")
Q_LOGGING_CATEGORY(lcSync, "sizhen.sync")
Q_LOGGING_CATEGORY(lcNet, "sizhen.net")
Q_LOGGING_CATEGORY(lcDevice, "sizhen.device")
Q_LOGGING_CATEGORY(lcUi, "sizhen.ui")
} // namespace sizhen
