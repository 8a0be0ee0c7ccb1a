// SPDX-License-Identifier: GPL-3.0-or-later
// Desk: finding by words, and lists of cases by what they have in common.
#include "core/consult/cards.h"
#include "core/consult/deskprivate.h"
#include "core/consult/reading.h"
#include "core/consult/searchtexts.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QString indexMark = u"made"_s;
constexpr int page = 500; // cards read at a time while a filter is applied

QString stageGroup(const QString &stage)
{
    return u"stage="_s + stage + u';';
}

QString partnerGroup(const QString &partner)
{
    return u"partner="_s + partner + u';';
}

QString waitGroup(const CaseCard &card)
{
    return card.waitsFor.isEmpty() ? u"waits=none;"_s
        : card.waitsForSide == card.mySide ? u"waits=us;"_s
                                           : u"waits=them;"_s;
}

QByteArray nameMark(const Institution &institution)
{
    return institution.root.toHex() + '=' + contentHash(institution.name.toCbor()).toHex();
}

// Partners whose name is another than when the texts were made; null: there are none to go on from.
std::optional<QStringList> renamedSince(const QByteArray &before, const QByteArray &now)
{
    const auto old = before.split(' ');
    const auto fresh = now.split(' ');
    if (old.first() != fresh.first() || (old.size() > 1 && !old.at(1).contains('=')))
        return std::nullopt;
    QStringList renamed;
    for (const auto &name : fresh.sliced(1))
        if (!old.contains(name))
            renamed.append(QString::fromLatin1(name.left(name.indexOf('='))));
    return renamed;
}

bool fits(const CaseCard &card, const CaseFilter &filter)
{
    return (filter.stage.isEmpty() || card.stage == filter.stage)
        && (filter.partner.isEmpty() || card.partner == filter.partner)
        && (!filter.waitsForUs || waitGroup(card) == u"waits=us;"_s);
}

} // namespace

// One row for each way to list a case, sorted as the board is.
Result<> Desk::Private::projectGroups(const CaseCard &card, const QString &sort)
{
    const auto key = hexOf(card.id);
    for (const auto &group : {stageGroup(card.stage), partnerGroup(card.partner), waitGroup(card)})
        if (auto put = table().put(rowkind::groups, {group.section(u'=', 0, 0) + u':' + key, group + sort + key, {}});
            !put)
            return put;
    return {};
}

Result<> Desk::Private::projectSearch(const CaseState &state)
{
    const auto partner = ledger.partner(state.mySide == Side::Inviting ? state.invited : state.inviting);
    if (partner)
        if (auto kept = noteName(*partner); !kept)
            return kept;
    return ledger.vault().search().put(searchTextOf(state, partner ? partner->institution.name : Label()));
}

// The names of partners stand in the texts; they come with a card and not with an event.
Result<QByteArray> Desk::Private::searchState() const
{
    const auto partners = ledger.partners();
    if (!partners)
        return tl::unexpected(partners.error());
    QByteArrayList names;
    for (const auto &partner : *partners)
        names.append(nameMark(partner.institution));
    std::sort(names.begin(), names.end());
    names.prepend(QByteArray::number(searchkind::version));
    return names.join(' ');
}

// The first text that names a partner who came since the start.
Result<> Desk::Private::noteName(const Ledger::Partner &partner)
{
    const auto &root = partner.institution.root;
    if (namesNoted.contains(root))
        return {};
    auto row = table().at(rowkind::searchState, indexMark);
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return {}; // the index is still to be made
    namesNoted.insert(root);
    if ((*row)->body.contains(' ' + root.toHex() + '='))
        return {}; // if by another name, the next start tells
    auto names = (*row)->body.split(' ');
    names.append(nameMark(partner.institution));
    std::sort(names.begin() + 1, names.end());
    (*row)->body = names.join(' ');
    return table().put(rowkind::searchState, **row);
}

Result<> Desk::Private::keepSearchState()
{
    const auto state = searchState();
    return state ? table().put(rowkind::searchState, {indexMark, {}, *state}) : tl::unexpected(state.error());
}

// A vault from before there was an index, or a partner who has a new name.
Result<> Desk::Private::renewSearch()
{
    const auto known = table().at(rowkind::searchState, indexMark);
    const auto now = searchState();
    if (!known || !now)
        return tl::unexpected(known ? now.error() : known.error());
    const auto before = *known ? (*known)->body : QByteArray();
    if (before == *now)
        return {};
    auto change = ledger.vault().begin();
    if (!change)
        return tl::unexpected(change.error());
    const auto renamed = renamedSince(before, *now);
    auto done = renamed ? Result<>() : makeSearch();
    for (const auto &partner : renamed.value_or(QStringList()))
        done = done.and_then([&] { return projectCasesWith(partner); });
    if (done = done.and_then([&] { return keepSearchState(); }); !done)
        return done;
    return change->commit();
}

