// SPDX-License-Identifier: GPL-3.0-or-later
// Workstation: the ways into the vault, and what makes it anew.
#include "app/workstation/workstation.h"

#include "app/station/keyring.h"
#include "app/workstation/singleinstance.h"
#include "core/base/async.h"
#include "core/base/log.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

// QFuture copies what it carries; each of these has one owner in effect.
std::shared_ptr<SecretBytes> sharedCopy(const SecretBytes &secret)
{
    return std::make_shared<SecretBytes>(secret.clone());
}

// A house that is set up in the window is a real one (SEC-03).
Ledger::Founding strict(Ledger::Founding founding)
{
    founding.signIn = {true, true};
    return founding;
}

using SharedKey = std::shared_ptr<Result<SecretBytes>>;

} // namespace

void Workstation::openVault(const SecretBytes &passphrase)
{
    dropKeyring();
    showLogin()->setBusy(true);
    runThen(
        this,
        [folder = m_setup.vaultFolder, secret = sharedCopy(passphrase)]() -> SharedKey {
            return std::make_shared<Result<SecretBytes>>(Vault::unlockKey(folder, *secret));
        },
        [this](const SharedKey &key) { *key ? adoptVault(**key) : failed(key->error()); });
}

// Null when it was told why not.
std::unique_ptr<Vault> Workstation::takeVault(const SecretBytes &dataKey)
{
    auto vault = Vault::openWithKey(m_setup.vaultFolder, dataKey);
    if (vault)
        return std::move(*vault);
    if (vault.error().fault == Fault::Busy) {
        m_instance->knock(
            [this, error = vault.error()](bool heard) { heard ? Q_EMIT raisedElsewhere() : failed(error); });
        return nullptr;
    }
    if (vault.error().fault == Fault::Corrupt)
        showLogin()->offerSalvage();
    failed(vault.error());
    return nullptr;
}

void Workstation::adoptVault(const SecretBytes &dataKey)
{
    auto vault = takeVault(dataKey);
    if (!vault)
        return;
    auto station = Station::open(std::move(vault), systemClock());
    if (!station)
        return failed(station.error());
    useStation(std::move(*station));
}

VaultWays Workstation::waysIn() const
{
    VaultWays ways;
    for (const auto &slot : Vault::slotsOf(m_setup.vaultFolder).value_or(QList<KeySlot>{})) {
        ways.keyring = ways.keyring || slot.kind == SlotKind::Keyring;
        ways.code = ways.code || slot.kind == SlotKind::Administrator;
    }
    return ways;
}

void Workstation::showClosedVault()
{
    dropKeyring();
    showLogin()->showPassphrase(waysIn());
}

// Whatever it still answers is not heard: another way is being tried, and a vault is opened once.
void Workstation::dropKeyring()
{
    m_keyringAsked.reset();
    if (m_login)
        m_login->setKeyringAsked(false);
}

// The keyring may ask somebody for its own password and take its time; whichever way opens first counts (SEC-08).
void Workstation::askKeyring()
{
    m_keyringAsked = std::make_unique<QObject>();
    showLogin()->setKeyringAsked(true);
    keyring::unlock(m_keyringAsked.get(), m_setup.vaultFolder, [this](const Result<SecretBytes> &key) {
        m_keyringAsked.release()->deleteLater(); // it is the receiver of this very call
        showLogin()->setKeyringAsked(false);
        if (key)
            return adoptVault(*key);
        qCInfo(lcStore) << "keyring:" << key.error().detail;
        if (m_login->page() == LoginScreen::Page::Passphrase)
            m_login->showError(key.error());
    });
}

