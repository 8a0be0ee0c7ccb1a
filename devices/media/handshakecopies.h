// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstref.h"

#include <QObject>

namespace sizhen {

// Sends each packet of the DTLS handshake four times. A lost one is repeated by OpenSSL after a whole second, then two;
// there are twenty on the way to the first picture, and on a bad line one of ten is lost. The other end drops a record
// that it has already (RFC 6347 4.1.2.6).
class HandshakeCopies : public QObject
{
public:
    using QObject::QObject;

    // Before any stream is added. `this` must outlive the pipeline's playing, and lives where an event loop runs.
    void watch(GstElement *webrtc);

private:
    static void added(GstBin *, GstBin *, GstElement *element, gpointer self);
    static GstPadProbeReturn leaves(GstPad *pad, GstPadProbeInfo *info, gpointer self);
    void repeat(GstPad *pad, GstBuffer *buffer);
};

} // namespace sizhen
