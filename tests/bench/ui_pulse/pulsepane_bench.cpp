// SPDX-License-Identifier: GPL-3.0-or-later
// How long the pulse pane takes to paint a frame, live and frozen, and how long a sample takes to the glass. 60 frames
// a second leave 16.7 ms; 33 ms are allowed from the ring to the glass.
#include "core/pulse/synthpulse.h"
#include "ui/theme/theme.h"
#include "ui/widgets/pulsepressurebar.h"
#include "ui/widgets/pulsetrace.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QKeyEvent>
#include <QTextStream>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <ctime>

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

double processorMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
}

class Times
{
public:
    template <typename Work>
    void take(const Work &work)
    {
        QElapsedTimer timer;
        timer.start();
        const double before = processorMs();
        work();
        m_processor.append(processorMs() - before);
        m_clock.append(double(timer.nsecsElapsed()) / 1e6);
    }

    void print(const QString &what, double budget)
    {
        QTextStream out(stdout);
        out << what.leftJustified(52) << " clock: " << spread(m_clock) << ", processor: " << spread(m_processor)
            << ", budget " << budget << " ms, ratio of the median " << QString::number(middle(m_clock) / budget, 'f', 3)
            << '\n';
    }

private:
    static double middle(QVector<double> times)
    {
        std::sort(times.begin(), times.end());
        return times[times.size() / 2];
    }

    static QString spread(QVector<double> times)
    {
        std::sort(times.begin(), times.end());
        return u"median %1 p99 %2 ms"_s.arg(times[times.size() / 2], 0, 'f', 2)
            .arg(times[std::min(times.size() - 1, times.size() * 99 / 100)], 0, 'f', 2);
    }

    QVector<double> m_clock;
    QVector<double> m_processor;
};

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
    Times times;
    for (int i = 0; i < rounds; ++i)
        times.take([&] { trace.render(&image); });
    times.print(what, frameMs);
}

// From a block that arrives to the event loop being done with its picture.
void liveFrames(const QString &what, PulseTrace &trace, PulsePressureBar &bar, const QVector<qint32> &counts)
{
    Times times;
    for (int i = 0; i < rounds * 4; ++i) {
        const auto next = trace.received();
        const auto from = qsizetype(next % quint64(counts.size() - blockSize));
        times.take([&] {
            trace.append({u"L.guan"_s, rateHz, next, counts.mid(from, blockSize), {}});
            bar.setPressure(100 + i % 80, u"gf"_s);
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        });
    }
    times.print(what, glassMs);
}

void scrolledFrames(const QString &what, PulseTrace &trace)
{
    Times times;
    for (int i = 0; i < rounds; ++i) {
        if (i % 12 == 0)
            trace.setFrozen(true); // back to the newest
        times.take([&] {
            QKeyEvent key(QEvent::KeyPress, Qt::Key_PageUp, Qt::NoModifier);
            QCoreApplication::sendEvent(&trace, &key);
            QCoreApplication::sendPostedEvents();
            QCoreApplication::processEvents();
        });
    }
    trace.setFrozen(false);
    times.print(what, frameMs);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    theme::apply(app, false);
    const auto counts = wave(PulseTrace::keptSeconds);
    for (const auto size : {QSize(640, 300), QSize(1200, 500), QSize(2560, 700)}) {
        const auto name = u"%1 x %2, 1 kHz, "_s.arg(size.width()).arg(size.height());
        QWidget pane;
        auto *column = new QVBoxLayout(&pane);
        column->setContentsMargins(0, 0, 0, 0);
        auto *trace = new PulseTrace;
        auto *bar = new PulsePressureBar;
        column->addWidget(trace, 1);
        column->addWidget(bar);
        pane.resize(size.width(), size.height() + bar->sizeHint().height());
        pane.show();
        bar->setRange(40, 240);
        bar->setTarget(qMakePair(120.0, 150.0));
        fill(*trace, counts);
        QCoreApplication::processEvents();
        wholeFrames(name + u"whole picture"_s, *trace);
        liveFrames(name + u"sample to painted"_s, *trace, *bar, counts);
        scrolledFrames(name + u"a page back"_s, *trace);
        trace->zoomTime(-3);
        wholeFrames(name + u"whole picture at 3 mm/s"_s, *trace);
    }
    return 0;
}
