// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command/resolve.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

struct Candidate {
    QByteArray id;
    QStringList names;
};

Result<QByteArray> choose(const QList<Candidate> &candidates, const QString &text)
{
    QList<QByteArray> found;
    for (const auto &candidate : candidates) {
        const auto hex = QString::fromLatin1(candidate.id.toHex());
        const auto named = std::any_of(candidate.names.begin(), candidate.names.end(), [&text](const QString &name) {
            return name.contains(text, Qt::CaseInsensitive);
        });
        if (hex == text)
            return candidate.id;
        if (named || hex.startsWith(text))
            found.append(candidate.id);
    }
    if (found.size() == 1)
        return found.first();
    const auto none = found.isEmpty();
    return tl::unexpected(Error{none ? Fault::NotFound : Fault::Invalid,
                                u"resolve"_s,
                                {},
                                none ? u"ctl.not_one_of_ours"_s : u"ctl.ambiguous"_s,
                                {{u"text"_s, text}}});
}

} // namespace

Result<QByteArray> resolvePartner(const Ledger &ledger, const QString &text)
{
    const auto partners = ledger.partners();
    if (!partners)
        return tl::unexpected(partners.error());
    QList<Candidate> candidates;
    for (const auto &partner : *partners)
        candidates.append({partner.institution.root,
                           {partner.institution.id(), partner.institution.name.zh(), partner.institution.name.en()}});
    return choose(candidates, text);
}

Result<QByteArray> resolvePatient(const Desk &desk, const QString &text)
{
    const auto patients = desk.patients();
    if (!patients)
        return tl::unexpected(patients.error());
    QList<Candidate> candidates;
    for (const auto &patient : *patients)
        candidates.append({patient.id, {patient.name}});
    return choose(candidates, text);
}

Result<QByteArray> resolveCase(const Desk &desk, const QString &text)
{
    const auto cards = desk.board();
    if (!cards)
        return tl::unexpected(cards.error());
    QList<Candidate> candidates;
    for (const auto &card : *cards)
        candidates.append({card.id, {card.code}});
    return choose(candidates, text);
}

} // namespace sizhen
