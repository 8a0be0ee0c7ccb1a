// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/media/patientpicture.h"

#include "tests/support/program.h"

#include <QTest>

#include <vector>

using namespace sizhen;

class PatientPictureTest : public QObject
{
    Q_OBJECT

    struct Canvas {
        std::vector<quint8> bytes;
        PlanarPicture picture;

        // Rows are longer than the picture, and what lies beyond must stay.
        explicit Canvas(QSize size)
            : bytes(size_t(size.width() + 16) * size_t(size.height()) * 2, 0xaa)
        {
            picture.size = size;
            auto *at = bytes.data();
            for (int plane = 0; plane < 3; ++plane) {
                picture.planes[plane] = at;
                picture.strides[plane] = (plane == 0 ? size.width() : size.width() / 2) + 8;
                at += qsizetype(picture.strides[plane]) * (plane == 0 ? size.height() : size.height() / 2);
            }
        }
    };

private Q_SLOTS:

    void theClockCanBeRead_data()
    {
        QTest::addColumn<QSize>("size");
        for (const auto &size :
             {QSize(320, 180), QSize(640, 360), QSize(640, 480), QSize(1280, 720), QSize(1920, 1080)})
            QTest::addRow("%dx%d", size.width(), size.height()) << size;
    }

    void theClockCanBeRead()
    {
        QFETCH(QSize, size);
        constexpr qint64 day = 24LL * 3600 * 1000;
        for (const qint64 ms : {0LL, 10LL, 12'345'670LL, 86'399'990LL, 1'700'000'123'450LL}) {
            Canvas canvas(size);
            drawPatient(canvas.picture, ms);
            QCOMPARE(readPatientClock(canvas.picture), ms % day);
        }
    }

    void theClockCanBeReadWhenThePictureWasMadeSmaller()
    {
        Canvas large({1280, 720});
        drawPatient(large.picture, 12'345'670);
        for (const auto &size : {QSize(960, 540), QSize(640, 360)}) {
            Canvas small(size);
            for (int y = 0; y < size.height(); ++y)
                for (int x = 0; x < size.width(); ++x)
                    small.picture.planes[0][y * small.picture.strides[0] + x]
                        = large.picture
                              .planes[0][y * 720 / size.height() * large.picture.strides[0] + x * 1280 / size.width()];
            QCOMPARE(readPatientClock(small.picture), 12'345'670);
        }
    }

    void nothingIsPaintedBesideThePicture()
    {
        Canvas canvas({640, 360});
        drawPatient(canvas.picture, 5000);
        for (int plane = 0; plane < 3; ++plane) {
            const int width = plane == 0 ? 640 : 320;
            for (int y = 0; y < (plane == 0 ? 360 : 180); ++y)
                for (int x = width; x < canvas.picture.strides[plane]; ++x)
                    QCOMPARE(canvas.picture.planes[plane][y * canvas.picture.strides[plane] + x], quint8(0xaa));
        }
    }

    void thePatientMoves()
    {
        Canvas first({640, 360});
        Canvas second({640, 360});
        drawPatient(first.picture, 1000);
        drawPatient(second.picture, 2500);
        QVERIFY(first.bytes != second.bytes);
    }

    void aBlackPictureHasNoClock()
    {
        Canvas canvas({640, 360});
        std::fill(canvas.bytes.begin(), canvas.bytes.end(), quint8(0));
        QCOMPARE(readPatientClock(canvas.picture), -1);
    }
};

SIZHEN_TEST(PatientPictureTest)
#include "patientpicture_test.moc"
