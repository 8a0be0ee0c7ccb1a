// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sizhen {

// Takes from the clipboard what was copied here: a name must not outlive the lock (GB/T 22239, residual information). What another
// program put there stays.
void forgetCopied();

} // namespace sizhen
