// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprofile.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    (void)sizhen::parsePulseProfile(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}
