// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/mediaengine.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QString callStateName(CallState state)
{
    switch (state) {
    case CallState::Idle:
        return u"idle"_s;
    case CallState::Ready:
        return u"ready"_s;
    case CallState::Connecting:
        return u"connecting"_s;
    case CallState::Connected:
        return u"connected"_s;
    case CallState::Failed:
        return u"failed"_s;
    case CallState::Stopped:
        return u"stopped"_s;
    }
    return {};
}

} // namespace sizhen
