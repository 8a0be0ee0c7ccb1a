// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/callsending.h"
#include "core/call/mediadevice.h"
#include "devices/media/buswatch.h"
#include "devices/media/inputbin.h"
#include "devices/media/soundmix.h"
#include "devices/media/soundoutput.h"

#include <QObject>
#include <QThread>
#include <QTimer>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>

namespace sizhen {

// What one engine takes of the devices and brings to them. Does not change while it is in the room.
struct DeviceFeed {
    QSize size; // that it wants at most
    int framesPerSecond = 30;
    std::array<GstRef<GstElement>, std::size(mediaRoles)> sources; // appsrc of its pipeline; null: it does not take it
    std::shared_ptr<SoundMix::Voice> voice; // the mix plays it, the engine fills it
    std::function<void(const QVideoFrame &)> preview; // on GStreamer's threads
};

// Cameras, microphone and loudspeaker of a station, opened once for all engines of one maker: each gets what they give,
// and the loudspeaker plays the mix of what all bring; that mix is what the echo canceller takes away. Opens with the
// first feed, closes some time after the last. Lives on a thread of its own (DeviceRoom).
class RoomDevices final : public QObject
{
    Q_OBJECT
public:
    // `keepsFor`: how long devices stay open for the next feed; zero: they are free when leave() returns.
    explicit RoomDevices(std::chrono::milliseconds keepsFor);
    ~RoomDevices() override;

    // From any thread:
    // The clock and the zero that all pipelines here count from: what one gives is in time for another.
    void keepTime(GstElement *pipeline);
    void use(const CallDevices &devices);
    void enter(const std::shared_ptr<const DeviceFeed> &feed);
    // Nothing of the feed is used when it returns. From any thread but ours.
    void leave(const std::shared_ptr<const DeviceFeed> &feed);
    // → `stillTaken` or `stillFailed` with the number that is returned.
    [[nodiscard]] int takeStill(MediaRole role);

    [[nodiscard]] qint64 pictures() const { return m_picture.counts.pictures; } // that cameras gave

    [[nodiscard]] QSize pictureSize() const { return {m_picture.counts.width, m_picture.counts.height}; }

    // From the moment at which sound is due until it is heard.
    static constexpr int outputMs = SoundOutput::bufferMs + 5;
    // Sound that comes earlier than it is due by this is never late for a thread that was.
    static constexpr int slackMs = 10;
    // A loudspeaker that was held up plays on from where it stopped: more than this behind, and what lies between is
    // left out.
    static constexpr int mostBehindMs = 100;
    static constexpr auto openingMark = "sizhen-opening"; // on the bin of a source: its number

Q_SIGNALS:
    void sendingChanged(const sizhen::CallSending &sending); // and again with each feed that enters
    void levelsChanged(const sizhen::SoundLevels &levels);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);
    void stillTaken(int number, const QByteArray &png);
    void stillFailed(int number, const sizhen::Error &reason);
    void failed(const sizhen::Error &reason); // nothing is open any more

private:
    // One device that gives something.
    struct Branch {
        RoomDevices *room = nullptr;
        MediaRole role = MediaRole::Camera;
        GstElement *source = nullptr; // the pipeline's
        GstElement *end = nullptr; // where its buffers are handed out
        std::optional<MediaDevice> device; // that is open
        bool echoCancel = true; // it was opened with that
        InputCounts counts; // of this source
        bool flows = false;
        int number = 0; // of the opening
    };

    [[nodiscard]] static Error notOpened(const QString &detail);
    [[nodiscard]] Result<> build();
    void entered();
    void left();
    void close();
    void apply();
    void applyTo(Branch &branch, const std::optional<MediaDevice> &wanted);
    [[nodiscard]] Result<> plugIn(Branch &branch, const MediaDevice &device);
    void unplug(Branch &branch);
    void fit(); // the cameras' pictures to what is wanted at most
    // --- roomdevicessignals.cpp
    void flowed(MediaRole role, int number);
    void deviceGone(int number, const QString &detail);
    void outputGone(const QString &detail);
    void lookForStill(int number, MediaRole role);
    void tell(bool anyway = false);
    void tellLevels();
    [[nodiscard]] qint64 nowNs() const; // on the clock of keepTime()
    [[nodiscard]] bool spares(GstObject *element, const QString &detail);
    [[nodiscard]] InputPlan planOf(Branch &branch);
    [[nodiscard]] Branch &branch(MediaRole role);
    void showPreview(const QVideoFrame &picture);
    static GstPadProbeReturn handOut(GstPad *pad, GstPadProbeInfo *info, gpointer branch);
    static GstPadProbeReturn mixIn(GstPad *pad, GstPadProbeInfo *info, gpointer self);

    const std::chrono::milliseconds m_keepsFor;
    std::mutex m_timeMutex;
    std::optional<GstClockTime> m_zero; // base time
    std::mutex m_feedsMutex; // GStreamer's threads hand out
    QList<std::shared_ptr<const DeviceFeed>> m_feeds;
    SoundMix m_mix;
    std::atomic<int> m_stills = 0;
    GstRef<GstElement> m_pipeline; // null: closed
    std::unique_ptr<BusWatch> m_bus;
    CallDevices m_devices;
    Branch m_sound;
    Branch m_picture;
    Branch m_detail;
    SoundOutput m_output;
    int m_openings = 0;
    QSize m_size;
    int m_framesPerSecond = 0;
    std::optional<CallSending> m_told;
    QTimer m_tenth;
    QTimer m_second; // what could not be opened is tried again
    QTimer m_keeping;
};

// RoomDevices and its thread.
class DeviceRoom
{
public:
    explicit DeviceRoom(std::chrono::milliseconds keepsFor);
    ~DeviceRoom();
    Q_DISABLE_COPY_MOVE(DeviceRoom)

    [[nodiscard]] RoomDevices &devices() const { return *m_devices; }

private:
    QThread m_thread;
    RoomDevices *m_devices; // lives on m_thread, deleted when it ends
};

} // namespace sizhen
