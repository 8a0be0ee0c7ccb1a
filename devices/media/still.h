// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "devices/media/gstref.h"

#include <functional>
#include <memory>
#include <mutex>

namespace sizhen {

struct GstSampleUnref {
    void operator()(GstSample *sample) const { gst_sample_unref(sample); }
};

using SampleRef = std::unique_ptr<GstSample, GstSampleUnref>;
using SharedSample = std::shared_ptr<GstSample>;

// Takes one picture out of a stream as it passes, at the size and in the colours the camera gave it.
class StillTap
{
public:
    // `taken` is called on GStreamer's thread with the next picture; several may wait for it.
    void ask(std::function<void(SharedSample)> taken);
    void look(GstPad *pad, GstPadProbeInfo *info); // from a buffer probe

private:
    std::mutex m_mutex;
    std::vector<std::function<void(SharedSample)>> m_taken; // empty: nobody asks
};

// Every pixel as it came, without loss; off any thread that matters. Unsupported, Io.
[[nodiscard]] Result<QByteArray> pngOf(const SharedSample &sample);

} // namespace sizhen
