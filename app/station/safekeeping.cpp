// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/safekeeping.h"

#include "core/base/log.h"

#include <QDir>
#include <QJsonDocument>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr int anchorMs = 2'000; // of commits in a row, one anchor
constexpr int reportMs = 15 * 60'000;
constexpr int vaultIdSize = 16;
constexpr int olderShownDays = 30;

const QString backupRows = u"local.backup"_s; // by time: what each said
const QString drillRows = u"local.drill"_s;
const QString settingRows = u"local.safekeeping"_s; // "id": this vault's, for its places of backups; "place"

QJsonObject toJson(const Safekeeping::Backup &backup)
{
    return {{u"at"_s, backup.at.toString(Qt::ISODate)},
            {u"place"_s, backup.place},
            {u"generation"_s, backup.generation},
            {u"by"_s, backup.by},
            {u"bytes"_s, backup.bytes},
            {u"copied"_s, backup.copied},
            {u"entries"_s, backup.entries},
            {u"damaged"_s, backup.damaged},
            {u"seconds"_s, backup.seconds}};
}

Safekeeping::Backup backupFrom(const QJsonObject &json)
{
    return {QDateTime::fromString(json.value(u"at"_s).toString(), Qt::ISODate),
            json.value(u"place"_s).toString(),
            json.value(u"generation"_s).toString(),
            json.value(u"by"_s).toString(),
            json.value(u"bytes"_s).toInteger(),
            json.value(u"copied"_s).toInteger(),
            json.value(u"entries"_s).toInteger(),
            json.value(u"damaged"_s).toInt(),
            json.value(u"seconds"_s).toDouble()};
}

QList<QJsonObject> kept(Vault &vault, const QString &kind)
{
    QList<QJsonObject> all;
    const auto list = vault.rows().list(kind);
    if (!list) {
        qCWarning(lcStore) << "safekeeping:" << list.error().detail;
        return all;
    }
    for (const auto &row : *list)
        all.append(QJsonDocument::fromJson(row.body).object());
    return all;
}

} // namespace

Safekeeping::Safekeeping(Vault &vault, Ledger &ledger, HealthBoard &health, QString anchors, QObject *parent)
    : QObject(parent)
    , m_vault(vault)
    , m_ledger(ledger)
    , m_health(health)
    , m_anchor(std::move(anchors), vault)
{
    m_anchorTimer.setSingleShot(true);
    connect(&m_anchorTimer, &QTimer::timeout, this, &Safekeeping::writeAnchor);
    connect(&m_reportTimer, &QTimer::timeout, this, &Safekeeping::report);
    m_reportTimer.start(reportMs);
    connect(&ledger, &Ledger::changed, this, &Safekeeping::anchorSoon);
    connect(&ledger, &Ledger::olderThanSeen, this, [this](const QByteArray &root) {
        const auto partner = m_ledger.partner(root);
        tellAge(u"age.older_partner"_s, HealthItem::State::Fault,
                {{u"partner"_s, partner ? partner->institution.name.en() : QString()},
                 {u"partnerZh"_s, partner ? partner->institution.name.zh() : QString()}});
    });
    connect(&ledger, &Ledger::cameBack, this, [this](const QByteArray &root, int entries) {
        m_cameBack += entries;
        const auto partner = m_ledger.partner(root);
        tellAge(u"age.came_back"_s, HealthItem::State::Warning,
                {{u"n"_s, m_cameBack},
                 {u"partner"_s, partner ? partner->institution.name.en() : QString()},
                 {u"partnerZh"_s, partner ? partner->institution.name.zh() : QString()}});
    });
}

Safekeeping::~Safekeeping()
{
    m_job.end(); // it reads the vault
    writeAnchor();
    if (const auto cut = m_vault.checkpoint(); !cut)
        qCWarning(lcStore) << "closing: the log stays:" << cut.error().detail;
}

QString Safekeeping::usualAnchorFolder()
{
    if (const auto own = qEnvironmentVariable("SIZHEN_STATE_FOLDER"); !own.isEmpty())
        return own + u"/anchors"_s;
#ifdef Q_OS_LINUX
    const auto state = qEnvironmentVariable("XDG_STATE_HOME");
    return (state.isEmpty() ? QDir::homePath() + u"/.local/state"_s : state) + u"/sizhen/anchors"_s;
#else
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/sizhen/anchors"_s;
#endif
}

