// SPDX-License-Identifier: GPL-3.0-or-later
// CallLine: what goes by a forwarding server, and that a recording has each stream once.
#include "app/station/callline.h"

#include "core/base/log.h"
#include "core/consult/recording.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

void CallLine::forward(const CallForward &said)
{
    m_engines.forwardNoMore();
    m_serverTaps.clear();
    if (!said.plan)
        return;
    qCInfo(lcNet) << "call: by the forwarding server" << QUrl(said.plan->room.address).host();
    ForwardedCall::Setup setup;
    setup.room = m_forwarder.setup(said.plan->room, [this](const QByteArray &end) {
        const auto *line = lineOf(m_current);
        return line && line->room->with(end);
    });
    setup.room.adminKey = said.plan->adminKey;
    setup.room.tokens = said.plan->tokens;
    setup.media = [this](const QByteArray &end) { return forwardedMedia(end); };
    const auto begun = m_engines.forward(std::move(setup));
    if (begun)
        return;
    tell(begun.error());
    perform(m_current, lineOf(m_current)->room->serverFailed(now()));
}

std::shared_ptr<EndTap> CallLine::tapOf(const EndTracks &own, const EndTracks &theirs) const
{
    auto tap = std::make_shared<EndTap>(m_tap, own, theirs, [clock = m_clock] { return clock.nsecsElapsed(); });
    tap->passTheirs(false); // until it is known who may be kept
    return tap;
}

MediaSetup CallLine::forwardedMedia(const QByteArray &end)
{
    auto setup = m_media;
    if (m_devices)
        setup.devices = m_devices();
    const auto *entry = m_roster.find(end);
    if (!m_tap || (!end.isEmpty() && !entry))
        return setup;
    m_serverTaps[end] = end.isEmpty() ? tapOf(m_roster.own(), {}) : tapOf({}, entry->tracks);
    setup.tap = m_serverTaps[end];
    streamsOnce();
    return setup;
}

void CallLine::lookAtLine()
{
    constexpr qint64 everyMs = 1000;
    auto *line = lineOf(m_current);
    if (!line || now() - m_thinAt < everyMs)
        return;
    m_thinAt = now();
    QList<SendingStatistics> streams;
    for (const auto &end : m_roster.ends())
        if (m_engines.runs(end))
            if (const auto &sending = m_engines.ofRound(end).sending)
                streams.append(*sending);
    line->room->setThin(m_thin.look(streams, double(now()) / 1000));
    for (const auto &end : m_roster.ends())
        say(end); // also that nothing comes of it any more
}

// A recording has each stream once, whichever way it goes and whoever leaves, and of those only who agreed (CON-10).
void CallLine::streamsOnce()
{
    const auto state = m_desk.wholeCase(m_current);
    const auto mayBeKept = [&](const QByteArray &end) {
        const auto *entry = m_roster.find(end);
        return state && entry && hasAgreedToRecording(*state, entry->party.person.person);
    };
    const bool own = state && hasAgreedToRecording(*state, m_speaks.person);
    for (const auto &[end, tap] : m_taps) {
        tap->passOwn(own && end == m_engines.longest());
        tap->passTheirs(mayBeKept(end));
    }
    for (const auto &[end, tap] : m_serverTaps) {
        tap->passOwn(own && end.isEmpty() && m_engines.longest().isEmpty());
        tap->passTheirs(!m_engines.runs(end) && mayBeKept(end));
    }
}

} // namespace sizhen
