// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/papersigners.h"

#include "core/consult/reading.h"
#include "ui/models/casereading.h"

using namespace Qt::Literals::StringLiterals;

namespace sizhen {

QList<PaperSignerRow> paperSigners(const CaseState &state, const QString &paper)
{
    QList<PaperSignerRow> rows;
    if (paper == u"decision") {
        const Act *act = state.latest(u"case.decide"_s);
        const bool isSigned = act != nullptr;
        if (!act)
            act = state.latest(u"case.decision_draft"_s);
        if (act)
            rows.append({act->event.by.name, act->event.by.title, act->event.by.person,
                         isSigned ? act->event.at : QDateTime()});
        return rows;
    }
    const auto people = caseread::physicians(state);
    for (const auto &one : people)
        rows.append({one.person.name, one.person.title, one.person.person, {}});
    const auto signatures = signaturesOf(state);
    for (const auto *act : signatures)
        for (auto &row : rows)
            if (row.person == act->event.by.person)
                row.signedAt = act->event.at;
    // Signed ones first, in the order of signing; then who leads.
    std::ranges::stable_sort(rows, [](const PaperSignerRow &one, const PaperSignerRow &other) {
        return one.signedAt.isValid() && (!other.signedAt.isValid() || one.signedAt < other.signedAt);
    });
    return rows;
}

std::optional<Attachment> signedPdf(const CaseState &state, const QString &paper)
{
    const Act *act = nullptr;
    if (paper == u"decision") {
        act = state.latest(u"case.decide"_s);
    } else if (const auto signatures = signaturesOf(state); !signatures.isEmpty()) {
        act = signatures.last();
    }
    if (!act)
        return std::nullopt;
    const auto pdf = attachmentIn(act->args().value(u"pdf"_s));
    return pdf ? std::optional(*pdf) : std::nullopt;
}

QString paperToOpen(const CaseState &state)
{
    const auto report = state.machines.value(u"report"_s);
    const bool received = report == u"ACKNOWLEDGED" || report == u"ARCHIVED";
    const bool planned = state.latest(u"case.decision_draft"_s) || state.latest(u"case.decide"_s);
    return received && planned ? u"decision"_s : u"report"_s;
}

} // namespace sizhen
