// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callmedia.h"

#include <QVideoFrame>

#include <functional>

namespace sizhen::test {

// Devices of a station as a screen is given them: the choice is the real one, what happens in the call is said by the
// test. Devices are tried by whatever the test has.
class MediaBench final : public CallMedia
{
public:
    MediaView now; // all but `picks`, which follow from devices and choice
    std::function<Result<std::unique_ptr<MediaCheck>>()> checks = [] {
        return tl::unexpected(Error{Fault::Busy, {}, {}, QStringLiteral("media.check_in_call"), {}});
    };

    [[nodiscard]] MediaView view() const override
    {
        auto view = now;
        for (const auto role : mediaRoles)
            view.picks.insert(role, pickDevice(now.devices, role, now.choice.ids.value(role)));
        return view;
    }

    void setMuted(bool muted) override
    {
        now.muted = muted;
        Q_EMIT changed();
    }

    void setCameraOff(bool off) override
    {
        now.cameraOff = off;
        Q_EMIT changed();
    }

    void setDetailOn(bool on) override
    {
        now.detailOn = on;
        Q_EMIT changed();
    }

    void setSilent(bool silent) override
    {
        now.silent = silent;
        Q_EMIT changed();
    }

    [[nodiscard]] Result<> choose(MediaRole role, const QString &id) override
    {
        now.choice.ids.insert(role, id);
        Q_EMIT changed();
        return {};
    }

    [[nodiscard]] Result<> setEchoCancel(bool on) override
    {
        now.choice.echoCancel = on;
        Q_EMIT changed();
        return {};
    }

    [[nodiscard]] CallDevices devices() const override
    {
        const auto picks = view().picks;
        return {picks[MediaRole::Camera].device,
                picks[MediaRole::Microphone].device,
                picks[MediaRole::Loudspeaker].device,
                now.choice.echoCancel,
                now.muted,
                now.cameraOff};
    }

    [[nodiscard]] Result<std::unique_ptr<MediaCheck>> makeCheck() override { return checks(); }

    static MediaDevice device(MediaRole role, const QString &id, const QString &name, bool isDefault = false)
    {
        return {id, role, name, id, false, isDefault};
    }

    // A laptop with a headset.
    void equip()
    {
        now.known = true;
        now.devices
            = {device(MediaRole::Camera, QStringLiteral("v4l2:usb-1 HD Camera"), QStringLiteral("HD Camera")),
               device(MediaRole::Microphone, QStringLiteral("pulse:headset"), QStringLiteral("Jabra Evolve 40")),
               device(MediaRole::Microphone, QStringLiteral("pulse:onboard"), QStringLiteral("Built-in Audio"), true),
               device(MediaRole::Loudspeaker, QStringLiteral("pulse:speaker"), QStringLiteral("Built-in Audio"), true)};
    }
};

} // namespace sizhen::test
