// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "devices/media/gstengine.h"
#include "devices/media/patientpicture.h"
#include "tests/support/badline.h"

#include <QDateTime>
#include <QElapsedTimer>

#include <vector>

namespace sizhen::test {

// The hundredths of the patient's clock as they stand in a received picture; -1 when they cannot be read.
inline qint64 clockIn(const QVideoFrame &picture)
{
    auto frame = picture;
    if (!frame.map(QVideoFrame::ReadOnly))
        return -1;
    const QSize size = frame.size();
    std::vector<quint8> luma(size_t(size.width()) * size_t(size.height()));
    for (int y = 0; y < size.height(); ++y)
        for (int x = 0; x < size.width(); ++x) // green stands for brightness: the picture is nearly grey
            luma[size_t(y) * size_t(size.width()) + size_t(x)] = frame.bits(0)[y * frame.bytesPerLine(0) + 4 * x + 1];
    frame.unmap();
    PlanarPicture read;
    read.size = size;
    read.planes[0] = luma.data();
    read.strides[0] = size.width();
    return readPatientClock(read);
}

// A call of two engines of this process over a bad line; no packet can take another way.
class BadCall : public QObject
{
public:
    BadCall(const BadLine::Quality &quality, const MediaSetup &setup, quint32 seed = 7)
        : line(quality, seed)
    {
        auto mine = setup;
        mine.addresses = QStringList{QStringLiteral("127.0.0.1")};
        join(caller, answerer, 1);
        join(answerer, caller, 0);
        connect(&caller, &MediaEngine::pictureArrived, this, [this](const QVideoFrame &picture) {
            shownMs.push_back(clock.elapsed());
            if (firstPictureMs < 0)
                firstPictureMs = clock.elapsed();
            constexpr qint64 dayMs = 24LL * 3600 * 1000;
            const auto now = QDateTime::currentMSecsSinceEpoch() % dayMs; // reading takes its time
            if (const auto shown = clockIn(picture); shown >= 0)
                if (const auto late = now - shown; late >= 0 && late < 5000)
                    lateMs.push_back(double(late));
        });
        connect(&answerer, &MediaEngine::started, this, [this, mine] { caller.start(mine); });
        connect(&caller, &MediaEngine::started, this, [this] {
            clock.start();
            caller.offer();
        });
        answerer.start(mine);
    }

    BadLine line;
    GstEngine caller;
    GstEngine answerer;
    QElapsedTimer clock; // since the call
    qint64 firstPictureMs = -1;
    std::vector<qint64> shownMs; // since the call
    std::vector<double> lateMs; // from the source to the hand-over, hundredths cut off

private:
    void join(MediaEngine &from, MediaEngine &to, int end)
    {
        connect(&from, &MediaEngine::described, &to, &MediaEngine::takeDescription);
        connect(&from, &MediaEngine::candidateFound, &to, [this, &to, end](IceCandidate found) {
            auto words = found.candidate.split(u' ');
            if (words.size() < 6)
                return;
            words[5] = QString::number(line.port(end));
            found.candidate = words.join(u' ');
            to.takeCandidate(found);
        });
    }
};

} // namespace sizhen::test
