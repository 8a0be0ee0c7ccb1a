// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/consult/desk.h"
#include "core/terms/termbase.h"

#include <QCoreApplication>
#include <functional>

namespace sizhen {

// One line of the command palette.
struct Found {
    enum class Kind { Action, Case, Patient, Term };

    Kind kind = Kind::Action;
    QString title;
    QString note; // in grey beside it
    QByteArray id; // of the case or patient
    std::function<void()> run; // an action
};

// What Ctrl+K looks through: actions of the window, the words of cases and patients, terms. Everything typed must occur,
// in any order.
class Finder
{
    Q_DECLARE_TR_FUNCTIONS(Finder)
public:
    struct Sources {
        QList<Found> actions;
        std::function<DeskHits(const QString &typed, int limit)> records; // of those this person may see
        const TermBase *terms = nullptr;
        QString language;
    };

    // Best first; an empty query shows the actions.
    [[nodiscard]] static QList<Found> find(const QString &query, const Sources &sources, int limit = 12);
    [[nodiscard]] static QString kindName(Found::Kind kind);
};

} // namespace sizhen
