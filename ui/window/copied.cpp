// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/copied.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void forgetCopied()
{
    auto *clipboard = QGuiApplication::clipboard();
    // Where no other program can reach it, Qt does not say whose it is.
    const auto own = QGuiApplication::platformName() == u"offscreen"_s || QGuiApplication::platformName() == u"minimal"_s;
    if (own || clipboard->ownsClipboard())
        clipboard->clear();
}

} // namespace sizhen
