// SPDX-License-Identifier: GPL-3.0-or-later
// ARC-09, RES-02: the same envelopes on a stick that a person carries.
#include "core/sync/stick.h"

#include "tests/core/records/ledgerfixture.h"
#include "tests/support/program.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class StickTest : public QObject
{
    Q_OBJECT
private:
    static CarrierSetup::Partner addressOf(const House &house)
    {
        return {house.root(), house.ledger->institution().boxKey};
    }

    // Runs a stick to its end.
    Result<Stick::Summary> write(House &from, const QList<CarrierSetup::Partner> &partners, const QString &folder = {})
    {
        from.now = from.now.addSecs(60);
        Stick stick(carrierSetup(*from.ledger, u"file"_s), folder.isEmpty() ? m_stick->path() : folder);
        return run(stick, [&] { stick.write(partners); });
    }

    Result<Stick::Summary> read(House &at, const QList<CarrierSetup::Partner> &partners)
    {
        at.now = at.now.addSecs(60);
        Stick stick(carrierSetup(*at.ledger, u"file"_s), m_stick->path());
        return run(stick, [&] { stick.read(partners); });
    }

    static Result<Stick::Summary> run(Stick &stick, const std::function<void()> &start)
    {
        std::optional<Result<Stick::Summary>> answer;
        connect(&stick, &Stick::finished, &stick, [&](const Stick::Summary &summary) { answer = summary; });
        connect(&stick, &Stick::failed, &stick, [&](const Error &error) { answer = tl::unexpected(error); });
        start();
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, 30'000))
            qFatal("the stick never ended");
        return *answer;
    }

    [[nodiscard]] QStringList filesFor(const House &house) const
    {
        return QDir(Stick::mailbox(m_stick->path(), house.root())).entryList(QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<QTemporaryDir> m_stick;
    std::unique_ptr<House> m_duna;
    std::unique_ptr<House> m_lake;
    QByteArray m_case;
    Attachment m_photo;

private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u"^sizhen\\."_s));
        m_stick = std::make_unique<QTemporaryDir>();
        m_duna = std::make_unique<House>();
        m_lake = std::make_unique<House>(u"CN"_s, u"li"_s);
        pair(*m_duna, *m_lake);
        m_case = m_duna->ledger->newStream(u"case"_s).value();
        m_photo = m_duna->vault->attachments().put(randomBytes(2'500'000), u"image/jpeg"_s, u"tongue.jpg"_s).value();
        (void)m_duna->say(m_case, u"tongue"_s, {{u"a"_s, QCborMap{{u"attachment"_s, m_photo.toCbor()}}}});
        QVERIFY(m_duna->ledger->share(m_case, m_lake->root()));
    }

    void cleanup()
    {
        m_duna.reset();
        m_lake.reset();
    }

    void aCaseGoesThereAndTheReceiptComesBack()
    {
        const auto written = write(*m_duna, {addressOf(*m_lake)});
        QVERIFY(written);
        QCOMPARE(written->written, int(filesFor(*m_lake).size()));
        QVERIFY(written->written >= 3 && written->bytes > 2'500'000);

        const auto taken = read(*m_lake, {addressOf(*m_duna)});
        QVERIFY(taken);
        QCOMPARE(taken->taken, written->written);
        QVERIFY(taken->refused.isEmpty());
        QVERIFY(filesFor(*m_lake).isEmpty()); // what was taken in is gone from the stick
        QVERIFY(!filesFor(*m_duna).isEmpty()); // and the receipt lies there
        QCOMPARE(m_lake->texts(m_case), m_duna->texts(m_case));
        QVERIFY(m_lake->vault->attachments().read(m_photo));
        QVERIFY(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value() > 0); // the stick's word means nothing

        QVERIFY(read(*m_duna, {addressOf(*m_lake)}));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        QVERIFY(filesFor(*m_duna).isEmpty());
        QVERIFY(filesFor(*m_lake).isEmpty()); // nothing more to say
        QVERIFY(m_duna->ledger->carried()->first().bytes >= written->bytes); // RES-03
    }

    void aSecondExportWritesOnlyWhatIsNew()
    {
        const auto first = write(*m_duna, {addressOf(*m_lake)}).value();
        const auto again = write(*m_duna, {addressOf(*m_lake)}).value();
        QCOMPARE(again.written, 0);
        QCOMPARE(again.kept, first.written);
        (void)m_duna->say(m_case, u"later"_s);
        QCOMPARE(write(*m_duna, {addressOf(*m_lake)})->written, 1);
        // On another stick everything is new.
        QTemporaryDir other;
        QVERIFY(write(*m_duna, {addressOf(*m_lake)}, other.path())->written >= first.written);
        QVERIFY(read(*m_lake, {addressOf(*m_duna)}));
        QCOMPARE(m_lake->texts(m_case).last(), u"later"_s);
    }

    // Pulled out in the middle: whole files only, and the next run adds what is missing.
    void whatWasLostFromTheStickIsWrittenAgain()
    {
        const auto first = write(*m_duna, {addressOf(*m_lake)}).value();
        QDir mailbox(Stick::mailbox(m_stick->path(), m_lake->root()));
        const auto files = mailbox.entryList(QDir::Files, QDir::Name);
        QVERIFY(mailbox.remove(files.last()));
        QFile half(mailbox.filePath(files.first() + u".part"_s));
        QVERIFY(half.open(QIODevice::WriteOnly) && half.write("half an envelope") > 0);
        half.close();
        QCOMPARE(write(*m_duna, {addressOf(*m_lake)})->written, 1);
        const auto taken = read(*m_lake, {addressOf(*m_duna)}).value();
        QCOMPARE(taken.taken, first.written);
        QVERIFY(m_lake->vault->attachments().read(m_photo));
    }

    void severalPartnersShareOneStick()
    {
        House third(u"CN"_s, u"wang"_s);
        pair(*m_duna, third);
        const auto other = m_duna->ledger->newStream(u"case"_s).value();
        (void)m_duna->say(other, u"for the third"_s);
        QVERIFY(m_duna->ledger->share(other, third.root()));
        QVERIFY(write(*m_duna, {addressOf(*m_lake), addressOf(third)}));
        QVERIFY(read(*m_lake, {addressOf(*m_duna)}));
        QVERIFY(!filesFor(third).isEmpty()); // not theirs to touch
        QVERIFY(read(third, {addressOf(*m_duna)}));
        QCOMPARE(third.texts(other), QStringList{u"for the third"_s});
        QCOMPARE(third.ledger->events(m_case).error().fault, Fault::NotFound);
        QVERIFY(read(*m_duna, {addressOf(*m_lake), addressOf(third)}));
        QCOMPARE(m_duna->ledger->unconfirmed(third.root(), other).value(), 0);
    }

    void damagedForeignAndOldEnvelopesAreTold()
    {
        QVERIFY(write(*m_duna, {addressOf(*m_lake)}));
        QDir mailbox(Stick::mailbox(m_stick->path(), m_lake->root()));
        const auto files = mailbox.entryList(QDir::Files, QDir::Name);
        QFile file(mailbox.filePath(files.first()));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(700) && file.write("x") == 1);
        file.close();
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"refused an envelope"_s));
        const auto taken = read(*m_lake, {addressOf(*m_duna)}).value();
        QCOMPARE(taken.refused.size(), 1);
        QCOMPARE(taken.refused.first().message, u"link.envelope_damaged"_s);
        QCOMPARE(taken.taken, int(files.size()) - 1);
        // It is asked for and comes with the next round.
        QVERIFY(mailbox.remove(files.first()));
        QVERIFY(read(*m_duna, {addressOf(*m_lake)}));
        QVERIFY(read(*m_lake, {addressOf(*m_duna)}));
        QVERIFY(read(*m_duna, {addressOf(*m_lake)}));
        QCOMPARE(m_duna->ledger->unconfirmed(m_lake->root(), m_case).value(), 0);
        QVERIFY(m_lake->vault->attachments().read(m_photo));
    }

    void aMissingFolderIsToldAndNothingIsTouched()
    {
        const auto written = write(*m_duna, {addressOf(*m_lake)}, u"/nonexistent/stick"_s);
        QVERIFY(!written);
        QCOMPARE(written.error().message, u"link.stick_gone"_s);
    }
};

SIZHEN_TEST(StickTest)
#include "stick_test.moc"
