// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/precall.h"

#include <QCoreApplication>

namespace sizhen {

// A check before a call, in words.
class CheckText
{
    Q_DECLARE_TR_FUNCTIONS(CheckText)
public:
    [[nodiscard]] static QString name(const PreCallItem &item); // "Microphone"
    [[nodiscard]] static QString sentence(const PreCallItem &item); // what was found and what to do
    [[nodiscard]] static QString verdict(const PreCallResult &result); // one line
    [[nodiscard]] static QString pending(const QString &part); // "Camera and sound are tried…"
};

} // namespace sizhen
