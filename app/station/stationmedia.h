// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/station/callline.h"
#include "core/call/callmedia.h"
#include "core/call/mediadevices.h"

#include <QElapsedTimer>
#include <QTimer>

#include <functional>
#include <memory>

namespace sizhen {

// Camera, microphone and loudspeaker of this station: which are there, which are wanted (a setting of the station), and
// what they do in the call that runs. A device that goes is replaced, one that is back is used again, without dialling.
class StationMedia final : public CallMedia
{
    Q_OBJECT
public:
    struct Setup {
        std::function<QString()> choice; // as it was kept
        std::function<Result<>(const QString &)> keepChoice;
    };

    using DevicesMaker = std::function<Result<std::unique_ptr<MediaDevices>>()>;
    using CheckMaker = std::function<Result<std::unique_ptr<MediaCheck>>()>;

    StationMedia(CallLine &calls, Setup setup, QObject *parent = nullptr);

    // Without it calls have neither camera nor microphone.
    void useMedia(DevicesMaker devices, CheckMaker check);
    void watchDevices(); // from now on; looks at once, and answers later

    [[nodiscard]] MediaView view() const override;
    void setMuted(bool muted) override;
    void setCameraOff(bool off) override;
    void setDetailOn(bool on) override;
    void setSilent(bool silent) override;
    [[nodiscard]] Result<> choose(MediaRole role, const QString &id) override;
    [[nodiscard]] Result<> setEchoCancel(bool on) override;
    [[nodiscard]] CallDevices devices() const override;
    [[nodiscard]] Result<std::unique_ptr<MediaCheck>> makeCheck() override;

private:
    void connectEngines();
    [[nodiscard]] Result<> keep(const MediaChoice &choice);
    [[nodiscard]] DevicePick pick(MediaRole role) const;
    [[nodiscard]] bool isConnected() const;
    void used(); // devices are others now
    void stageChanged();
    void roundBegan();
    void heardLevels(const SoundLevels &levels);
    void look(); // four times a second, in a call
    void lookAtCamera();
    void failed(const MediaDevice &device, const Error &reason);
    template <typename T>
    void set(T &what, const T &value);

    CallLine &m_calls;
    const Setup m_setup;
    DevicesMaker m_devicesMaker;
    CheckMaker m_checkMaker;
    std::unique_ptr<MediaDevices> m_devices;
    MediaChoice m_choice;
    CallDevices m_used;
    bool m_muted = false;
    bool m_cameraOff = false;
    bool m_detailOn = false;
    bool m_silent = false;
    std::optional<CallSending> m_sending;
    QHash<MediaRole, Error> m_troubles;
    OneWaySound m_oneWay;
    UnsentSpeech m_speech;
    CameraWatch m_camera;
    OneWaySound::Alarm m_oneWayAlarm = OneWaySound::Alarm::None;
    bool m_unsentSpeech = false;
    CameraWatch::Verdict m_cameraVerdict = CameraWatch::Verdict::Unknown;
    qint64 m_left = 0; // packets of our sound
    qint64 m_leftAt = 0; // when that changed
    QElapsedTimer m_clock; // steady
    QTimer m_tick{this};
};

} // namespace sizhen
