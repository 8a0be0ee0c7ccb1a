// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callcontrol.h"
#include "tests/support/callline.h"

#include <QTimer>

namespace sizhen::test {

// The inviting station's end of two real machines that call each other, as a screen is given it. Time passes when the
// test says so.
class CallBench final : public CallControl
{
public:
    CallLineModel line;
    Result<QByteArray> still = fail(Fault::Refused, QStringLiteral("no camera"));

    // Before anybody calls.
    void useCase(const QByteArray &id)
    {
        line.caseId = id;
        for (int i = 0; i < int(line.stations.size()); ++i)
            line.start(i);
    }
    std::optional<SendingStatistics> sending; // as an engine would count it
    QList<RoomEnd> others = {}; // beside the partner, while the call runs
    RunningCall runs = {}; // of the case, without us
    std::optional<ServerHouse> forwarder = {}; // it goes by this one
    QList<ServerHouse> servers = {}; // that could forward
    int joined = 0;
    std::optional<MediaRole> stillOf = {}; // the camera that was asked

    [[nodiscard]] static bool isSpeaking(CallStage stage)
    {
        return stage == CallStage::Connecting || stage == CallStage::Connected || stage == CallStage::Interrupted;
    }

    [[nodiscard]] static RoomEnd endOf(const CallParty &party, CallStage stage, bool silent)
    {
        RoomEnd end;
        end.station = party.station.station;
        end.stationName = party.station.name;
        end.person = party.person;
        end.stage = stage;
        end.silent = silent;
        end.received.rttMs = 84;
        return end;
    }

    // A picture of the partner.
    void receive(const QVideoFrame &frame)
    {
        Q_EMIT pictureArrived(frame);
        if (const auto &partner = line.stations[0]->call->partner())
            Q_EMIT pictureOf(partner->station.station, frame);
    }

    [[nodiscard]] Result<> call(const QByteArray &) override
    {
        auto steps = line.call(0).invite(line.inviting.speaker(), line.now);
        if (!steps)
            return tl::unexpected(steps.error());
        line.run(0, *steps);
        pass(0);
        return {};
    }

    [[nodiscard]] Result<> answer(const QByteArray &) override
    {
        auto steps = line.call(0).accept(line.inviting.speaker(), line.now);
        if (!steps)
            return tl::unexpected(steps.error());
        line.run(0, *steps);
        pass(0);
        return {};
    }

    [[nodiscard]] Result<> join(const QByteArray &) override
    {
        ++joined;
        return {};
    }

    [[nodiscard]] RunningCall running(const QByteArray &) const override { return runs; }

    void takeStill(QObject *, MediaRole role, std::function<void(const Result<QByteArray> &)> done) override
    {
        stillOf = role;
        done(still);
    }

    void end() override
    {
        line.hangUp(0);
        pass(0);
    }

    [[nodiscard]] CallView view() const override
    {
        const auto &session = *line.stations[0]->call;
        CallView view;
        view.caseId = line.caseId;
        view.stage = session.stage();
        view.partner = session.partner();
        view.ringsThere = session.ringsThere();
        view.partnerSilent = session.isPartnerSilent();
        view.ended = session.ended();
        view.ourStation = QStringLiteral("Room 1");
        if (session.partner() && isSpeaking(view.stage))
            view.ends.append(endOf(*session.partner(), view.stage, session.isPartnerSilent()));
        if (!view.ends.isEmpty())
            view.ends += others;
        view.forwarder = forwarder;
        view.serverHouses = servers;
        view.received.frames = line.stations[0]->packets;
        view.received.size = QSize(640, 360);
        view.received.rttMs = 84;
        view.received.sending = sending;
        return view;
    }

    void pass(qint64 ms)
    {
        line.pass(ms);
        for (const auto &error : std::exchange(line.at(0).told, {}))
            Q_EMIT told(error);
        Q_EMIT changed();
        Q_EMIT counted();
    }
};

} // namespace sizhen::test
