// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/hub/hubdialect.h"
#include "core/hub/hubneighbours.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QObject>
#include <QSqlQuery>

#include <map>
#include <memory>

namespace sizhen {

[[nodiscard]] inline QString hexOf(const QByteArray &bytes) // how keys are written in the tables and to an operator
{
    return QString::fromLatin1(bytes.toHex());
}

// Who may use the hub.
struct HubInstitution {
    QByteArray root;
    QByteArray mailbox;
    QString name;
    QString country;
    qint64 admittedMs = 0;
};

// Another hub, known by its key. `pin` is the SHA-256 of its TLS certificate's SubjectPublicKeyInfo; empty: a
// certificate of a public authority.
struct HubPeer {
    QString url;
    QByteArray key;
    QByteArray pin;
};

struct Lying {
    qint64 number = 0;
    qint64 bytes = 0;
};

// One envelope to keep. `route` is the URL of the hub it is for; empty: a mailbox of this one.
struct Parcel {
    QByteArray mailbox;
    QString route;
    QByteArray id;
    QByteArray sender; // 16: mailbox of who brought it
    qint64 expiresMs = 0;
    QByteArray body;
};

struct Waiting {
    qint64 id = 0;
    QByteArray body;
};

struct Removal {
    QByteArray mailbox;
    QList<qint64> ids;
};

// The hub's tables. Sealed envelopes and who is admitted; nothing else is there to be read. One connection writes
// (storage.md §1.4-9); everything is durable when a call returns.
class HubStore final : public QObject
{
    Q_OBJECT
public:
    struct Place {
        QString database; // path or postgres://…
        QString node; // this hub among those on one database
        qint64 maxBytes = 0;
    };

    [[nodiscard]] static Result<std::unique_ptr<HubStore>> open(const Place &place);
    ~HubStore() override;

    [[nodiscard]] Result<QList<HubInstitution>> institutions();
    [[nodiscard]] Result<> admit(const HubInstitution &institution);
    // With all that waits for it. How many envelopes that were; NotFound.
    [[nodiscard]] Result<qint64> remove(const QByteArray &root);
    [[nodiscard]] Result<QHash<QByteArray, qint64>> revocations(); // station key → when, ms
    [[nodiscard]] Result<> revoke(const QByteArray &station, qint64 nowMs);
    [[nodiscard]] Result<QList<HubPeer>> peers();
    [[nodiscard]] Result<> putPeer(const HubPeer &peer);
    [[nodiscard]] Result<> removePeer(const QString &url); // NotFound

    // The ids given to the parcels, in their order; 0 for one that lay there already.
    using Applied = std::function<void(const Result<QList<qint64>> &)>;
    // One transaction, one at a time. `done` is called when it is durable: at once on SQLite, from the event loop on
    // PostgreSQL.
    void apply(const QList<Parcel> &parcels, const QList<Removal> &removals, const Applied &done);
    void finish(); // waits for it

    // From id `after` on, in order, not expired, up to `number` and `bytes` (but one at least).
    struct Span {
        qint64 after = 0;
        int number = 64;
        qint64 bytes = 1 << 20;
        qint64 nowMs = 0;
    };

    [[nodiscard]] Result<QList<Waiting>> waiting(const QByteArray &mailbox, const Span &span);
    [[nodiscard]] Result<QList<Waiting>> toForward(const QString &route, const Span &span);
    [[nodiscard]] Result<> forwarded(const QString &route, const QList<qint64> &ids);
    // Deletes up to `most` that have expired; how many.
    [[nodiscard]] Result<qint64> purge(qint64 nowMs, int most);

    // What lies in a mailbox, and what a sender has lying in all of them. Kept in memory; with several hubs on one
    // database as of the last refresh().
    [[nodiscard]] Lying inMailbox(const QByteArray &mailbox) const { return m_inMailbox.value(mailbox); }
    [[nodiscard]] Lying ofSender(const QByteArray &sender) const { return m_ofSender.value(sender); }
    [[nodiscard]] Lying all() const { return m_all; }
    [[nodiscard]] Result<> refresh();

    [[nodiscard]] bool isShared() const { return m_dialect.isPostgres(); }

    [[nodiscard]] HubNeighbours *neighbours() { return m_neighbours.get(); } // null: no other hub can be on this database

    // With several hubs on one database one of them forwards to a peer.
    [[nodiscard]] bool claimRoute(const QString &route);

Q_SIGNALS:
    void arrived(const QByteArray &mailbox); // another hub on this database kept something there
    void registryChanged(); // another hub or command changed who is admitted
    void routed(const QString &route); // another hub kept something to be forwarded

private:
    explicit HubStore(const Place &place);

    using Deltas = std::map<std::pair<QByteArray, QByteArray>, Lying>; // sorted: two hubs lock in one order

    [[nodiscard]] Result<> start();
    [[nodiscard]] Result<> ready();
    [[nodiscard]] Result<> run(QSqlQuery &query, const QString &doing);
    [[nodiscard]] QSqlQuery &prepared(const QString &statement);
    [[nodiscard]] Result<> transaction(const std::function<Result<>()> &work);
    [[nodiscard]] static QString channel() { return QStringLiteral("sizhen_hub"); }

    [[nodiscard]] static QStringList noticesOf(const QList<Parcel> &parcels);
    void applyByLane(const QList<Parcel> &parcels, const QList<Removal> &removals, const Applied &done);
    [[nodiscard]] Result<> insertSome(const QList<Parcel> &parcels, qsizetype from, int rows,
                                      QHash<QByteArray, qint64> &kept);
    [[nodiscard]] Result<qint64> deleteRows(const QString &where, const QVariantList &values, Deltas &deltas);
    [[nodiscard]] Result<qint64> deleteCounted(const QString &where, const QVariantList &values);
    [[nodiscard]] Result<> removeIds(const Removal &removal, Deltas &deltas);
    [[nodiscard]] Result<> count(const Deltas &deltas);
    void remember(const Deltas &deltas);
    [[nodiscard]] Result<> tell(const QString &what);
    [[nodiscard]] Result<QList<Waiting>> fetch(const QString &column, const QVariant &value, const Span &span);
    void heard(const QString &payload);
    [[nodiscard]] Result<> migrate();
    [[nodiscard]] Result<> change(const QString &statement, const QVariantList &values, bool mustHit);
    [[nodiscard]] Result<qint64> clear(const QByteArray &mailbox);

    Place m_place;
    HubDialect m_dialect;
    QString m_name;
    QSqlDatabase m_database;
    QHash<QString, std::shared_ptr<QSqlQuery>> m_prepared; // shared: QHash copies its values
    QHash<QByteArray, Lying> m_inMailbox;
    QHash<QByteArray, Lying> m_ofSender;
    Lying m_all;
    QDeadlineTimer m_pause; // before a database that went away is tried again: a try may block
    std::unique_ptr<PostgresLink> m_lane; // PostgreSQL: what is kept and removed
    std::unique_ptr<HubNeighbours> m_neighbours; // PostgreSQL
};

} // namespace sizhen
