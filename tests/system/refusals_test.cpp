// SPDX-License-Identifier: GPL-3.0-or-later
// Who may not is turned away, noted and shown to IT in words: each case through two real stations over TLS (AGR-16,
// SEC-08).
#include "app/station/station.h"
#include "core/base/cbor.h"
#include "core/records/grantsigning.h"
#include "tests/support/badinput.h"
#include "tests/support/program.h"
#include "tests/support/secrets.h"
#include "ui/texts/errortext.h"
#include "ui/texts/translations.h"

#include <QApplication>
#include <QGuiApplication>
#include <QTemporaryDir>
#include <QTest>

using namespace sizhen;
using test::secret;
using namespace Qt::Literals::StringLiterals;

namespace {

// An institution with one real station, whose clock a test may turn.
struct Clinic {
    explicit Clinic(const Label &name, const QString &country)
    {
        auto vault = Vault::create(folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest()).value();
        const Ledger::Founding founding{name, name, country, u"Europe/Vienna"_s, u"Room 1"_s};
        if (!Ledger::found(*vault, founding, systemClock()))
            qFatal("found");
        vault.reset();
        open();
    }

    void open()
    {
        auto vault = Vault::open(folder.filePath(u"vault"_s), secret("station"));
        if (!vault)
            qFatal("vault: %s", qPrintable(vault.error().detail));
        auto made = sizhen::Station::open(std::move(*vault), [this] { return QDateTime::currentDateTimeUtc().addSecs(ahead); });
        if (!made)
            qFatal("station: %s", qPrintable(made.error().detail));
        station = std::move(*made);
        const auto listening = station->listen(QHostAddress::LocalHost, 0);
        if (!listening)
            qFatal("listen");
        address = u"127.0.0.1:%1"_s.arg(*listening);
    }

    [[nodiscard]] Ledger &ledger() const { return station->ledger(); }

    [[nodiscard]] QByteArray root() const { return ledger().institution().root; }

    [[nodiscard]] SigningKey rootKey() const
    {
        return SigningKey::fromSeed(
                   SecretBytes::copyOf(station->vault().rows().at(u"key.self"_s, u"root"_s).value()->body))
            .value();
    }

    void knows(Clinic &other, bool confirmed = true, bool dials = false)
    {
        const auto card = other.ledger().card(dials ? QStringList{other.address} : QStringList{}).value();
        if (!ledger().addPartner(card) || (confirmed && !ledger().confirmPartner(other.root())))
            qFatal("pairing");
    }

    [[nodiscard]] QString why() const // the newest refusal
    {
        const auto all = ledger().refusals();
        return all.isEmpty() ? QString() : all.first().message;
    }

    [[nodiscard]] QStringList reasons() const
    {
        QStringList all;
        for (const auto &refusal : ledger().refusals())
            all.append(refusal.message);
        return all;
    }

    QTemporaryDir folder;
    qint64 ahead = 0; // seconds
    QString address;
    std::unique_ptr<sizhen::Station> station;
};

} // namespace

class RefusalsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:

    void initTestCase()
    {
        QVERIFY(startCrypto());
        qputenv("SIZHEN_STATE_FOLDER", m_anchors.path().toLocal8Bit());
        QVERIFY(m_translations.use(u"en"_s));
    }

    void init()
    {
        m_duna = std::make_unique<Clinic>(Label(u"多瑙河"_s, u"Duna"_s), u"HU"_s);
        m_lake = std::make_unique<Clinic>(Label(u"东湖"_s, u"Lake"_s), u"CN"_s);
    }

    void cleanup()
    {
        m_lake.reset();
        m_duna.reset();
    }

    void unpaired()
    {
        m_lake->knows(*m_duna, true, true); // but Duna never heard of it
        start();
        QTRY_COMPARE(m_duna->why(), u"link.unknown_key"_s);
        isSaid(u"whose key is not known here"_s);
    }

    void cardReadButNotCompared()
    {
        m_lake->knows(*m_duna, true, true);
        m_duna->knows(*m_lake, false);
        start();
        QTRY_COMPARE(m_duna->why(), u"agr.peer_key"_s);
        isSaid(u"not verified"_s);
    }

    void revoked()
    {
        pair();
        start();
        QTRY_VERIFY(m_duna->station->isSettled());
        // The lake's root takes its own station back; the lake goes on as a thief would.
        Revocation revocation;
        revocation.institution = m_lake->root();
        revocation.key = m_lake->ledger().station().station;
        revocation.issued = QDateTime::fromMSecsSinceEpoch(QDateTime::currentMSecsSinceEpoch(), Qt::UTC);
        revocation.from = quint64(revocation.issued.toMSecsSinceEpoch()) << 16 | 0xffff;
        revocation.reason = u"STOLEN"_s;
        QVERIFY(m_lake->ledger().append({{m_lake->ledger().partnershipStream(m_duna->root()),
                                          u"partnership.revocation"_s,
                                          {{u"revocation"_s, signRevocation(revocation, m_lake->rootKey())}}}},
                                        m_lake->ledger().systemActor()));
        QTRY_VERIFY(m_duna->ledger().revocationOf(revocation.key));
        QTRY_COMPARE_WITH_TIMEOUT(m_duna->why(), u"link.revoked"_s,
                                  15'000); // the link that was up is cut, the next call refused
        isSaid(u"its institution revoked it"_s);
        QVERIFY(!m_duna->station->isSettled());
    }

    void expired()
    {
        m_duna->ahead = 6LL * 366 * 86'400;
        pair();
        start();
        QTRY_COMPARE(m_duna->why(), u"link.expired"_s);
        isSaid(u"its certificate ended on"_s);
    }

    void notYetValid()
    {
        m_duna->ahead = -30LL * 86'400;
        pair();
        start();
        QTRY_COMPARE(m_duna->why(), u"link.not_yet_valid"_s);
        isSaid(u"Check this station's clock first"_s);
    }

    void futureDated()
    {
        pair();
        m_lake->ahead = 7200;
        say(*m_lake, u"from the future"_s);
        m_lake->ahead = 0;
        start();
        QTRY_COMPARE(m_duna->why(), u"link.future"_s);
        isSaid(u"dated far ahead"_s);
        QTRY_COMPARE(problemOf(u"from the future"_s), u"future"_s); // kept, and not applied
    }

    void sealedForSomebodyElse()
    {
        pair();
        // A grant for a third institution, put into what the lake has for Duna.
        auto &lake = m_lake->ledger();
        const auto stream = lake.newStream(u"case"_s).value();
        Grant grant{lake.stream(stream).value(),
                    1,
                    sealTo(m_duna->ledger().institution().boxKey, QByteArray(32, 'k')).value(),
                    m_lake->root(),
                    SigningKey::generate().publicKey(),
                    {},
                    {}};
        signGrant(
            grant,
            SigningKey::fromSeed(
                SecretBytes::copyOf(m_lake->station->vault().rows().at(u"key.self"_s, u"station"_s).value()->body))
                .value());
        QVERIFY(lake.share(stream, m_duna->root()));
        auto change = m_lake->station->vault().begin().value();
        const auto root = QString::fromLatin1(m_duna->root().toHex());
        QVERIFY(m_lake->station->vault().rows().put(u"local.grant"_s,
                                                    {root + u'.' + QString::fromLatin1(stream.toHex()) + u".1"_s, root + u"/0"_s,
                                                     cbor::encode(grant.toCbor())}));
        QVERIFY(change.commit());
        start();
        QTRY_COMPARE(m_duna->why(), u"link.wrong_recipient"_s);
        isSaid(u"sealed for another institution"_s);
        QVERIFY(!m_duna->ledger().stream(stream));
    }

    void forked()
    {
        pair();
        m_lake->station.reset();
        QTemporaryDir copy;
        test::copyFolder(m_lake->folder.filePath(u"vault"_s), copy.filePath(u"vault"_s));
        m_lake->open();
        say(*m_lake, u"one truth"_s);
        start();
        QTRY_COMPARE(problemOf(u"one truth"_s), QString());
        m_lake->station.reset();
        QVERIFY(QDir(m_anchors.path()).removeRecursively()); // on a machine that never saw the newer one
        test::copyFolder(copy.filePath(u"vault"_s), m_lake->folder.filePath(u"vault"_s)); // an old copy is put back
        m_lake->open();
        say(*m_lake, u"another truth"_s);
        m_lake->station->startLinks();
        QTRY_VERIFY_WITH_TIMEOUT(m_duna->reasons().contains(u"link.forked"_s), 15'000);
    }

private:
    void pair()
    {
        m_lake->knows(*m_duna, true, true);
        m_duna->knows(*m_lake);
    }

    void start()
    {
        m_duna->station->startLinks();
        m_lake->station->startLinks();
    }

    void say(Clinic &side, const QString &text)
    {
        auto &other = &side == m_duna.get() ? *m_lake : *m_duna;
        QVERIFY(side.ledger().append(
            {{side.ledger().partnershipStream(other.root()), u"partnership.note"_s, {{u"text"_s, text}}}},
            side.ledger().systemActor()));
    }

    [[nodiscard]] QString problemOf(const QString &text) const
    {
        const auto events = m_duna->ledger().events(m_duna->ledger().partnershipStream(m_lake->root())).value();
        for (const auto &event : events)
            if (event.args.value(u"text"_s).toString() == text)
                return event.problem;
        return u"not here"_s;
    }

    // What IT reads, without a gap left in it.
    void isSaid(const QString &part)
    {
        const auto refusal = m_duna->ledger().refusals().first();
        const auto sentence = ErrorText::of(Error{Fault::Untrusted, {}, refusal.rule, refusal.message, refusal.args});
        QVERIFY2(sentence.contains(part), qPrintable(sentence));
        QVERIFY2(!sentence.contains(u'…'), qPrintable(sentence));
    }

    QTemporaryDir m_anchors;
    Translations m_translations;
    std::unique_ptr<Clinic> m_duna;
    std::unique_ptr<Clinic> m_lake;
};

SIZHEN_WINDOW_TEST(RefusalsTest)
#include "refusals_test.moc"
