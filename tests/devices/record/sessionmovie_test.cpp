// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/record/sessionmovie.h"

#include "core/crypto/primitives.h"
#include "tests/devices/record/moviesession.h"
#include "tests/support/program.h"

#include <QFileInfo>
#include <QProcess>
#include <QTemporaryDir>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class SessionMovieTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString fresh() { return m_folder.filePath(u"movie-%1"_s.arg(++m_files)); }

    MovieSummary record(const QString &path, const SecretBytes &key, const QList<EncodedPacket> &packets,
                        const QList<MediaTrack> &tracks = bothRooms())
    {
        const auto movie = SessionMovie::begin(path, key, tracks);
        if (!movie)
            qFatal("begin: %s", qPrintable(movie.error().detail));
        sendAll(**movie, packets);
        return (*movie)->endNow();
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void everyTrackComesBackWhole()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        const auto summary = record(path, key, session());
        QCOMPARE(summary.dropped, 0);
        QCOMPARE(summary.tracks.size(), 5);
        QVERIFY(std::abs(summary.seconds - 6) < 0.05);
        QCOMPARE(summary.bytes, QFileInfo(path).size());
        QCOMPARE(summary.sha256, sha256(bytesOf(path)));

        const auto reader = MovieReader::open(path, key.clone());
        QVERIFY2(reader, qPrintable(reader ? QString() : reader.error().detail));
        QCOMPARE((*reader)->tracks(), bothRooms());
        QVERIFY(!(*reader)->isCut());
        QCOMPARE((*reader)->seconds(), summary.seconds);
        const auto seen = playAll(**reader);
        QVERIFY(!seen.error);
        for (const int track : {0, 2}) {
            QCOMPARE(seen.numbers[track].size(), 180);
            for (int i = 0; i < 180; ++i) {
                QCOMPARE(seen.numbers[track][i], i);
                QVERIFY(std::abs(seen.pictureTimes[track][i] - double(i) / framesASecond) < 0.002);
            }
        }
        const QMap<int, double> tones{{1, 300}, {3, 500}, {4, 800}};
        for (const auto &[track, hz] : tones.asKeyValueRange()) {
            QVERIFY(std::abs(double(seen.sound[track].size()) / (48'000 * 4) - 6) < 0.05);
            QVERIFY2(std::abs(hzOf(seen.sound[track]) - hz) < hz * 0.02,
                     qPrintable(QString::number(hzOf(seen.sound[track]))));
        }
    }

    // CON-10: nothing that was said or shown lies readable on the disk.
    void nothingReadableIsOnTheDisk()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        record(path, key, session());
        const auto bytes = bytesOf(path);
        for (const auto &plain : {QByteArray("matroska"), QByteArray("V_MPEG4"), QByteArray("OpusHead"),
                                  QByteArray("x264"), QByteArray("picture.inviting"), QByteArray::fromHex("1a45dfa3")})
            QVERIFY2(!bytes.contains(plain), plain.constData());
        int found = 0;
        for (const auto &packet : session())
            found += packet.bytes.size() > 16 && bytes.contains(packet.bytes.mid(4, 12)) ? 1 : 0;
        QCOMPARE(found, 0);
        QCOMPARE(MovieReader::open(path, SecretBytes::random(keySize)).error().fault, Fault::Corrupt);
    }

    void aCutFilePlaysUpToTheCut()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        record(path, key, session());
        const auto bytes = bytesOf(path);
        qsizetype before = 0;
        const auto cut = fresh();
        int opened = 0;
        for (qsizetype length = 0; length < bytes.size(); length += 7919) {
            putBytes(cut, bytes.first(length));
            const auto reader = MovieReader::open(cut, key.clone());
            if (!reader) {
                QCOMPARE(opened, 0); // only before the first record is whole
                continue;
            }
            ++opened;
            const auto seen = playAll(**reader);
            QVERIFY(!seen.error);
            const auto pictures = seen.numbers[0].size();
            QVERIFY(pictures >= before);
            before = pictures;
            for (qsizetype i = 0; i < pictures; ++i)
                QCOMPARE(seen.numbers[0][i], int(i));
        }
        QVERIFY(opened > 10);
        QVERIFY(before > 120);
    }

    void cutAtAnyByteOfTheLastRecordsItIsSoundAndSaysSo()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        record(path, key, session().first(40));
        const auto bytes = bytesOf(path);
        const auto cut = fresh();
        for (qsizetype length = bytes.size() - 300; length < bytes.size(); ++length) {
            putBytes(cut, bytes.first(length));
            const auto reader = MovieReader::open(cut, key.clone());
            QVERIFY(reader);
            QVERIFY((*reader)->isCut());
            QVERIFY((*reader)->wholeBytes() < length);
            QVERIFY((*reader)->verify());
        }
    }

    void aTurnedBitIsFoundAndTold()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        const auto summary = record(path, key, session());
        const auto bytes = bytesOf(path);
        const auto broken = fresh();
        for (qsizetype at = bytes.size() / 9; at < bytes.size() * 8 / 9; at += bytes.size() / 9) {
            auto changed = bytes;
            changed[at] = char(changed[at] ^ 16);
            putBytes(broken, changed);
            const auto reader = MovieReader::open(broken, key.clone());
            QVERIFY(reader);
            const auto verified = (*reader)->verify();
            QVERIFY(!verified || *verified != summary.sha256 || (*reader)->wholeBytes() != summary.bytes);
            const auto seen = playAll(**reader);
            QVERIFY(seen.error || (*reader)->isCut());
            if (seen.error)
                QCOMPARE(seen.error->message, u"recording.damaged"_s);
            for (qsizetype i = 0; i < seen.numbers[0].size(); ++i) // what came before is what was recorded
                QCOMPARE(seen.numbers[0][i], int(i));
            QVERIFY(seen.numbers[0].size() < 180);
        }
    }

    void aMomentIsFoundWithoutOpeningAll()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        // A minute out of the same six seconds, moved.
        QList<EncodedPacket> minute;
        for (int i = 0; i < 10; ++i)
            for (auto packet : session()) {
                packet.ns += i * 6 * nsASecond;
                minute.append(packet);
            }
        record(path, key, minute);
        for (const double to : {0.0, 2.5, 17.4, 30.1, 58.9}) {
            const auto reader = MovieReader::open(path, key.clone());
            QVERIFY(reader);
            const auto before = (*reader)->recordsOpened();
            QVERIFY((*reader)->seek(to));
            QMap<int, double> first;
            QMap<int, int> number;
            while (first.size() < 5) {
                const auto part = (*reader)->next();
                QVERIFY(part && *part);
                std::visit(
                    [&](const auto &one) {
                        if (!first.contains(one.track))
                            first.insert(one.track, one.seconds);
                        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, MoviePicture>)
                            if (!number.contains(one.track))
                                number.insert(one.track, numberIn(one.picture));
                    },
                    **part);
            }
            for (const auto &[track, seconds] : first.asKeyValueRange())
                QVERIFY2(seconds >= to - 0.002 && seconds < to + 0.05, qPrintable(QString::number(seconds)));
            for (const int track : {0, 2})
                QCOMPARE(number[track], int(std::lround(first[track] * framesASecond)) % 180);
            QVERIFY2((*reader)->recordsOpened() - before < 25, qPrintable(QString::number((*reader)->recordsOpened())));
        }
    }

    // Backwards, past the end, and only one voice.
    void seeksAndChoicesMayComeInAnyOrder()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        record(path, key, session());
        const auto reader = MovieReader::open(path, key.clone());
        QVERIFY((*reader)->seek(5.5));
        QVERIFY((*reader)->next());
        QVERIFY((*reader)->seek(0.5));
        (*reader)->choose({4});
        auto seen = playAll(**reader);
        QVERIFY(seen.numbers.isEmpty());
        QCOMPARE(seen.sound.keys(), QList<int>{4});
        QVERIFY(std::abs(hzOf(seen.sound[4]) - 800) < 16);
        QVERIFY((*reader)->seek(900));
        seen = playAll(**reader);
        QVERIFY(!seen.error);
        QVERIFY((*reader)->seek(-3));
        (*reader)->choose({0});
        QCOMPARE(playAll(**reader).numbers[0].size(), 180);
    }

    void aPictureMayChangeItsSize()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        const QList<MediaTrack> tracks{pictureOf(inviting)};
        record(path, key,
               encodePictures(tracks[0], small, 0, 45) + encodePictures(tracks[0], {640, 360}, 45, 45)
                   + encodePictures(tracks[0], {480, 640}, 90, 45),
               tracks);
        const auto reader = MovieReader::open(path, key.clone());
        auto seen = playAll(**reader);
        QVERIFY(!seen.error);
        QCOMPARE(seen.numbers[0].size(), 135);
        for (int i = 0; i < 135; ++i)
            QCOMPARE(seen.numbers[0][i], i);
        QCOMPARE(seen.sizes[0][44], small);
        QCOMPARE(seen.sizes[0][45], QSize(640, 360));
        QCOMPARE(seen.sizes[0][134], QSize(480, 640));
        QVERIFY((*reader)->seek(3.5));
        QCOMPARE(playAll(**reader).numbers[0].first(), 105);
    }

    // Somebody's picture comes later, or never, and VP8 beside H.264.
    void aTrackMayBeginLate()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        const auto movie = SessionMovie::begin(path, key, bothRooms());
        QVERIFY(movie);
        sendAll(**movie,
                together({encodePictures(pictureOf(inviting), small, 0, 45, 30, PacketCodec::Vp8, 600),
                          encodeTone(soundOf(inviting), 300, 1.5)}));
        QTest::qWait(1500); // the head is written without the others
        sendAll(**movie, encodePictures(pictureOf(invited), small, 60, 60));
        const auto summary = (*movie)->endNow();
        QCOMPARE(summary.dropped, 0);
        QCOMPARE(summary.tracks, (QStringList{u"picture.inviting"_s, u"sound.inviting"_s, u"picture.invited"_s}));
        const auto reader = MovieReader::open(path, key.clone());
        auto seen = playAll(**reader);
        QCOMPARE(seen.numbers[0].size(), 45);
        QCOMPARE(seen.numbers[2].size(), 60);
        QCOMPARE(seen.numbers[2].first(), 60);
        QCOMPARE(seen.sizes[2].first(), small);
    }

    void whatDoesNotBelongIsLeftOut()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        auto packets = session();
        packets.insert(
            0, {MediaTrack{MediaTrack::Kind::Interpreter, u"fr"_s}, PacketCodec::Opus, "x", 0, true}); // no track of it
        packets.insert(9, {soundOf(inviting), PacketCodec::H264, "x", 0, true}); // sound that is a picture
        packets.insert(20, {pictureOf(inviting), PacketCodec::H264, {}, 0, true}); // nothing
        packets.insert(60,
                       {soundOf(inviting), PacketCodec::Opus, "\xf8\xff\xfe", 90'000 * nsASecond, true}); // a day later
        const auto summary = record(path, key, packets);
        QCOMPARE(summary.dropped, 4);
        QVERIFY(std::abs(summary.seconds - 6) < 0.05);
        QVERIFY(!SessionMovie::begin(path, key, bothRooms())); // never over another
        QVERIFY(!SessionMovie::begin(fresh(), key, {}));
        QVERIFY(!SessionMovie::begin(fresh(), key, {interpreter, interpreter}));
    }

    void anyPlayerOpensTheExportedFile()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = fresh();
        record(path, key, session());
        const auto reader = MovieReader::open(path, key.clone());
        const auto out = fresh() + u".mkv"_s;
        QFile file(out);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY((*reader)->exportTo(file));
        file.close();
        QProcess probe;
        probe.start(u"ffprobe"_s,
                    {u"-v"_s, u"error"_s, u"-count_packets"_s, u"-show_entries"_s,
                     u"stream=codec_name,nb_read_packets:stream_tags=title:format=duration"_s, u"-of"_s, u"csv=p=0"_s,
                     out});
        if (!probe.waitForStarted())
            QSKIP("Skipped: ffprobe is not installed.");
        QVERIFY(probe.waitForFinished(60'000));
        QCOMPARE(probe.readAllStandardError(), QByteArray());
        const auto said = probe.readAllStandardOutput();
        QCOMPARE(said.count("h264,180"), 2);
        QCOMPARE(said.count("opus,"), 3);
        QVERIFY(said.contains("interpreter.zh"));
        QVERIFY2(said.contains("\n6.0") || said.contains("\n5.9"), said.constData());
    }
};

SIZHEN_TEST(SessionMovieTest)
#include "sessionmovie_test.moc"
