// SPDX-License-Identifier: GPL-3.0-or-later
// Takes the place of devices/media in a build without GStreamer (SIZHEN_MEDIA=OFF).
#include "devices/media/mediafactory.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

auto notBuilt()
{
    return tl::unexpected(Error{Fault::Unsupported, u"media: not built"_s, {}, u"media.not_built"_s, {}});
}

} // namespace

Result<std::unique_ptr<MediaEngine>> makeMediaEngine()
{
    return notBuilt();
}

std::function<Result<std::unique_ptr<MediaEngine>>()> mediaEngineMaker()
{
    return makeMediaEngine;
}

Result<std::unique_ptr<MediaDevices>> makeMediaDevices()
{
    return notBuilt();
}

Result<std::unique_ptr<MediaCheck>> makeMediaCheck()
{
    return notBuilt();
}

} // namespace sizhen
