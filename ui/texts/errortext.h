// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QCoreApplication>

namespace sizhen {

// The one place where an Error becomes words for a reader: the sentence that `message` picks (its English text is the
// tr() source), with `args` filled in; else the sentence of the fault. The window and sizhenctl say the same.
class ErrorText
{
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
public:
    [[nodiscard]] static QString of(const Error &error); // one or two sentences: what happened, what to do
    [[nodiscard]] static QString of(Fault fault);
    // "INV-01", for small grey letters beside the sentence; empty when no rule spoke.
    [[nodiscard]] static QString rule(const Error &error);
};

} // namespace sizhen
