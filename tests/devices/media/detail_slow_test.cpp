// SPDX-License-Identifier: GPL-3.0-or-later
// A second camera in the same call: two engines in one process, joined by their own signals.
#include "devices/media/gstengine.h"
#include "devices/media/gstref.h"

#include "tests/support/program.h"

#include <QImage>
#include <QMutex>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

namespace {

// Which tracks were heard.
class TrackNames final : public EncodedTap
{
public:
    void take(const EncodedPacket &packet) override
    {
        const QMutexLocker lock(&m_lock);
        m_names.insert(packet.track.name());
    }

    [[nodiscard]] QSet<QString> names()
    {
        const QMutexLocker lock(&m_lock);
        return m_names;
    }

private:
    QMutex m_lock;
    QSet<QString> m_names;
};

// The middle of a received picture.
QColor middleOf(QVideoFrame frame)
{
    if (!frame.map(QVideoFrame::ReadOnly))
        return {};
    const auto *at = frame.bits(0) + qsizetype(frame.height() / 2) * frame.bytesPerLine(0) + 4 * (frame.width() / 2);
    const QColor colour(at[2], at[1], at[0]);
    frame.unmap();
    return colour;
}

bool isRed(const QColor &colour)
{
    return colour.isValid() && colour.red() > 180 && colour.green() < 60 && colour.blue() < 60;
}

bool isBlue(const QColor &colour)
{
    return colour.isValid() && colour.blue() > 180 && colour.red() < 60 && colour.green() < 60;
}

struct DetailEnd {
    GstEngine engine;
    MediaSetup setup;
    std::shared_ptr<TrackNames> tap = std::make_shared<TrackNames>();
    int pictures = 0;
    int details = 0;
    QColor picture;
    QColor detail;
    CallSending sending;
    QString offered; // or answered

    explicit DetailEnd(bool inviting)
    {
        setup.source = MediaSetup::Source::Devices;
        setup.size = {320, 180};
        setup.videoKbit = 300;
        setup.loopback = true;
        setup.inviting = inviting;
        setup.tap = tap;
        setup.devices.camera = madeDevice(u"test:blue"_s, MediaRole::Camera);
        setup.devices.detail = madeDevice(u"test:red"_s, MediaRole::TongueCamera);
        QObject::connect(&engine, &MediaEngine::pictureArrived, &engine, [this](const QVideoFrame &frame) {
            ++pictures;
            picture = middleOf(frame);
        });
        QObject::connect(&engine, &MediaEngine::detailArrived, &engine, [this](const QVideoFrame &frame) {
            ++details;
            detail = middleOf(frame);
        });
        QObject::connect(&engine, &MediaEngine::sendingChanged, &engine,
                         [this](const CallSending &now) { sending = now; });
        QObject::connect(&engine, &MediaEngine::described, &engine,
                         [this](const SessionDescription &said) { offered = said.sdp; });
    }

    void switchDetail(bool on)
    {
        setup.devices.detailOn = on;
        engine.useDevices(setup.devices);
    }
};

} // namespace

class DetailTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<DetailEnd> m_a;
    std::unique_ptr<DetailEnd> m_b;

    static void join(DetailEnd &from, DetailEnd &to, bool forgets)
    {
        connect(&from.engine, &MediaEngine::described, &to.engine, [&to, forgets](SessionDescription said) {
            if (forgets) // a program that does not know of it copies nothing that it does not know
                said.sdp.remove(u"a=content:alt\r\n"_s);
            to.engine.takeDescription(said);
        });
        connect(&from.engine, &MediaEngine::candidateFound, &to.engine, &MediaEngine::takeCandidate);
    }

    // `forgets`: b's answer says nothing of a second camera.
    void connectThem(bool forgets = false)
    {
        join(*m_a, *m_b, false);
        join(*m_b, *m_a, forgets);
        QSignalSpy ready(&m_b->engine, &MediaEngine::started);
        m_b->engine.start(m_b->setup);
        QTRY_COMPARE_WITH_TIMEOUT(ready.size(), 1, 60'000);
        connect(&m_a->engine, &MediaEngine::started, &m_a->engine, &MediaEngine::offer);
        m_a->engine.start(m_a->setup);
        QTRY_VERIFY_WITH_TIMEOUT(m_a->pictures > 20 && m_b->pictures > 20, 60'000);
    }

private Q_SLOTS:

    void initTestCase()
    {
        qRegisterMetaType<Error>("sizhen::Error");
        if (const auto loaded = loadGStreamer(); !loaded)
            QFAIL(qPrintable(loaded.error().detail));
    }

    void init()
    {
        m_a = std::make_unique<DetailEnd>(true);
        m_b = std::make_unique<DetailEnd>(false);
    }

    void cleanup()
    {
        m_a.reset();
        m_b.reset();
    }

    // SES-05: the tongue beside the face, when a person wants it and for so long.
    void itIsSeenBesideTheFirstPictureWhileAPersonWantsIt()
    {
        connectThem();
        QCOMPARE(m_a->sending.detail, StreamState::Off);
        QCOMPARE(m_b->details, 0); // nobody has switched it on
        m_a->switchDetail(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_b->details > 15, 20'000);
        QVERIFY2(isRed(m_b->detail), qPrintable(m_b->detail.name()));
        QVERIFY2(isBlue(m_b->picture), qPrintable(m_b->picture.name()));
        QCOMPARE(m_a->sending.detail, StreamState::On);
        QCOMPARE(m_a->details, 0); // the other end has not
        const int pictures = m_b->pictures;
        QTRY_VERIFY_WITH_TIMEOUT(m_b->pictures > pictures + 30, 5000); // the first goes on

        m_b->switchDetail(true);
        QTRY_VERIFY_WITH_TIMEOUT(m_a->details > 15, 20'000);
        QVERIFY(isRed(m_a->detail));
        QVERIFY(m_a->tap->names().contains(u"detail.inviting"_s) && m_a->tap->names().contains(u"detail.invited"_s));
        QVERIFY(m_b->tap->names().contains(u"detail.inviting"_s));

        m_a->switchDetail(false);
        QTRY_COMPARE(m_a->sending.detail, StreamState::Off);
        QTest::qWait(1500); // what was under way
        const int details = m_b->details;
        const int more = m_b->pictures;
        QTest::qWait(1500);
        QCOMPARE(m_b->details, details);
        QVERIFY(m_b->pictures > more + 20);
        m_a->switchDetail(true); // and again
        QTRY_VERIFY_WITH_TIMEOUT(m_b->details > details + 15, 10'000);
    }

    // FOU-05: with all that the second camera gives.
    void aStillOfItHasItsOwnSize()
    {
        connectThem();
        QSignalSpy taken(&m_a->engine, &MediaEngine::stillTaken);
        QSignalSpy failed(&m_a->engine, &MediaEngine::stillFailed);
        m_a->engine.takeStill(MediaRole::TongueCamera); // it is off
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 10'000);
        m_a->switchDetail(true);
        QTRY_COMPARE_WITH_TIMEOUT(m_a->sending.detail, StreamState::On, 10'000);
        m_a->engine.takeStill(MediaRole::TongueCamera);
        QTRY_COMPARE_WITH_TIMEOUT(taken.size(), 1, 20'000);
        const auto image = QImage::fromData(taken.first().first().toByteArray(), "PNG");
        QCOMPARE(image.size(), QSize(1280, 720));
        QVERIFY(isRed(image.pixelColor(640, 360)));
    }

    void whoDoesNotKnowItIsSentNone()
    {
        connectThem(true);
        m_a->switchDetail(true);
        QTest::qWait(3000);
        QCOMPARE(m_b->details, 0);
        QCOMPARE(m_a->sending.detail, StreamState::None);
        QVERIFY2(isBlue(m_b->picture), qPrintable(m_b->picture.name())); // and not now one, now the other
        QVERIFY(m_a->pictures > 20 && m_b->pictures > 40);
    }

    void aForeignProgramIsNotAskedForIt()
    {
        m_a->setup.foreign = true;
        connectThem();
        QCOMPARE(m_a->offered.count(u"m=video"_s), 1);
        QCOMPARE(m_b->offered.count(u"m=video"_s), 1);
        m_a->switchDetail(true);
        m_b->switchDetail(true);
        QTest::qWait(2000);
        QCOMPARE(m_a->details + m_b->details, 0);
    }
};

SIZHEN_TEST(DetailTest)
#include "detail_slow_test.moc"
