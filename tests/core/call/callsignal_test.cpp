// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/callsignal.h"
#include "core/call/sdp.h"

#include "tests/support/program.h"

#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class CallSignalTest : public QObject
{
    Q_OBJECT

    static QString refusalOfLine(const QByteArray &line)
    {
        const auto parsed = parseCallSignal(line);
        return parsed ? u"accepted"_s : parsed.error().message;
    }

private Q_SLOTS:

    void whatIsSaidIsUnderstood()
    {
        const QList<CallSignal> all{SessionDescription{SessionDescription::Kind::Offer, u"v=0\r\ns=脉\r\n"_s},
                                    SessionDescription{SessionDescription::Kind::Answer, u"v=0\r\n"_s},
                                    IceCandidate{u"candidate:1 1 UDP 1 127.0.0.1 9 typ host"_s, 1}, IceCandidate{{}, 0},
                                    CallEnd{}};
        for (const auto &one : all) {
            const auto line = callSignalLine(one);
            QVERIFY(!line.contains('\n'));
            const auto back = parseCallSignal(line);
            QVERIFY2(back, line);
            QCOMPARE(back->index(), one.index());
            QVERIFY(*back == one);
        }
    }

    void theLinesOfOtherProgramsAreUnderstood()
    {
        QVERIFY(parseCallSignal(" {\"ice\":{\"candidate\":\"candidate:1\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0,"
                                "\"usernameFragment\":\"x\"}} "));
        QVERIFY(parseCallSignal("{\"sdp\":{\"sdp\":\"v=0\",\"type\":\"answer\"},\"id\":7}"));
        QVERIFY(parseCallSignal("{\"cmd\":\"quit\"}"));
        QVERIFY(*parseCallSignal("{\"ice\":null}") == CallSignal(IceCandidate{}));
    }

    void otherLinesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("line");
        for (const auto *line :
             {"", "quit", "[]", "{}", "null", "{\"sdp\":{\"type\":\"offer\"}}", "{\"sdp\":\"v=0\"}",
              "{\"sdp\":{\"type\":\"pranswer\",\"sdp\":\"v=0\"}}", "{\"ice\":{\"sdpMLineIndex\":0}}",
              "{\"ice\":{\"candidate\":\"x\",\"sdpMLineIndex\":-1}}",
              "{\"ice\":{\"candidate\":\"x\",\"sdpMLineIndex\":1e9}}", "{\"cmd\":\"rm\"}", "{\"sdp\":", "\xff\xfe"})
            QTest::newRow(line) << QByteArray(line);
        QTest::newRow("long candidate") << "{\"ice\":{\"candidate\":\"" + QByteArray(5000, 'x') + "\"}}";
    }

    void otherLinesAreRefused()
    {
        QFETCH(QByteArray, line);
        QCOMPARE(refusalOfLine(line), u"media.signal"_s);
    }

    void aHugeLineIsNotEvenRead() { QCOMPARE(refusalOfLine(QByteArray(10 * 1024 * 1024, '[')), u"media.sdp_long"_s); }
};

SIZHEN_TEST(CallSignalTest)
#include "callsignal_test.moc"
