// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <gst/gst.h>

#include <memory>
#include <optional>
#include <vector>

namespace sizhen {

struct GstUnref {
    void operator()(gpointer object) const { gst_object_unref(object); }
};

// One reference to a GObject of GStreamer.
template <typename T>
using GstRef = std::unique_ptr<T, GstUnref>;

struct CapsUnref {
    void operator()(GstCaps *caps) const { gst_caps_unref(caps); }
};

using CapsRef = std::unique_ptr<GstCaps, CapsUnref>;

[[nodiscard]] CapsRef capsOf(const QByteArray &description); // "video/x-raw,format=I420"; null when that is none

// When what passes `pad` is to be seen or heard, on the pipeline's clock: an encoder may count from a thousand hours on.
[[nodiscard]] std::optional<qint64> runningTimeOf(GstPad *pad, GstBuffer *buffer);

struct GstSetting {
    const char *name;
    QByteArray value; // as text: enumerations and flags by their nicknames
};

using GstSettings = std::vector<GstSetting>;

// Loads GStreamer once a process; the first time it looks through all plugins: never on the window's thread.
[[nodiscard]] Result<> loadGStreamer();

// A floating element with these settings. Fault::Unsupported, "media.part_missing", with the Debian package that has
// it. A setting that this version does not know is an error of ours, and is told as such.
[[nodiscard]] Result<GstElement *> makeElement(const char *factory, const GstSettings &settings = {});

// The first of these that this computer has.
[[nodiscard]] Result<GstElement *> makeFirstOf(const std::vector<std::pair<const char *, GstSettings>> &choices);

// Adds them to `bin` in this order, each linked to the next. Takes them over.
[[nodiscard]] Result<> chain(GstBin *bin, const std::vector<GstElement *> &elements);

} // namespace sizhen
