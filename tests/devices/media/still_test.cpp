// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/gstengine.h"

#include "tests/support/program.h"

#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

class StillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    // FOU-05: as the camera gave it, whatever size the call has.
    void aStillHasTheCamerasOwnSize()
    {
        MediaSetup setup;
        setup.source = MediaSetup::Source::Devices;
        setup.size = {320, 180};
        setup.devices.camera = madeDevice(u"test:red"_s, MediaRole::Camera);
        GstEngine engine;
        QSignalSpy taken(&engine, &MediaEngine::stillTaken);
        QSignalSpy failed(&engine, &MediaEngine::stillFailed);
        QSignalSpy described(&engine, &MediaEngine::described);
        connect(&engine, &MediaEngine::started, &engine, &MediaEngine::offer);
        engine.takeStill(); // nothing runs yet
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10'000);
        QCOMPARE(failed.first().first().value<Error>().message, u"media.no_camera"_s);
        engine.start(setup);
        QTRY_COMPARE_WITH_TIMEOUT(described.size(), 1, 60'000);
        engine.takeStill();
        QTRY_VERIFY_WITH_TIMEOUT(taken.size() + failed.size() == 2, 20'000);
        QVERIFY2(taken.size() == 1, failed.isEmpty() ? "" : qPrintable(failed.last().first().value<Error>().detail));
        const auto image = QImage::fromData(taken.first().first().toByteArray(), "PNG");
        QCOMPARE(image.size(), QSize(1280, 720));
        const auto middle = image.pixelColor(640, 360);
        QVERIFY2(middle.red() > 240 && middle.green() < 20 && middle.blue() < 20, qPrintable(middle.name()));
    }
};

SIZHEN_TEST(StillTest)
#include "still_test.moc"
