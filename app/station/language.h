// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QCoreApplication;

namespace sizhen {

// Installs the words of "zh" or "en" in place of those installed before; every window hears QEvent::LanguageChange.
void installLanguage(QCoreApplication &app, const QString &language);

} // namespace sizhen