Result<> Safekeeping::judgeAge()
{
    const auto incarnation = m_ledger.incarnation();
    auto verdict = m_anchor.judge(m_vault, incarnation);
    if (!verdict)
        return tl::unexpected(verdict.error());
    // The log of who saw what grows without entries, too.
    if (const auto seen = m_anchor.read(incarnation); *verdict == RollbackAnchor::Verdict::Fits && seen) {
        const auto head = m_ledger.accessHead();
        if (!head)
            return tl::unexpected(head.error());
        if (qint64(head->number) < seen->accessNumber
            || (qint64(head->number) == seen->accessNumber && head->hash != seen->accessHead))
            verdict = RollbackAnchor::Verdict::Older;
    }
    switch (*verdict) {
    case RollbackAnchor::Verdict::Older:
        qCWarning(lcStore) << "this vault is older than what this machine last saw of it";
        if (const auto begun = m_ledger.beginIncarnation(u"vault.older"_s, u"anchor"_s); !begun)
            return begun;
        tellAge(u"age.older"_s, HealthItem::State::Fault);
        break;
    case RollbackAnchor::Verdict::Unknown:
        tellAge(u"age.unknown"_s, HealthItem::State::NotPresent);
        break;
    case RollbackAnchor::Verdict::Fits:
        tellAge(u"age.fits"_s, HealthItem::State::Ready);
        break;
    }
    // What was found before stays on the board for a while: whoever restarts must not make it go away.
    const auto since = m_ledger.now().addDays(-olderShownDays);
    if (*verdict != RollbackAnchor::Verdict::Older) {
        QDateTime newest;
        for (const auto &act : {u"vault.older"_s, u"vault.restored"_s}) {
            const auto noted = m_ledger.accessLog({.from = since, .act = act});
            if (!noted || noted->isEmpty() || noted->constLast().at < newest)
                continue;
            newest = noted->constLast().at;
            tellAge(act == u"vault.older"_s ? u"age.was_older"_s : u"age.was_restored"_s, HealthItem::State::Warning,
                    {{u"when"_s, newest}});
        }
    }
    writeAnchor();
    return {};
}

void Safekeeping::tellAge(const QString &message, HealthItem::State state, const QVariantMap &args)
{
    m_health.set({u"age"_s, state, message, args, m_ledger.now()});
}

void Safekeeping::anchorSoon()
{
    if (!m_anchorTimer.isActive())
        m_anchorTimer.start(anchorMs);
}

void Safekeeping::writeAnchor()
{
    m_anchorTimer.stop();
    const auto end = m_vault.entries().mark();
    const auto head = m_ledger.accessHead();
    if (!end || !head) {
        qCWarning(lcStore) << "anchor:" << (end ? head.error() : end.error()).detail;
        return;
    }
    if (const auto written = m_anchor.write({m_ledger.incarnation(), *end, qint64(head->number), head->hash}); !written)
        qCWarning(lcStore) << "anchor:" << written.error().detail; // no reason not to work
}

BackupProgress Safekeeping::progressOf(const OwnedJob::Stop &stop)
{
    const auto shown = std::make_shared<int>(-1); // the job's copies share it
    return [this, stop, shown](int percent) { // the job ends before this object does
        if (percent > *shown) {
            *shown = percent;
            QMetaObject::invokeMethod(this, [this, percent] { Q_EMIT progressed(percent); }, Qt::QueuedConnection);
        }
        return !stop->load();
    };
}

