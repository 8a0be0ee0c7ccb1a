// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/encodedpacket.h"

#include "tests/support/program.h"

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class EncodedPacketTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void everyTrackHasANameThatIsReadAgain_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("known");
        for (const auto &name : {u"picture.inviting"_s, u"picture.invited"_s, u"sound.inviting"_s, u"sound.invited"_s,
                                 u"detail.inviting"_s, u"interpreter.zh"_s, u"interpreter.zh-Hant-TW"_s,
                                 u"picture.inviting-2"_s, u"interpreter.invited-2"_s})
            QTest::addRow("%s", qPrintable(name)) << name << true;
        for (const auto &name :
             {u""_s, u"picture"_s, u"picture."_s, u"picture.left"_s, u"picture.inviting.2"_s, u"sound.invited-1"_s, u"smell.inviting"_s, u"detail.left"_s,
              u"interpreter."_s, u"interpreter.\n"_s, u"interpreter.a"_s, u"interpreter.inviting room"_s})
            QTest::addRow("not %s", qPrintable(name)) << name << false;
    }

    void everyTrackHasANameThatIsReadAgain()
    {
        QFETCH(QString, name);
        QFETCH(bool, known);
        const auto track = MediaTrack::fromName(name);
        QCOMPARE(track.has_value(), known);
        if (track)
            QCOMPARE(track->name(), name);
    }
};

SIZHEN_TEST(EncodedPacketTest)
#include "encodedpacket_test.moc"
