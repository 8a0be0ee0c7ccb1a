// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workstation/safekeepingsection.h"

#include "app/station/keyring.h"
#include "app/station/station.h"
#include "core/base/async.h"
#include "ui/screens/itscreen.h"
#include "ui/screens/safekeepingpanel.h"

#include <QCoreApplication>
#include <QPointer>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

class SafekeepingWords
{
    Q_DECLARE_TR_FUNCTIONS(SafekeepingWords)
public:
    static QString title() { return tr("Safekeeping"); }

    static QString backedUp() { return tr("The backup is made and whole."); }

    static QString drilled() { return tr("The restore drill passed: the last backup can be restored whole."); }

    static QString passphrase() { return tr("The passphrase is changed. No page of the vault had to be written."); }

    static QString code() { return tr("The recovery code opens this vault from now on. Lock the paper away."); }

    static QString keyring() { return tr("The keyring of this desktop can open the vault from now on."); }

    static QString removed() { return tr("This way into the vault is closed."); }
};

SafekeepingPanel::State stateOf(const Station &station, const QString &running)
{
    const auto &safe = station.safekeeping();
    SafekeepingPanel::State state;
    state.keySlots = station.vault().keys()->list().value_or(QList<KeySlot>{});
    state.place = safe.place();
    if (const auto backup = safe.lastBackup()) {
        state.backupAt = backup->at;
        state.backupBytes = backup->bytes;
        state.backupOld = backup->at.daysTo(station.ledger().now()) >= Safekeeping::oldAfterDays;
    }
    if (const auto drill = safe.lastDrill()) {
        state.drillAt = drill->at;
        state.drillPassed = drill->passed();
        state.drillSeconds = drill->seconds;
        state.drillEntries = drill->entries;
        state.drillOriginals = drill->originals;
    }
    state.running = running.isEmpty() ? safe.running() : running;
    return state;
}

// One panel and its station; a child of the panel.
class SafekeepingWiring final : public QObject
{
public:
    SafekeepingWiring(ItScreen &screen, SafekeepingPanel &panel, Station &station)
        : QObject(&panel)
        , m_screen(screen)
        , m_panel(panel)
        , m_station(station)
    {
        auto &safe = station.safekeeping();
        connect(&safe, &Safekeeping::changed, this, &SafekeepingWiring::refresh);
        connect(&safe, &Safekeeping::progressed, &panel, &SafekeepingPanel::setProgress);
        connect(&panel, &SafekeepingPanel::stopRequested, &safe, &Safekeeping::stop);
        connect(&panel, &SafekeepingPanel::backupRequested, this, &SafekeepingWiring::backUp);
        connect(&panel, &SafekeepingPanel::drillRequested, this, &SafekeepingWiring::drill);
        connect(&panel, &SafekeepingPanel::passphraseChangeRequested, this, &SafekeepingWiring::changePassphrase);
        connect(&panel, &SafekeepingPanel::recoveryCodeConfirmed, this, &SafekeepingWiring::addCode);
        connect(&panel, &SafekeepingPanel::keyringRequested, this, &SafekeepingWiring::addKeyring);
        connect(&panel, &SafekeepingPanel::removeSlotRequested, this, &SafekeepingWiring::removeSlot);
        refresh();
    }

private:
    using KeyWork = std::function<Result<>(VaultKeys &)>;

    void refresh() { m_panel.setState(stateOf(m_station, m_keysBusy ? u"keys"_s : QString())); }

    [[nodiscard]] QString who() const
    {
        return m_station.isLoggedIn() ? m_station.actor().person.id : m_station.ledger().systemActor().person.id;
    }

    void told(const Result<> &done, const QString &sentence)
    {
        refresh();
        if (done)
            Q_EMIT m_screen.said(sentence);
        else
            Q_EMIT m_screen.failed(done.error());
    }

    template <typename Answer>
    static Result<> plain(const Result<Answer> &answer)
    {
        return answer ? Result<>() : tl::unexpected(answer.error());
    }