template <typename Answer>
void Safekeeping::run(const QString &what, std::function<Result<Answer>(const BackupProgress &)> work,
                      std::function<void(Result<Answer>)> done)
{
    m_what = what;
    m_job.start(
        this, [this, work](const OwnedJob::Stop &stop) { return work(progressOf(stop)); },
        [this, done](Result<Answer> answer) {
            m_what.clear();
            done(std::move(answer));
            report();
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void Safekeeping::stop()
{
    m_job.stop();
}

// Random and for ever: file ids and keys change, the place of backups must know its vault again.
Result<QByteArray> Safekeeping::vaultId()
{
    const auto row = m_vault.rows().at(settingRows, u"id"_s);
    if (!row)
        return tl::unexpected(row.error());
    if (*row)
        return (*row)->body;
    const auto id = randomBytes(vaultIdSize);
    const auto put = m_ledger.together([&] { return m_vault.rows().put(settingRows, {u"id"_s, {}, id}); });
    return put ? Result<QByteArray>(id) : tl::unexpected(put.error());
}

// In one transaction with the line in the access log.
Result<> Safekeeping::keep(const QString &kind, const QDateTime &at, const QJsonObject &what, const QString &act,
                           const QString &by, const QString &object)
{
    return m_ledger.together([&] {
        const auto key = at.toUTC().toString(u"yyyy-MM-ddTHH:mm:ss.zzz"_s);
        return m_vault.rows()
            .put(kind, {key, key, QJsonDocument(what).toJson(QJsonDocument::Compact)})
            .and_then([&] { return m_ledger.noteAccess({by, {}, act, object}); });
    });
}

void Safekeeping::backUp(const QString &place, int keepGenerations, bool verify, const QString &by,
                         std::function<void(Result<Backup>)> done)
{
    if (!m_what.isEmpty())
        return done(tl::unexpected(Error{Fault::Busy, u"a job runs"_s, u"ARC-08"_s, u"backup.running"_s, {}}));
    const auto id = vaultId();
    if (!id)
        return done(tl::unexpected(id.error()));
    const auto absolute = QDir(place).absolutePath();
    auto job = m_vault.backup({absolute, *id, keepGenerations, m_ledger.now(), by, verify});
    if (!job)
        return done(tl::unexpected(job.error()));
    std::shared_ptr<VaultBackup> shared = std::move(*job); // std::function copies; one owner in effect
    run<BackupSummary>(
        u"backup"_s, [shared](const BackupProgress &progress) { return shared->run(progress); },
        [this, absolute, by, done = std::move(done)](const Result<BackupSummary> &made) {
            if (!made)
                return done(tl::unexpected(made.error()));
            const Backup backup{made->at,
                                absolute,
                                made->generation,
                                by,
                                made->databaseBytes + made->originalBytes,
                                made->databaseBytes + made->copiedBytes,
                                made->entries,
                                int(made->damaged.size()),
                                made->seconds};
            const auto noted = keep(backupRows, made->at, toJson(backup), u"vault.backup"_s, by, made->generation)
                                   .and_then([&] {
                                       return m_ledger.together([&] {
                                           return m_vault.rows().put(settingRows, {u"place"_s, {}, absolute.toUtf8()});
                                       });
                                   });
            noted ? done(backup) : done(tl::unexpected(noted.error()));
        });
}

void Safekeeping::drill(const QString &place, SecretBytes passphrase, const QString &by,
                        std::function<void(Result<DrillReport>)> done)
{
    if (!m_what.isEmpty())
        return done(tl::unexpected(Error{Fault::Busy, u"a job runs"_s, u"ARC-08"_s, u"backup.running"_s, {}}));
    const auto backup = findBackup(place);
    if (!backup)
        return done(tl::unexpected(backup.error()));
    const DrillOrder order{*backup, m_vault.folder() + u"/drill"_s, [now = m_ledger.now()] { return now; }, by};
    const auto secret = std::make_shared<SecretBytes>(std::move(passphrase)); // as above
    const auto ownKey = std::make_shared<SecretBytes>(secret->isEmpty() ? m_vault.dataKey() : SecretBytes());
    run<DrillReport>(
        u"drill"_s,
        [order, secret, ownKey](const BackupProgress &progress) -> Result<DrillReport> {
            if (secret->isEmpty())
                return runDrill(order, *ownKey, progress);
            const auto key = unlockBackup(order.backup, *secret, SlotKind::Passphrase);
            return key ? runDrill(order, *key, progress) : tl::unexpected(key.error());
        },
        [this, by, done = std::move(done)](const Result<DrillReport> &found) {
            if (!found)
                return done(tl::unexpected(found.error()));
            const auto noted
                = keep(drillRows, found->at, found->toJson(), u"vault.drill"_s, by, found->generation);
            noted ? done(*found) : done(tl::unexpected(noted.error()));
        });
}

std::optional<Safekeeping::Backup> Safekeeping::lastBackup() const
{
    const auto all = kept(m_vault, backupRows);
    for (auto it = all.crbegin(); it != all.crend(); ++it)
        if (const auto backup = backupFrom(*it); backup.good())
            return backup;
    return {};
}

QString Safekeeping::place() const
{
    const auto row = m_vault.rows().at(settingRows, u"place"_s);
    return row && *row ? QString::fromUtf8((*row)->body) : QString();
}

QList<DrillReport> Safekeeping::drills() const
{
    QList<DrillReport> all;
    for (const auto &json : kept(m_vault, drillRows))
        if (auto report = DrillReport::fromJson(json))
            all.append(*std::move(report));
    return all;
}

std::optional<DrillReport> Safekeeping::lastDrill() const
{
    const auto all = drills();
    return all.isEmpty() ? std::nullopt : std::optional(all.constLast());
}

void Safekeeping::report()
{
    reportBackup();
    reportDrill();
}

void Safekeeping::reportBackup()
{
    HealthItem item{u"backup"_s, HealthItem::State::Warning, u"backup.never"_s, {}, {}};
    if (const auto last = lastBackup()) {
        const auto days = last->at.daysTo(m_ledger.now());
        const auto old = days >= oldAfterDays;
        item.state = old ? HealthItem::State::Warning : HealthItem::State::Ready;
        item.message = old ? u"arc.backup_old"_s : u"backup.good"_s;
        item.args = {{u"n"_s, days}, {u"place"_s, last->place}};
        item.since = last->at;
    }
    m_health.set(item);
}

void Safekeeping::reportDrill()
{
    HealthItem item{u"drill"_s, HealthItem::State::NotPresent, u"drill.never"_s, {}, {}};
    if (const auto last = lastDrill()) {
        const auto days = last->at.daysTo(m_ledger.now());
        const auto old = days >= drillAfterDays;
        item.state = !last->passed() ? HealthItem::State::Fault
            : old                    ? HealthItem::State::Warning
                                     : HealthItem::State::Ready;
        item.message = !last->passed() ? u"drill.failed"_s : old ? u"drill.old"_s : u"drill.passed"_s;
        item.args = {{u"n"_s, !last->passed() ? last->faults.size() : days}};
        item.since = last->at;
    }
    m_health.set(item);
}

} // namespace sizhen
