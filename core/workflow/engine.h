// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workflow/machine.h"

#include <QHash>
#include <functional>

namespace sizhen {

// Something a person may or may not do now; the window greys it out, the command line refuses it, both for these reasons.
struct Offer {
    QString kind;  // "invitation.send_direct": what Desk::act takes
    Label label;
    bool allowed = false;
    bool needsPerson = false;
    QList<Error> refusals; // each names its rule
};

// Decides whether `event` may happen in `state`, by one set of named guards over one kind of facts.
template <typename Facts>
class Engine
{
public:
    using Guard = std::function<Result<>(const Facts &)>;

    void add(const QString &name, Guard guard) { m_guards.insert(name, std::move(guard)); }

    [[nodiscard]] QStringList guardNames() const { return m_guards.keys(); }

    // Every reason against, in the order of the file; empty: it may happen.
    [[nodiscard]] QList<Error> judge(const Transition &transition, const QString &side, const QStringList &roles,
                                     const Facts &facts) const
    {
        QList<Error> reasons;
        if (!transition.automatic && !mayFire(transition, side, roles)) {
            reasons.append(Error{Fault::Denied, transition.event, {}, QStringLiteral("role.not_allowed"),
                                 {{QStringLiteral("who"), rolesOf(transition)}}});
            return reasons;
        }
        for (const auto &name : transition.guards) {
            const auto guard = m_guards.constFind(name);
            if (guard == m_guards.constEnd()) {
                reasons.append(Error{Fault::Unsupported, name, {}, {}, {}});
                continue;
            }
            if (auto answer = (*guard)(facts); !answer)
                reasons.append(std::move(answer.error()));
        }
        return reasons;
    }

    [[nodiscard]] static bool mayFire(const Transition &transition, const QString &side, const QStringList &roles)
    {
        for (const auto &standing : transition.who)
            if ((standing.side == QStringLiteral("any") || standing.side == side) && roles.contains(standing.role))
                return true;
        return false;
    }

private:
    static QStringList rolesOf(const Transition &transition)
    {
        QStringList names;
        for (const auto &standing : transition.who)
            names.append(standing.side + QLatin1Char('/') + standing.role);
        return names;
    }

    QHash<QString, Guard> m_guards;
};

} // namespace sizhen
