// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-07: what is damaged at one of two real stations comes back from the other over a real link: a damaged original,
// and the entries that a salvage could not save.
#include "app/station/station.h"
#include "core/records/salvage.h"
#include "core/store/chunkfiles.h"
#include "tests/core/store/storetest.h"
#include "tests/support/consultation.h"
#include "tests/support/program.h"

#include <QApplication>
#include <QTest>

using namespace sizhen;
using namespace Qt::Literals::StringLiterals;
using sizhen::test::Consultation;
using sizhen::test::must;

class MendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aDamagedOriginalIsFetchedAgain();
    void whatASalvageLostComesBackFromThePartner();

private:
    using Real = std::unique_ptr<sizhen::Station>;

    Real openReal(std::unique_ptr<Vault> vault) { return must(sizhen::Station::open(std::move(vault), systemClock()), "station"); }

    // Duna calls East Lake.
    void connectThem()
    {
        const auto port = must(m_lake->listen(QHostAddress::LocalHost, 0), "listen");
        must(m_duna->ledger().addPartner(must(m_lake->ledger().card({u"127.0.0.1:%1"_s.arg(port)}), "card")), "partner");
        m_lake->startLinks();
        m_duna->startLinks();
    }

    [[nodiscard]] QString vaultState() const { return m_duna->health().item(u"vault"_s).message; }

    [[nodiscard]] static QHash<QByteArray, QList<FeedHead>> headsOf(sizhen::Station &station, const QByteArray &partner)
    {
        QHash<QByteArray, QList<FeedHead>> all;
        for (const auto &stream : must(station.ledger().sharedWith(partner), "shared"))
            all.insert(stream, must(station.ledger().heads(stream), "heads"));
        return all;
    }

    std::unique_ptr<Consultation> m_both;
    Real m_duna;
    Real m_lake;
    QString m_folder;
    QByteArray m_case;
    QByteArray m_lakeRoot;
};

void MendingTest::init()
{
    m_both = std::make_unique<Consultation>();
    m_both->untilReported();
    m_case = m_both->caseId;
    m_lakeRoot = m_both->lake.root();
    m_folder = m_both->duna.vault->folder();
    for (auto *twin : {&m_both->duna, &m_both->lake}) {
        twin->logins.clear();
        twin->desk.reset();
        twin->ledger.reset();
    }
    m_duna = openReal(std::move(m_both->duna.vault));
    m_lake = openReal(std::move(m_both->lake.vault));
}

void MendingTest::cleanup()
{
    m_duna.reset();
    m_lake.reset();
    m_both.reset();
}

void MendingTest::aDamagedOriginalIsFetchedAgain()
{
    const auto attachments = must(m_duna->ledger().attachments(m_case), "attachments");
    QVERIFY(!attachments.isEmpty());
    const auto address = attachments.constFirst().chunks.constFirst();
    const auto name = QString::fromLatin1(address.toHex());
    const auto file = m_folder + u"/blobs/"_s + name.first(2) + u'/' + name;
    const auto whole = storetest::bytesOf(file);
    QVERIFY(storetest::flipBit(file, 100));
    // No partner at the line: the finding is told, and what is left is not thrown away before somebody has better.
    m_duna->checkVault();
    QTRY_COMPARE_WITH_TIMEOUT(vaultState(), u"arc.damaged"_s, 30'000);
    QCOMPARE(m_duna->health().item(u"vault"_s).args.value(u"docs"_s).toStringList(), QStringList(u"attachment "_s + name));
    connectThem();
    QTRY_COMPARE_WITH_TIMEOUT(storetest::bytesOf(file), whole, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(vaultState(), u"vault.sound"_s, 30'000); // and looked at again
    QCOMPARE(must(m_duna->vault().attachments().read(attachments.constFirst()), "read").size(), attachments.constFirst().size);
}

void MendingTest::whatASalvageLostComesBackFromThePartner()
{
    const auto before = headsOf(*m_duna, m_lakeRoot);
    m_duna.reset();
    const auto database = m_folder + u"/vault.db"_s;
    const auto whole = storetest::bytesOf(database);
    QTemporaryDir place;
    const auto saved = place.filePath(u"saved"_s);
    SalvageReport report;
    // The first page whose loss takes entries of the case with it.
    for (qint64 page = 3; page < whole.size() / sealing::pageSize; ++page) {
        auto bytes = whole;
        bytes.replace(page * sealing::pageSize, 2 * sealing::pageSize, QByteArray(2 * sealing::pageSize, '\0'));
        QVERIFY(storetest::overwrite(database, bytes.first(whole.size())));
        QDir(saved).removeRecursively();
        report = must(salvage(m_folder, saved, sizhen::test::secret("station"), KdfCost::lightest()), "salvage");
        const auto ofCase = QString::fromLatin1(m_case.toHex());
        const bool gap = std::ranges::any_of(report.gaps, [&](const auto &each) { return each.stream == ofCase; });
        if (report.keepsIdentity() && gap)
            break;
    }
    QVERIFY(!report.gaps.isEmpty());
    QVERIFY(report.keepsIdentity());
    m_duna = openReal(must(Vault::open(saved, sizhen::test::secret("station")), "open"));
    QVERIFY(headsOf(*m_duna, m_lakeRoot) != before);
    connectThem();
    const auto allBack = [&] {
        const auto now = headsOf(*m_duna, m_lakeRoot);
        for (auto it = before.cbegin(); it != before.cend(); ++it)
            for (const auto &head : *it)
                if (!now.value(it.key()).contains(head))
                    return false;
        return true;
    };
    QTRY_VERIFY_WITH_TIMEOUT(allBack(), 60'000);
    QVERIFY(!m_duna->ledger().hasSalvaged().value());
    const auto stage = must(m_lake->desk().caseState(m_case), "case").stage();
    QCOMPARE(must(m_duna->desk().caseState(m_case), "case").stage(), stage);
}

SIZHEN_WINDOW_TEST(MendingTest)
#include "mending_slow_test.moc"
