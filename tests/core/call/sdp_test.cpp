// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callplan.h"
#include "core/call/sdp.h"

#include "tests/support/program.h"

#include <QFile>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class SdpTest : public QObject
{
    Q_OBJECT

private:
    // As a browser offers it (tests/data/call: recorded from Chromium 156), with a change.
    static QString browserOffer(const QString &from = {}, const QString &to = {})
    {
        QFile file(QStringLiteral(TEST_DATA_DIR "/call/chromium_offer.sdp"));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("chromium_offer.sdp");
        auto text = QString::fromUtf8(file.readAll());
        if (!from.isEmpty() && !text.contains(from))
            qFatal("%s is not in the offer", qPrintable(from));
        return from.isEmpty() ? text : text.replace(from, to);
    }

    static QString refusalOf(const QString &sdp)
    {
        const auto parsed = Sdp::parse(sdp);
        return parsed ? u"accepted"_s : parsed.error().message;
    }

private Q_SLOTS:

    void whatABrowserOffersIsUnderstood()
    {
        const auto offer = Sdp::parse(browserOffer());
        QVERIFY2(offer, offer ? "" : qPrintable(offer.error().detail));
        const auto *sound = offer->first(u"audio"_s);
        QVERIFY(sound && sound->sends && sound->receives && !sound->refused);
        const auto *opus = sound->codec(u"OPUS"_s);
        QVERIFY(opus);
        QCOMPARE(opus->payload, 111);
        QCOMPARE(opus->clockHz, 48000);
        QCOMPARE(opus->parameter(u"useinbandfec"_s), u"1"_s);
        const auto *picture = offer->first(u"video"_s);
        QVERIFY(picture);
        QCOMPARE(picture->video(VideoCodec::Vp8)->payload, 96);
        const auto *h264 = picture->video(VideoCodec::H264);
        QVERIFY(h264);
        QCOMPARE(h264->parameter(u"packetization-mode"_s), u"1"_s);
        QCOMPARE(h264->parameter(u"profile-level-id"_s), u"42e01f"_s); // not the plain baseline before it
        QVERIFY(picture->extensions.contains(
            u"http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"_s));
        QCOMPARE(offer->fingerprint().size(), 32);
    }

    void aPlainBaselineWillDo()
    {
        const auto offer = Sdp::parse(browserOffer(u"42e01f"_s, u"640c1f"_s));
        QVERIFY(offer);
        QCOMPARE(offer->first(u"video"_s)->video(VideoCodec::H264)->parameter(u"profile-level-id"_s), u"42001f"_s);
        const auto high
            = Sdp::parse(browserOffer().replace(u"42e01f"_s, u"640c1f"_s).replace(u"42001f"_s, u"640c1f"_s));
        QVERIFY(!high->first(u"video"_s)->video(VideoCodec::H264));
    }

    void aDescriptionWithoutKeysIsRefused() // SES-08
    {
        const auto fingerprint = browserOffer().section(u"a=fingerprint:"_s, 1, 1).section(u'\n', 0, 0).trimmed();
        QCOMPARE(refusalOf(browserOffer(u"a=fingerprint:"_s, u"a=fingerprinx:"_s)), u"media.sdp_keys"_s);
        QCOMPARE(refusalOf(browserOffer(fingerprint, fingerprint.chopped(3))), u"media.sdp_keys"_s);
        QCOMPARE(refusalOf(browserOffer(fingerprint, QString(fingerprint).replace(u"sha-256"_s, u"sha-1"_s))),
                 u"media.sdp_keys"_s);
        QCOMPARE(refusalOf(browserOffer(u"a=ice-pwd:"_s, u"a=ice-pwx:"_s)), u"media.sdp_keys"_s);
        QCOMPARE(refusalOf(browserOffer(u"UDP/TLS/RTP/SAVPF"_s, u"RTP/AVP"_s)), u"media.sdp"_s); // in the clear
    }

    void twoFingerprintsAreNone()
    {
        auto text = browserOffer();
        const auto place = text.lastIndexOf(u"a=fingerprint:sha-256 "_s) + 22;
        text[place] = text[place] == u'A' ? u'B' : u'A';
        const auto offer = Sdp::parse(text);
        QVERIFY(offer);
        QVERIFY(offer->fingerprint().isEmpty());
    }

    void whatIsNoDescriptionIsRefused()
    {
        QCOMPARE(refusalOf({}), u"media.sdp"_s);
        QCOMPARE(refusalOf(u"hello"_s), u"media.sdp"_s);
        QCOMPARE(refusalOf(u"v=0\r\n"_s), u"media.sdp"_s);
        QCOMPARE(refusalOf(browserOffer(u"m=video 9"_s, u"m=video x"_s)), u"media.sdp"_s);
        QCOMPARE(refusalOf(browserOffer() + QString(Sdp::longest, u'x')), u"media.sdp_long"_s);
        QCOMPARE(refusalOf(u"v=0\n"_s + u"m=audio 9 UDP/TLS/RTP/SAVPF 0\n"_s.repeated(100)), u"media.sdp"_s);
        const auto cut = browserOffer();
        for (qsizetype i = 0; i < cut.size(); i += 7)
            (void)Sdp::parse(cut.left(i));
    }

    void aRefusedLineIsNoLine()
    {
        const auto offer = Sdp::parse(browserOffer(u"m=video 9"_s, u"m=video 0"_s));
        QVERIFY(offer);
        QVERIFY(!offer->first(u"video"_s));
        QVERIFY(offer->first(u"audio"_s));
    }

    void repairOfSoundIsTakenOutAndNothingElse()
    {
        const auto sound
            = u"m=audio 9 UDP/TLS/RTP/SAVPF 96 97\r\na=ssrc-group:FID 11 12\r\na=ssrc:11 cname:x\r\na=ssrc:12 cname:x\r\n"_s;
        const auto picture
            = u"m=video 9 UDP/TLS/RTP/SAVPF 98 99\r\na=ssrc-group:FID 13 12\r\na=ssrc:13 cname:x\r\na=ssrc:12 cname:x\r\n"_s;
        QCOMPARE(withoutSoundRepair(u"v=0\r\n"_s + sound + picture),
                 u"v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96 97\r\na=ssrc:11 cname:x\r\n"_s + picture);
        QCOMPARE(withoutSoundRepair(browserOffer()), browserOffer());
        QCOMPARE(withoutSoundRepair({}), QString());
    }

    void aSecondPictureIsThatOfASecondCameraWhenItSaysSo()
    {
        const auto keys = u"a=fingerprint:sha-256 "_s + QStringList(32, u"AB"_s).join(u':')
            + u"\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"_s;
        const auto sound = u"m=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"_s;
        const auto picture = u"m=video 9 UDP/TLS/RTP/SAVPF 98\r\na=rtpmap:98 H264/90000\r\n"_s
            + u"a=fmtp:98 packetization-mode=1;profile-level-id=42e01f\r\n"_s;
        const auto one = u"v=0\r\n"_s + keys + sound + picture;
        const auto two = one + picture;
        QVERIFY(!Sdp::parse(one)->detailLine());
        QVERIFY(!Sdp::parse(two)->detailLine()); // two cameras of somebody else
        QCOMPARE(Sdp::parse(withDetail(two))->detailLine(), 2);
        QCOMPARE(Sdp::parse(withDetail(two + sound))->detailLine(), 2);
        QCOMPARE(withDetail(two + sound), two + u"a=content:alt\r\n"_s + sound);
        QCOMPARE(withDetail(one), one);
        QVERIFY(!Sdp::parse(
                     withDetail(u"v=0\r\n"_s + keys + sound + picture + QString(picture).replace(u" 9 "_s, u" 0 "_s)))
                     ->detailLine()); // refused
        const auto offer = *Sdp::parse(withDetail(two));
        QVERIFY(!CallPlan::answering(offer, VideoCodec::H264)->detail); // whoever does not ask for it
        QCOMPARE(CallPlan::answering(offer, VideoCodec::H264, true)->detail, StreamPlan({98, {}}));
        QVERIFY(!CallPlan::answering(*Sdp::parse(two), VideoCodec::H264, true)->detail);
        QVERIFY(CallPlan::offering(VideoCodec::H264, true).detail && !CallPlan::offering(VideoCodec::H264).detail);
    }

    void codecsHaveNames()
    {
        QCOMPARE(videoCodecOf(u"h264"_s), VideoCodec::H264);
        QCOMPARE(videoCodecOf(u"vp8"_s), VideoCodec::Vp8);
        QVERIFY(!videoCodecOf(u"av1"_s));
    }
};

SIZHEN_TEST(SdpTest)
#include "sdp_test.moc"
