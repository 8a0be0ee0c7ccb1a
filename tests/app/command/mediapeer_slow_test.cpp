// SPDX-License-Identifier: GPL-3.0-or-later
// `sizhenctl media peer`: two of them connected by pipes, and one with a browser that is not ours.
#include "tests/support/badinput.h"
#include "tests/support/chromium.h"
#include "tests/support/mediapeerprocess.h"

#include "tests/support/program.h"

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

class MediaPeerTest : public QObject
{
    Q_OBJECT

private:
    static void codecs()
    {
        QTest::addColumn<QString>("codec");
        QTest::addColumn<QString>("role"); // ours
        for (const auto *codec : {"h264", "vp8"})
            for (const auto *role : {"offer", "answer"})
                QTest::addRow("%s, we %s", codec, role) << QString::fromLatin1(codec) << QString::fromLatin1(role);
    }

    // What must have arrived at one of ours.
    static QString wrongWithResult(const QJsonObject &result)
    {
        QStringList wrong;
        if (result.value(u"frames"_s).toInt() < 20)
            wrong.append(u"frames"_s);
        if (result.value(u"audio_s"_s).toDouble() < 0.5)
            wrong.append(u"audio"_s);
        for (const auto &key : {u"freezes"_s, u"freeze_s"_s, u"rtt_ms"_s, u"loss_pct"_s})
            if (!result.contains(key))
                wrong.append(key);
        return wrong.join(u' ');
    }

private Q_SLOTS:

    void twoProcessesTalk_data()
    {
        QTest::addColumn<QString>("codec");
        QTest::newRow("h264") << u"h264"_s;
        QTest::newRow("vp8") << u"vp8"_s;
    }

