// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command/command.h"
#include "core/call/mediaengine.h"

#include <QSocketNotifier>
#include <QTimer>

namespace sizhen {

// One end of a call on standard input and output, for tests with other WebRTC programs: the synthetic patient calls or
// answers, one JSON object a line (core/call/callsignal.h). It says
// {"ev":"conn","state":"connected"}, {"ev":"error","error":{…}}, at the end {"result":{…}} and {"ev":"done"}.
class MediaPeer final : public QObject
{
    Q_OBJECT
public:
    struct Order {
        MediaSetup setup;
        bool offers = true;
        int seconds = 0; // of being connected; 0: until "quit" or the end of the input
    };

    MediaPeer(std::unique_ptr<MediaEngine> engine, const Order &order, CommandDone done, QObject *parent);

private:
    void readInput();
    void take(const QByteArray &line);
    void stateChanged(CallState state);
    void finish();

    std::unique_ptr<MediaEngine> m_engine;
    const Order m_order;
    const CommandDone m_done;
    std::optional<Error> m_error;
    bool m_wasConnected = false;
    QByteArray m_input; // not yet a whole line
    QSocketNotifier m_notifier;
    QTimer m_end;
};

} // namespace sizhen
