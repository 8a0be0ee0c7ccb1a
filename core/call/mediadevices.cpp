// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/mediadevices.h" // its signals are made from here
