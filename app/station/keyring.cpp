// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/station/keyring.h"

#include "core/store/vault.h"

#include <qt6keychain/keychain.h>

using namespace Qt::Literals::StringLiterals;

namespace sizhen::keyring {
namespace {

const QString service = u"sizhen"_s;

Error errorOf(const QKeychain::Job &job)
{
    const auto error = [&job](Fault fault, const QString &message) {
        return Error{fault, u"keyring: %1 %2"_s.arg(int(job.error())).arg(job.errorString()), u"SEC-08"_s, message, {}};
    };
    switch (job.error()) {
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return error(Fault::Unsupported, u"vault.no_keyring"_s);
    case QKeychain::EntryNotFound: // libsecret says the same of a keyring that stays locked
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return error(Fault::NotFound, u"vault.keyring_locked"_s);
    default:
        return error(Fault::Io, u"vault.keyring_failed"_s);
    }
}

// A job shares its buffer with whoever asked for it: written through, so that nothing stays in either. Volatile, because it
// is freed next and must be written all the same.
void wipeShared(QByteArray &bytes)
{
    volatile char *shared = const_cast<char *>(bytes.constData());
    for (qsizetype i = 0; i < bytes.size(); ++i)
        shared[i] = 0;
    bytes.clear();
}

// Jobs delete themselves when they have answered. They have no parent: the Secret Service answers to the job's address,
// however long its own question stands on the screen.
template <typename Job>
Job *prepared(const QString &id)
{
    auto *job = new Job(service);
    job->setAutoDelete(true);
    job->setInsecureFallback(false); // never into a settings file in clear
    job->setKey(u"vault-"_s + id);
    return job;
}

void tryNext(QObject *owner, const QString &folder, QStringList ids,
             const std::function<void(Result<SecretBytes>)> &done)
{
    if (ids.isEmpty())
        return done(tl::unexpected(
            Error{Fault::NotFound, u"keyring: no slot opens"_s, u"SEC-08"_s, u"vault.keyring_failed"_s, {}}));
    auto *job = prepared<QKeychain::ReadPasswordJob>(ids.takeFirst());
    QObject::connect(job, &QKeychain::Job::finished, owner, [=](QKeychain::Job *) {
        auto bytes = job->binaryData();
        const auto secret = SecretBytes::copyOf(bytes);
        wipeShared(bytes);
        if (!job->error() && secret.size() == 32)
            if (auto key = Vault::unlockKey(folder, secret, SlotKind::Keyring))
                return done(std::move(key));
        if (ids.isEmpty() && job->error())
            return done(tl::unexpected(errorOf(*job)));
        tryNext(owner, folder, ids, done);
    });
    job->start();
}

} // namespace

void addSlot(QObject *owner, Vault &vault, const QDateTime &now, std::function<void(Result<QString>)> done)
{
    const std::shared_ptr<VaultKeys> keys = vault.keys(); // the job's answer is the other owner
    const auto secret = SecretBytes::random(32);
    const auto id = keys->addKeyring(secret, now);
    if (!id)
        return done(id);
    auto *job = prepared<QKeychain::WritePasswordJob>(*id);
    auto bytes = secret.view().toByteArray();
    job->setBinaryData(bytes);
    QObject::connect(job, &QKeychain::Job::finished, job, [bytes](QKeychain::Job *) mutable { wipeShared(bytes); });
    bytes.clear();
    QObject::connect(job, &QKeychain::Job::finished, owner, [job, keys, id = *id, done](QKeychain::Job *) {
        if (!job->error())
            return done(id);
        const auto removed = keys->remove(id);
        done(tl::unexpected(removed ? errorOf(*job) : removed.error()));
    });
    job->start();
}

void removeSlot(QObject *owner, Vault &vault, const QString &id, std::function<void(Result<>)> done)
{
    const auto keys = vault.keys();
    const auto list = keys->list();
    const auto removed = list ? keys->remove(id) : tl::unexpected(list.error());
    if (!removed)
        return done(removed);
    QString whole; // `id` may be its beginning
    for (const auto &slot : *list)
        if (slot.id.startsWith(id) && slot.kind == SlotKind::Keyring)
            whole = slot.id;
    if (whole.isEmpty())
        return done({});
    auto *job = prepared<QKeychain::DeletePasswordJob>(whole);
    QObject::connect(job, &QKeychain::Job::finished, owner, [done](QKeychain::Job *) { done({}); });
    job->start();
}

void unlock(QObject *owner, const QString &folder, std::function<void(Result<SecretBytes>)> done)
{
    const auto list = Vault::slotsOf(folder);
    if (!list)
        return done(tl::unexpected(list.error()));
    QStringList ids;
    for (const auto &slot : *list)
        if (slot.kind == SlotKind::Keyring)
            ids.append(slot.id);
    tryNext(owner, folder, ids, done);
}

} // namespace sizhen::keyring
