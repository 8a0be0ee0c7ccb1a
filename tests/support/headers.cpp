// SPDX-License-Identifier: GPL-3.0-or-later
// What every test reads is read once (cmake/SizhenTargets.cmake, sizhen_precompile); a library must have a source.
