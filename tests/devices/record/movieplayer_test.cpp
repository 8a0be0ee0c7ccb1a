// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/movieplayer.h"

#include "core/crypto/primitives.h"
#include "devices/record/sessionmovie.h"
#include "devices/record/soundmix.h"
#include "tests/support/encodedsession.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class MoviePlayerTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SecretBytes m_key;
    QString m_path;

private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        m_key = SecretBytes::random(keySize);
        m_path = m_folder.filePath(u"movie"_s);
        const QList<MediaTrack> tracks{pictureOf(u"inviting"_s), soundOf(u"inviting"_s), soundOf(u"invited"_s)};
        const auto movie = SessionMovie::begin(m_path, m_key, tracks);
        QVERIFY(movie);
        for (const auto &packet : together({encodePictures(tracks[0], {320, 180}, 0, 90), encodeTone(tracks[1], 300, 3),
                                            encodeTone(tracks[2], 900, 3)}))
            (*movie)->take(packet);
        QVERIFY((*movie)->endNow().seconds > 2.9);
    }

    void itPlaysEveryPictureInItsTimeAndEnds()
    {
        MoviePlayer player;
        QSignalSpy opened(&player, &MoviePlayer::opened);
        QSignalSpy pictures(&player, &MoviePlayer::pictureShown);
        QSignalSpy sound(&player, &MoviePlayer::soundHeard);
        QSignalSpy ended(&player, &MoviePlayer::ended);
        player.open(m_path, m_key);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 20'000);
        QCOMPARE(opened[0][0].value<MovieAbout>().tracks.size(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(pictures.size(), 1, 20'000); // what it begins with is seen before it plays
        player.play();
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 60'000);
        QList<int> numbers;
        for (const auto &shown : pictures)
            numbers.append(numberIn(shown[1].value<QVideoFrame>()));
        QCOMPARE(numbers.size(), 91); // the first one twice
        QVERIFY(std::is_sorted(numbers.begin(), numbers.end()));
        QCOMPARE(numbers.last(), 89);
        qsizetype bytes = 0;
        for (const auto &heard : sound)
            bytes += heard[0].toByteArray().size();
        QVERIFY2(std::abs(double(bytes) / (48'000 * 4) - 3.1) < 0.15, qPrintable(QString::number(bytes)));
    }

    void aSeekWhileItStandsShowsThatMoment()
    {
        MoviePlayer player;
        QSignalSpy pictures(&player, &MoviePlayer::pictureShown);
        QSignalSpy at(&player, &MoviePlayer::positionChanged);
        player.open(m_path, m_key);
        QTRY_VERIFY_WITH_TIMEOUT(!pictures.isEmpty(), 20'000);
        player.seek(2.0);
        QTRY_COMPARE_WITH_TIMEOUT(numberIn(pictures.last()[1].value<QVideoFrame>()), 60, 20'000);
        QTRY_COMPARE(at.last()[0].toDouble(), 2.0);
    }

    void oneVoiceCanBeChosen()
    {
        MoviePlayer player;
        QSignalSpy opened(&player, &MoviePlayer::opened);
        QSignalSpy sound(&player, &MoviePlayer::soundHeard);
        player.open(m_path, m_key);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 20'000);
        player.hear({2});
        player.seek(0.2);
        player.play();
        QTRY_VERIFY_WITH_TIMEOUT(sound.size() > 30, 20'000);
        player.pause();
        QByteArray all;
        for (const auto &heard : sound)
            all += heard[0].toByteArray();
        QVERIFY2(std::abs(hzOf(all) - 900) < 40, qPrintable(QString::number(hzOf(all))));
    }

    void whatIsNoRecordingIsToldAndNothingPlays()
    {
        MoviePlayer player;
        QSignalSpy failed(&player, &MoviePlayer::failed);
        player.play();
        player.seek(3);
        player.open(m_folder.filePath(u"none"_s), m_key);
        player.open(m_path, SecretBytes::random(keySize));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 2, 20'000);
        QCOMPARE(failed[0][0].value<Error>().fault, Fault::NotFound);
        QCOMPARE(failed[1][0].value<Error>().fault, Fault::Corrupt);
    }

    void voicesAreMixedEachAtItsTime()
    {
        const auto level = [](qint16 value, int frames) {
            QByteArray bytes;
            for (int i = 0; i < 2 * frames; ++i)
                bytes.append(reinterpret_cast<const char *>(&value), 2);
            return bytes;
        };
        const auto at = [](const QByteArray &bytes, int frame) {
            return reinterpret_cast<const qint16 *>(bytes.constData())[2 * frame];
        };
        SoundMix mix(1.0);
        mix.add(1.0, level(1000, 480)); // 10 ms
        mix.add(1.005, level(30'000, 480));
        mix.add(1.005, level(30'000, 480));
        mix.add(0.99, level(5, 481)); // one sample reaches into it
        const auto bytes = mix.takeUntil(1.02);
        QCOMPARE(bytes.size(), 960 * 4);
        QCOMPARE(at(bytes, 0), 1005);
        QCOMPARE(at(bytes, 1), 1000);
        QCOMPARE(at(bytes, 300), 32'767); // too loud is as loud as it can be
        QCOMPARE(at(bytes, 719), 32'767);
        QCOMPARE(at(bytes, 720), 0);
        QVERIFY(mix.takeUntil(1.01).isEmpty());
    }
};

SIZHEN_TEST(MoviePlayerTest)
#include "movieplayer_test.moc"
