// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/rules.h"

namespace sizhen {

// Reads an agreement out of the events of a partnership stream, in canonical order.
class AgreementFold
{
public:
    AgreementFold(std::shared_ptr<const Rules> rules, Partnership partnership, const QByteArray &partner);

    void take(const Event &event); // applies it, or keeps it flagged
    void settle(const QDateTime &when); // what happens by itself

    [[nodiscard]] QList<Error> judge(const Event &event) const;
    [[nodiscard]] QList<Offer> offers(const Event &nothingYet) const; // who, where and when; no kind and no args

    [[nodiscard]] const AgreementState &state() const { return m_state; }

    [[nodiscard]] const Partnership &partnership() const { return m_partnership; }

private:
    [[nodiscard]] Act actOf(const Event &event) const;
    [[nodiscard]] Facts factsFor(const Act &act, const QDateTime &now) const;
    void apply(const Transition &transition, const QDateTime &when);

    std::shared_ptr<const Rules> m_rules; // shared with the Desk and every other fold
    Partnership m_partnership;
    AgreementState m_state;
    FeedOrder m_order;
};

} // namespace sizhen
