// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/screens/roomscreen.h"

#include "core/consult/recording.h"
#include "tests/support/callbench.h"
#include "tests/support/casebench.h"
#include "tests/support/mediabench.h"
#include "tests/support/precheckbench.h"
#include "tests/support/program.h"
#include "tests/ui/support/uichecks.h"
#include "ui/theme/theme.h"
#include "ui/widgets/callcontrols.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTest>

namespace sizhen::test {

using namespace Qt::Literals::StringLiterals;

// The room over two real machines that call each other.
struct Room {
    Consultation consultation;
    Seat seat;
    CallBench bench;
    MediaBench media;
    PreCheckBench check;
    std::unique_ptr<RoomScreen> screen;

    QWidget window; // as the main window lays screen and side
    QList<Error> failures;
    int recordingsEnded = 0;

    explicit Room(const QString &language = u"en"_s, QSize size = {1280, 700})
        : seat(consultation.duna, u"kovacs"_s, language)
    {
        consultation.untilSession();
        bench.useCase(consultation.caseId);
        seat.context.calls = &bench;
        seat.context.media = &media;
        seat.context.preCall = &check;
        seat.context.beginRecording = [this](const QByteArray &id) {
            return consultation.duna.desk->act(id, u"case.recording_started"_s,
                                               recordingStartArgs(QByteArray(16, 'r'), {u"picture.inviting"_s}),
                                               consultation.duna.actor(u"kovacs"_s));
        };
        seat.context.endRecording = [this] { ++recordingsEnded; };
        media.equip();
        screen = std::make_unique<RoomScreen>(seat.context);
        auto *row = new QHBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(screen.get(), 1);
        auto *side = screen->side();
        side->setFixedWidth(theme::sideWidth);
        row->addWidget(side);
        window.resize(size);
        window.show();
        QObject::connect(screen.get(), &Screen::failed, screen.get(),
                         [this](const Error &error) { failures.append(error); });
        screen->openCase(bench.line.caseId);
    }

    ~Room() { screen.reset(); }

    [[nodiscard]] CaseState state() { return consultation.at(consultation.duna); }

    void press(const QString &name)
    {
        QCoreApplication::processEvents(); // what was opened before has its place now
        QTest::mouseClick(inSide<QPushButton>(name), Qt::LeftButton);
    }

    template <typename T>
    [[nodiscard]] T *inSide(const QString &name) const
    {
        auto *found = screen->side()->findChild<T *>(name);
        if (!found)
            qFatal("no %s here", qPrintable(name));
        return found;
    }

    template <typename T>
    [[nodiscard]] T *find(const QString &name) const
    {
        auto *found = screen->findChild<T *>(name);
        if (!found)
            qFatal("no %s here", qPrintable(name));
        return found;
    }

    [[nodiscard]] QPushButton *call() const { return find<QPushButton>(u"call"_s); }

    [[nodiscard]] QPushButton *end() const { return find<QPushButton>(u"endCall"_s); }

    [[nodiscard]] VideoView *picture() const { return find<VideoView>(u"partnerPicture"_s); }

    [[nodiscard]] CallControls *controls() const { return find<CallControls>(u"callControls"_s); }

    [[nodiscard]] QString keys() const { return find<TextLabel>(u"keys"_s)->text(); }

    void connectThem()
    {
        call()->click();
        for (int i = 0; i < 20 && bench.line.call(1).stage() != CallStage::Ringing; ++i)
            bench.pass(100);
        bench.line.accept(1);
        bench.pass(3000);
    }

    static QVideoFrame frameOf(const QImage &image)
    {
        QVideoFrame frame(QVideoFrameFormat(image.size(), QVideoFrameFormat::Format_BGRX8888));
        if (!frame.map(QVideoFrame::WriteOnly))
            qFatal("frame");
        QImage target(frame.bits(0), image.width(), image.height(), frame.bytesPerLine(0), QImage::Format_RGB32);
        for (int y = 0; y < image.height(); ++y)
            std::copy_n(image.constScanLine(y), image.bytesPerLine(), target.scanLine(y));
        frame.unmap();
        return frame;
    }

    void showFrame(Qt::GlobalColor colour)
    {
        QImage image(640, 360, QImage::Format_RGB32);
        image.fill(colour);
        bench.receive(frameOf(image));
    }

    void showOwn() // red on the left
    {
        QImage image(320, 180, QImage::Format_RGB32);
        image.fill(Qt::blue);
        for (int y = 0; y < 180; ++y)
            for (int x = 0; x < 160; ++x)
                image.setPixelColor(x, y, Qt::red);
        media.now.sending = CallSending{};
        Q_EMIT media.changed();
        Q_EMIT media.ownPictureArrived(frameOf(image));
    }
};

inline void startRooms()
{
    if (!startCrypto())
        qFatal("libsodium");
    theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
}

} // namespace sizhen::test
