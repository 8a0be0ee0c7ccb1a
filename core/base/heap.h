// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace sizhen {

// For programs that analyse pulses again and again, first thing in main(): up to 32 MB of freed memory stay with the
// program. The arrays of ten minutes are some megabytes each; given back after each step and taken anew for the next,
// their pages cost a quarter of the analysis. Does nothing where the C library is not glibc.
void keepFreedMemory();

} // namespace sizhen
