// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/spoolreader.h"

#include "core/crypto/primitives.h"
#include "core/store/sealedspool.h"
#include "tests/support/drive.h"
#include "tests/support/program.h"

#include <QTemporaryDir>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class SpoolReaderTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    static QByteArray text(qsizetype number) { return "record " + QByteArray::number(number * 7); }

    QString written(const SecretBytes &key, int records)
    {
        const auto path = m_folder.filePath(QString::number(++m_files));
        const auto spool = SealedSpool::create(path, key.clone());
        for (int i = 0; i < records; ++i)
            if (!(*spool)->append(text(i)))
                qFatal("append");
        return path;
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void anyRecordIsReadByItself()
    {
        const auto key = SecretBytes::random(keySize);
        const auto path = written(key, 200);
        const auto reader = SpoolReader::open(path, key.clone());
        QVERIFY(reader);
        QCOMPARE((*reader)->count(), 200);
        for (const qsizetype at : {199, 0, 77, 78, 3}) {
            const auto record = (*reader)->record(at);
            QVERIFY(record);
            QCOMPARE(*record, text(at));
            QCOMPARE((*reader)->sizeOf(at), text(at).size());
        }
        QVERIFY(!(*reader)->isCut());
        QCOMPARE((*reader)->record(200).error().fault, Fault::NotFound);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE((*reader)->sha256OfFirst((*reader)->wholeBytes()).value(), sha256(file.readAll()));
        QCOMPARE((*reader)->sha256OfFirst(file.size() + 1).error().fault, Fault::Corrupt);
    }

    void cutAnywhereTheWholeRecordsStay()
    {
        const auto key = SecretBytes::random(keySize);
        QFile file(written(key, 5));
        QVERIFY(file.open(QIODevice::ReadWrite));
        for (auto length = file.size() - 1; length >= 8; --length) {
            QVERIFY(file.resize(length));
            const auto reader = SpoolReader::open(file.fileName(), key.clone());
            QVERIFY(reader);
            QCOMPARE((*reader)->isCut(), (*reader)->wholeBytes() != length);
            for (qsizetype i = 0; i < (*reader)->count(); ++i)
                QCOMPARE((*reader)->record(i).value(), text(i));
        }
        QVERIFY(file.resize(7));
        QCOMPARE(SpoolReader::open(file.fileName(), key.clone()).error().fault, Fault::Corrupt);
        QCOMPARE(SpoolReader::open(m_folder.filePath(u"none"_s), key.clone()).error().fault, Fault::NotFound);
    }

    void aTurnedBitHurtsItsOwnRecordOnly()
    {
        const auto key = SecretBytes::random(keySize);
        QFile file(written(key, 3));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(8 + 4 + 60)); // in the second one
        char one = 0;
        QVERIFY(file.getChar(&one) && file.seek(file.pos() - 1) && file.putChar(char(one ^ 1)));
        file.close();
        const auto reader = SpoolReader::open(file.fileName(), key.clone());
        QVERIFY((*reader)->record(0) && (*reader)->record(2));
        QCOMPARE((*reader)->record(1).error().fault, Fault::Corrupt);
    }

    // EMG-05: what did not fit leaves nothing, and there is room again for what does.
    void aFullDriveLeavesNoHalfRecord()
    {
        const sizhen::test::Drive drive(64 * 1024);
        if (!drive.isMounted())
            QSKIP(sizhen::test::mayNotMount);
        const auto key = SecretBytes::random(keySize);
        const auto spool = SealedSpool::create(drive.path(u"spool"_s), key.clone());
        const QByteArray big(20'000, 'b');
        while ((*spool)->append(big)) { }
        QCOMPARE((*spool)->append(big).error().fault, Fault::NoSpace);
        const auto small = (*spool)->append("small");
        const auto reader = SpoolReader::open(drive.path(u"spool"_s), key.clone());
        QVERIFY(!(*reader)->isCut());
        QVERIFY(small);
        QCOMPARE((*reader)->record((*reader)->count() - 1).value(), QByteArray("small"));
    }
};

SIZHEN_TEST(SpoolReaderTest)
#include "spoolreader_test.moc"
