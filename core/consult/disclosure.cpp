// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/disclosure.h"

#include "core/consult/desk.h"
#include "core/consult/reading.h"
#include "core/records/fields.h"

#include <QCborArray>
#include <QTimeZone>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QStringList ways{u"share"_s, u"epoch"_s, u"export"_s, u"print"_s, u"transfer"_s};

bool releasesKey(const Release &release)
{
    return release.way == u"share"_s || release.way == u"epoch"_s;
}

// Everything of one case that a partner may hold a key to.
QList<QByteArray> streamsOf(const CaseState &state)
{
    QList<QByteArray> streams{state.id};
    for (const auto &act : state.acts)
        if (act.kind() == u"case.opened"_s || act.kind() == u"case.reinvite"_s)
            streams.append(act.args().value(u"invitation"_s).toByteArray());
    return streams;
}

void checkCase(const Desk &desk, const CaseState &state, QList<DisclosureFault> &faults)
{
    const auto &ledger = desk.ledger();
    const auto given = disclosuresOf(state);
    for (const auto &stream : streamsOf(state)) {
        const auto epochs = ledger.epochsGranted(state.invited, stream);
        if (!epochs)
            continue; // an invitation that is not here
        for (const auto epoch : *epochs) {
            const auto told = std::ranges::any_of(given, [&](const Disclosure &one) {
                return releasesKey(one.release) && one.release.stream == stream && one.release.epoch == epoch
                    && one.release.to == state.invited;
            });
            if (!told)
                faults.append({state.id, stream, state.invited, epoch, u"grant-without-release"_s});
        }
        for (const auto &one : given)
            if (releasesKey(one.release) && one.release.stream == stream && !epochs->contains(one.release.epoch))
                faults.append({state.id, stream, one.release.to, one.release.epoch, u"release-without-grant"_s});
    }
}

} // namespace

QCborMap Release::toArgs() const
{
    QCborMap args{{u"way"_s, way}, {u"kinds"_s, QCborArray::fromStringList(kinds)}, {u"ground"_s, ground}};
    if (!to.isEmpty())
        args.insert(u"to"_s, to);
    if (!whom.isEmpty())
        args.insert(u"whom"_s, whom);
    if (!stream.isEmpty()) {
        args.insert(u"stream"_s, stream);
        args.insert(u"epoch"_s, qint64(epoch));
    }
    if (bytes >= 0)
        args.insert(u"bytes"_s, bytes);
    return args;
}

Result<Release> Release::fromArgs(const QCborMap &args)
{
    Release release;
    release.way = textOf(args, u"way"_s);
    release.to = args.value(u"to"_s).toByteArray();
    release.whom = textOf(args, u"whom"_s);
    release.stream = args.value(u"stream"_s).toByteArray();
    const auto epoch = args.value(u"epoch"_s).toInteger(0);
    const auto kinds = args.value(u"kinds"_s).toArray();
    for (const auto &kind : kinds)
        release.kinds.append(kind.toString());
    release.ground = args.value(u"ground"_s).toMap();
    release.bytes = args.value(u"bytes"_s).toInteger(-1);
    const auto key = releasesKey(release);
    if (!ways.contains(release.way) || release.kinds.isEmpty() || (release.to.isEmpty() && release.whom.isEmpty())
        || epoch < 0 || epoch > std::numeric_limits<quint32>::max()
        || key != (release.stream.size() == 16 && epoch > 0 && release.to.size() == publicKeySize))
        return fail(Fault::Invalid, u"release: incomplete"_s);
    release.epoch = quint32(epoch);
    return release;
}

QList<Disclosure> disclosuresOf(const CaseState &state)
{
    QList<Disclosure> all;
    for (const auto *act : state.all(u"case.released"_s))
        if (auto release = Release::fromArgs(act->args()))
            all.append({*std::move(release), act->side, act->event.by, act->event.at, act->event.hash});
    return all;
}

QCborMap consentGround(const CaseState &state)
{
    if (machineState(state, "consent"_L1) != u"SIGNED"_s)
        return {};
    for (auto act = state.acts.crbegin(); act != state.acts.crend(); ++act)
        if (act->kind() == u"consent.sign_patient"_s || act->kind() == u"consent.sign_representative"_s)
            return {{u"item"_s, u"DATA"_s}, {u"entry"_s, act->event.hash}};
    return {};
}

Result<QList<DisclosureFault>> disclosureFaults(const Desk &desk)
{
    const auto cards = desk.board(-1);
    if (!cards)
        return tl::unexpected(cards.error());
    QList<DisclosureFault> faults;
    for (const auto &card : *cards) {
        const auto state = desk.caseState(card.id);
        if (!state)
            return tl::unexpected(state.error());
        if (state->mySide == Side::Inviting)
            checkCase(desk, *state, faults);
    }
    return faults;
}

Result<QList<DisclosureTotal>> yearlyDisclosures(const Desk &desk, int year)
{
    struct Sum {
        DisclosureTotal total;
        QSet<QByteArray> persons;
        QSet<QByteArray> cases;
    };

    const auto cards = desk.board(-1);
    if (!cards)
        return tl::unexpected(cards.error());
    const QTimeZone zone(desk.ledger().institution().timeZone.toLatin1());
    QMap<QByteArray, Sum> sums;
    for (const auto &card : *cards) {
        const auto state = desk.caseState(card.id);
        if (!state)
            return tl::unexpected(state.error());
        for (const auto &one : disclosuresOf(*state)) {
            if (one.side != state->mySide || one.at.toTimeZone(zone).date().year() != year)
                continue;
            auto &sum = sums[one.release.to];
            ++sum.total.releases;
            sum.total.bytes += qMax<qint64>(0, one.release.bytes);
            sum.cases.insert(card.id);
            const auto patient = patientOf(*state);
            sum.persons.insert(contentHash(QCborArray{patient.value(u"name"_s), patient.value(u"birth"_s)}));
        }
    }
    QList<DisclosureTotal> totals;
    for (auto sum = sums.begin(); sum != sums.end(); ++sum) {
        auto &total = sum->total;
        total.to = sum.key();
        total.persons = int(sum->persons.size());
        total.cases = int(sum->cases.size());
        if (const auto partner = desk.ledger().partner(total.to))
            total.country = partner->institution.country;
        totals.append(total);
    }
    return totals;
}

} // namespace sizhen
