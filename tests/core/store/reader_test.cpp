// SPDX-License-Identifier: GPL-3.0-or-later
#include "powercut.h"

#include "core/base/async.h"
#include "tests/support/program.h"

#include <QRegularExpression>

#include <atomic>

using namespace storetest;

// A second connection that only reads, beside the one that writes (storage.md §1.4-9).
class ReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
        m_vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
    }

    void cleanup() { m_vault.reset(); }

    void itSeesWhatIsCommittedAndNothingElse()
    {
        const auto reader = m_vault->reader().value();
        QCOMPARE(reader->entries().count().value(), 0);
        QVERIFY(appendOne(*m_vault, 1));
        QCOMPARE(reader->entries().count().value(), 1);
        auto change = m_vault->begin().value();
        QVERIFY(m_vault->entries().append(entry(2)));
        QCOMPARE(reader->entries().count().value(), 1);
        QVERIFY(change.commit());
        QVERIFY(same(reader->entries().at(feed, 2).value().value(), entry(2)));
    }

    void whileHeldItsViewStandsStill()
    {
        QVERIFY(appendOne(*m_vault, 1));
        const auto reader = m_vault->reader().value();
        {
            const auto held = reader->hold().value();
            QVERIFY(!reader->hold());
            for (quint64 n = 2; n <= 2500; ++n) // more than a log's worth: the log is moved meanwhile, or waits
                QVERIFY(appendOne(*m_vault, n));
            QCOMPARE(reader->entries().count().value(), 1);
        }
        QCOMPARE(reader->entries().count().value(), 2500);
        QVERIFY(appendOne(*m_vault, 2501)); // and the log is cut again once nobody reads it
        QVERIFY(m_vault->check().value().sound());
        QVERIFY(QFileInfo(m_folder + u"/vault.db-wal"_s).size() < 100 * sealing::frameOnDisk);
    }

    void itCannotWrite()
    {
        const auto reader = m_vault->reader().value();
        QVERIFY(!reader->entries().append(entry(1)));
        QVERIFY(!reader->rows().put(u"p.test"_s, {u"k"_s, {}, "v"}));
        const auto held = reader->hold().value();
        QVERIFY(!reader->rows().put(u"p.test"_s, {u"k"_s, {}, "v"}));
        QVERIFY(!m_vault->rows().at(u"p.test"_s, u"k"_s).value());
    }

    void severalReadOnOtherThreadsWhileOneWrites()
    {
        std::atomic<bool> stop = false;
        std::atomic<int> looks = 0;
        QList<QFuture<QString>> readings;
        for (int i = 0; i < 2; ++i) {
            std::shared_ptr<VaultReader> reader = m_vault->reader().value(); // QtConcurrent copies its work
            readings.append(QtConcurrent::run([reader, &stop, &looks]() mutable -> QString {
                QString wrong;
                while (!stop && wrong.isEmpty()) {
                    const auto held = reader->hold();
                    const auto count = reader->entries().count();
                    const auto rows = reader->entries().ofFeed(feed, 1, 1 << 30);
                    const auto counted = reader->rows().at(u"local.count"_s, u"n"_s);
                    if (!held || !count || !rows || !counted)
                        wrong = u"cannot be read"_s;
                    else if (rows->size() != *count || (*counted ? (*counted)->body.toLongLong() : 0) != *count)
                        wrong = u"half a transaction"_s;
                    else if (!rows->isEmpty() && !same(rows->constLast(), entry(quint64(rows->size()))))
                        wrong = u"another entry"_s;
                    ++looks;
                }
                reader.reset();
                return wrong;
            }));
        }
        QRandomGenerator random(7);
        quint64 last = 0;
        for (int i = 0; i < 600; ++i)
            QVERIFY(writeSome(*m_vault, last, random.generate()));
        stop = true;
        for (auto &reading : readings)
            QCOMPARE(reading.result(), QString());
        QVERIFY2(looks > 20, qPrintable(QString::number(looks)));
        QCOMPARE(whatIsWrong(*m_vault, last, last), QString());
        QVERIFY(m_vault->check().value().sound());
    }

    // ARC-07: the check runs while everybody works on; no false alarm, and a true one to the place.
    void itChecksEverythingWhileOneWrites()
    {
        QRandomGenerator random(8);
        quint64 last = 0;
        for (int i = 0; i < 200; ++i)
            QVERIFY(writeSome(*m_vault, last, random.generate()));
        std::atomic<bool> stop = false;
        std::shared_ptr<VaultReader> reader = m_vault->reader().value();
        auto checking = QtConcurrent::run([reader, &stop]() mutable -> QStringList {
            QStringList wrong;
            int checks = 0;
            do {
                const auto report = reader->check({});
                wrong += report ? report->damaged : QStringList(report.error().detail);
                ++checks;
            } while ((!stop || checks < 3) && wrong.isEmpty());
            reader.reset();
            return wrong;
        });
        reader.reset();
        for (int i = 0; i < 400; ++i)
            QVERIFY(writeSome(*m_vault, last, random.generate()));
        stop = true;
        QCOMPARE(checking.result().join(u'\n'), QString());
        QVERIFY(m_vault->check().value().sound());

        const auto path = m_folder + u"/vault.db"_s;
        QVERIFY(flipBit(path, 5 * sealing::pageSize * 8 + 99));
        auto again = m_vault->reader().value();
        QCOMPARE(again->check({}).value().damaged, QStringList(u"page 6"_s)); // nothing in SQLite's words after it
        QVERIFY(flipBit(path, 5 * sealing::pageSize * 8 + 99));
        int percent = -1;
        const auto stopped = again->check({[&](int now) { percent = now; }, [&] { return percent >= 10; }});
        QCOMPARE(stopped.error().message, u"vault.check_stopped"_s);
        QVERIFY(percent < 40);
    }

    // Whoever keeps a reader too long costs the log its cut, not the records.
    void aReaderThatOutlivesTheVaultLosesNothing()
    {
        QVERIFY(appendOne(*m_vault, 1));
        auto reader = m_vault->reader().value();
        QVERIFY(appendOne(*m_vault, 2));
        m_vault.reset();
        reader.reset();
        m_vault = Vault::open(m_folder, secret("pass")).value();
        QCOMPARE(m_vault->entries().count().value(), 2);
        QVERIFY(m_vault->check().value().sound());
    }

    void nothingButTheSealedFilesAppears()
    {
        const auto reader = m_vault->reader().value();
        QVERIFY(appendOne(*m_vault, 1));
        QCOMPARE(QDir(m_folder).entryList(QDir::Files, QDir::Name),
                 QStringList({u"vault.db"_s, u"vault.db-wal"_s, u"vault.id"_s, u"vault.keys"_s, u"vault.lock"_s}));
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    std::unique_ptr<Vault> m_vault;
};

SIZHEN_TEST(ReaderTest)
#include "reader_test.moc"