Result<> Desk::Private::makeSearch()
{
    const auto rows = table().list(rowkind::cases);
    const auto patients = table().list(rowkind::patients);
    if (!rows || !patients)
        return tl::unexpected(rows ? patients.error() : rows.error());
    if (auto cleared = ledger.vault().search().clear().and_then([&] { return table().clear(rowkind::groups); });
        !cleared)
        return cleared;
    for (const auto &row : *patients)
        if (auto done = projectPatient(QByteArray::fromHex(row.key.toLatin1())); !done)
            return done;
    for (const auto &row : *rows)
        if (auto done = projectCase(row.key); !done)
            return done;
    return {};
}

// A partner that is new has no cases yet: a clinic with many thousands of others must not wait for it.
Result<> Desk::Private::projectCasesWith(const QString &partner)
{
    const auto group = partnerGroup(partner);
    const auto rows = table().list(rowkind::groups, group, group + u'~');
    if (!rows)
        return tl::unexpected(rows.error());
    for (const auto &row : *rows)
        if (auto done = projectCase(row.key.section(u':', 1)); !done)
            return done;
    return {};
}

Result<> Desk::Private::projectCase(const QString &key)
{
    const auto fold = caseFold(QByteArray::fromHex(key.toLatin1()));
    return fold ? project(**fold) : tl::unexpected(fold.error());
}

Result<CaseCard> Desk::card(const QByteArray &id) const
{
    const auto row = d->table().at(rowkind::cases, hexOf(id));
    if (!row)
        return tl::unexpected(row.error());
    return *row ? cardFrom(**row) : fail(Fault::NotFound, u"case: not known here"_s);
}

Result<DeskHits> Desk::find(const QString &typed, int limit) const
{
    DeskHits hits;
    const auto cases = d->ledger.vault().search().find(typed, limit, searchkind::cases);
    const auto patients = d->ledger.vault().search().find(typed, limit, searchkind::patients);
    if (!cases || !patients)
        return tl::unexpected(cases ? patients.error() : cases.error());
    for (const auto &hit : *cases) {
        auto found = card(QByteArray::fromHex(hit.key.toLatin1()));
        if (!found)
            return tl::unexpected(found.error());
        hits.cases.append({std::move(*found), hit.excerpt});
    }
    for (const auto &hit : *patients) {
        auto found = patient(QByteArray::fromHex(hit.key.toLatin1()));
        if (!found)
            return tl::unexpected(found.error());
        hits.patients.append(std::move(*found));
    }
    return hits;
}

Result<QList<CaseCard>> Desk::cases(const CaseFilter &filter, int limit) const
{
    QList<CaseCard> cards;
    const auto take = [&](const QString &key) -> Result<> {
        auto one = card(QByteArray::fromHex(key.toLatin1()));
        if (!one)
            return tl::unexpected(one.error());
        if (fits(*one, filter))
            cards.append(std::move(*one));
        return {};
    };
    if (!filter.words.isEmpty()) {
        const auto hits = d->ledger.vault().search().keys(filter.words, searchkind::cases);
        if (!hits)
            return tl::unexpected(hits.error());
        for (const auto &key : *hits) {
            if (cards.size() >= limit)
                break;
            if (auto taken = take(key); !taken)
                return tl::unexpected(taken.error());
        }
        return cards;
    }
    if (filter.stage.isEmpty() && filter.partner.isEmpty() && !filter.waitsForUs)
        return board(limit);
    // The narrowest group first; the rest is looked at card by card.
    const auto group = filter.waitsForUs   ? u"waits=us;"_s
        : !filter.stage.isEmpty()          ? stageGroup(filter.stage)
                                           : partnerGroup(filter.partner);
    for (auto from = group; cards.size() < limit;) {
        const auto rows = d->table().list(rowkind::groups, from, group + u'~', page);
        if (!rows)
            return tl::unexpected(rows.error());
        for (const auto &row : *rows) {
            if (cards.size() >= limit)
                break;
            if (auto taken = take(row.key.section(u':', 1)); !taken)
                return tl::unexpected(taken.error());
        }
        if (rows->size() < page)
            break;
        from = rows->constLast().sort + u' '; // just after it: no two rows have the same
    }
    return cards;
}

} // namespace sizhen
