// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/records/ledger.h"
#include "tests/support/secrets.h"

#include <QTemporaryDir>

namespace sizhen::fixture {

using namespace Qt::Literals::StringLiterals;

using test::secret;

template <typename T>
Fault faultOf(const Result<T> &result)
{
    return result ? Fault::Timeout : result.error().fault; // Timeout stands for "taken": the ledger never says it
}

// An institution with one station, one physician, its own clock and a real vault.
class House
{
public:
    explicit House(const QString &country = u"HU"_s, const QString &person = u"kovacs"_s)
        : m_personId(person)
    {
        auto made = Vault::create(m_folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest());
        if (!made)
            qFatal("vault: %s", qPrintable(made.error().detail));
        vault = std::move(*made);
        const auto chinese = country == u"CN"_s;
        const Ledger::Founding founding{chinese ? Label(u"东湖医院"_s, u"East Lake"_s) : Label(u"多瑙河"_s, u"Duna"_s),
                                        chinese ? Label(u"武汉"_s, u"Wuhan"_s) : Label(u"布达佩斯"_s, u"Budapest"_s),
                                        country, chinese ? u"Asia/Shanghai"_s : u"Europe/Budapest"_s, u"Room 2"_s};
        if (const auto founded = Ledger::found(*vault, founding, clock()); !founded)
            qFatal("found: %s", qPrintable(founded.error().detail));
        openLedger();
        enrol(person);
        login = std::make_unique<Ledger::Login>(ledger->login(person, secret("password")).value());
    }

    // A further station of the same institution, as a new machine becomes one. Nobody is logged in: people come by sync.
    House(House &office, const QString &name, const QString &role)
        : now(office.now)
        , m_personId(office.m_personId)
    {
        auto made = Vault::create(m_folder.filePath(u"vault"_s), secret("station"), KdfCost::lightest());
        if (!made)
            qFatal("vault: %s", qPrintable(made.error().detail));
        vault = std::move(*made);
        const auto request = Ledger::askToJoin(*vault, name, clock());
        const auto admitted = request ? office.ledger->admit(*request, role) : tl::unexpected(request.error());
        if (!admitted)
            qFatal("admit: %s", qPrintable(admitted.error().detail));
        if (const auto joined = Ledger::join(*vault, admitted->parcel, admitted->number, clock()); !joined)
            qFatal("join: %s", qPrintable(joined.error().detail));
        openLedger();
    }

    void logIn() { login = std::make_unique<Ledger::Login>(ledger->login(m_personId, secret("password")).value()); }

    // Closes everything and opens it again, as after a restart.
    void restart()
    {
        login.reset();
        ledger.reset();
        const auto folder = vault->folder();
        vault.reset();
        vault = Vault::open(folder, secret("station")).value();
        openLedger();
        login = std::make_unique<Ledger::Login>(ledger->login(m_personId, secret("password")).value());
    }

    void enrol(const QString &id) const
    {
        PersonCertificate data;
        data.id = id;
        data.name = Label(u"某某"_s, u"Example Person"_s);
        data.roles = {u"PHYSICIAN"_s};
        if (const auto enrolled = ledger->enrol({data, KdfCost::lightest()}, secret("password")); !enrolled)
            qFatal("enrol: %s", qPrintable(enrolled.error().detail));
    }

    [[nodiscard]] Clock clock()
    {
        return [this] { return now; };
    }

    [[nodiscard]] QByteArray root() const { return ledger->institution().root; }

    [[nodiscard]] Actor actor() const { return login->actor(); }

    [[nodiscard]] Event say(const QByteArray &stream, const QString &text, const QCborMap &more = {})
    {
        now = now.addMSecs(1500);
        auto args = more;
        args.insert(u"text"_s, text);
        return ledger->append({{stream, u"case.note"_s, args}}, actor()).value().first();
    }

    // Every raw entry of a stream that lies here, feed by feed.
    [[nodiscard]] QList<QByteArray> raw(const QByteArray &stream) const
    {
        QList<QByteArray> all;
        const auto heads = vault->entries().heads(stream).value();
        for (const auto &head : heads) {
            const auto rows = vault->entries().ofFeed(head.feed, 1, 1 << 30).value();
            for (const auto &row : rows)
                all.append(row.raw);
        }
        return all;
    }

    [[nodiscard]] QStringList texts(const QByteArray &stream) const
    {
        QStringList texts;
        const auto events = ledger->events(stream).value();
        for (const auto &event : events)
            texts.append(event.problem.isEmpty() ? event.args.value(u"text"_s).toString() : event.problem);
        return texts;
    }

    // The station's own secret, to play a station that lies.
    [[nodiscard]] SigningKey stationKey() const { return key(u"station"_s); }

    [[nodiscard]] SigningKey rootKey() const { return key(u"root"_s); }

    [[nodiscard]] SecretBytes streamKey(const QByteArray &stream) const
    {
        return SecretBytes::copyOf(
            vault->rows().at(u"key.stream"_s, QString::fromLatin1(stream.toHex()) + u".1"_s).value()->body);
    }

    QDateTime now{QDate(2026, 11, 24), QTime(9, 0), Qt::UTC};
    std::unique_ptr<Vault> vault;
    std::unique_ptr<Ledger> ledger;
    std::unique_ptr<Ledger::Login> login;

private:
    void openLedger()
    {
        auto opened = Ledger::open(*vault, clock());
        if (!opened)
            qFatal("open: %s", qPrintable(opened.error().detail));
        ledger = std::move(*opened);
    }

    [[nodiscard]] SigningKey key(const QString &name) const
    {
        return SigningKey::fromSeed(SecretBytes::copyOf(vault->rows().at(u"key.self"_s, name).value()->body)).value();
    }

    QTemporaryDir m_folder;
    QString m_personId;
};

inline void pair(House &one, House &other)
{
    const auto half = [](House &a, House &b) {
        // The houses of one country bear one name.
        const auto card = b.ledger->card({u"127.0.0.1:7420"_s}).value();
        if (!a.ledger->addPartner(card, Ledger::Namesake::Take) || !a.ledger->confirmPartner(b.root()))
            qFatal("pairing failed");
    };
    half(one, other);
    half(other, one);
}

// What sync does, by hand: grants first, then every entry.
inline void give(House &from, House &to, const QByteArray &stream)
{
    const auto grants = from.ledger->grantsFor(to.root()).value();
    for (const auto &grant : grants)
        if (const auto taken = to.ledger->acceptGrant(grant); !taken)
            qFatal("grant: %s", qPrintable(taken.error().detail));
    if (const auto taken = to.ledger->receive(from.root(), stream, from.raw(stream)); !taken)
        qFatal("receive: %s", qPrintable(taken.error().detail));
}

inline QByteArray sharedCase(House &from, House &to)
{
    const auto stream = from.ledger->newStream(u"case"_s).value();
    if (const auto shared = from.ledger->share(stream, to.root()); !shared)
        qFatal("share: %s", qPrintable(shared.error().detail));
    const auto grants = from.ledger->grantsFor(to.root()).value();
    for (const auto &grant : grants)
        if (const auto taken = to.ledger->acceptGrant(grant); !taken)
            qFatal("grant: %s", qPrintable(taken.error().detail));
    return stream;
}

} // namespace sizhen::fixture
