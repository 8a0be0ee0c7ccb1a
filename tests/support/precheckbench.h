// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/precall.h"

namespace sizhen::test {

// A check of a station as a screen is given it: begins and ends when the test says so.
class PreCheckBench final : public PreCallCheck
{
public:
    QStringList now; // what is not done yet
    std::optional<PreCallResult> kept;
    int begun = 0;

    [[nodiscard]] Result<> start(const QByteArray &) override
    {
        if (isRunning())
            return tl::unexpected(Error{Fault::Busy, {}, {}, QStringLiteral("check.runs"), {}});
        ++begun;
        now = {QStringLiteral("devices"), QStringLiteral("line"), QStringLiteral("ways")};
        Q_EMIT changed();
        return {};
    }

    void cancel() override
    {
        now.clear();
        Q_EMIT changed();
    }

    [[nodiscard]] bool isRunning() const override { return !now.isEmpty(); }

    [[nodiscard]] QStringList pending() const override { return now; }

    [[nodiscard]] std::optional<PreCallResult> last() const override { return kept; }

    void finish(const PreCallFindings &findings, const QDateTime &at)
    {
        now.clear();
        kept = PreCallResult{at, {}, {}, judgePreCall(findings, preCallLimits()), findings.line};
        Q_EMIT finished(*kept);
        Q_EMIT changed();
    }

    // A room in Budapest that speaks with Wuhan, and has a little too thin a line for it.
    [[nodiscard]] static PreCallFindings usual()
    {
        PreCallFindings found;
        const auto device = [](MediaRole role) {
            return MediaDevice{QStringLiteral("id"),      role,  QStringLiteral("name"),
                               QStringLiteral("address"), false, true};
        };
        found.devices.camera = device(MediaRole::Camera);
        found.devices.microphone = device(MediaRole::Microphone);
        found.devices.loudspeaker = device(MediaRole::Loudspeaker);
        MediaFindings media;
        media.picturesPerSecond = 30;
        media.pictureSize = {1280, 720};
        media.loudestDb = -40;
        media.toneDb = -20;
        media.toneBeforeDb = -70;
        media.echoMs = 40;
        found.media = media;
        found.hasPartner = true;
        found.way = PreCallFindings::Way::Direct;
        found.line = LineFigures{212, 6, 0.3, 8200, 14'000, 0.6};
        found.countries = QStringList{QStringLiteral("HU"), QStringLiteral("CN")};
        found.providers = QStringList{QStringLiteral("Telekom"), QStringLiteral("Mobile")};
        for (const auto &provider : found.providers)
            found.ways.push_back({provider, QStringLiteral("partner"), 7001, false, 96, {}});
        found.diskFree = 210LL << 30;
        found.diskMessage = QStringLiteral("disk.ok");
        return found;
    }
};

} // namespace sizhen::test
