// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/record/avref.h"
#include "devices/record/moviereader.h"

namespace sizhen {

// One track's packets into pictures or sound.
class MovieDecoder
{
public:
    // Nothing where this build of FFmpeg lacks the decoder.
    [[nodiscard]] static std::unique_ptr<MovieDecoder> of(const AVStream &stream);

    void take(const AVPacket *packet); // nullptr: no more follow. What is damaged gives nothing
    // The next picture or sound from `from` (seconds) on; earlier ones are decoded, not converted.
    [[nodiscard]] std::optional<MoviePart> next(int track, double from);

private:
    MovieDecoder() = default;
    [[nodiscard]] QVideoFrame picture();
    [[nodiscard]] QByteArray samples();

    av::Codec m_codec;
    av::Frame m_frame;
    av::Scaler m_scaler;
    av::Resampler m_resampler;
    AVRational m_timeBase{1, 1000};
};

} // namespace sizhen
