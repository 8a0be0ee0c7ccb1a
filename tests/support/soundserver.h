// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/call/mediacheck.h"
#include "tests/support/children.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QThread>

#include <cmath>
#include <memory>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// As QTest::qWaitFor, for programs without it.
template <typename Until>
bool passUntil(Until until, int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (!until() && clock.elapsed() < ms) {
        QCoreApplication::processEvents(QEventLoop::AllEvents, 10);
        QThread::msleep(5);
    }
    return until();
}

// A PulseAudio of our own, with null sinks for loudspeakers; what is played into one comes out of its monitor, as from
// a microphone beside it. This program and those it starts use it for as long as it lives.
class SoundServer
{
public:
    static constexpr int rateHz = 48'000;

    [[nodiscard]] static bool isInstalled()
    {
        return !QStandardPaths::findExecutable(u"pulseaudio"_s).isEmpty()
            && !QStandardPaths::findExecutable(u"pactl"_s).isEmpty();
    }

    SoundServer()
    {
        if (!start())
            qFatal("PulseAudio does not start");
    }

    ~SoundServer()
    {
        stop();
        qunsetenv("PULSE_SERVER");
    }

    Q_DISABLE_COPY_MOVE(SoundServer)

    void stop()
    {
        if (m_process)
            m_process->kill();
        if (m_process)
            m_process->waitForFinished();
        m_process.reset();
    }

    [[nodiscard]] bool start()
    {
        const auto socket = m_folder.filePath(u"native"_s);
        QFile::remove(socket);
        qputenv("PULSE_SERVER", (u"unix:"_s + socket).toUtf8());
        m_process = std::make_unique<QProcess>();
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto &name : {u"HOME"_s, u"XDG_RUNTIME_DIR"_s, u"XDG_CONFIG_HOME"_s})
            environment.insert(name, m_folder.path());
        environment.remove(u"PULSE_SERVER"_s);
        m_process->setProcessEnvironment(environment);
        m_process->setStandardErrorFile(QProcess::nullDevice());
        m_process->setStandardOutputFile(QProcess::nullDevice());
        dieWithUs(*m_process);
        m_process->start(u"pulseaudio"_s,
                         {u"-n"_s, u"--daemonize=no"_s, u"--use-pid-file=no"_s, u"--exit-idle-time=-1"_s,
                          u"--disable-shm=yes"_s, u"-L"_s,
                          u"module-native-protocol-unix auth-anonymous=1 socket="_s + socket});
        return passUntil([&] { return run({u"info"_s}).first == 0; }, 10'000);
    }

    // "real": what it makes counts as a sound card's. The number by which it is unloaded.
    [[nodiscard]] int addLoudspeaker(const QString &name, bool real = false)
    {
        const auto kind = real ? u" device.class=sound"_s : QString();
        return load({u"module-null-sink"_s, u"sink_name="_s + name, u"rate=48000"_s, u"channels=1"_s,
                     u"sink_properties='device.description=%1%2'"_s.arg(name, kind)});
    }

    // A microphone that hears what is played on that loudspeaker.
    [[nodiscard]] int addMicrophone(const QString &name, const QString &loudspeaker, bool real = true)
    {
        return load({u"module-remap-source"_s, u"source_name="_s + name, u"master=%1.monitor"_s.arg(loudspeaker),
                     u"source_properties='device.description=%1 device.class=%2'"_s.arg(
                         name, real ? u"sound"_s : u"filter"_s)});
    }

    // What comes out of one is heard again at another, later.
    [[nodiscard]] int addEcho(const QString &from, const QString &to, int delayMs)
    {
        return load({u"module-loopback"_s, u"source=%1.monitor"_s.arg(from), u"sink="_s + to,
                     u"latency_msec=%1"_s.arg(delayMs), u"adjust_time=0"_s});
    }

