// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/texts/stagetext.h"
#include "core/base/resource.h"
#include "core/workflow/machine.h"

#include <QHash>

using namespace Qt::Literals::StringLiterals;

namespace sizhen {
namespace {

const QHash<QString, Machine> &machines()
{
    static const QHash<QString, Machine> all = [] {
        QHash<QString, Machine> found;
        for (const auto &name : listResources(u"machines"_s)) {
            const auto bytes = readResource(u"machines/"_s + name);
            if (!bytes)
                continue;
            if (auto machine = parseMachine(*bytes)) // Desk::open refuses to start on a damaged one and says so
                found.insert(machine->id, std::move(*machine));
        }
        return found;
    }();
    return all;
}

} // namespace

QString StageText::of(const QString &machine, const QString &state, const QString &language)
{
    const auto found = machines().constFind(machine);
    const auto *known = found == machines().cend() ? nullptr : found->state(state);
    return known ? known->label.in(language) : state;
}

QString StageText::action(const QString &kind, const QString &language)
{
    const auto found = machines().constFind(kind.section(u'.', 0, 0));
    if (found == machines().cend())
        return {};
    const auto event = kind.section(u'.', 1);
    for (const auto &transition : found->transitions)
        if (transition.event == event && !transition.automatic)
            return transition.label.in(language);
    return {};
}

} // namespace sizhen
