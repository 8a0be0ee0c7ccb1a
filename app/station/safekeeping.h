// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ownedjob.h"
#include "core/consult/drill.h"
#include "core/records/ledger.h"
#include "core/store/anchor.h"
#include "devices/health/healthboard.h"

#include <QTimer>

namespace sizhen {

// What keeps an open vault from being lost or swapped: backups while somebody works, restore drills, and the rollback
// anchor (ARC-08, storage.md §2.4). Long work runs on a pool thread and ends before the vault does.
class Safekeeping final : public QObject
{
    Q_OBJECT
public:
    static constexpr int usualKeep = 7;
    static constexpr int oldAfterDays = 7; // a backup
    static constexpr int drillAfterDays = 90;

    // `anchors`: the folder for rollback anchors; see usualAnchorFolder().
    Safekeeping(Vault &vault, Ledger &ledger, HealthBoard &health, QString anchors, QObject *parent = nullptr);
    ~Safekeeping() override; // stops what runs, writes the anchor, moves the log into the file

    // Outside every vault's folder: SIZHEN_STATE_FOLDER, else the system's place for state of programs.
    [[nodiscard]] static QString usualAnchorFolder();

    // Compares the vault with what this machine last saw of it. Older: a new incarnation begins at once, the board and the
    // access log say so.
    [[nodiscard]] Result<> judgeAge();

    // --- backup
    struct Backup {
        QDateTime at;
        QString place;
        QString generation;
        QString by;
        qint64 bytes = 0; // of the whole generation
        qint64 copied = 0; // written this time
        qint64 entries = 0;
        int damaged = 0; // originals of ours that were damaged and are not in it
        double seconds = 0;
        [[nodiscard]] bool good() const { return damaged == 0; }
    };

    [[nodiscard]] std::optional<Backup> lastBackup() const; // the last good one
    [[nodiscard]] QString place() const; // where the last one went; empty: none yet
    // One job at a time (Busy, "backup.running"). `by`: person id. Progress comes by progressed().
    void backUp(const QString &place, int keep, bool verify, const QString &by, std::function<void(Result<Backup>)> done);

    // --- restore drill
    [[nodiscard]] std::optional<DrillReport> lastDrill() const;
    [[nodiscard]] QList<DrillReport> drills() const; // oldest first
    // With a passphrase the backup is opened as after a disaster; empty: by this vault's own key (WrongPassword when the backup
    // was made under an earlier one).
    void drill(const QString &place, SecretBytes passphrase, const QString &by,
               std::function<void(Result<DrillReport>)> done);

    void stop(); // the job that runs; it ends with "backup.cancelled"

    [[nodiscard]] QString running() const { return m_what; } // "backup" "drill"; empty: nothing

    void report(); // ages on the board

Q_SIGNALS:
    void progressed(int percent);
    void changed(); // a job began or ended

private:
    template <typename Answer>
    void run(const QString &what, std::function<Result<Answer>(const BackupProgress &)> work,
             std::function<void(Result<Answer>)> done);
    [[nodiscard]] BackupProgress progressOf(const OwnedJob::Stop &stop);
    [[nodiscard]] Result<QByteArray> vaultId();
    [[nodiscard]] Result<> keep(const QString &kind, const QDateTime &at, const QJsonObject &what, const QString &act,
                                const QString &by, const QString &object);
    void tellAge(const QString &message, HealthItem::State state, const QVariantMap &args = {});
    void writeAnchor();
    void anchorSoon();
    void reportBackup();
    void reportDrill();

    Vault &m_vault;
    Ledger &m_ledger;
    HealthBoard &m_health;
    RollbackAnchor m_anchor;
    QTimer m_anchorTimer;
    QTimer m_reportTimer;
    QString m_what;
    int m_cameBack = 0;
    OwnedJob m_job; // ends first
};

} // namespace sizhen