// The passphrase is lost: in by the code on paper. Nothing is shown before the forgotten passphrase is replaced.
void Workstation::recoverVault(const SecretBytes &typed)
{
    dropKeyring();
    const auto code = RecoveryCode::parse(typed);
    if (!code)
        return failed(code.error());
    showLogin()->setBusy(true);
    runThen(
        this,
        [folder = m_setup.vaultFolder, seed = sharedCopy(code->seed())]() -> SharedKey {
            return std::make_shared<Result<SecretBytes>>(Vault::unlockKey(folder, *seed, SlotKind::Administrator));
        },
        [this](const SharedKey &key) {
            if (!*key)
                return failed(key->error());
            m_recovered = takeVault(**key);
            if (m_recovered)
                showLogin()->showNewPassphrase();
        });
}

void Workstation::replacePassphrase(const SecretBytes &passphrase)
{
    if (!m_recovered)
        return;
    showLogin()->setBusy(true);
    const std::shared_ptr<VaultKeys> keys = m_recovered->keys(); // runThen copies its work
    runThen(
        this,
        [keys, secret = sharedCopy(passphrase), now = systemClock()()]() -> Result<> {
            return keys->resetPassphrase(*secret, now);
        },
        [this](const Result<> &set) { set ? adoptRecovered() : failed(set.error()); });
}

// L3-AU-4: without its line in the log nobody comes in this way.
void Workstation::adoptRecovered()
{
    auto station = Station::open(std::move(m_recovered), systemClock());
    const auto noted = station ? (*station)->ledger().noteAccess({u"administrator"_s, {}, u"vault.recovered"_s})
                               : tl::unexpected(station.error());
    if (noted)
        return useStation(std::move(*station));
    if (station)
        station->reset();
    showClosedVault();
    failed(noted.error());
}

// ARC-07: reads page by page, which takes a while; then the new vault is opened like any other.
void Workstation::salvageVault(const SecretBytes &passphrase)
{
    dropKeyring();
    showLogin()->setBusy(true);
    runThen(
        this,
        [folder = m_setup.vaultFolder, secret = sharedCopy(passphrase)]() -> Result<Replaced> {
            return salvageInPlace(folder, *secret, QDateTime::currentDateTimeUtc());
        },
        [this, secret = sharedCopy(passphrase)](const Result<Replaced> &done) {
            if (!done)
                return failed(done.error());
            m_salvaged = *done;
            openVault(*secret);
        });
}

// Making a vault takes Argon2id and a few keys: off this thread, then it is opened here like any other.
void Workstation::foundInstitution(const FoundingRequest &request)
{
    showLogin()->setBusy(true);
    runThen(
        this,
        [folder = m_setup.vaultFolder, founding = strict(request.institution),
         secret = sharedCopy(request.passphrase)]() -> Result<> {
            const auto vault = Vault::create(folder, *secret);
            if (!vault)
                return tl::unexpected(vault.error());
            return Ledger::found(**vault, founding, systemClock());
        },
        [this, secret = sharedCopy(request.passphrase)](const Result<> &made) {
            made ? openVault(*secret) : failed(made.error());
        });
}

// Nobody may have the vault open meanwhile. The new slots hold the passphrase alone; what else opened it is made again.
void Workstation::rekey(const SecretBytes &passphrase)
{
    const auto shared = sharedCopy(passphrase);
    QTimer::singleShot(0, this, [this, shared] { // the button that asked for it goes with the work
        m_shell.reset();
        m_runner.reset();
        m_window.closeWork();
        m_context.reset();
        m_station.reset();
        showClosedVault();
        showLogin()->setBusy(true);
        runThen(
            this,
            [folder = m_setup.vaultFolder, shared]() -> Result<> {
                const auto key = Vault::unlockKey(folder, *shared);
                if (!key)
                    return tl::unexpected(key.error());
                return Vault::rekey(folder, *key, [&](KeySlots &fresh, const SecretBytes &newKey) -> Result<> {
                    const auto added = fresh.addPassphrase(newKey, *shared, Vault::costOf(folder), systemClock()());
                    return added ? Result<>() : tl::unexpected(added.error());
                });
            },
            [this, shared](const Result<> &done) { done ? openVault(*shared) : failed(done.error()); });
    });
}

} // namespace sizhen
