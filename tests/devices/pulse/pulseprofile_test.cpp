// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/pulse/pulseprofile.h"

#include "core/base/resource.h"
#include "devices/pulse/pulseprotocols.h"
#include "tests/support/program.h"

#include <QFile>
#include <QSet>
#include <QUrlQuery>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class PulseProfileTest : public QObject
{
    Q_OBJECT

    static SerialPort port(const QString &location, quint16 vendor, quint16 product, const QString &serial = {})
    {
        return {location, vendor, product, serial};
    }

    static QVector<PulseProfile> oneOfOurOwn()
    {
        auto profile = parsePulseProfile(R"({"id": "own", "family": "pulse", "label": {"zh": "自", "en": "own"},
            "protocol": "dpd/0", "usb": [{"vid": "1209", "pid": "4450"}], "channels": ["pulse"]})");
        auto profiles = pulseProfiles();
        profiles.append(*profile);
        return profiles;
    }

private Q_SLOTS:

    void everyFileIsReadAndEveryProtocolHasOne()
    {
        QCOMPARE(pulseProfiles().size(), listResources(u"devices"_s).size());
        QSet<QString> spoken;
        QSet<QString> ids;
        for (const auto &profile : pulseProfiles()) {
            spoken.insert(profile.protocol);
            ids.insert(profile.id);
        }
        QCOMPARE(ids.size(), pulseProfiles().size());
        for (const auto &kind : pulseProtocols())
            QVERIFY2(spoken.contains(kind.id), qPrintable(kind.id));
    }

    void theSystemsRuleNamesEveryUsbInstrument()
    {
        QFile file(QStringLiteral(SIZHEN_SOURCE_DIR "/packaging/linux/70-sizhen-pulse.rules"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto rules = QString::fromUtf8(file.readAll());
        for (const auto &profile : pulseProfiles())
            for (const auto &usb : profile.usb)
                for (const auto &attribute : {u"ATTR"_s, u"ATTRS"_s}) {
                    const auto wanted = u"%1{idVendor}==\"%2\", %1{idProduct}==\"%3\""_s.arg(attribute)
                                            .arg(usb.vendor, 4, 16, QLatin1Char('0'))
                                            .arg(usb.product, 4, 16, QLatin1Char('0'));
                    QVERIFY2(rules.contains(wanted), qPrintable(wanted));
                }
    }

    void aWrongFileIsRefusedWithTheMember_data()
    {
        QTest::addColumn<QByteArray>("was");
        QTest::addColumn<QByteArray>("is");
        QTest::addColumn<QString>("named");
        QTest::newRow("protocol") << QByteArray("contec-9") << QByteArray("contec-99") << u"protocol"_s;
        QTest::newRow("member") << QByteArray("\"trigger\"") << QByteArray("\"tigger\"") << u"tigger"_s;
        QTest::newRow("trigger") << QByteArray("\"space\"") << QByteArray("\"pedal\"") << u"trigger"_s;
        QTest::newRow("vid") << QByteArray("10c4") << QByteArray("10c") << u"usb"_s;
        QTest::newRow("parity") << QByteArray("\"none\"") << QByteArray("\"mark\"") << u"link"_s;
        QTest::newRow("scale") << QByteArray("\"scale\": 1") << QByteArray("\"scale\": 0") << u"calibration"_s;
        QTest::newRow("rate") << QByteArray("\"rate\": 60") << QByteArray("\"rate\": -60") << u"channels, rate"_s;
        QTest::newRow("cut short") << QByteArray("}\n") << QByteArray() << u"no object"_s;
    }

    void aWrongFileIsRefusedWithTheMember()
    {
        QFETCH(QByteArray, was);
        QFETCH(QByteArray, is);
        QFETCH(QString, named);
        auto json = *readResource(u"devices/contec_cms50dplus.json"_s);
        QVERIFY(json.contains(was));
        const auto refused = parsePulseProfile(json.replace(was, is));
        QVERIFY(!refused);
        QCOMPARE(refused.error().fault, Fault::Invalid);
        QVERIFY2(refused.error().detail.contains(named), qPrintable(refused.error().detail));
    }

    void aChosenPortTakesLineAndLanguageFromTheProfile()
    {
        const auto found = findInstrument(QUrl(u"serial:///dev/ttyUSB3?profile=contec_cms50d"_s), pulseProfiles(), {});
        QVERIFY(found);
        QCOMPARE(found->protocol, u"contec-5"_s);
        QCOMPARE(found->link.path(), u"/dev/ttyUSB3"_s);
        const QUrlQuery query(found->link);
        QCOMPARE(query.queryItemValue(u"baud"_s), u"19200"_s);
        QCOMPARE(query.queryItemValue(u"parity"_s), u"odd"_s);
        QVERIFY(!query.hasQueryItem(u"profile"_s));
        QCOMPARE(found->setup.about.vendor, u"Contec"_s);
    }

    void withoutAProfileItIsOurOwnProtocol()
    {
        const auto found = findInstrument(QUrl(u"serial:///dev/ttyUSB0?baud=230400"_s), pulseProfiles(), {});
        QVERIFY(found);
        QCOMPARE(found->protocol, u"ptp/1"_s);
        QCOMPARE(QUrlQuery(found->link).queryItemValue(u"baud"_s), u"230400"_s);
        const auto unknown = findInstrument(QUrl(u"serial:///dev/ttyUSB0?profile=magic"_s), pulseProfiles(), {});
        QCOMPARE(unknown.error().fault, Fault::Unsupported);
    }

    void itIsFoundByWhatItIsWhereverItIsPlugged()
    {
        const auto profiles = oneOfOurOwn();
        const auto stranger = port(u"/dev/ttyUSB0"_s, 0x0403, 0x6001, u"INFUSION"_s);
        for (const auto &place : {u"/dev/ttyUSB1"_s, u"/dev/ttyACM7"_s}) {
            const auto found
                = findInstrument(QUrl(u"usb:"_s), profiles, {stranger, port(place, 0x1209, 0x4450, u"A1"_s)});
            QVERIFY(found);
            QCOMPARE(found->link.path(), place);
            QCOMPARE(found->protocol, u"dpd/0"_s);
            QCOMPARE(found->setup.about.serial, u"A1"_s);
        }
        const auto none = findInstrument(QUrl(u"usb:"_s), profiles, {stranger});
        QCOMPARE(none.error().fault, Fault::NotFound);
    }

    void twoAlikeAreToldApartByTheirSerialNumber()
    {
        const auto profiles = oneOfOurOwn();
        const QVector<SerialPort> both{port(u"/dev/ttyACM0"_s, 0x1209, 0x4450, u"A1"_s),
                                       port(u"/dev/ttyACM1"_s, 0x1209, 0x4450, u"A2"_s)};
        const auto either = findInstrument(QUrl(u"usb:own"_s), profiles, both);
        QVERIFY(!either);
        QCOMPARE(either.error().fault, Fault::Busy);
        QCOMPARE(either.error().message, u"pulse.two_alike"_s);
        QCOMPARE(findInstrument(QUrl(u"usb:own?serial=A2"_s), profiles, both)->link.path(), u"/dev/ttyACM1"_s);
        QCOMPARE(findInstrument(QUrl(u"usb:own?serial=A3"_s), profiles, both).error().fault, Fault::NotFound);
    }

    void aBridgeThatManyThingsHaveIsOnlyTakenWhenItsProfileIsNamed()
    {
        const QVector<SerialPort> bridge{port(u"/dev/ttyUSB0"_s, 0x10c4, 0xea60, u"0001"_s)};
        QCOMPARE(findInstrument(QUrl(u"usb:"_s), pulseProfiles(), bridge).error().fault, Fault::NotFound);
        const auto named = findInstrument(QUrl(u"usb:contec_cms50dplus"_s), pulseProfiles(), bridge);
        QVERIFY(named);
        QCOMPARE(named->protocol, u"contec-9"_s);
        QVERIFY(named->link.toString().contains(u"baud=115200"_s));
    }
};

SIZHEN_TEST(PulseProfileTest)
#include "pulseprofile_test.moc"