    [[nodiscard]] int load(const QStringList &words)
    {
        const auto [code, said] = run(QStringList{u"load-module"_s} + words);
        if (code != 0)
            qFatal("no %s: %s", qPrintable(words.join(u' ')), qPrintable(said));
        return said.trimmed().toInt();
    }

    void unload(int module) { (void)run({u"unload-module"_s, QString::number(module)}); }

    [[nodiscard]] static QPair<int, QString> run(const QStringList &words)
    {
        QProcess pactl;
        pactl.setProcessChannelMode(QProcess::MergedChannels);
        pactl.start(u"pactl"_s, words);
        if (!pactl.waitForFinished(10'000))
            return {-1, pactl.errorString()};
        return {pactl.exitCode(), QString::fromUtf8(pactl.readAll())};
    }

    // Plays until the player goes.
    struct Ended {
        void operator()(QProcess *process) const
        {
            process->kill();
            process->waitForFinished();
            delete process;
        }
    };

    using Player = std::unique_ptr<QProcess, Ended>;

    [[nodiscard]] Player play(const QString &loudspeaker, const QVector<qint16> &samples)
    {
        const auto path = m_folder.filePath(u"played-%1.raw"_s.arg(++m_played));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)
            || file.write(reinterpret_cast<const char *>(samples.constData()), samples.size() * 2) < 0)
            qFatal("played.raw");
        file.close();
        Player player(new QProcess);
        dieWithUs(*player);
        player->start(u"paplay"_s,
                      {u"--raw"_s, u"--format=s16le"_s, u"--rate=48000"_s, u"--channels=1"_s, u"--latency-msec=20"_s,
                       u"--device="_s + loudspeaker, path});
        return player;
    }

    // What comes out of it for so long, while the event loop runs.
    [[nodiscard]] QVector<qint16> record(const QString &loudspeaker, int ms)
    {
        QProcess recorder;
        dieWithUs(recorder);
        recorder.start(u"parec"_s,
                       {u"--raw"_s, u"--format=s16le"_s, u"--rate=48000"_s, u"--channels=1"_s, u"--latency-msec=20"_s,
                        u"--device=%1.monitor"_s.arg(loudspeaker)});
        QByteArray bytes;
        const qsizetype wanted = qsizetype(rateHz) * 2 * ms / 1000;
        (void)passUntil(
            [&] {
                bytes += recorder.readAllStandardOutput();
                return bytes.size() >= wanted;
            },
            ms + 5000);
        recorder.kill();
        recorder.waitForFinished();
        QVector<qint16> samples(std::min(bytes.size(), wanted) / 2);
        std::memcpy(samples.data(), bytes.constData(), size_t(samples.size()) * 2);
        return samples;
    }

    [[nodiscard]] double heardDb(const QString &loudspeaker, double hz, int ms = 600)
    {
        return toneLevelDb(record(loudspeaker, ms), hz, rateHz);
    }

    // Until the tone is that loud there, or no longer; how loud it was last.
    [[nodiscard]] double waitUntil(const QString &loudspeaker, double hz, const std::function<bool(double)> &fits,
                                   int ms)
    {
        QElapsedTimer clock;
        clock.start();
        auto db = heardDb(loudspeaker, hz);
        while (!fits(db) && clock.elapsed() < ms)
            db = heardDb(loudspeaker, hz);
        return db;
    }

    // A tone in syllables of 200 ms: one that never pauses is taken for noise, and suppressed.
    [[nodiscard]] static QVector<qint16> syllables(double hz, double seconds, double amplitude = 0.4)
    {
        QVector<qint16> samples(qsizetype(seconds * rateHz));
        for (qsizetype i = 0; i < samples.size(); ++i) {
            const double at = double(i) / rateHz;
            const double swell = std::max(0.0, std::sin(2 * M_PI * 2.5 * at));
            samples[i] = qint16(32767 * amplitude * swell * std::sin(2 * M_PI * hz * at));
        }
        return samples;
    }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    int m_played = 0;
};

} // namespace sizhen::test
