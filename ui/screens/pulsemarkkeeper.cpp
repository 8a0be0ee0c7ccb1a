// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/screens/pulsemarkkeeper.h"

#include "ui/widgets/pulsebeatview.h"

#include <chrono>

using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace sizhen {
namespace {

// The newest of one side, in indices of the average beat.
QMap<QString, double> marksOf(const CaseState &state, Side side, const QByteArray &recording, double rateHz)
{
    QMap<QString, double> marks;
    for (const auto *act : state.all(u"case.pulse_marked"_s)) {
        if (act->side != side || act->args().value(u"recording"_s).toByteArray() != recording)
            continue;
        marks.clear();
        for (const auto &[key, seconds] : act->args().value(u"marks"_s).toMap())
            marks.insert(key.toString(), seconds.toDouble() * rateHz);
    }
    return marks;
}

} // namespace

PulseMarkKeeper::PulseMarkKeeper(ScreenContext &context, PulseBeatView &view)
    : QObject(&view)
    , m_context(context)
    , m_view(view)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(1500ms);
    connect(&m_rest, &QTimer::timeout, this, &PulseMarkKeeper::tell);
    connect(&view, &PulseBeatView::markMoved, this, &PulseMarkKeeper::move);
    connect(&view, &PulseBeatView::markReset, this, &PulseMarkKeeper::reset);
}

void PulseMarkKeeper::show(const CaseState &state, const QString &site, const QByteArray &recording, double rateHz)
{
    if (m_rest.isActive() && recording == m_recording)
        return; // the hand is still moving
    flush();
    m_case = state.id;
    m_site = site;
    m_recording = recording;
    m_rateHz = rateHz;
    const bool movable = !recording.isEmpty() && rateHz > 0;
    m_mine = movable ? marksOf(state, state.mySide, recording, rateHz) : QMap<QString, double>();
    const auto other = state.mySide == Side::Inviting ? Side::Invited : Side::Inviting;
    m_view.setMovable(movable);
    m_view.setCorrections(m_mine, movable ? marksOf(state, other, recording, rateHz) : QMap<QString, double>());
}

void PulseMarkKeeper::move(const QString &key, double index)
{
    m_mine.insert(key, index);
    m_rest.start();
}

void PulseMarkKeeper::reset(const QString &key)
{
    m_mine.remove(key);
    m_rest.start();
}

void PulseMarkKeeper::flush()
{
    if (m_rest.isActive())
        tell();
}

void PulseMarkKeeper::tell()
{
    m_rest.stop();
    if (m_recording.isEmpty())
        return;
    QCborMap marks;
    for (auto it = m_mine.cbegin(); it != m_mine.cend(); ++it)
        marks.insert(it.key(), it.value() / m_rateHz);
    const QCborMap args{{u"site"_s, m_site}, {u"recording"_s, m_recording}, {u"marks"_s, marks}};
    if (const auto done = m_context.desk.act(m_case, u"case.pulse_marked"_s, args, m_context.actor()); !done)
        Q_EMIT failed(done.error());
}

} // namespace sizhen
