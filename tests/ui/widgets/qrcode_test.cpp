// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "tests/support/program.h"
#include "ui/widgets/qrcode.h"

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class QrCodeTest : public QObject
{
    Q_OBJECT

    // What an independent reader sees.
    static QByteArray readBack(const QImage &image)
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(u"code.png"_s);
        image.save(file);
        QProcess reader;
        reader.start(u"zbarimg"_s, {u"--quiet"_s, u"--raw"_s, u"-Sbinary"_s, file});
        if (!reader.waitForFinished(20'000))
            qFatal("zbarimg is missing: apt install zbar-tools");
        return reader.readAllStandardOutput();
    }

private Q_SLOTS:

    void anotherProgramReadsIt_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("dark");
        QTest::newRow("a link") << QByteArray("otpauth://totp/Duna:kovacs?secret=GEZDGNBVGY3TQOJQ") << false;
        QTest::newRow("in the dark theme") << QByteArray("SIZHEN:1/3:abcdef") << true;
        QByteArray long_;
        for (int i = 0; i < 600; ++i)
            long_ += QByteArray::number(i % 10);
        QTest::newRow("long") << long_ << false;
    }

    void anotherProgramReadsIt()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const bool, dark);
        theme::apply(*qApp, dark);
        QrCode code;
        QVERIFY(code.setBytes(bytes));
        code.resize(code.sizeHint());
        QCOMPARE(readBack(code.grab().toImage()), bytes);
        code.resize(code.minimumSizeHint());
        QCOMPARE(readBack(code.grab().toImage()), bytes);
    }

    void whatDoesNotFitIsRefused()
    {
        QrCode code;
        QCOMPARE(code.setBytes({}).error().fault, Fault::Invalid);
        QVERIFY(code.setBytes(QByteArray(qrMostBytes, 'x')));
        QCOMPARE(code.setBytes(QByteArray(qrMostBytes + 1, 'x')).error().fault, Fault::Invalid);
        QVERIFY(code.isEmpty());
    }

    void clearedItShowsNothing()
    {
        QrCode code;
        QVERIFY(code.setBytes("secret"));
        code.resize(code.sizeHint());
        code.clear();
        const auto image = code.grab().toImage();
        const auto ground = image.pixel(0, 0);
        for (int y = 0; y < image.height(); y += 2)
            for (int x = 0; x < image.width(); x += 2)
                QCOMPARE(image.pixel(x, y), ground);
    }
};

SIZHEN_WINDOW_TEST(QrCodeTest)
#include "qrcode_test.moc"
