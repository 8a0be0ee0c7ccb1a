// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a sample from the cable to the ring, over a real pseudo-terminal: eight hours of six channels at 1 kHz as
// fast as they go (nothing lost, memory flat), and how long a byte takes while the window's thread stands still for
// 800 ms again and again. Each figure is printed beside its limit. "pulsedevice_bench [hours]".
#include "devices/pulse/ptpframe.h"
#include "devices/pulse/ptpmessages.h"
#include "devices/pulse/pulsedevice.h"
#include "devices/pulse/pulserecorder.h"
#include "devices/sim/pseudoterminal.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFile>
#include <QUrl>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <unistd.h>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

namespace {

using Steady = std::chrono::steady_clock;

constexpr double benchHz = 1000;
constexpr int benchChannels = 6;
constexpr double growthLimitMb = 10;
constexpr double latencyLimitMs = 5;

double megabytesHeld()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toDouble() * double(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// An instrument with six channels on its own thread, at the far end of the cable.
class BenchInstrument
{
public:
    BenchInstrument(quint64 samples, int perFrame, bool realTime)
        : m_terminal(std::move(*PseudoTerminal::open()))
        , m_samples(samples)
        , m_perFrame(perFrame)
        , m_realTime(realTime)
    {
        m_capabilities.vendor = u"Bench"_s;
        m_capabilities.rateHz = benchHz;
        m_capabilities.boot = 1;
        QVector<int> all;
        for (int id = 0; id < benchChannels; ++id) {
            m_capabilities.channels.append({id,
                                            id == 0       ? u"pulse"_s
                                                : id == 1 ? u"pressure"_s
                                                          : u"other"_s,
                                            u"1"_s, 1, 16, -32768, 32767});
            all.append(id);
        }
        m_capabilities.sets = {{1, u"L.guan"_s, all}};
        m_sent.resize(std::size_t(samples) / std::size_t(perFrame) + 1);
        m_thread = std::thread([this] { run(); });
    }

    ~BenchInstrument()
    {
        m_stop = true;
        m_thread.join();
    }

    [[nodiscard]] QUrl address() const { return QUrl(u"serial://"_s + m_terminal->path() + u"?baud=921600"_s); }

    [[nodiscard]] quint64 sent() const { return m_done; } // samples

    [[nodiscard]] Steady::time_point sentAt(std::size_t frame) const { return m_sent[frame]; }

private:
    void write(const QByteArray &frame)
    {
        while (!m_terminal->write(frame) && !m_stop)
            std::this_thread::sleep_for(50us); // a cable with flow control: nothing is thrown away
    }

    void answer()
    {
        m_decoder.feed(m_terminal->read());
        while (const auto frame = m_decoder.next()) {
            const auto command = frame->type == PtpType::Command ? PtpCommand::decode(frame->body)
                                                                 : Result<PtpCommand>(fail(Fault::Invalid, {}));
            if (!command)
                continue;
            PtpCommand reply{command->kind, command->request, {}};
            if (command->kind == PtpCommandKind::Hello)
                write(encodeFrame({PtpType::Hello, 0, 0, m_capabilities.encode()}));
            if (command->kind == PtpCommandKind::Start) {
                reply.args = {{u"run"_s, command->args.value(u"run"_s)}, {u"first"_s, 0}, {u"boot"_s, 1}};
                m_running = true;
            }
            write(encodeFrame({PtpType::Reply, 0, 0, reply.encode()}));
        }
    }

    QByteArray data(quint64 first) const
    {
        PtpData data{1, quint32(first), {}};
        for (int channel = 0; channel < benchChannels; ++channel) {
            QVector<qint32> column;
            for (int i = 0; i < m_perFrame; ++i)
                column.append(qint32((first + quint64(i) + quint64(channel)) % 30'000));
            data.columns.append(column);
        }
        return encodeFrame({PtpType::Data, quint32(first), first * 1000, data.encode(m_capabilities)});
    }

    void run()
    {
        Steady::time_point begun;
        while (!m_stop) {
            answer();
            if (!m_running || m_done >= m_samples) {
                std::this_thread::sleep_for(1ms);
                begun = Steady::now();
                continue;
            }
            if (m_realTime)
                std::this_thread::sleep_until(begun + std::chrono::microseconds((m_done + quint64(m_perFrame)) * 1000));
            const auto frame = data(m_done);
            m_sent[std::size_t(m_done) / std::size_t(m_perFrame)] = Steady::now();
            write(frame);
            m_done += quint64(m_perFrame);
        }
    }

    std::unique_ptr<PseudoTerminal> m_terminal;
    PtpCapabilities m_capabilities;
    PtpDecoder m_decoder;
    quint64 m_samples;
    int m_perFrame;
    bool m_realTime;
    bool m_running = false;
    std::vector<Steady::time_point> m_sent; // one a frame
    std::atomic<quint64> m_done = 0;
    std::atomic<bool> m_stop = false;
    std::thread m_thread;
};

void waitFor(const std::function<bool()> &met)
{
    QEventLoop loop;
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &loop, [&] {
        if (met())
            loop.quit();
    });
    look.start(20);
    loop.exec();
}

void print(const char *what, double value, const char *limit, bool reached)
{
    std::printf("%-58s %12.3f  (%s)%s\n", what, value, limit, reached ? "" : "  MISSED");
}

void longRun(double hours)
{
    const auto samples = quint64(hours * 3600 * benchHz);
    BenchInstrument instrument(samples, 10, false);
    PulseDevice device(instrument.address());
    PulseRecorder recorder(device, systemClock(), {});
    waitFor([&] { return device.isReady(); });
    quint64 seen = 0;
    quint64 next = 0;
    quint64 gaps = 0;
    QObject::connect(&device, &PulseSource::blockReady, &device, [&](const PulseBlock &block) {
        gaps += block.first - next;
        next = block.first + quint64(block.pulse.size());
        seen += quint64(block.pulse.size());
    });
    const auto begun = Steady::now();
    if (!recorder.begin(u"L.guan"_s))
        return;
    double settled = 0;
    waitFor([&] {
        if (settled == 0 && next > samples / 20) // the recorder's ten minutes are full by then
            settled = megabytesHeld();
        return next >= samples;
    });
    const double seconds = std::chrono::duration<double>(Steady::now() - begun).count();
    const double grown = megabytesHeld() - settled;
    std::printf("%.1f h of %d channels at %.0f Hz in %.1f s: %.0f times real time\n", hours, benchChannels, benchHz,
                seconds, hours * 3600 / seconds);
    print("samples lost", double(samples - seen + gaps), "limit 0", seen == samples && gaps == 0);
    print("frames damaged", device.badFrames(), "limit 0", device.badFrames() == 0);
    print("memory grown, MB", grown, "limit 10", grown < growthLimitMb);
    print("recorded, s: it stops at its longest", recorder.soFar().seconds(), "limit 600",
          recorder.soFar().seconds() < GrowingRecording::longestS + 1);
}

void stalled()
{
    constexpr int perFrame = 5;
    const auto samples = quint64(20 * benchHz);
    BenchInstrument instrument(samples, perFrame, true);
    PulseDevice device(instrument.address());
    waitFor([&] { return device.isReady(); });
    quint64 seen = 0;
    QObject::connect(&device, &PulseSource::blockReady, &device,
                     [&](const PulseBlock &block) { seen += quint64(block.pulse.size()); });
    std::vector<double> tookMs;
    std::atomic<bool> stop = false;
    std::thread watcher([&] { // sees a sample in the ring as soon as a chart could
        quint64 known = 0;
        while (!stop) {
            const auto end = device.ring().end();
            const auto now = Steady::now();
            for (; known + perFrame <= end; known += perFrame)
                tookMs.push_back(
                    std::chrono::duration<double, std::milli>(now - instrument.sentAt(std::size_t(known) / perFrame))
                        .count());
            std::this_thread::sleep_for(50us);
        }
    });
    std::vector<double> lateMs; // what this computer itself is late by: a thread that only wants to wake up
    std::thread sleeper([&] {
        while (!stop) {
            const auto due = Steady::now() + 5ms;
            std::this_thread::sleep_until(due);
            lateMs.push_back(std::chrono::duration<double, std::milli>(Steady::now() - due).count());
        }
    });
    int stalls = 0;
    QTimer stall;
    QObject::connect(&stall, &QTimer::timeout, &device, [&] {
        std::this_thread::sleep_for(800ms);
        ++stalls;
    });
    stall.start(100);
    device.start(u"L.guan"_s);
    waitFor([&] { return seen >= samples; });
    stop = true;
    watcher.join();
    sleeper.join();
    std::sort(tookMs.begin(), tookMs.end());
    std::sort(lateMs.begin(), lateMs.end());
    const auto of = [](const std::vector<double> &sorted, double part) {
        return sorted[std::size_t(part * double(sorted.size() - 1))];
    };
    const auto at = [&](double part) { return of(tookMs, part); };
    std::printf("byte to ring, %zu frames, the window's thread stood still %d times for 800 ms\n", tookMs.size(),
                stalls);
    print("samples lost", double(samples - seen), "limit 0", seen == samples);
    print("median, ms", at(0.5), "no limit", true);
    print("99 of 100, ms", at(0.99), "limit 5", at(0.99) <= latencyLimitMs);
    print("longest, ms", at(1), "no limit", true);
    print("a thread that only wakes up meanwhile, 99 of 100, ms", of(lateMs, 0.99), "what others take of this computer",
          true);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const auto hours = argc > 1 ? QString::fromLocal8Bit(argv[1]).toDouble() : 8;
    longRun(hours > 0 ? hours : 8);
    stalled();
    return 0;
}
