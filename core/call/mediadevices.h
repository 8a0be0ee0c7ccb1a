// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediadevice.h"

#include <QObject>

namespace sizhen {

// The cameras, microphones and loudspeakers of this computer, as they come and go.
class MediaDevices : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void start() = 0; // returns at once → `changed`, also when there is none

    [[nodiscard]] virtual QList<MediaDevice> list() const = 0;
    [[nodiscard]] virtual bool isKnown() const = 0; // it was looked; before that an empty list says nothing

Q_SIGNALS:
    void changed();
};

} // namespace sizhen
