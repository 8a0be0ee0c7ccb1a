// SPDX-License-Identifier: GPL-3.0-or-later
// Who we are, our people, what we write.
#include "ledgerfixture.h"

#include "core/crypto/x509.h"
#include "tests/support/program.h"

#include <QSignalSpy>
#include <QTest>

using namespace sizhen;
using namespace sizhen::fixture;

class LedgerTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase() { QVERIFY(startCrypto()); }

    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_house = std::make_unique<House>();
    }

    void cleanup() { m_house.reset(); }

    void aVaultIsFoundedOnce()
    {
        const Ledger::Founding again{Label(u"某"_s, u"Other"_s), {}, u"CN"_s, u"Asia/Shanghai"_s, u"Room 1"_s};
        QCOMPARE(faultOf(Ledger::found(*m_house->vault, again, m_house->clock())), Fault::Invalid);
    }

    void anUnfoundedVaultHasNoLedger()
    {
        const QTemporaryDir folder;
        const auto vault = Vault::create(folder.filePath(u"v"_s), secret("x"), KdfCost::lightest());
        QVERIFY(vault);
        QCOMPARE(faultOf(Ledger::open(**vault, m_house->clock())), Fault::NotFound);
        const Ledger::Founding nowhere{Label(u"某"_s, u"X"_s), {}, u"CN"_s, u"Asia/Atlantis"_s, u"Room 1"_s};
        QCOMPARE(faultOf(Ledger::found(**vault, nowhere, m_house->clock())), Fault::Invalid);
        QCOMPARE(faultOf(Ledger::open(**vault, m_house->clock())), Fault::NotFound);
    }

    void whoWeAreSurvivesARestart()
    {
        const auto root = m_house->root();
        const auto certificate = m_house->ledger->stationCertificate();
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        const auto event = m_house->say(stream, u"one"_s);
        m_house->restart();
        QCOMPARE(m_house->root(), root);
        QCOMPARE(m_house->ledger->stationCertificate(), certificate);
        QCOMPARE(m_house->texts(stream), QStringList{u"one"_s});
        m_house->now = m_house->now.addDays(-3); // the battery of the clock is empty
        const auto later = m_house->ledger->append({{stream, u"case.note"_s, {}}}, m_house->actor());
        // The certificate is younger than the clock says, and still the stamp goes on from the last one.
        QVERIFY(later);
        QVERIFY(later->first().hlc > event.hlc);
    }

    void theTlsKeyIsTheCertifiedOne()
    {
        const auto identity = m_house->ledger->tlsIdentity();
        QVERIFY(identity);
        QCOMPARE(sha256(spkiOf(identity->certificateDer).value()), m_house->ledger->station().tlsSpkiHash);
        QCOMPARE(P256Key::fromPkcs8(identity->keyPkcs8)->spki(), spkiOf(identity->certificateDer).value());
    }

    void aPersonLogsInWithTheirPasswordOnly()
    {
        QCOMPARE(faultOf(m_house->ledger->login(u"kovacs"_s, secret("passwort"))), Fault::WrongPassword);
        QCOMPARE(faultOf(m_house->ledger->login(u"nobody"_s, secret("password"))), Fault::NotFound);
        const auto login = m_house->ledger->login(u"kovacs"_s, secret("password"));
        QVERIFY(login);
        QCOMPARE(login->key.publicKey(), login->person.person);
        const auto pdfKey = P256Key::fromPkcs8(login->pdfKeyPkcs8);
        QVERIFY(pdfKey);
        QCOMPARE(pdfKey->spki(), spkiOf(login->person.signerCertificate).value());
        auto changed = m_house->ledger->sealedPerson(u"kovacs"_s).value();
        changed.sealedKeys[30] = char(changed.sealedKeys.at(30) ^ 1);
        QCOMPARE(faultOf(Ledger::unlock(changed, secret("password"))), Fault::WrongPassword);
    }

    void anIdIsGivenOnce()
    {
        PersonCertificate data;
        data.id = u"kovacs"_s;
        data.name = Label(u"某"_s, u"Other"_s);
        data.roles = {u"IT"_s};
        const auto enrol = [&] { return m_house->ledger->enrol({data, KdfCost::lightest()}, secret("p")); };
        QCOMPARE(faultOf(enrol()), Fault::Invalid);
        data.id = u"Not an id"_s;
        QCOMPARE(faultOf(enrol()), Fault::Invalid);
        data.id = u"li.wei"_s;
        QVERIFY(enrol());
        data.id = u"other"_s;
        QCOMPARE(faultOf(m_house->ledger->enrol({data, KdfCost::lightest()}, SecretBytes())), Fault::Invalid);
        const auto people = m_house->ledger->people().value();
        QCOMPARE(people.size(), 2);
        QCOMPARE(people.at(1).id, u"li.wei"_s);
    }

    void anEventComesBackAsItWasWritten()
    {
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        const QCborMap args{
            {u"text"_s, u"头痛三日"_s}, {u"rate"_s, 72.5}, {u"b"_s, QCborMap{{u"z"_s, 1}, {u"a"_s, 2}}}};
        const auto preview = m_house->ledger->preview({stream, u"case.note"_s, args}, m_house->actor());
        const auto written = m_house->ledger->append({{stream, u"case.note"_s, args}}, m_house->actor());
        QVERIFY(written);
        const auto events = m_house->ledger->events(stream).value();
        QCOMPARE(events.size(), 1);
        const auto &event = events.first();
        QCOMPARE(event.hash, written->first().hash);
        QCOMPARE(event.args.value(u"text"_s).toString(), u"头痛三日"_s);
        QCOMPARE(event.problem, QString());
        QCOMPARE(event.by.id, u"kovacs"_s);
        QCOMPARE(event.institution, m_house->root());
        QCOMPARE(event.at, m_house->now);
        QCOMPARE(event.at.offsetFromUtc(), 3600); // Budapest in winter
        for (const auto &other : {preview, written->first()}) {
            QCOMPARE(other.kind, event.kind);
            QCOMPARE(other.sequence, event.sequence);
            QCOMPARE(other.hlc, event.hlc);
            QCOMPARE(other.feed, event.feed);
            QCOMPARE(other.at, event.at);
        }
        QCOMPARE(preview.hash, QByteArray());
    }

    // What is cached and what is read anew is the same.
    void theCacheTellsNoOtherStory()
    {
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        for (int i = 0; i < 5; ++i) {
            (void)m_house->say(stream, QString::number(i));
            QCOMPARE(m_house->texts(stream).size(), i + 1); // fills the cache, then grows it
        }
        const auto cached = m_house->ledger->events(stream).value();
        m_house->restart();
        const auto fresh = m_house->ledger->events(stream).value();
        QCOMPARE(fresh.size(), cached.size());
        for (qsizetype i = 0; i < fresh.size(); ++i) {
            QCOMPARE(fresh.at(i).hash, cached.at(i).hash);
            QCOMPARE(fresh.at(i).args, cached.at(i).args);
            QCOMPARE(fresh.at(i).seen, cached.at(i).seen);
            QCOMPARE(fresh.at(i).at, cached.at(i).at);
        }
    }

    void anAppendIsWholeOrNotThere()
    {
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        (void)m_house->say(stream, u"before"_s);
        const auto before = m_house->ledger->heads(stream).value();
        QSignalSpy changed(m_house->ledger.get(), &Ledger::changed);
        const QList<Ledger::Draft> drafts{{stream, u"case.note"_s, {{u"text"_s, u"half"_s}}},
                                          {stream, u"case.note"_s, {{u"text"_s, u"more"_s}}}};
        const auto failed = m_house->ledger->append(drafts, m_house->actor(), [&](const QList<Event> &events) {
            if (events.size() != 2 || !m_house->vault->rows().put(u"p.test"_s, {u"k"_s, {}, "body"}))
                qFatal("the test does not test");
            return Result<>(fail(Fault::NoSpace, u"test"_s));
        });
        QCOMPARE(faultOf(failed), Fault::NoSpace);
        QCOMPARE(changed.size(), 0);
        QCOMPARE(m_house->ledger->heads(stream).value(), before);
        QCOMPARE(m_house->texts(stream), QStringList{u"before"_s});
        QVERIFY(!m_house->vault->rows().at(u"p.test"_s, u"k"_s).value());

        // The second draft is refused: the first is not there either.
        QCOMPARE(faultOf(m_house->ledger->append({drafts.first(), {QByteArray(16, 'x'), u"case.note"_s, {}}},
                                                 m_house->actor())),
                 Fault::NotFound);
        QCOMPARE(m_house->ledger->heads(stream).value(), before);

        const auto also = [&](const QList<Event> &) {
            return m_house->vault->rows().put(u"p.test"_s, {u"k"_s, {}, "b"});
        };
        QVERIFY(m_house->ledger->append(drafts, m_house->actor(), also));
        QCOMPARE(changed.size(), 1);
        QVERIFY(m_house->vault->rows().at(u"p.test"_s, u"k"_s).value());
        m_house->restart();
        QCOMPARE(m_house->texts(stream), (QStringList{u"before"_s, u"half"_s, u"more"_s}));
    }

    void whatCannotBeReadIsNotWritten()
    {
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        QCborValue deep(1);
        for (int i = 0; i < 40; ++i)
            deep = QCborMap{{u"d"_s, deep}};
        const auto fault = [&](const QString &kind, const QCborMap &args) {
            return faultOf(m_house->ledger->append({{stream, kind, args}}, m_house->actor()));
        };
        QCOMPARE(fault(u"case.note"_s, {{u"deep"_s, deep}}), Fault::Invalid);
        QCOMPARE(fault(u"case.note"_s, {{u"when"_s, QCborValue(QDateTime::currentDateTimeUtc())}}), Fault::Invalid);
        QCOMPARE(fault({}, {}), Fault::Invalid);
        QCOMPARE(fault(u"case.note"_s, {{u"a"_s, QCborMap{{u"attachment"_s, QCborMap{{u"key"_s, 1}}}}}}),
                 Fault::Invalid);
        QCOMPARE(fault(u"case.note"_s, {{u"long"_s, QByteArray(maxEntrySize, 'x')}}), Fault::Invalid);
        QCOMPARE(m_house->ledger->events(stream).value().size(), 0);
        QCOMPARE(faultOf(m_house->ledger->events(QByteArray(16, 'x'))), Fault::NotFound);
    }

    void onlyAPersonOfThisHouseMayAct()
    {
        House other(u"CN"_s, u"li"_s);
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        QCOMPARE(faultOf(m_house->ledger->append({{stream, u"case.note"_s, {}}}, other.actor())), Fault::Untrusted);
        auto actor = m_house->actor();
        actor.key = &other.login->key;
        QCOMPARE(faultOf(m_house->ledger->append({{stream, u"case.note"_s, {}}}, actor)), Fault::Untrusted);
        actor.key = nullptr;
        QCOMPARE(faultOf(m_house->ledger->append({{stream, u"case.note"_s, {}}}, actor)), Fault::Untrusted);
        m_house->now = m_house->now.addYears(6);
        QCOMPARE(faultOf(m_house->ledger->append({{stream, u"case.note"_s, {}}}, m_house->actor())), Fault::Untrusted);
    }

    void streamsAreListedByKindAndAge()
    {
        QList<QByteArray> cases;
        for (int i = 0; i < 4; ++i) {
            cases.append(m_house->ledger->newStream(u"case"_s).value());
            (void)m_house->ledger->newStream(u"invitation"_s, cases.last()).value();
        }
        QCOMPARE(m_house->ledger->streamsOf(u"case"_s).value(), cases);
        const auto invitations = m_house->ledger->streamsOf(u"invitation"_s).value();
        QCOMPARE(invitations.size(), 4);
        QCOMPARE(m_house->ledger->stream(invitations.at(2))->about, cases.at(2));
        QCOMPARE(faultOf(m_house->ledger->newStream({})), Fault::Invalid);
        QCOMPARE(faultOf(m_house->ledger->newStream(u"partnership"_s)), Fault::Invalid);
        QCOMPARE(faultOf(m_house->ledger->stream(QByteArray(16, 'x'))), Fault::NotFound);
    }

    void liveMessagesOpenInTheirPlaceOnly()
    {
        const auto stream = m_house->ledger->newStream(u"case"_s).value();
        const auto other = m_house->ledger->newStream(u"case"_s).value();
        const auto sealed = m_house->ledger->sealLive(stream, 7, "pulse").value();
        QVERIFY(!sealed.contains("pulse"));
        QCOMPARE(m_house->ledger->openLive(stream, 7, sealed).value(), QByteArray("pulse"));
        QCOMPARE(faultOf(m_house->ledger->openLive(stream, 8, sealed)), Fault::Corrupt);
        QCOMPARE(faultOf(m_house->ledger->openLive(other, 7, sealed)), Fault::Corrupt);
        QCOMPARE(faultOf(m_house->ledger->openLive(QByteArray(16, 'x'), 7, sealed)), Fault::NotFound);
    }

private:
    std::unique_ptr<House> m_house;
};

SIZHEN_TEST(LedgerTest)
#include "ledger_test.moc"
