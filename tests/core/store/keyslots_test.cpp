// SPDX-License-Identifier: GPL-3.0-or-later
#include "storetest.h"

#include "core/base/cbor.h"
#include "tests/support/program.h"

#include <QCborArray>
#include <QRegularExpression>
#include <QTest>

using namespace storetest;

namespace {

const QDateTime made(QDate(2026, 11, 27), QTime(9, 30), Qt::UTC);

RecoveryCode typed(const QByteArray &text)
{
    return RecoveryCode::parse(secret(text)).value();
}

} // namespace

// The ways into a vault (SEC-08, storage.md §1.4-12 and -15, §8 "password lost", "keyring gone").
class KeySlotsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_place = std::make_unique<QTemporaryDir>(fastTemplate());
        m_folder = m_place->filePath(u"vault"_s);
        m_vault = Vault::create(m_folder, secret("pass"), KdfCost::lightest()).value();
        m_keys = m_vault->keys();
    }

    void cleanup()
    {
        m_keys.reset();
        m_vault.reset();
    }

    void theRecoveryCodeOpensWhatThePassphraseNoLongerCan()
    {
        const auto code = RecoveryCode::random();
        QVERIFY(m_keys->addAdministrator(code, made));
        m_vault.reset();
        // As it comes back from paper: other separators, full-width digits.
        auto written = code.text().view().toByteArray();
        const auto again = typed(written.replace('\n', " / ").replace("1", "\xef\xbc\x91"));
        const auto key = Vault::unlockKey(m_folder, again.seed(), SlotKind::Administrator).value();
        m_vault = Vault::openWithKey(m_folder, key).value();
        QVERIFY(m_vault->keys()->resetPassphrase(secret("a new one"), made));
        m_vault.reset();
        QCOMPARE(Vault::open(m_folder, secret("pass")).error().fault, Fault::WrongPassword);
        QVERIFY(Vault::open(m_folder, secret("a new one")));
        QVERIFY(Vault::unlockKey(m_folder, code.seed(), SlotKind::Administrator)); // the paper stays good
    }

    void aCodeIsNoPassphraseAndAPassphraseNoCode()
    {
        const auto code = RecoveryCode::random();
        QVERIFY(m_keys->addAdministrator(code, made));
        QCOMPARE(Vault::unlockKey(m_folder, code.seed()).error().fault, Fault::WrongPassword);
        QCOMPARE(Vault::unlockKey(m_folder, secret("pass"), SlotKind::Administrator).error().fault,
                 Fault::WrongPassword);
        QCOMPARE(Vault::unlockKey(m_folder, RecoveryCode::random().seed(), SlotKind::Administrator).error().message,
                 u"vault.wrong_code"_s);
    }

    void aSlipOfThePenIsFoundInItsRow()
    {
        const auto text = RecoveryCode::random().text().view().toByteArray();
        for (int at = 0; at < text.size(); ++at) { // any digit
            auto wrong = text;
            auto &digit = wrong[at];
            if (digit < '0' || digit > '9')
                continue;
            digit = digit == '9' ? '0' : char(digit + 1);
            const auto row = int(text.first(at).count('\n'));
            const auto read = RecoveryCode::parse(secret(wrong));
            QVERIFY(!read);
            QCOMPARE(read.error().message, u"vault.recovery_row"_s);
            QCOMPARE(read.error().args.value(u"row"_s).toInt(), row + 1);
        }
        const auto lines = text.split('\n');
        QVERIFY(!RecoveryCode::parse(secret(lines[1] + lines[0] + lines[2] + lines[3]))); // rows swapped
        QCOMPARE(RecoveryCode::parse(secret(text.first(60))).error().message, u"vault.recovery_length"_s);
        QCOMPARE(RecoveryCode::parse(secret(text + " 7")).error().message, u"vault.recovery_length"_s);
        QCOMPARE(RecoveryCode::parse(secret("")).error().message, u"vault.recovery_length"_s);
    }

    void eachRowIsJudgedByItself()
    {
        const auto lines = RecoveryCode::random().text().view().toByteArray().split('\n');
        for (int row = 0; row < RecoveryCode::rows; ++row) {
            QVERIFY(RecoveryCode::judgeRow(row, secret(lines[row])));
            QCOMPARE(RecoveryCode::judgeRow((row + 1) % RecoveryCode::rows, secret(lines[row])).error().message,
                     u"vault.recovery_row"_s);
        }
        const auto shorter = RecoveryCode::judgeRow(2, secret(lines[2].chopped(1)));
        QCOMPARE(shorter.error().message, u"vault.recovery_row_length"_s);
        QCOMPARE(shorter.error().args.value(u"row"_s).toInt(), 3);
        QCOMPARE(shorter.error().args.value(u"n"_s).toInt(), 17);
        QCOMPARE(RecoveryCode::judgeRow(0, secret(lines[0] + "4")).error().args.value(u"n"_s).toInt(), 19);
        QCOMPARE(Vault::unlockKey(m_folder, RecoveryCode::random().seed(), SlotKind::Administrator).error().message,
                 u"vault.no_code"_s);
    }

    void codesDiffer()
    {
        QSet<QByteArray> seen;
        for (int i = 0; i < 200; ++i)
            seen.insert(RecoveryCode::random().seed().view().toByteArray());
        QCOMPARE(seen.size(), 200);
    }

    void aKeyringIsOneMoreWayAndNeverTheOnlyOne()
    {
        const auto held = SecretBytes::random(keySize);
        const auto slot = m_keys->addKeyring(held, made).value();
        QVERIFY(Vault::unlockKey(m_folder, held, SlotKind::Keyring));
        QCOMPARE(Vault::unlockKey(m_folder, SecretBytes::random(keySize), SlotKind::Keyring).error().fault,
                 Fault::WrongPassword);
        // The passphrase's slot cannot go, whatever else there is (Signal-Desktop #7005 and its kin).
        const auto passphrase = m_keys->list().value().constFirst();
        QCOMPARE(passphrase.kind, SlotKind::Passphrase);
        QCOMPARE(m_keys->remove(passphrase.id).error().message, u"vault.last_passphrase"_s);
        QVERIFY(m_keys->remove(slot));
        QCOMPARE(Vault::unlockKey(m_folder, held, SlotKind::Keyring).error().fault, Fault::WrongPassword);
        QCOMPARE(m_keys->remove(slot).error().fault, Fault::NotFound);
        QCOMPARE(m_keys->remove({}).error().fault, Fault::NotFound);
        QVERIFY(Vault::unlockKey(m_folder, secret("pass")));
    }

    void theListSaysWhatThereIsAndNothingSecret()
    {
        const auto slot = m_keys->addAdministrator(RecoveryCode::random(), made).value();
        const auto list = m_keys->list().value();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[1], (KeySlot{slot, SlotKind::Administrator, made}));
        QCOMPARE(slot.size(), 8);
    }

    // SEC-08: a change of passphrase is instant because no page is written again.
    void noPageIsWrittenForAChangeOfKeys()
    {
        QVERIFY(appendOne(*m_vault, 1));
        QVERIFY(m_vault->checkpoint());
        const auto before = bytesOf(m_folder + u"/vault.db"_s);
        QVERIFY(m_keys->changePassphrase(secret("pass"), secret("other")));
        QVERIFY(m_keys->addAdministrator(RecoveryCode::random(), made));
        QCOMPARE(bytesOf(m_folder + u"/vault.db"_s), before);
        QCOMPARE(QFileInfo(m_folder + u"/vault.db-wal"_s).size(), 0);
    }

    void slotsOfANewerProgramStay()
    {
        const auto path = m_folder + u"/vault.keys"_s;
        // A file of the first release: one passphrase, nothing else in its slot; and one slot from the future.
        auto record = bytesOf(path);
        auto map = cbor::decodeMap(record.first(record.size() / 2 - hashSize)).value();
        auto array = map.value(u"slots"_s).toArray();
        QVERIFY(!array.at(0).toMap().contains(u"made"_s));
        array.append(QCborMap{{u"kind"_s, u"tpm"_s}, {u"blob"_s, QByteArray("x")}});
        map.insert(u"slots"_s, array);
        record = cbor::encode(map);
        record += hash("sizhen.vault-keys-v1", record);
        QVERIFY(overwrite(path, record + record));
        QCOMPARE(m_keys->list().value().size(), 1);
        QVERIFY(m_keys->addAdministrator(RecoveryCode::random(), made));
        record = bytesOf(path);
        map = cbor::decodeMap(record.first(record.size() / 2 - hashSize)).value();
        QCOMPARE(map.value(u"slots"_s).toArray().at(0).toMap().value(u"kind"_s).toString(), u"tpm"_s);
        QVERIFY(Vault::unlockKey(m_folder, secret("pass")));
    }

private:
    std::unique_ptr<QTemporaryDir> m_place;
    QString m_folder;
    std::unique_ptr<Vault> m_vault;
    std::unique_ptr<VaultKeys> m_keys;
};

SIZHEN_TEST(KeySlotsTest)
#include "keyslots_test.moc"
