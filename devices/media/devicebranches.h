// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediaengine.h"
#include "devices/media/inputbin.h"
#include "devices/media/sendbranch.h"
#include "devices/media/soundoutput.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <memory>

namespace sizhen {

// The devices of one call: opens, exchanges and frees them while the call goes on. A stream whose device gives nothing
// is closed: no silence goes out as if it were sound. Lives on the pipeline's thread.
class DeviceBranches final : public QObject
{
    Q_OBJECT
public:
    explicit DeviceBranches(QObject *parent = nullptr);

    // Before anything is attached to the pipeline.
    [[nodiscard]] Result<> build(GstBin *pipeline, const MediaSetup &setup);
    void adopt(const Sender &sender, bool isPicture); // whose source is an idle one
    void open(); // what is sent was described: the devices take the place of the idle sources
    void connected(); // somebody is there
    void use(const CallDevices &devices);
    void retry(); // what could not be opened; once a second
    void count(CallStatistics &statistics) const;
    void takeStill(); // → `stillTaken`, or `stillFailed`

    void ownPictureTaken() { m_previewUnderWay = false; }

    void release(); // before the pipeline goes

    // On GStreamer's thread: an element has failed. True when it belongs to a device, and the call goes on.
    [[nodiscard]] bool failedElement(GstObject *element, const QString &detail);

    [[nodiscard]] const SoundOutput &output() const { return m_output; }

Q_SIGNALS:
    void sendingChanged(const sizhen::CallSending &sending);
    void levelsChanged(const sizhen::SoundLevels &levels);
    void ownPictureArrived(const QVideoFrame &picture);
    void stillTaken(const QByteArray &png);
    void stillFailed(const sizhen::Error &reason);
    void deviceFailed(const sizhen::MediaDevice &device, const sizhen::Error &reason);

private:
    // One stream that is sent.
    struct Branch {
        bool isPicture = false;
        std::optional<Sender> sender;
        GstElement *source = nullptr; // the pipeline's; an idle one before open()
        std::optional<MediaDevice> device; // that is open
        bool echoCancel = true; // it was opened with that
        std::unique_ptr<InputCounts> counts; // of this source
        bool flows = false;
        int number = 0; // of the opening
    };

    void apply();
    void applyTo(Branch &branch, const std::optional<MediaDevice> &wanted);
    [[nodiscard]] Result<> plugIn(Branch &branch, const MediaDevice &device);
    void unplug(Branch &branch);
    void gate(Branch &branch);
    void flowed(bool isPicture, int number);
    void failed(bool isPicture, int number, const QString &detail);
    void outputFailed(const QString &detail);
    void tell();
    void tellLevels();
    [[nodiscard]] InputPlan planOf(Branch &branch);
    [[nodiscard]] std::optional<MediaDevice> wantedPicture() const;

    [[nodiscard]] Branch &branch(bool isPicture) { return isPicture ? m_picture : m_sound; }

    GstBin *m_pipeline = nullptr;
    MediaSetup m_setup;
    CallDevices m_devices;
    Branch m_sound;
    Branch m_picture;
    SoundOutput m_output;
    bool m_ready = false; // open() was called
    bool m_connected = false;
    std::atomic<qint64> m_soundLeft = 0;
    qint64 m_picturesBefore = 0; // of cameras before the one that is open
    std::atomic<bool> m_previewUnderWay = false;
    std::optional<CallSending> m_told;
    QTimer m_tenth;
};

} // namespace sizhen
