// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/drill.h"
#include "core/store/backupplace.h"
#include "tests/support/consultation.h"
#include "tests/support/program.h"

#include <QDir>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QTest>

using namespace sizhen;
using namespace sizhen::test;
using namespace Qt::Literals::StringLiterals;

// ARC-08: a backup counts when it was restored.
class DrillTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QVERIFY(startCrypto());
        m_both = std::make_unique<Consultation>();
        m_both->signAgreement();
        m_both->openCase(m_both->registerPatient());
        QVERIFY(m_both->duna.vault->attachments().put(QByteArray(1'500'000, 'x'), u"image/png"_s, u"tongue.png"_s));
        m_root = std::make_unique<QTemporaryDir>();
        const auto made = m_both->duna.vault->backup({place(), QByteArray(16, 'v'), 7, m_both->now, u"kovacs"_s})
                              .value()
                              ->run({});
        QVERIFY(made);
    }

    void aGoodBackupPassesAndLeavesNothing()
    {
        QList<int> heard;
        const auto report = drill([&heard](int percent) {
            heard.append(percent);
            return true;
        });
        QVERIFY2(report->passed(), qPrintable(report->faults.join(u", "_s)));
        QCOMPARE(report->entries, m_both->duna.vault->entries().count().value());
        QCOMPARE(report->originals, 2);
        QVERIFY(report->streams > 1 && report->feeds > 1 && report->pages > 5);
        QCOMPARE(report->by, u"kovacs"_s);
        QVERIFY(!QFile::exists(m_root->filePath(u"drill"_s)));
        QVERIFY(std::is_sorted(heard.cbegin(), heard.cend()));
        QCOMPARE(heard.constLast(), 100);
        const auto text = QJsonDocument(report->toJson()).toJson();
        QCOMPARE(DrillReport::fromJson(QJsonDocument::fromJson(text).object()).value().toJson(), report->toJson());
        QVERIFY(!text.contains("Varga")); // places and counts, never a patient
    }

    void whatIsDamagedIsAReportWithItsPlace()
    {
        const auto info = findBackup(place()).value();
        QFile file(BackupPlace::database(info.folder));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() / 2));
        QVERIFY(file.putChar('?'));
        file.close();
        const auto report = drill();
        QVERIFY(!report->passed());
        QCOMPARE(report->faults, QStringList(u"vault.db"_s));
        QVERIFY(!QFile::exists(m_root->filePath(u"drill"_s)) && !QFile::exists(m_root->filePath(u"drill.restoring"_s)));
    }

    void itCanBeStopped()
    {
        QCOMPARE(drill([](int percent) { return percent < 45; }).error().message, u"backup.cancelled"_s);
        QVERIFY(!QFile::exists(m_root->filePath(u"drill"_s)));
    }

private:
    [[nodiscard]] QString place() const { return m_root->filePath(u"backups"_s); }

    Result<DrillReport> drill(const BackupProgress &progress = {})
    {
        const auto info = findBackup(place()).value();
        const auto key = unlockBackup(info, secret("station"), SlotKind::Passphrase).value();
        return runDrill({info, m_root->filePath(u"drill"_s), m_both->clock(), u"kovacs"_s}, key, progress);
    }

    std::unique_ptr<Consultation> m_both;
    std::unique_ptr<QTemporaryDir> m_root;
};

SIZHEN_GUI_TEST(DrillTest)
#include "drill_test.moc"
