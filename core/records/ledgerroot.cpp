// SPDX-License-Identifier: GPL-3.0-or-later
// Ledger: the institution's root, which lies in the vault until two officers take it off the machine.
#include "core/base/cbor.h"
#include "core/records/cardparcel.h"
#include "core/records/ledger_p.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

constexpr auto sharesRow = QLatin1StringView("rootshares");

// An institution that comes back from its shares does not know how many box keys it had: the days since 2020 are more.
quint32 epochOfReturn(const QDateTime &now)
{
    return quint32(QDate(2020, 1, 1).daysTo(now.toUTC().date()));
}

// Written over before it goes: a page that only marks the row as free would still hold it, under the vault's key.
Result<> wipeRoot(Vault &vault)
{
    for (const auto &[row, size] :
         {std::pair(rootSeedRow, std::size_t(keySize)), std::pair(rootSecretRow, std::size_t(rootSecretSize))}) {
        if (const auto over = writeSecret(vault, rows::selfKey, row, SecretBytes::random(size)); !over)
            return over;
        if (const auto gone = vault.rows().remove(rows::selfKey, row); !gone)
            return gone;
    }
    return {};
}

auto offline()
{
    return refuse(u"SEC-08"_s, u"id.root_offline"_s);
}

} // namespace

Result<SigningKey> Ledger::Private::rootKey() const
{
    if (presentRoot && clock() < presentUntil)
        return SigningKey::fromSeed(presentRoot->seed());
    const auto seed = readSecret(vault, rows::selfKey, rootSeedRow);
    if (!seed && seed.error().fault == Fault::NotFound)
        return offline();
    if (!seed)
        return tl::unexpected(seed.error());
    return SigningKey::fromSeed(*seed);
}

Result<> Ledger::rootAtHand() const
{
    const auto root = d->rootKey();
    return root ? Result<>() : tl::unexpected(root.error());
}

Ledger::RootState Ledger::rootState() const
{
    RootState state;
    const auto inVault = d->vault.rows().at(rows::selfKey, rootSeedRow);
    if (!inVault || !*inVault) { // unreadable: nothing can be certified either
        const bool present = d->presentRoot && now() < d->presentUntil;
        state.place = present ? RootState::Place::Present : RootState::Place::Offline;
        if (present)
            state.until = d->presentUntil;
    }
    const auto row = d->vault.rows().at(rows::self, sharesRow);
    if (!row || !*row)
        return state;
    const auto map = cbor::decodeMap((*row)->body).value_or(QCborMap());
    state.shareSet = int(map.value(u"set"_s).toInteger());
    state.sharesMade = QDateTime::fromMSecsSinceEpoch(map.value(u"made"_s).toInteger(), Qt::UTC);
    return state;
}

Result<std::vector<RootShare>> Ledger::makeRootShares()
{
    const auto secret = readSecret(d->vault, rows::selfKey, rootSecretRow);
    if (!secret && secret.error().fault == Fault::NotFound)
        return refuse(u"SEC-08"_s, u"root.shares_only_before"_s);
    if (!secret)
        return tl::unexpected(secret.error());
    auto shares = splitRoot(*secret);
    if (!shares)
        return shares;
    const auto body = cbor::encode(QCborMap{{u"set"_s, shares->front().set}, {u"made"_s, now().toMSecsSinceEpoch()}});
    if (const auto kept = d->write([&] { return d->vault.rows().put(rows::self, {sharesRow, {}, body}); }); !kept)
        return tl::unexpected(kept.error());
    Q_EMIT rootChanged();
    return shares;
}

namespace {

Result<SigningKey> rootOf(const RootShare &one, const RootShare &other, const QByteArray &expected)
{
    const auto secret = joinRoot(one, other);
    if (!secret)
        return tl::unexpected(secret.error());
    auto root = SigningKey::fromSeed(rootSeed(*secret));
    if (root && root->publicKey() != expected)
        return refuse(u"SEC-08"_s, u"root.share_other"_s);
    return root;
}

} // namespace

Result<> Ledger::takeRootOffline(const RootShare &one, const RootShare &other)
{
    if (const auto proof = rootOf(one, other, d->self.root); !proof)
        return tl::unexpected(proof.error());
    const auto gone = d->write([&] { return wipeRoot(d->vault); });
    if (gone)
        Q_EMIT rootChanged();
    return gone;
}

Result<QDateTime> Ledger::presentRoot(const RootShare &one, const RootShare &other)
{
    auto root = rootOf(one, other, d->self.root);
    if (!root)
        return tl::unexpected(root.error());
    d->presentRoot = *std::move(root);
    d->presentUntil = now().addSecs(rootMinutes * 60);
    Q_EMIT rootChanged();
    return d->presentUntil;
}

void Ledger::forgetRoot()
{
    if (!d->presentRoot)
        return;
    d->presentRoot.reset(); // its memory is wiped
    d->presentUntil = {};
    Q_EMIT rootChanged();
}

Result<> Ledger::foundAgain(Vault &vault, const QByteArray &oldCard, const QString &stationName, const RootShare &one,
                            const RootShare &other, const Clock &clock)
{
    const auto parcel = openParcel(oldCard);
    if (!parcel)
        return tl::unexpected(parcel.error());
    const auto secret = joinRoot(one, other);
    if (!secret)
        return tl::unexpected(secret.error());
    const auto root = SigningKey::fromSeed(rootSeed(*secret));
    if (!root)
        return tl::unexpected(root.error());
    // A partner gives its own card with ours beside it; or it is a card of ours that somebody kept.
    auto candidates = parcel->yours;
    candidates.append(parcel->card);
    std::optional<InstitutionCard> ours;
    for (const auto &bytes : candidates) {
        auto card = openCard(bytes);
        if (card && card->institution.root == root->publicKey() && (!ours || card->replaces(*ours)))
            ours = *std::move(card);
    }
    if (!ours)
        return refuse(u"SEC-08"_s, u"root.share_other"_s);
    const auto &was = ours->institution;
    const Founding founding{was.name, was.city, was.country, was.timeZone, stationName};
    const auto epoch = std::max(ours->boxEpoch + 1, epochOfReturn(clock()));
    if (const auto made = foundWith(vault, founding, *secret, epoch, clock); !made)
        return made;
    // The officers have it on paper; it does not lie here again.
    auto change = vault.begin();
    if (!change)
        return tl::unexpected(change.error());
    if (const auto gone = wipeRoot(vault); !gone)
        return gone;
    const auto body = cbor::encode(QCborMap{{u"set"_s, one.set}, {u"made"_s, clock().toMSecsSinceEpoch()}});
    if (const auto put = vault.rows().put(rows::self, {sharesRow, {}, body}); !put)
        return put;
    if (const auto done = change->commit(); !done)
        return done;
    const auto ledger = open(vault, clock);
    if (!ledger)
        return tl::unexpected(ledger.error());
    return (*ledger)->d->write([&] { return (*ledger)->d->takeOldCards(candidates); });
}

} // namespace sizhen
