// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediacheck.h"
#include "devices/media/buswatch.h"
#include "devices/media/inputbin.h"
#include "devices/media/soundoutput.h"

#include <QTimer>

#include <atomic>
#include <memory>
#include <mutex>

typedef struct _GstAppSink GstAppSink;

namespace sizhen {

// Microphone, loudspeaker and camera in one pipeline without a call: levels, a small picture, and a tone whose way
// through the room is measured. Opening devices blocks: give it a thread.
class CheckPipeline final : public QObject
{
    Q_OBJECT
public:
    explicit CheckPipeline(QObject *parent = nullptr);
    ~CheckPipeline() override;

    void start(const CallDevices &devices);
    void playSound();
    void stop();

    void pictureTaken() { m_pictureUnderWay = false; } // from any thread

Q_SIGNALS:
    void levelsChanged(const sizhen::SoundLevels &levels);
    void pictureArrived(const QVideoFrame &picture);
    void found(const sizhen::MediaFindings &findings);
    void stopped();

private:
    enum class Part { Camera, Microphone, Loudspeaker };

    [[nodiscard]] Result<> addMicrophone(const MediaDevice &device);
    [[nodiscard]] Result<> addCamera(const MediaDevice &device);
    [[nodiscard]] Result<> addLoudspeaker(const MediaDevice &device);
    [[nodiscard]] bool failedElement(GstObject *element, const QString &detail);
    void note(Part part, const QString &detail);
    void take(GstAppSink *from); // on GStreamer's thread
    [[nodiscard]] QVector<qint16> takeHeard();
    void play();
    void judge();
    void release();

    GstRef<GstElement> m_pipeline;
    std::unique_ptr<BusWatch> m_bus;
    std::unique_ptr<InputCounts> m_sound;
    std::unique_ptr<InputCounts> m_pictures;
    std::unique_ptr<SoundOutput> m_output;
    GstElement *m_tone = nullptr; // the pipeline's
    GstElement *m_microphone = nullptr;
    GstElement *m_camera = nullptr;
    MediaFindings m_findings;
    qint64 m_picturesBefore = 0;
    std::atomic<bool> m_pictureUnderWay = false;
    std::mutex m_mutex;
    QVector<qint16> m_heard; // guarded
    bool m_listens = false; // guarded
    QTimer m_tenth;
    QTimer m_step; // to the next part of the test
    bool m_plays = false;
};

} // namespace sizhen
