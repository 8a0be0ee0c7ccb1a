// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/sdp.h"

#include <cstdlib>

using namespace sizhen;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto sdp = Sdp::parse(QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size)));
    if (!sdp)
        return 0;
    // Whatever is accepted: every line in use has a key, and what is picked was offered.
    for (const auto &media : sdp->media) {
        if (!media.refused && media.fingerprint.size() != 32)
            std::abort();
        for (const auto codec : {VideoCodec::H264, VideoCodec::Vp8})
            if (const auto *picked = media.video(codec); picked && picked->name != codecName(codec))
                std::abort();
        for (const int id : media.extensions)
            if (id < 1 || id > 14)
                std::abort();
    }
    return 0;
}
