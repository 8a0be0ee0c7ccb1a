// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/pulsekeeper.h"
#include "ui/screens/context.h"

namespace sizhen {

class PulseBeatView;
class PulseDepthView;

// Lays the pulses of the patient's earlier visits over the one that is shown: the same place, the newest three.
class PulseEarlier final : public QObject
{
public:
    PulseEarlier(ScreenContext &context, PulseBeatView &beat, PulseDepthView &depth);

    // Reads and measures off the GUI thread; an answer that comes after the next call is passed over.
    void show(const CaseState &state, const QString &site);

private:
    ScreenContext &m_context;
    PulseBeatView &m_beat;
    PulseDepthView &m_depth;
    QByteArray m_case;
    QList<CaseState> m_visits; // of that case's patient
    int m_asked = 0;
};

} // namespace sizhen
