// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/consult/earliervisits.h"
#include "core/consult/reading.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

bool isSamePatient(const QCborMap &one, const QCborMap &other)
{
    const auto same = [&](const QString &key) {
        const auto value = one.value(key).toString();
        return !value.isEmpty() && value == other.value(key).toString();
    };
    return same(u"name"_s) && same(u"birth"_s);
}

} // namespace

QDateTime openedAt(const CaseState &state)
{
    const auto *opened = state.latest(u"case.opened"_s);
    return opened ? opened->event.at : QDateTime();
}

QList<CaseState> earlierVisits(const Desk &desk, const CaseState &state, int most)
{
    QList<CaseState> earlier;
    const auto patient = patientOf(state);
    const auto name = patient.value(u"name"_s).toString();
    const auto hits = name.isEmpty() ? Result<DeskHits>(DeskHits{}) : desk.find(name);
    if (!hits)
        return earlier;
    for (const auto &hit : hits->cases) {
        if (hit.card.id == state.id || hit.card.closedToReader)
            continue;
        const auto other = desk.caseState(hit.card.id);
        if (other && other->inviting == state.inviting && other->invited == state.invited
            && isSamePatient(patientOf(*other), patient) && openedAt(*other) < openedAt(state))
            earlier.append(*other);
    }
    std::ranges::sort(earlier, std::ranges::greater(), openedAt);
    return earlier.first(std::min<qsizetype>(earlier.size(), most));
}

} // namespace sizhen