    void twoProcessesTalk()
    {
        QFETCH(QString, codec);
        MediaPeerProcess one;
        MediaPeerProcess other;
        one.said = [&other](const QByteArray &line) { other.hear(line); };
        other.said = [&one](const QByteArray &line) { one.hear(line); };
        other.start({u"--role"_s, u"answer"_s, u"--video"_s, codec, u"--seconds"_s, u"6"_s});
        one.start({u"--role"_s, u"offer"_s, u"--video"_s, codec, u"--seconds"_s, u"6"_s});
        QTRY_VERIFY_WITH_TIMEOUT(one.isOver() && other.isOver(), 90'000);
        for (const auto *peer : {&one, &other}) {
            QVERIFY(peer->done);
            QCOMPARE(peer->exitCode(), 0);
            QVERIFY2(peer->states.contains(u"connected"_s), qPrintable(peer->states.join(u' ')));
            const auto wrong = wrongWithResult(peer->result);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
    }

    void aBrowserTalksWithUs_data() { codecs(); }

    void aBrowserTalksWithUs()
    {
        QFETCH(QString, codec);
        QFETCH(QString, role);
        Chromium browser;
        const auto trouble = browser.start();
        QVERIFY2(trouble.isEmpty(), qPrintable(trouble));
        QFile script(QStringLiteral(TEST_DATA_DIR "/call/browserpeer.js"));
        QVERIFY(script.open(QIODevice::ReadOnly));
        const auto loaded = browser.run(QString::fromUtf8(script.readAll()));
        QVERIFY2(!loaded.isObject(), QJsonDocument(loaded.toObject()).toJson());
        MediaPeerProcess ours;
        QList<QByteArray> toBrowser; // it is asked one by one
        ours.said = [&toBrowser](const QByteArray &line) { toBrowser.append(line); };
        browser.said = [&ours](const QString &line) { ours.hear(line.toUtf8()); };
        ours.start({u"--role"_s, role, u"--video"_s, codec});
        if (role == u"answer")
            browser.run(u"peer.offer()"_s);
        QJsonObject arrived;
        const auto all = [&] {
            while (!toBrowser.isEmpty()) {
                const auto line = QString::fromUtf8(
                    QJsonDocument(QJsonArray{QString::fromUtf8(toBrowser.takeFirst())}).toJson(QJsonDocument::Compact));
                const auto said = browser.run(u"peer.hear("_s + line.mid(1).chopped(1) + u')');
                if (said.isObject())
                    qInfo("%s", QJsonDocument(said.toObject()).toJson().constData());
            }
            arrived = browser.run(u"peer.count()"_s).toObject();
            // On a busy machine its pictures are fewer than ours.
            return arrived.value(u"frames"_s).toInt() > 60 && arrived.value(u"sent"_s).toInt() > 60
                && arrived.value(u"energy"_s).toDouble() > 0 && arrived.value(u"spread"_s).toInt() > 20;
        };
        const bool there = QTest::qWaitFor(all, 90'000);
        QVERIFY2(there, QJsonDocument(arrived).toJson());
        QCOMPARE(arrived.value(u"state"_s).toString(), u"connected"_s);
        QCOMPARE(arrived.value(u"width"_s).toInt(), 640);
        QCOMPARE(arrived.value(u"codec"_s).toString().toLower(), u"video/"_s + codec);
        ours.hear("{\"cmd\":\"quit\"}");
        QTRY_VERIFY_WITH_TIMEOUT(ours.isOver(), 30'000);
        QVERIFY(ours.done);
        QCOMPARE(ours.exitCode(), 0);
        const auto wrong = wrongWithResult(ours.result);
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        qInfo("Chromium got %d frames, we %d frames and %.1f s of sound", arrived.value(u"frames"_s).toInt(),
              ours.result.value(u"frames"_s).toInt(), ours.result.value(u"audio_s"_s).toDouble());
    }

    void aLineThatIsNoneIsToldAndTheCallGoesOn()
    {
        MediaPeerProcess peer;
        peer.start({u"--role"_s, u"answer"_s});
        peer.hear("hello");
        peer.hear(QByteArray(3'000'000, 'x'));
        QTRY_COMPARE_WITH_TIMEOUT(peer.errors.value(0).value(u"message"_s).toString(), u"media.signal"_s, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(peer.errors.size() >= 2, 30'000);
        QVERIFY(!peer.isOver());
        peer.hear("{\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"}}");
        QTRY_VERIFY_WITH_TIMEOUT(peer.isOver(), 30'000);
        QVERIFY(peer.done);
        QCOMPARE(peer.exitCode(), 2);
        QCOMPARE(peer.errors.last().value(u"message"_s).toString(), u"media.sdp"_s);
    }

    void theEndOfTheInputEndsAPeerThatWaits()
    {
        MediaPeerProcess peer;
        peer.start({u"--role"_s, u"answer"_s, u"--seconds"_s, u"5"_s});
        peer.closeInput();
        QTRY_VERIFY_WITH_TIMEOUT(peer.isOver(), 30'000);
        QVERIFY(peer.done);
        QCOMPARE(peer.result.value(u"frames"_s).toInt(-1), 0);
    }

    void wrongUseIsExplained()
    {
        for (const auto &words : {QStringList{},
                                  {u"--signal"_s, u"tcp"_s},
                                  {u"--signal"_s, u"stdio"_s, u"--role"_s, u"both"_s},
                                  {u"--signal"_s, u"stdio"_s, u"--video"_s, u"av1"_s}}) {
            const auto said = refusalOf(QStringList{u"media"_s, u"peer"_s} + words);
            const auto wrong = wrongWith(said, 2, u"sizhenctl media peer"_s, u"sizhenctl media peer"_s);
            QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
        }
        const auto soon
            = wrongWith(refusalOf({u"media"_s, u"peer"_s, u"--signal"_s, u"stdio"_s, u"--seconds"_s, u"soon"_s}), 2,
                        u"needs a whole number"_s, u"须为"_s);
        QVERIFY2(soon.isEmpty(), qPrintable(soon));
    }
};

SIZHEN_TEST(MediaPeerTest)
#include "mediapeer_slow_test.moc"
