// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/mediafactory.h"
#include "tests/support/badline.h"

#include <QElapsedTimer>
#include <QObject>

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

namespace sizhen::test {

// Several ends of one call, each with a maker of engines and one engine for each other end.
class Mesh : public QObject
{
public:
    // What an end has of one other end.
    struct Leg {
        std::unique_ptr<MediaEngine> engine;
        std::vector<qint64> shownMs; // pictures of the other end
        SoundLevels levels;
        CallSending sending;
        int failures = 0; // of devices
        int ownPictures = 0;
        QString failed; // why it is over

        [[nodiscard]] qint64 longestGapMs(qint64 sinceMs) const
        {
            qint64 longest = 0;
            for (std::size_t i = 1; i < shownMs.size(); ++i)
                if (shownMs[i - 1] >= sinceMs)
                    longest = std::max(longest, shownMs[i] - shownMs[i - 1]);
            return longest;
        }

        [[nodiscard]] int shownSince(qint64 sinceMs) const
        {
            return int(std::ranges::count_if(shownMs, [sinceMs](qint64 ms) { return ms >= sinceMs; }));
        }
    };

    using Maker = std::function<Result<std::unique_ptr<MediaEngine>>()>;

    explicit Mesh(std::vector<MediaSetup> setups)
        : m_setups(std::move(setups))
    {
        m_clock.start();
        for (std::size_t i = 0; i < m_setups.size(); ++i)
            m_makers.push_back(mediaEngineMaker());
    }

    [[nodiscard]] Leg &leg(int from, int to) { return m_legs.at({from, to}); }

    [[nodiscard]] MediaSetup &setup(int end) { return m_setups[std::size_t(end)]; }

    [[nodiscard]] qint64 nowMs() const { return m_clock.elapsed(); }

    [[nodiscard]] BadLine *line(int a, int b)
    {
        const auto found = m_lines.find({a, b});
        return found == m_lines.end() ? nullptr : found->second.get();
    }

    // `a` calls `b`; over `quality` if it is given.
    void dial(int a, int b, const std::optional<BadLine::Quality> &quality = {})
    {
        if (quality)
            m_lines[{a, b}] = std::make_unique<BadLine>(*quality);
        add(a, b);
        add(b, a);
        auto &caller = *leg(a, b).engine;
        auto &answerer = *leg(b, a).engine;
        join(caller, answerer, line(a, b), 1);
        join(answerer, caller, line(a, b), 0);
        connect(&answerer, &MediaEngine::started, &caller, [this, &caller, a] { caller.start(setup(a)); });
        connect(&caller, &MediaEngine::started, &caller, &MediaEngine::offer);
        answerer.start(setup(b));
    }

    void dialAll()
    {
        for (int a = 0; a < int(m_setups.size()); ++a)
            for (int b = a + 1; b < int(m_setups.size()); ++b)
                dial(a, b);
    }

    [[nodiscard]] bool isConnected() const
    {
        return std::ranges::all_of(m_legs,
                                   [](const auto &one) { return one.second.engine->state() == CallState::Connected; });
    }

    [[nodiscard]] bool isStopped() const
    {
        return std::ranges::all_of(m_legs,
                                   [](const auto &one) { return one.second.engine->state() == CallState::Stopped; });
    }

    // How it stands, for a test that fails.
    [[nodiscard]] QString told() const
    {
        QString all;
        for (const auto &[ends, leg] : m_legs) {
            const auto counts = leg.engine->statistics();
            all += QStringLiteral(
                       "%1→%2 %3 %4, pictures %5 of %6, sound %7 s, %8 dB, to it %9 kbit/s, loudspeaker %10 %11 dB, "
                       "microphone %12 dB %13, %14 failures\n")
                       .arg(ends.second)
                       .arg(ends.first)
                       .arg(callStateName(leg.engine->state()), leg.failed)
                       .arg(leg.shownMs.size())
                       .arg(counts.frames)
                       .arg(counts.audioS)
                       .arg(leg.levels.receivedDb)
                       .arg(counts.sending ? counts.sending->targetKbit : 0)
                       .arg(leg.levels.plays)
                       .arg(leg.levels.loudspeakerDb)
                       .arg(leg.levels.microphoneDb)
                       .arg(int(leg.sending.sound))
                       .arg(leg.failures);
        }
        return all;
    }

    void stopAll()
    {
        for (auto &[ends, leg] : m_legs)
            leg.engine->stop();
    }

    void drop(int from, int to) { m_legs.erase({from, to}); }

private:
    void add(int from, int to)
    {
        auto made = m_makers[std::size_t(from)]();
        if (!made)
            qFatal("no engine");
        auto &leg = m_legs[{from, to}];
        leg.engine = std::move(*made);
        auto *engine = leg.engine.get();
        connect(engine, &MediaEngine::pictureArrived, engine, [this, &leg] { leg.shownMs.push_back(nowMs()); });
        connect(engine, &MediaEngine::levelsChanged, engine, [&leg](const SoundLevels &now) { leg.levels = now; });
        connect(engine, &MediaEngine::sendingChanged, engine, [&leg](const CallSending &now) { leg.sending = now; });
        connect(engine, &MediaEngine::failed, engine, [&leg](const Error &why) { leg.failed = why.detail; });
        connect(engine, &MediaEngine::deviceFailed, engine, [&leg] { ++leg.failures; });
        connect(engine, &MediaEngine::ownPictureArrived, engine, [&leg] { ++leg.ownPictures; });
    }

    static void join(MediaEngine &from, MediaEngine &to, BadLine *line, int end)
    {
        connect(&from, &MediaEngine::described, &to, &MediaEngine::takeDescription);
        connect(&from, &MediaEngine::candidateFound, &to, [&to, line, end](IceCandidate found) {
            auto words = found.candidate.split(u' ');
            if (line && words.size() >= 6)
                words[5] = QString::number(line->port(end));
            found.candidate = words.join(u' ');
            to.takeCandidate(found);
        });
    }

    QElapsedTimer m_clock;
    std::vector<MediaSetup> m_setups;
    std::vector<Maker> m_makers;
    std::map<std::pair<int, int>, std::unique_ptr<BadLine>> m_lines;
    std::map<std::pair<int, int>, Leg> m_legs; // last: goes first
};

} // namespace sizhen::test
