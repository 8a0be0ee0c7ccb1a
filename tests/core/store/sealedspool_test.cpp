// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/crypto/primitives.h"
#include "core/store/sealedspool.h"
#include "tests/support/program.h"

#include <QTemporaryDir>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;

class SealedSpoolTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString path(const QString &name) const { return m_folder.filePath(name); }

    QByteArray written(const QString &name, const SecretBytes &key, int records)
    {
        {
            auto spool = SealedSpool::create(path(name), key.clone());
            if (!spool)
                qFatal("spool");
            for (int i = 0; i < records; ++i)
                if (!(*spool)->append("record " + QByteArray::number(i)))
                    qFatal("append");
        }
        QFile file(path(name));
        (void)file.open(QIODevice::ReadOnly);
        return file.readAll();
    }

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void recordsComeBackInOrderAndNothingIsReadable()
    {
        const auto key = SecretBytes::random(keySize);
        const auto bytes = written(u"whole"_s, key, 50);
        QVERIFY(!bytes.contains("record"));
        const auto content = SealedSpool::open(bytes, key);
        QVERIFY(content);
        QVERIFY(!content->cut);
        QCOMPARE(content->records.size(), 50);
        QCOMPARE(content->records.last(), QByteArray("record 49"));
        const auto other = SealedSpool::open(bytes, SecretBytes::random(keySize));
        QVERIFY(other);
        QVERIFY(other->records.isEmpty() && other->cut);
    }

    void cutAnywhereItKeepsTheWholeRecordsBefore()
    {
        const auto key = SecretBytes::random(keySize);
        const auto bytes = written(u"cut"_s, key, 6);
        qsizetype before = 0;
        for (qsizetype length = 8; length <= bytes.size(); ++length) {
            const auto content = SealedSpool::open(bytes.first(length), key);
            QVERIFY(content);
            QVERIFY(content->records.size() >= before);
            before = content->records.size();
            for (qsizetype i = 0; i < before; ++i)
                QCOMPARE(content->records[i], "record " + QByteArray::number(i));
        }
        QCOMPARE(before, 6);
        QCOMPARE(SealedSpool::open(bytes.first(7), key).error().fault, Fault::Corrupt);
    }

    void aTurnedBitEndsItThereAndNothingAfterIsTrusted()
    {
        const auto key = SecretBytes::random(keySize);
        const auto bytes = written(u"bit"_s, key, 4);
        for (qsizetype at = 8; at < bytes.size(); ++at) {
            auto broken = bytes;
            broken[at] = char(broken[at] ^ 4);
            const auto content = SealedSpool::open(broken, key);
            QVERIFY(content);
            QVERIFY(content->cut);
            QVERIFY(content->records.size() < 4);
        }
    }

    void recordsCannotBeMoved()
    {
        const auto key = SecretBytes::random(keySize);
        const auto bytes = written(u"order"_s, key, 2);
        const auto one = (bytes.size() - 8) / 2;
        const auto swapped = bytes.first(8) + bytes.sliced(8 + one) + bytes.sliced(8, one);
        QVERIFY(SealedSpool::open(swapped, key)->records.isEmpty());
    }

    void neverOverAnother()
    {
        const auto key = SecretBytes::random(keySize);
        (void)written(u"twice"_s, key, 1);
        QCOMPARE(SealedSpool::create(path(u"twice"_s), key.clone()).error().fault, Fault::Invalid);
    }
};

SIZHEN_TEST(SealedSpoolTest)
#include "sealedspool_test.moc"
