// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulseearlier.h"

#include "core/base/async.h"
#include "core/consult/earliervisits.h"
#include "ui/widgets/pulsebeatview.h"
#include "ui/widgets/pulsedepthview.h"

#include <QLocale>

namespace sizhen {
namespace {

constexpr int mostVisits = 3; // four kinds of line can be told apart

struct EarlierRecording {
    QString label;
    PulseRecording recording;
};

} // namespace

PulseEarlier::PulseEarlier(ScreenContext &context, PulseBeatView &beat, PulseDepthView &depth)
    : QObject(&beat)
    , m_context(context)
    , m_beat(beat)
    , m_depth(depth)
{
}

void PulseEarlier::show(const CaseState &state, const QString &site)
{
    if (state.id != m_case) {
        m_case = state.id;
        m_visits = earlierVisits(m_context.desk, state, mostVisits);
    }
    m_beat.setEarlier({});
    m_depth.setEarlier({});
    ++m_asked;
    QList<EarlierRecording> recordings;
    PulseKeeper keeper(m_context.desk, m_context.actor);
    for (const auto &visit : m_visits)
        if (const auto *act = PulseKeeper::levelsActOf(visit, site))
            if (const auto recording = keeper.read(*act))
                recordings.append(
                    {QLocale().toString(act->event.at.toLocalTime().date(), QLocale::ShortFormat), *recording});
    if (recordings.isEmpty())
        return;
    runThen(
        this,
        [recordings] {
            QList<QPair<QString, PulseAnalysis>> all;
            for (const auto &one : recordings)
                if (const auto taking = analyseTaking(one.recording))
                    all.append({one.label, taking->analysis});
            return all;
        },
        [this, asked = m_asked](const QList<QPair<QString, PulseAnalysis>> &all) {
            if (asked != m_asked)
                return;
            QVector<EarlierBeat> beats;
            QVector<EarlierDepth> depths;
            for (const auto &[label, analysis] : all) {
                if (analysis.average)
                    beats.append({label, *analysis.average});
                if (!analysis.depth.points.isEmpty())
                    depths.append({label, analysis.depth});
            }
            m_beat.setEarlier(beats);
            m_depth.setEarlier(depths);
        });
}

} // namespace sizhen
