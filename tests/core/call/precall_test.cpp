// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/precall.h"

#include "tests/support/program.h"

#include <QCborMap>
#include <QTest>

using namespace Qt::Literals::StringLiterals;
using namespace sizhen;

namespace {

MediaDevice someDevice(MediaRole role)
{
    return {u"id"_s, role, u"name"_s, u"address"_s, false, true};
}

// A room in which everything is as it should be, in Budapest and Wuhan.
PreCallFindings allGood()
{
    PreCallFindings found;
    found.devices.camera = someDevice(MediaRole::Camera);
    found.devices.microphone = someDevice(MediaRole::Microphone);
    found.devices.loudspeaker = someDevice(MediaRole::Loudspeaker);
    MediaFindings media;
    media.picturesPerSecond = 30;
    media.pictureSize = {1280, 720};
    media.loudestDb = -40;
    media.toneDb = -20;
    media.toneBeforeDb = -70;
    media.echoMs = 40;
    found.media = media;
    found.hasPartner = true;
    found.way = PreCallFindings::Way::Direct;
    found.line = LineFigures{200, 5, 0.2, 12'000, 15'000, 0.4};
    found.countries = QStringList{u"HU"_s, u"CN"_s};
    found.providers = QStringList{u"Telekom"_s, u"Mobile"_s};
    for (const auto &provider : found.providers)
        found.ways.push_back({provider, u"partner"_s, 7001, false, 90, {}});
    found.hasRelay = true;
    found.ways.push_back({u"Telekom"_s, u"relay"_s, 443, true, 30, {}});
    found.diskFree = 50LL << 30;
    found.diskMessage = u"disk.ok"_s;
    return found;
}

PreCallResult resultOf(const PreCallFindings &found)
{
    PreCallResult result;
    result.at = QDateTime(QDate(2026, 12, 1), QTime(8, 0), Qt::UTC);
    result.items = judgePreCall(found, preCallLimits());
    result.line = found.line;
    return result;
}

} // namespace

class PreCallTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everythingGoodIsReady()
    {
        const auto result = resultOf(allGood());
        QVERIFY(result.isReady());
        QVERIFY2(!result.worst(), qPrintable(result.worst() ? result.worst()->id : QString()));
        QCOMPARE(gateChecksProved(result), (QStringList{u"picture"_s, u"sound"_s, u"network"_s}));
        for (const auto &id : {"camera", "microphone", "loudspeaker", "partner", "bandwidth", "provider.Telekom",
                               "provider.Mobile", "relay", "clock", "disk"})
            QVERIFY2(result.item(QString::fromLatin1(id)), id);
    }

    // SES-01, NET-05: one line names the worst, a fault before a warning, and what it means.
    void theWorstIsNamed_data()
    {
        QTest::addColumn<std::function<void(PreCallFindings &)>>("breaks");
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("message");
        QTest::addColumn<bool>("ready");
        const auto row = [](const char *name, std::function<void(PreCallFindings &)> breaks, const QString &id,
                            const QString &message,
                            bool ready) { QTest::newRow(name) << std::move(breaks) << id << message << ready; };
        row(
            "no camera", [](auto &f) { f.devices.camera.reset(); }, u"camera"_s, u"media.no_device"_s, false);
        row(
            "a black camera", [](auto &f) { f.media->picturesPerSecond = 0; }, u"camera"_s, u"media.no_picture"_s,
            false);
        row(
            "a slow camera", [](auto &f) { f.media->picturesPerSecond = 5; }, u"camera"_s, u"media.slow"_s, true);
        row(
            "a dead microphone",
            [](auto &f) {
                f.media->loudestDb = f.media->toneDb = f.media->toneBeforeDb = -100;
                f.media->echoMs.reset();
            },
            u"microphone"_s, u"media.silent"_s, false);
        row(
            "a headset", [](auto &f) { f.media->toneDb = -69; }, u"loudspeaker"_s, u"media.silent"_s, true);
        row(
            "late echo", [](auto &f) { f.media->echoMs = 250; }, u"loudspeaker"_s, u"check.echo_late"_s, true);
        row(
            "no media", [](auto &f) { f.media.reset(); }, u"camera"_s, u"media.not_built"_s, false);
        row(
            "no link",
            [](auto &f) {
                f.way = PreCallFindings::Way::None;
                f.line.reset();
            },
            u"partner"_s, u"check.partner_away"_s, false);
        row(
            "by the hub",
            [](auto &f) {
                f.way = PreCallFindings::Way::Hub;
                f.line.reset();
                f.noLine = Error{Fault::Unsupported, {}, {}, u"net.probe_by_hub"_s, {}};
            },
            u"bandwidth"_s, u"net.probe_by_hub"_s, true);
        row(
            "8 Mbit/s to China", [](auto &f) { f.line->downKbit = 8000; }, u"bandwidth"_s, u"net.bandwidth"_s, true);
        row(
            "200 kbit/s", [](auto &f) { f.line->upKbit = 200; }, u"bandwidth"_s, u"net.bandwidth"_s, false);
        row(
            "a long way", [](auto &f) { f.line->rttMs = 700; }, u"partner"_s, u"check.line_poor"_s, true);
        row(
            "one provider is dead", [](auto &f) { f.ways[1].ms.reset(); }, u"provider.Mobile"_s,
            u"check.provider_dead"_s, true);
        row(
            "a cable is out", [](auto &f) { f.dead = QStringList{u"Mobile"_s}; }, u"provider.Mobile"_s,
            u"check.provider_out"_s, true);
        row(
            "no relay", [](auto &f) { f.ways[2].ms.reset(); }, u"relay"_s, u"check.relay_dead"_s, true);
        row(
            "a clock behind", [](auto &f) { f.line->clockAheadS = 90; }, u"clock"_s, u"check.clock_behind"_s, true);
        row(
            "a full disk", [](auto &f) { f.diskMessage = u"disk.full"_s; }, u"disk"_s, u"check.disk_full"_s, false);
        row(
            "a fault is named before a warning",
            [](auto &f) {
                f.media->picturesPerSecond = 5;
                f.diskMessage = u"disk.full"_s;
            },
            u"disk"_s, u"check.disk_full"_s, false);
    }

    void theWorstIsNamed()
    {
        QFETCH(std::function<void(PreCallFindings &)>, breaks);
        QFETCH(QString, id);
        QFETCH(QString, message);
        QFETCH(bool, ready);
        auto found = allGood();
        breaks(found);
        const auto result = resultOf(found);
        QVERIFY(result.worst());
        QCOMPARE(result.worst()->id, id);
        QCOMPARE(result.worst()->message, message);
        QCOMPARE(result.isReady(), ready);
    }

    // NET-04: in China two providers are asked for, and 10 Mbit/s of whoever speaks with China (NET-05).
    void limitsGoByCountry()
    {
        auto found = allGood();
        found.countries = QStringList{u"CN"_s, u"HU"_s};
        found.providers = QStringList{u"Telekom"_s};
        QCOMPARE(resultOf(found).item(u"providers"_s)->message, u"net.two_providers"_s);
        found.countries = QStringList{u"HU"_s, u"AT"_s};
        found.line->upKbit = 2500;
        QVERIFY(!resultOf(found).worst());
        QCOMPARE(preCallLimits().bandwidthFor({u"HU"_s, u"CN"_s}), 10'000);
        QCOMPARE(preCallLimits().bandwidthFor({}), 2000);
    }

    void nothingIsProvedByAWarning()
    {
        auto found = allGood();
        found.line->downKbit = 8000;
        found.media->toneDb = -69;
        QCOMPARE(gateChecksProved(resultOf(found)), QStringList{u"picture"_s});
    }

    void itIsKeptAndReadAgain()
    {
        const auto result = resultOf(allGood());
        const auto again = PreCallResult::fromJson(result.toJson());
        QVERIFY(again);
        QCOMPARE(again->at, result.at);
        QCOMPARE(again->items.size(), result.items.size());
        for (int i = 0; i < result.items.size(); ++i) {
            QCOMPARE(again->items[i].id, result.items[i].id);
            QCOMPARE(again->items[i].state, result.items[i].state);
            QCOMPARE(again->items[i].message, result.items[i].message);
        }
        QCOMPARE(*again->line, *result.line);
        QCOMPARE(result.probe().value(u"up_kbps"_s).toInteger(), 12'000);
        QVERIFY(!PreCallResult::fromJson({}));
        QVERIFY(result.isFresh(result.at.addSecs(3600)));
        QVERIFY(!result.isFresh(result.at.addDays(1)));
        QVERIFY(!result.isFresh(result.at.addDays(-1))); // a clock that was set back
    }
};

SIZHEN_TEST(PreCallTest)
#include "precall_test.moc"
