// SPDX-License-Identifier: GPL-3.0-or-later
// How long the pulse pane takes to paint a frame, live and frozen, and how long a sample takes to the glass. 60 frames
// a second leave 16.7 ms; 33 ms are allowed from the ring to the glass.
#include "core/pulse/synthpulse.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTextStream>

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

constexpr double frameMs = 16.7;
constexpr double glassMs = 33;
constexpr int rounds = 300;
constexpr double rateHz = 1000;
constexpr int blockSize = 16; // samples of one read at 1 kHz and 60 frames a second

QVector<qint32> wave(double seconds)
{
    SynthPulse pulse;
    pulse.rateHz = rateHz;
    pulse.noise = 6;
    QVector<qint32> counts;
    for (const auto value : pulse.samples(seconds))
        counts.append(qint32(std::lround(value)));
    return counts;
}

void print(const QString &what, QVector<double> times, double budget)
{
    std::sort(times.begin(), times.end());
    const double median = times[times.size() / 2];
    const double p99 = times[std::min(times.size() - 1, times.size() * 99 / 100)];
    QTextStream(stdout) << what.leftJustified(58) << " median " << QString::number(median, 'f', 2) << " ms, p99 "
                        << QString::number(p99, 'f', 2) << " ms, budget " << budget << " ms, ratio "
                        << QString::number(p99 / budget, 'f', 2) << '\n';
}

void fill(PulseTrace &trace, const QVector<qint32> &counts)
{
    trace.begin(u"Left guan"_s);
    trace.append({u"L.guan"_s, rateHz, 0, counts, {}});
    QVector<PulseTraceMark> marks;
    QVector<PulseStretch> stretches;
    for (quint64 s = 5; s * 1000 < quint64(counts.size()); s += 7) {
        marks.append({s * 1000, s % 2 == 0 ? PulseHand::Mine : PulseHand::Partners, u"?"_s});
        stretches.append({s * 1000, s * 1000 + 3000, u"deep"_s, s % 2 == 0});
    }
    trace.setMarks(marks);
    trace.setStretches(stretches);
}

// A whole picture, as after a resize.
void wholeFrames(const QString &what, PulseTrace &trace)
{
    QImage image(trace.size(), QImage::Format_ARGB32_Premultiplied);
    QVector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QElapsedTimer timer;
        timer.start();
        trace.render(&image);
        times.append(double(timer.nsecsElapsed()) / 1e6);
    }
    print(what, times, frameMs);
}

// From a block that arrives to the event loop being done with its picture.
void liveFrames(const QString &what, PulseTrace &trace, const QVector<qint32> &counts)
{
    QVector<double> times;
    quint64 next = trace.received();
    for (int i = 0; i < rounds * 4; ++i) {
        const auto from = qsizetype(next % quint64(counts.size() - blockSize));
        QElapsedTimer timer;
        timer.start();
        trace.append({u"L.guan"_s, rateHz, next, counts.mid(from, blockSize), {}});
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        times.append(double(timer.nsecsElapsed()) / 1e6);
        next += blockSize;
    }
    print(what, times, glassMs);
}

void scrolledFrames(const QString &what, PulseTrace &trace)
{
    trace.setFrozen(true);
    QVector<double> times;
    for (int i = 0; i < rounds; ++i) {
        QKeyEvent key(QEvent::KeyPress, Qt::Key_PageUp, Qt::NoModifier);
        if (i % 12 == 0)
            trace.setFrozen(true); // back to the newest
        QElapsedTimer timer;
        timer.start();
        QCoreApplication::sendEvent(&trace, &key);
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
        times.append(double(timer.nsecsElapsed()) / 1e6);
    }
    trace.setFrozen(false);
    print(what, times, frameMs);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    theme::apply(app, false);
    const auto counts = wave(PulseTrace::keptSeconds);
    for (const auto size : {QSize(640, 300), QSize(1200, 500), QSize(2560, 700)}) {
        const auto name = u"%1 x %2, 1 kHz, "_s.arg(size.width()).arg(size.height());
        PulseTrace trace;
        trace.resize(size);
        trace.show();
        fill(trace, counts);
        QCoreApplication::processEvents();
        wholeFrames(name + u"whole picture"_s, trace);
        liveFrames(name + u"sample to painted"_s, trace, counts);
        scrolledFrames(name + u"a page back"_s, trace);
        trace.zoomTime(-3);
        wholeFrames(name + u"whole picture at 3 mm/s"_s, trace);
    }
    return 0;
}
