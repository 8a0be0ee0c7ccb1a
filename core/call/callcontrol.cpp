// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callcontrol.h" // its signals are made from here
