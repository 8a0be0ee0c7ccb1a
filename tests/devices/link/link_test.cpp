// SPDX-License-Identifier: GPL-3.0-or-later
#include "devices/link/linkfactory.h"

#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTemporaryFile>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class LinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void initTestCase() { qRegisterMetaType<Error>(); }

    void refusesAnUnknownScheme()
    {
        const auto link = makeLink(QUrl(u"carrier-pigeon://loft"_s));
        QVERIFY(!link);
        QCOMPARE(link.error().fault, Fault::Unsupported);
    }

    void aHidInstrumentThatIsNotThereIsNotFound()
    {
#ifdef SIZHEN_HID
        const auto link = makeLink(QUrl(u"hid:0000:fffe/none"_s));
        QVERIFY(link);
        QCOMPARE((*link)->open().error().fault, Fault::NotFound);
        QVERIFY(!(*link)->write("x"));
        QCOMPARE((*makeLink(QUrl(u"hid:mouse"_s)))->open().error().fault, Fault::Invalid);
#else
        QCOMPARE(makeLink(QUrl(u"hid:0000:fffe"_s)).error().fault, Fault::Unsupported);
#endif
    }

    void aMissingPortIsNotFound()
    {
        const auto link = makeLink(QUrl(u"serial:///dev/no-such-port?baud=9600"_s));
        QVERIFY(link);
        QSignalSpy closed(link->get(), &Link::closed);
        const auto opened = (*link)->open();
        QVERIFY(!opened);
        QCOMPARE(opened.error().fault, Fault::NotFound);
        (*link)->close();
        QCOMPARE(closed.count(), 0); // it never was open
        QVERIFY(!(*link)->write("x"));
    }

    void anotherMachineIsNoInstrument()
    {
        const auto link = makeLink(QUrl(u"tcp://192.0.2.1:4711"_s));
        QVERIFY(link);
        QCOMPARE((*link)->open().error().fault, Fault::Denied);
    }

    void nobodyListeningClosesOnce()
    {
        const auto link = makeLink(QUrl(u"tcp://127.0.0.1:1"_s));
        QVERIFY(link);
        QSignalSpy closed(link->get(), &Link::closed);
        QVERIFY((*link)->open());
        QTRY_COMPARE(closed.count(), 1);
        (*link)->close();
        QTest::qWait(50);
        QCOMPARE(closed.count(), 1);
    }

    void aCaptureIsPlayedWholeAndClosesOnceEachTime()
    {
        QTemporaryFile capture;
        QVERIFY(capture.open());
        const QByteArray written(1000, 'p');
        capture.write(written);
        capture.flush();
        const auto link = makeLink(QUrl(u"replay://"_s + capture.fileName() + u"?chunk=64"_s));
        QVERIFY(link);
        QByteArray heard;
        connect(link->get(), &Link::received, this, [&heard](const QByteArray &bytes) { heard += bytes; });
        QSignalSpy closed(link->get(), &Link::closed);
        for (int time = 1; time <= 2; ++time) {
            heard.clear();
            QVERIFY((*link)->open());
            QVERIFY((*link)->write("ignored"));
            QTRY_COMPARE(closed.count(), time);
            QCOMPARE(heard, written);
        }
    }

    void closingOurselvesAlsoSaysClosedOnce()
    {
        QTemporaryFile capture;
        QVERIFY(capture.open());
        capture.write("abc");
        capture.flush();
        const auto link = makeLink(QUrl(u"replay://"_s + capture.fileName()));
        QSignalSpy closed(link->get(), &Link::closed);
        QVERIFY((*link)->open());
        (*link)->close();
        (*link)->close();
        QCOMPARE(closed.count(), 1);
    }

    void aCaptureThatIsNotThereIsNotFound()
    {
        const auto link = makeLink(QUrl(u"replay:///no/such/capture"_s));
        QCOMPARE((*link)->open().error().fault, Fault::NotFound);
    }
};

SIZHEN_TEST(LinkTest)
#include "link_test.moc"