    [[nodiscard]] Result<> note(const Result<> &done, const QString &act)
    {
        return done ? m_station.ledger().noteAccess({who(), {}, act}) : done;
    }

    void backUp(const QString &place)
    {
        const QPointer<SafekeepingWiring> self(this);
        m_station.safekeeping().backUp(place, Safekeeping::usualKeep, false, who(),
                                       [self](const Result<Safekeeping::Backup> &made) {
                                           if (self)
                                               self->told(plain(made), SafekeepingWords::backedUp());
                                       });
    }

    void drill()
    {
        const QPointer<SafekeepingWiring> self(this);
        auto &safe = m_station.safekeeping();
        safe.drill(safe.place(), {}, who(), [self](const Result<DrillReport> &report) {
            if (!self)
                return;
            const auto failed = report && !report->passed();
            self->told(failed ? Result<>(tl::unexpected(Error{Fault::Corrupt,
                                                              {},
                                                              u"ARC-08"_s,
                                                              u"drill.failed"_s,
                                                              {{u"places"_s, report->faults.join(u", "_s)}}}))
                              : plain(report),
                       SafekeepingWords::drilled());
        });
    }

    // Argon2id runs on a pool thread.
    void work(KeyWork change, const QString &act, const QString &sentence)
    {
        m_keysBusy = true;
        refresh();
        const std::shared_ptr<VaultKeys> keys = m_station.vault().keys(); // runThen copies its work
        runThen(
            this, [keys, change = std::move(change)]() -> Result<> { return change(*keys); },
            [this, act, sentence](const Result<> &done) {
                m_keysBusy = false;
                if (done && act == u"vault.passphrase"_s)
                    m_panel.setPassphraseDone();
                told(note(done, act), sentence);
            });
    }

    void changePassphrase(const SecretBytes &oldOne, const SecretBytes &newOne)
    {
        const auto from = std::make_shared<SecretBytes>(oldOne.clone()); // as above
        const auto to = std::make_shared<SecretBytes>(newOne.clone());
        work([from, to](VaultKeys &keys) { return keys.changePassphrase(*from, *to); }, u"vault.passphrase"_s,
             SafekeepingWords::passphrase());
    }

    void addCode(const SecretBytes &text)
    {
        const auto shared = std::make_shared<SecretBytes>(text.clone()); // as above
        work(
            [shared, now = m_station.ledger().now()](VaultKeys &keys) -> Result<> {
                const auto code = RecoveryCode::parse(*shared);
                return code ? plain(keys.addAdministrator(*code, now)) : tl::unexpected(code.error());
            },
            u"vault.slot_added"_s, SafekeepingWords::code());
    }

    void addKeyring()
    {
        keyring::addSlot(this, m_station.vault(), m_station.ledger().now(), [this](const Result<QString> &id) {
            told(note(plain(id), u"vault.slot_added"_s), SafekeepingWords::keyring());
        });
    }

    void removeSlot(const QString &id)
    {
        keyring::removeSlot(this, m_station.vault(), id, [this](const Result<> &done) {
            told(note(done, u"vault.slot_removed"_s), SafekeepingWords::removed());
        });
    }

    ItScreen &m_screen;
    SafekeepingPanel &m_panel;
    Station &m_station;
    bool m_keysBusy = false;
};

} // namespace

void addSafekeeping(ItScreen &screen, Station &station, std::function<void(const SecretBytes &passphrase)> rekey)
{
    auto *panel = new SafekeepingPanel;
    panel->setObjectName(u"safekeeping"_s);
    screen.addSection(panel, &SafekeepingWords::title);
    new SafekeepingWiring(screen, *panel, station);
    QObject::connect(panel, &SafekeepingPanel::rekeyRequested, &station,
                     [rekey = std::move(rekey)](const SecretBytes &passphrase) { rekey(passphrase); });
}

} // namespace sizhen
