// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"
#include "devices/media/gstref.h"
#include "devices/media/soundlevel.h"
#include "devices/media/still.h"

#include <QSize>
#include <QVideoFrame>

#include <atomic>
#include <functional>
#include <mutex>

namespace sizhen {

// What is known of a source while it runs; written on GStreamer's threads.
struct InputCounts {
    std::atomic<qint64> buffers = 0; // that left the bin
    std::atomic<qint64> pictures = 0; // as the camera gave them, before any rate is made even
    std::atomic<int> width = 0; // of the last one
    std::atomic<int> height = 0;
    SoundLevel level; // before muting
    StillTap still; // of pictures as the camera gave them

    void reset(); // another source follows; pictures are counted on
};

// How a source is opened.
struct InputPlan {
    QSize size{640, 360};
    int framesPerSecond = 30;
    QByteArray echoProbe; // name of the SoundOutput's; empty: no echo is taken away
    bool muted = false;
    std::function<void(const QVideoFrame &)> preview = {}; // on GStreamer's thread, some fifteen times a second
    std::function<void()> flows = {}; // on GStreamer's thread, once: the first buffer left
};

// A source as a bin with one pad "src": sound as `callSound`, pictures as I420 of the plan's size and rate. Its end of
// stream stays inside, so that another can take its place. `counts` must outlive it. Fault::Unsupported for an id that
// nobody serves, "media.part_missing".
[[nodiscard]] Result<GstElement *> makeSoundInput(const MediaDevice &device, const InputPlan &plan,
                                                  InputCounts &counts);
[[nodiscard]] Result<GstElement *> makePictureInput(const MediaDevice &device, const InputPlan &plan,
                                                    InputCounts &counts);
// Silence, and a black picture: never sent, but a call must know what its streams will be before a device is open.
[[nodiscard]] Result<GstElement *> makeIdleSound();
[[nodiscard]] Result<GstElement *> makeIdlePicture(QSize size, int framesPerSecond);

// Takes away what the SoundOutput of that name plays; of an empty name: passes all on.
[[nodiscard]] Result<GstElement *> echoTaker(const QByteArray &probe);

void setMuted(GstElement *soundInput, bool muted); // at once
void setShape(GstElement *pictureInput, QSize size, int framesPerSecond); // as it runs; the camera is not asked

// Pictures as a camera should give them, best first, ending in anything at all: fixed caps on a source fail with the
// cameras that one does not know.
[[nodiscard]] QByteArray cameraLadder();

} // namespace sizhen
