// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/movieview.h"

#include "core/crypto/primitives.h"
#include "devices/record/sessionmovie.h"
#include "tests/support/encodedsession.h"
#include "tests/support/program.h"
#include "ui/theme/theme.h"
#include "ui/widgets/textlabel.h"
#include "ui/widgets/videoview.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;
using namespace sizhen::test;

class MovieViewTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SecretBytes m_key;
    QString m_path;

    struct Open {
        MovieView view;
        QSignalSpy opened{&view, &MovieView::opened};
        QPushButton *play = view.findChild<QPushButton *>(u"moviePlay"_s);
        QSlider *line = view.findChild<QSlider *>(u"movieLine"_s);
        QLabel *time = view.findChild<QLabel *>(u"movieTime"_s);
        QComboBox *voice = view.findChild<QComboBox *>(u"movieVoice"_s);
        TextLabel *notice = view.findChild<TextLabel *>(u"movieNotice"_s);

        Open(const QString &path, const SecretBytes &key)
        {
            view.resize(900, 500);
            view.QWidget::show();
            view.open(path, key);
        }

        // The number that is painted in the first picture.
        [[nodiscard]] int painted() const
        {
            const auto *picture = view.findChild<VideoView *>(u"moviePicture0"_s);
            const auto rect = picture->pictureRect();
            const auto image = const_cast<VideoView *>(picture)->grab(rect).toImage();
            int number = 0;
            for (int bit = 0; bit < numberBits; ++bit)
                if (image.pixelColor(image.width() * (2 * bit + 1) / (2 * numberBits), image.height() * 7 / 20).green()
                    > 128)
                    number |= 1 << bit;
            return number;
        }
    };

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        theme::apply(*qobject_cast<QApplication *>(QCoreApplication::instance()), false);
        m_key = SecretBytes::random(keySize);
        m_path = m_folder.filePath(u"movie"_s);
        const QList<MediaTrack> tracks{pictureOf(u"inviting"_s), pictureOf(u"invited"_s), soundOf(u"inviting"_s),
                                       soundOf(u"invited"_s), MediaTrack{MediaTrack::Kind::Interpreter, u"zh"_s}};
        const auto movie = SessionMovie::begin(m_path, m_key, tracks);
        QVERIFY(movie);
        for (const auto &packet :
             together({encodePictures(tracks[0], {640, 360}, 0, 240), encodePictures(tracks[1], {320, 180}, 0, 240),
                       encodeTone(tracks[2], 300, 8), encodeTone(tracks[3], 500, 8), encodeTone(tracks[4], 800, 8)}))
            (*movie)->take(packet);
        QVERIFY((*movie)->endNow().seconds > 7.9);
    }

    void bothPicturesAndAllVoicesAreNamed()
    {
        Open open(m_path, m_key);
        QTRY_COMPARE_WITH_TIMEOUT(open.opened.size(), 1, 20'000);
        QCOMPARE(open.view.findChildren<VideoView *>().size(), 2);
        QCOMPARE(open.view.findChild<VideoView *>(u"moviePicture1"_s)->accessibleName(),
                 u"Picture of the invited side"_s);
        QCOMPARE(open.voice->count(), 4);
        QCOMPARE(open.voice->itemText(0), u"Both rooms"_s);
        QVERIFY(open.voice->itemText(3).startsWith(u"Interpreter into "_s));
        QVERIFY(!open.line->accessibleName().isEmpty());
        QTRY_COMPARE(open.time->text(), u"0:00 of 0:07"_s);
        QTRY_VERIFY(open.view.findChild<VideoView *>(u"moviePicture0"_s)->hasPicture()); // before it plays
        QCOMPARE(open.painted(), 0);
    }

    void keysPlayPauseAndGo()
    {
        Open open(m_path, m_key);
        QTRY_COMPARE_WITH_TIMEOUT(open.opened.size(), 1, 20'000);
        open.line->setFocus();
        QTest::keyClick(open.line, Qt::Key_Right); // five seconds
        QTRY_COMPARE_WITH_TIMEOUT(open.time->text(), u"0:05 of 0:07"_s, 20'000);
        QTRY_COMPARE_WITH_TIMEOUT(open.painted(), 150, 20'000);
        QTest::keyClick(open.line, Qt::Key_Space);
        QVERIFY(open.view.isPlaying());
        QTRY_VERIFY_WITH_TIMEOUT(open.line->value() > 53, 20'000);
        QTest::keyClick(open.line, Qt::Key_Space);
        QVERIFY(!open.view.isPlaying());
        QTest::keyClick(open.line, Qt::Key_Home);
        QTRY_COMPARE_WITH_TIMEOUT(open.painted(), 0, 20'000);
    }

    void itPlaysToItsEndAndAgain()
    {
        Open open(m_path, m_key);
        QTRY_COMPARE_WITH_TIMEOUT(open.opened.size(), 1, 20'000);
        open.line->setValue(70);
        QTRY_COMPARE_WITH_TIMEOUT(open.time->text(), u"0:07 of 0:07"_s, 20'000);
        QTest::mouseClick(open.play, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!open.view.isPlaying(), 20'000);
        QTRY_COMPARE(open.painted(), 239);
        open.voice->setCurrentIndex(3);
        QTest::mouseClick(open.play, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(open.line->value() > 2 && open.line->value() < 60, 20'000);
        open.view.pause();
    }

    void damageAndCutsAreToldInWords()
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        auto bytes = file.readAll();
        const auto write = [this](const QString &name, const QByteArray &what) {
            QFile out(m_folder.filePath(name));
            if (!out.open(QIODevice::WriteOnly) || out.write(what) != what.size())
                qFatal("write");
            return out.fileName();
        };
        Open cut(write(u"cut"_s, bytes.first(bytes.size() - 9)), m_key);
        QTRY_COMPARE_WITH_TIMEOUT(cut.opened.size(), 1, 20'000);
        QVERIFY(!cut.notice->isHidden());
        QVERIFY(cut.notice->text().contains(u"cut off"_s));

        bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
        Open broken(write(u"broken"_s, bytes), m_key);
        QSignalSpy failed(&broken.view, &MovieView::failed);
        QTRY_COMPARE_WITH_TIMEOUT(broken.opened.size(), 1, 20'000);
        broken.view.play();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 20'000);
        QVERIFY(!broken.view.isPlaying());
        QVERIFY(broken.notice->text().contains(u"damaged"_s));
        QVERIFY2(broken.line->value() > 20 && broken.line->value() < 60, qPrintable(broken.time->text())); // up to it
        broken.view.play(); // nothing is played past it
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 2, 20'000);
    }
};

SIZHEN_WINDOW_TEST(MovieViewTest)
#include "movieview_test.moc"
