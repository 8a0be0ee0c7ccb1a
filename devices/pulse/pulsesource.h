// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "devices/pulse/pulserun.h"

#include <QObject>

namespace sizhen {

// Where pulse samples come from: the instrument in this room (PulseDevice) or the partner's, live over the link.
// Signals arrive on the GUI thread, batched.
class PulseSource : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    [[nodiscard]] virtual bool isReady() const = 0; // connected and sending, or able to
    [[nodiscard]] virtual bool isLocal() const = 0; // false: it can be watched, never commanded (ORG-10)
    [[nodiscard]] virtual QString name() const = 0; // vendor, model, serial; or the partner's city

    [[nodiscard]] virtual PulseScale scale() const { return {}; } // what a count means; defaults until it is known

    [[nodiscard]] virtual QString calibrationDue() const { return {}; } // ISO date, as the instrument says it; or empty

    [[nodiscard]] virtual int badFrames() const { return 0; } // damaged frames since it was made

    // What is known of the run that is going on; a partner's tells nothing.
    [[nodiscard]] virtual PulseRun run() const { return {}; }

    // Where the raw bytes of the next runs belong (a case), for an instrument that keeps any; see PulseDevice.
    virtual void setPlace(const QString &place) { Q_UNUSED(place) }

    // What was taken at which depth so far, for an instrument that keeps its raw bytes: it stands with them.
    virtual void noteSegments(const QVector<PulseSegment> &segments) { Q_UNUSED(segments) }

    // Starts sending samples of one site / stops. Only for a local source; a remote one ignores both.
    virtual void start(const QString &site) = 0;
    virtual void stop() = 0;

Q_SIGNALS:
    void readyChanged(bool ready);
    void blockReady(const sizhen::PulseBlock &block);
    void noticed(const sizhen::PulseEvent &event); // where in the run it happened stands in it
    void lost(const sizhen::Error &reason); // cable out, partner gone; what was received stays valid
};

} // namespace sizhen
